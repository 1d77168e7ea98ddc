import type { Recurring } from '#platform/clock'
import type { Disk } from './disk.ts'

/** Work that only removes: it goes on, or a full disk would stay full. */
const FREES = new Set(['orphaned uploads', 'old messages', 'old deliveries'])

/** The same work, waiting while the disk is full, as it does while a server is away. */
export const whileThereIsRoom = (disk: Disk, tasks: readonly Recurring[]): Recurring[] =>
  tasks.map((task) => ({
    ...task,
    work: () => (disk.isFull() && !FREES.has(task.name) ? Promise.resolve() : task.work()),
  }))
