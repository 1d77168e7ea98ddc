import {
  type Actor,
  type Grant,
  grantsFor,
  mayDo,
  type ProcessDeclaration,
  reaches,
  readsSealed,
  type StaffRole,
} from '@xiangzhi/language'
import { withKeys, withMakers } from '#platform/api-keys'
import type { SecondPersonTeller } from '#platform/approvals'
import { sql, type Statement, type Tx } from '#platform/database'
import { apartFrom, withKin, withKinOf } from '#kernel/people'
import type { Processes } from './registry.ts'
import type { CaseRecord, FoundCase } from './types.ts'

/** Who has the sealed cases that nobody else was given. */
export const sealedReader: StaffRole = 'discipline-liaison'

/** Whether a grant lets its holder read cases of a process at a degree of confidentiality, before asking where they lie. */
function opens(grant: Grant, process: ProcessDeclaration, confidentiality: CaseRecord['confidentiality']): boolean {
  if (confidentiality === 'sealed') return readsSealed(grant.role)
  return process.readers.includes(grant.role)
}

/**
 * Whom a case is kept from: whoever is reported in it and their near kin; where it is sealed, whoever is concerned in any way. A
 * condition on `case_concerned k` and its case `c`.
 */
const keepsAway = sql`k.withdrawn_at is null and k.person_id is not null and (k.part = 'reported' or c.confidentiality = 'sealed')`

/** The persons that `case_record c` is kept from, and what stands behind keys of theirs, as an array: asked for together with the case. */
export const keptFromColumn = (tx: Pick<Tx, 'county'>): Statement => sql`array(select h.id from case_concerned k
  cross join lateral (${withKin(tx, sql`k.person_id`)}) w
  cross join lateral (${withKeys(sql`${tx.county}::int`, sql`w.id`)}) h
  where k.county = ${tx.county} and k.case_id = c.id and ${keepsAway}) as "keptFrom"`

/**
 * The same from the other side, as a condition on `case_record c`: those that are kept from somebody are found once for the whole
 * statement, so that a list is read by the same index as without.
 */
export const notKeptFrom = (tx: Pick<Tx, 'county'>, actor: Pick<Actor, 'personId'>): Statement =>
  sql`c.id <> all(${keptCases(tx, actor)})`

const keptCases = (tx: Pick<Tx, 'county'>, { personId }: Pick<Actor, 'personId'>): Statement => sql`array(
  select k.case_id from case_concerned k join case_record c on c.county = k.county and c.id = k.case_id
  where k.county = ${tx.county} and ${keepsAway} and k.person_id in (
    select w.id from (${withMakers(sql`${tx.county}::int`, sql`${personId}::uuid`)}) m cross join lateral (${withKinOf(tx, sql`m.id`)}) w))`

/** Whether a member of staff may read a case: permission, role named by the process, reach, and that it is not kept from them. */
export function mayRead(actor: Actor, process: ProcessDeclaration, record: FoundCase): boolean {
  if (!mayDo(actor, 'case.read') || record.keptFrom.includes(actor.personId)) return false
  const standing = {
    townId: record.townId,
    villageId: record.villageId,
    gridId: record.gridId,
    organisationIds: record.assignedOrganisationId ? [record.assignedOrganisationId] : [],
  }
  return actor.grants.some((grant) => opens(grant, process, record.confidentiality) && reaches(grant, standing))
}

/**
 * Whether somebody who says whom matters concern is told of a case for it: what they read, and what is not sealed, where it is not kept
 * from them.
 */
export const mayHear = (by: Actor, process: ProcessDeclaration, record: FoundCase): boolean =>
  mayRead(by, process, record) ||
  (record.confidentiality !== 'sealed' && !record.keptFrom.includes(by.personId) && mayDo(by, 'case.confirm-concerned'))

/** How a villager comes to a case by a private link: it is their own report, theirs was merged into it, or they follow it. */
export type LinkStanding = 'own' | 'merged' | 'follower'

/**
 * How much of a case a private link shows. `whole`: everything that a reporter sees. `shared`: where it stands, what the office
 * says to all reporters and what they may do, but nothing that another reporter said. `public`: what everybody sees, with its
 * steps. `neutral`: that it goes on, and nothing else; so it is for everybody but its own reporter once a case is sealed, and for
 * followers of what is not public any more.
 */
