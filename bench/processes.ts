import { readdirSync, readFileSync } from 'node:fs'

/** The parent of a process, by /proc. */
function parentOf(pid: number): number | undefined {
  try {
    // The command name may hold spaces and brackets, so fields are counted from its closing bracket.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}

/** CPU time that the threads of these processes have used so far, from the scheduler's own nanoseconds. */
export function cpuSeconds(pids: readonly number[]): number {
  let nanoseconds = 0
  for (const pid of pids) {
    try {
      for (const thread of readdirSync(`/proc/${pid}/task`))
        nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])
    } catch {
      // It ended between the two looks.
    }
  }
  return nanoseconds / 1e9
}

/** A process and everything below it. */
export function familyOf(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const one = Number(name)
    const parent = Number.isInteger(one) ? parentOf(one) : undefined
    if (parent !== undefined) parents.set(one, parent)
  }
  const found = [pid]
  for (const parent of found) for (const [child, above] of parents) if (above === parent) found.push(child)
  return found
}

/** Memory that would come back if these processes ended: shared pages are divided among those who share them. MB. */
export function memoryMb(pids: readonly number[]): number {
  let kilobytes = 0
  for (const pid of pids) {
    try {
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
    } catch {
      // It ended between the two looks.
    }
  }
  return Math.round(kilobytes / 1024)
}

/** How much else the machine is doing. */
export const loadAverage = (): string => readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 3).join(' ')
