/** Who can act in the demo world: everybody with a role, found by the place or organisation that the role reaches. */

import { type Actor, actsAs, listAllowances, type ProcessDeclaration, type StaffRole } from '@xiangzhi/language'
import type { Tx } from '#platform/database'
import type { CaseRecord } from '#kernel/cases'
import { actorsOfPersons, listGrants } from '#kernel/people'
import { findCounty } from '#kernel/places'
import type { SeededRandom } from '#packs'

export interface DemoActors {
  /** Holders of a role over exactly this place or organisation. */
  holders(role: StaffRole, reachId: string): readonly Actor[]
  /** Somebody who may make a transition now, first of all one of those whose queue the case stands in; not `but`. */
  forTransition(
    process: ProcessDeclaration,
    record: CaseRecord,
    transition: string,
    random: SeededRandom,
    but?: string,
  ): Actor | undefined
  /** Somebody who may use a general command now; `but` is left out, where a second person must decide. */
  forCommand(
    process: ProcessDeclaration,
    record: CaseRecord,
    allowance: string,
    part: 'ask' | 'grant',
    random: SeededRandom,
    choice?: { readonly but?: string; readonly role?: StaffRole },
  ): Actor | undefined
  readonly countyId: string
}

/** Reads everybody who holds a role today. */
export async function readDemoActors(tx: Tx, today: string): Promise<DemoActors> {
  const [grants, county] = await Promise.all([listGrants(tx, { today }), findCounty(tx)])
  if (!county) throw new Error('the county has no root place')
  const actors = await actorsOfPersons(tx, [...new Set(grants.map(({ personId }) => personId))], today)
  const byReach = new Map<string, Actor[]>()
  // The newest grant comes first in the list; the order of the posts is the other way round.
  for (const { personId, placeId, organisationId } of grants.toReversed()) {
    const reach = placeId ?? organisationId ?? ''
    const actor = actors.get(personId)
    const there = byReach.get(reach) ?? []
    if (actor && !there.includes(actor)) byReach.set(reach, [...there, actor])
  }
  const holds = (actor: Actor, role: string | null): boolean => actor.grants.some((grant) => grant.role === role)
  const candidates = (process: ProcessDeclaration, record: CaseRecord, random: SeededRandom): Actor[] => {
    const reaches = [record.assignedOrganisationId, record.gridId, record.villageId, record.townId, county.id]
    // Whoever may not read a case cannot act on it either, whatever the process would allow.
    const reads = (actor: Actor): boolean =>
      record.confidentiality === 'sealed' || actor.grants.some(({ role }) => process.readers.includes(role))
    const all = [...new Set(reaches.flatMap((id) => (id === null ? [] : (byReach.get(id) ?? []))))].filter(reads)
    const start = random.whole(0, 100)
    const turned = all.map((_, at) => all[(at + start) % all.length] as Actor)
    return turned.toSorted(
      (one, other) => Number(holds(other, record.ownerRole)) - Number(holds(one, record.ownerRole)),
    )
  }
  return {
    countyId: county.id,
    holders: (role, reachId) => (byReach.get(reachId) ?? []).filter((actor) => holds(actor, role)),
    forTransition: (process, record, transition, random, but) =>
      candidates(process, record, random).find(
        (actor) =>
          actor.personId !== but &&
          process.transitions[transition]?.from.includes(record.state) === true &&
          actsAs(process, process.transitions[transition].by, { kind: 'staff', actor }, record),
      ),
    forCommand: (process, record, allowance, part, random, { but, role } = {}) =>
      candidates(process, record, random).find(
        (actor) =>
          actor.personId !== but &&
          (role === undefined || holds(actor, role)) &&
          listAllowances(process, { kind: 'staff', actor }, record).some(
            (one) => one.allowance === allowance && one.part === part,
          ),
      ),
  }
}