export function seenByLink(
  standing: LinkStanding,
  { confidentiality, isPublic }: Pick<CaseRecord, 'confidentiality' | 'isPublic'>,
): 'whole' | 'shared' | 'public' | 'neutral' {
  if (standing === 'own') return 'whole'
  if (confidentiality === 'sealed') return 'neutral'
  if (standing === 'merged') return 'shared'
  return isPublic && confidentiality === 'open' ? 'public' : 'neutral'
}

/** Where a table keeps what the decision needs; counters belong to no unit. */
interface Columns {
  readonly town: string
  readonly village?: string
  readonly grid?: string
  readonly unit?: string
  readonly process: string
  readonly confidentiality: string
}

const caseColumns: Columns = {
  town: 'c.town_id',
  village: 'c.village_id',
  grid: 'c.grid_id',
  unit: 'c.assigned_organisation_id',
  process: 'c.process',
  confidentiality: 'c.confidentiality',
}

/** What the grants of one reach let their holder read together. */
interface Part {
  readonly reach: Grant['reach']
  readonly processes: Set<string>
  sealed: boolean
}

function partsOf(actor: Actor, processes: Processes, permission: 'case.read' | 'case.count'): Part[] {
  const parts = new Map<string, Part>()
  for (const { role, reach } of grantsFor(actor, permission)) {
    const readable = processes.newest.filter((process) => process.readers.includes(role))
    const sealed = readsSealed(role)
    if (readable.length === 0 && !sealed) continue
    const key = reach.kind === 'organisation' ? reach.organisationId : reach.placeId
    const part = parts.get(key) ?? { reach, processes: new Set<string>(), sealed: false }
    if (sealed) part.sealed = true
    else for (const process of readable) part.processes.add(process.key)
    parts.set(key, part)
  }
  // Whoever reads a process in the whole county gains nothing from reading it in a village as well.
  const whole = [...parts.values()].find(({ reach }) => reach.kind === 'place' && reach.level === 'county')
  return [...parts.values()].filter(
    (part) => part === whole || !whole || part.sealed || [...part.processes].some((key) => !whole.processes.has(key)),
  )
}

function columnOf(reach: Grant['reach'], columns: Columns): string | undefined {
  if (reach.kind === 'organisation') return columns.unit
  return reach.level === 'county' ? undefined : columns[reach.level]
}

function conditionsOf({ reach, processes, sealed }: Part, columns: Columns): Statement[] {
  const everywhere = reach.kind === 'place' && reach.level === 'county'
  const column = columnOf(reach, columns)
  if (!everywhere && column === undefined) return []
  const id = reach.kind === 'organisation' ? reach.organisationId : reach.placeId
  const where = column === undefined ? sql`` : sql`${sql.raw(column)} = ${id} and `
  const confidentiality = sql.raw(columns.confidentiality)
  const keys = [...processes].toSorted()
  return [
    ...(keys.length > 0
      ? [sql`(${where}${confidentiality} <> 'sealed' and ${sql.raw(columns.process)} = any(${keys}::text[]))`]
      : []),
    ...(sealed ? [sql`(${where}${confidentiality} = 'sealed')`] : []),
  ]
}

const anyOf = (lines: readonly Statement[]): Statement =>
  lines.length === 0 ? sql`false` : lines.length === 1 ? sql`${lines[0]}` : sql`(${sql.join(lines, ' or ')})`

/**
 * The same decision as conditions on `case_record c`, one for each reach: a list looks into each by its own index, in order.
 * Grants with the same reach share a condition, so most people have exactly one.
 */
export function readableParts(tx: Pick<Tx, 'county'>, actor: Actor, processes: Processes): Statement[] {
  const conditions = partsOf(actor, processes, 'case.read').flatMap((part) => conditionsOf(part, caseColumns))
  return conditions.map((condition) => sql`(${condition} and ${notKeptFrom(tx, actor)})`)
}

/** The same as one condition: every map, export and list of cases passes through it. */
export function readableCases(tx: Pick<Tx, 'county'>, actor: Actor, processes: Processes): Statement {
  return anyOf(readableParts(tx, actor, processes))
}

