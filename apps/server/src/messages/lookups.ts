import type { Actor, StaffRole } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { findChoices, type MessageChoices } from '#platform/messages'
import { caseReaders, listActingOn, type Processes } from '#kernel/cases'
import { actorsOfPersons, listHolders, listManned, type Manned } from '#kernel/people'

/** Over which place, or in which organisation, a role is held. */
export type Reach = Parameters<typeof listHolders>[2]

/** What the lines of one page ask alike, asked once for all of them: after a busy minute most lines lead to the same few people. */
export class Lookups {
  readonly #tx: Tx
  readonly #processes: Processes
  readonly #today: string
  readonly #now: Date
  readonly #manned = new Map<string, Promise<Manned>>()
  readonly #holders = new Map<string, Promise<string[]>>()
  readonly #actors = new Map<string, Actor | undefined>()
  readonly #choices = new Map<string, MessageChoices | undefined>()
  readonly #readable = new Map<string, Promise<(actor: Actor) => boolean>>()

  constructor(tx: Tx, processes: Processes, today: string, now: Date) {
    this.#tx = tx
    this.#processes = processes
    this.#today = today
    this.#now = now
  }

  /** The persons who hold a role there today. */
  holders(role: StaffRole, reach: Reach): Promise<string[]> {
    const key = `${role} ${'placeId' in reach ? reach.placeId : reach.organisationId}`
    let found = this.#holders.get(key)
    if (found === undefined) {
      found = listHolders(this.#tx, role, reach, this.#today).then((all) => all.map(({ personId }) => personId))
      this.#holders.set(key, found)
    }
    return found
  }

  /** The persons who are at a desk today: of a place, or of an organisation. */
  async manning(role: StaffRole, reachId: string): Promise<readonly string[]> {
    let found = this.#manned.get(reachId)
    if (found === undefined)
      this.#manned.set(reachId, (found = listManned(this.#tx, sql`array[${reachId}::uuid]`, this.#today)))
    return (await found).get(reachId)?.get(role) ?? []
  }

  /** The persons to whom a case falls today, where nobody is at its own desk or somebody must stand back from it. */
  acting(caseId: string): Promise<string[]> {
    return listActingOn(this.#tx, this.#processes, caseId, this.#now)
  }

  /** Has what these persons may do and wish to hear at hand for `actor` and `choices`. */
  async know(personIds: readonly string[]): Promise<void> {
    const missing = personIds.filter((id) => !this.#actors.has(id))
    if (missing.length === 0) return
    const [actors, choices] = await Promise.all([
      actorsOfPersons(this.#tx, missing, this.#today),
      findChoices(this.#tx, missing),
    ])
    for (const id of missing) {
      this.#actors.set(id, actors.get(id))
      this.#choices.set(id, choices.get(id))
    }
  }

  actor(personId: string): Actor | undefined {
    return this.#actors.get(personId)
  }

  choices(personId: string): MessageChoices | undefined {
    return this.#choices.get(personId)
  }

  /** Whether somebody may read a case; nobody may who is nobody any more. */
  async mayRead(actor: Actor | undefined, caseId: string): Promise<boolean> {
    if (actor === undefined) return false
    let readable = this.#readable.get(caseId)
    if (readable === undefined) this.#readable.set(caseId, (readable = caseReaders(this.#tx, this.#processes, caseId)))
    return (await readable)(actor)
  }
}
