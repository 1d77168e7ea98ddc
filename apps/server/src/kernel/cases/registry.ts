import { type ProcessDeclaration, type StaffRole, type Succession, successionsOf } from '@xiangzhi/language'
import type { Tx } from '#platform/database'
import { askWhoIsReported } from './asking-again.ts'
import type { SubjectTellers } from './subjects.ts'

/** The declared processes, handed in by `main`; the kernel knows none by name. */
export interface Processes {
  /** The newest version, under which new cases begin. */
  get(key: string): ProcessDeclaration
  find(key: string, version?: number): ProcessDeclaration | undefined
  /** The version a case began with; a stored case always has one. */
  of(record: { process: string; processVersion: number }): ProcessDeclaration
  readonly newest: readonly ProcessDeclaration[]
  /** The one process whose cases are about such things. */
  about(subject: string): ProcessDeclaration
  /** The staff roles whose queues a role works off: its own, and those of roles that hold a process role together with it. */
  queuesOf(role: StaffRole): readonly StaffRole[]
  /** What things say that cases are about, by the kind of thing. */
  readonly tellers: SubjectTellers
  /** What every change of a case has asked before it is committed; here, because declarations are where a change and this meet. */
  askWhoIsReported(tx: Tx, of: Parameters<typeof askWhoIsReported>[2]): Promise<void>
  /** Which desks fall to which, where nobody mans them. */
  readonly successions: readonly Succession[]
}

function sharedQueues(declarations: readonly ProcessDeclaration[]): Map<StaffRole, Set<StaffRole>> {
  const queues = new Map<StaffRole, Set<StaffRole>>()
  for (const { roles } of declarations) {
    for (const role of Object.values(roles)) {
      if (role.of === 'reporter') continue
      for (const held of role.of === 'level' ? Object.values(role.held) : [role.held]) {
        const [first] = held
        if (!first) continue
        for (const one of held) queues.set(one, (queues.get(one) ?? new Set([one])).add(first))
      }
    }
  }
  return queues
}

/**
 * Makes the declarations ready for look-up. Two of the same key and version are a bug. `tellers` are needed for cases whose needs
 * depend on what they are about.
 */
export function processRegistry(declarations: readonly ProcessDeclaration[], tellers: SubjectTellers = {}): Processes {
  const byVersion = new Map<string, ProcessDeclaration>()
  const newest = new Map<string, ProcessDeclaration>()
  for (const declaration of declarations) {
    const key = `${declaration.key}@${declaration.version}`
    if (byVersion.has(key)) throw new Error(`${key} is declared twice`)
    byVersion.set(key, declaration)
    const known = newest.get(declaration.key)
    if (!known || known.version < declaration.version) newest.set(declaration.key, declaration)
  }
  const queues = sharedQueues([...newest.values()])
  const find = (key: string, version?: number): ProcessDeclaration | undefined =>
    version === undefined ? newest.get(key) : byVersion.get(`${key}@${version}`)
  const registry: Processes = {
    find,
    get(key) {
      const found = newest.get(key)
      if (!found) throw new Error(`there is no process ${key}`)
      return found
    },
    about(subject) {
      const [found, other] = [...newest.values()].filter((one) => one.subject === subject)
      if (!found || other) throw new Error(`${other ? 'several processes are' : 'no process is'} about ${subject}`)
      return found
    },
    of({ process, processVersion }) {
      const found = find(process, processVersion)
      if (!found) throw new Error(`version ${processVersion} of ${process} is gone, but a case still runs under it`)
      return found
    },
    newest: [...newest.values()],
    tellers,
    successions: [...newest.values()].flatMap(successionsOf),
    queuesOf: (role) => [...(queues.get(role) ?? [role])],
    askWhoIsReported: (tx, of) => askWhoIsReported(tx, registry, of),
  }
  return registry
}