/** The same as `mayHear`, as a condition on `case_record c`. */
const heardCases = (tx: Pick<Tx, 'county'>, by: Actor, processes: Processes): Statement =>
  sql`(${readableCases(tx, by, processes)} or (${mayDo(by, 'case.confirm-concerned')} and c.confidentiality <> 'sealed'
    and ${notKeptFrom(tx, by)}))`

/**
 * Whether what was told of a case may still be shown to somebody, as a condition on the columns of another table that name it: not where
 * the case was sealed since or is kept from them by now, unless they read it. True where no case is named.
 */
export const stillHears = (
  tx: Pick<Tx, 'county'>,
  by: Actor,
  processes: Processes,
  { county, caseId }: { readonly county: string; readonly caseId: string },
): Statement => sql`not exists (select 1 from case_record c where c.county = ${sql.raw(county)} and c.id = ${sql.raw(caseId)}
  and (c.confidentiality = 'sealed' or c.id = any(${keptCases(tx, by)})) and not ${readableCases(tx, by, processes)})`

/** Who is a second person for what: the platform asks here for persons and cases, which it does not know. */
export const secondPersonTeller = (processes: Processes): SecondPersonTeller => ({
  apartFrom,
  tellsOf: (tx, by, caseId) =>
    sql`exists (select 1 from case_record c where c.county = ${tx.county} and c.id = ${caseId} and ${heardCases(tx, by, processes)})`,
})

/**
 * The same for counters `k`, to say how long a list is. Undefined where an actor reads by what these counters do not know:
 * none knows units, and those by category know towns only.
 */
export function listedByCounters(
  actor: Actor,
  processes: Processes,
  columns: Pick<Columns, 'town' | 'village' | 'grid'>,
): Statement | undefined {
  const all: Columns = { ...columns, ...counterColumns }
  const parts = partsOf(actor, processes, 'case.read')
  const known = ({ reach }: Part): boolean =>
    (reach.kind === 'place' && reach.level === 'county') || columnOf(reach, all) !== undefined
  return parts.every(known) ? anyOf(parts.flatMap((part) => conditionsOf(part, all))) : undefined
}

const counterColumns = { process: 'k.process', confidentiality: 'k.confidentiality' } as const

/** The same for counters `k`: nobody learns from a number what they may not read. Counters know their place, and no unit. */
export function readableCounters(
  actor: Actor,
  processes: Processes,
  columns: Pick<Columns, 'town' | 'village' | 'grid'>,
): Statement {
  const all: Columns = { ...columns, ...counterColumns }
  return anyOf(partsOf(actor, processes, 'case.count').flatMap((part) => conditionsOf(part, all)))
}

/**
 * What counters count for somebody although it is kept from them, as a condition on `case_record c`: counters know no persons, so it
 * is taken off whatever they say.
 */
export function countedButKept(
  tx: Pick<Tx, 'county'>,
  actor: Actor,
  processes: Processes,
  permission: 'case.read' | 'case.count',
): Statement {
  const { unit: _unit, ...columns } = caseColumns
  const counted = partsOf(actor, processes, permission).flatMap((part) => conditionsOf(part, columns))
  return sql`(${anyOf(counted)} and c.id = any(${keptCases(tx, actor)}))`
}

/** Whether everything an actor may count lies in whole towns. */
export function countsWholeTowns(actor: Actor): boolean {
  return grantsFor(actor, 'case.count').every(
    ({ reach }) => reach.kind === 'organisation' || reach.level === 'county' || reach.level === 'town',
  )
}

/** Whether a case was sealed after a moment: what was written of it until then names what it is about. */
export async function wasSealedSince(tx: Tx, caseId: string, at: Date): Promise<boolean> {
  const found =
    await tx.row(sql`select 1 from case_record c join case_event e on e.county = c.county and e.case_id = c.id
    where c.county = ${tx.county} and c.id = ${caseId} and c.confidentiality = 'sealed' and e.action = 'seal' and e.at > ${at} limit 1`)
  return found !== undefined
}

/** Whether the case that the columns of another table name is sealed. */
export const isSealed = ({ county, caseId }: { readonly county: string; readonly caseId: string }): Statement =>
  sql.raw(
    `exists (select 1 from case_record c where c.county = ${county} and c.id = ${caseId} and c.confidentiality = 'sealed')`,
  )
