import { readdirSync, readFileSync } from 'node:fs'

/** The unit of /proc/…/stat on every Linux that Node runs on. */
const ticksPerSecond = 100

interface Stat {
  readonly parent: number
  readonly seconds: number
}

function statOf(pid: number): Stat | undefined {
  try {
    // The command name may hold spaces and brackets, so fields are counted from its closing bracket.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number)
    const [user = 0, system = 0, ofChildren = 0, systemOfChildren = 0] = fields.slice(11, 15)
    return { parent: fields[1] ?? 0, seconds: (user + system + ofChildren + systemOfChildren) / ticksPerSecond }
  } catch {
    return undefined
  }
}

/** CPU time that processes have used so far, with that of their ended children. */
export const cpuSeconds = (pids: readonly number[]): number => pids.reduce((sum, pid) => sum + (statOf(pid)?.seconds ?? 0), 0)

/** A process and everything below it. */
export function familyOf(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const one = Number(name)
    const stat = Number.isInteger(one) ? statOf(one) : undefined
    if (stat) parents.set(one, stat.parent)
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
