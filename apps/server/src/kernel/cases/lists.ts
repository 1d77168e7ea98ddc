import { type Actor, deadlineAfter, endOfDay, startOfDay } from '@xiangzhi/language'
import type { CaseFilter } from '@xiangzhi/contract'
import type { CountyConfig } from '#platform/county-config'
import { sql, type Statement, type Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { keyset } from '#platform/keyset'
import { findQueues, type Queues } from './desks.ts'
import { measureCondition } from './measures.ts'
import { countedButKept, listedByCounters, notKeptFrom, readableCases, readableParts } from './reading.ts'
import type { Processes } from './registry.ts'
import { type ListedCase, rowColumns } from './row-views.ts'

/** What waits for this person: queues of the roles held, those that fall to them, and what was given to the person by name. */
export function waitingFor(tx: Pick<Tx, 'county'>, actor: Actor, processes: Processes, queues: Queues): Statement {
  // What somebody took stays on their list only as long as they may still read it.
  const lines: Statement[] = [sql`(c.owner_person_id = ${actor.personId} and ${readableCases(tx, actor, processes)})`]
  for (const grant of actor.grants) {
    const id = grant.reach.kind === 'organisation' ? grant.reach.organisationId : grant.reach.placeId
    const roles = processes.queuesOf(grant.role)
    const role = roles.length === 1 ? sql`c.owner_role = ${roles[0]}` : sql`c.owner_role = any(${[...roles]}::text[])`
    const colleagues = [...new Set([...(queues.colleagues.get(id)?.values() ?? [])].flat())]
    lines.push(
      sql`(${role} and c.owner_id = ${id} and (c.owner_person_id is null or c.owner_person_id = ${actor.personId}
        or c.owner_person_id <> all(${colleagues}::uuid[])))`,
    )
  }
  for (const { process, role, placeIds } of queues.fallen)
    lines.push(sql`(c.process = ${process} and c.owner_role = ${role} and c.owner_id = any(${[...placeIds]}::uuid[]))`)
  if (queues.instead.length > 0) lines.push(sql`c.id = any(${[...queues.instead]}::uuid[])`)
  const not = queues.not.length > 0 ? sql` and c.id <> all(${[...queues.not]}::uuid[])` : sql``
  return sql`(c.is_open and (${sql.join(lines, ' or ')})${not} and ${notKeptFrom(tx, actor)})`
}

/**
 * Whether a text holds what is looked for, wherever it stands. Letters are found in either case, and Latin letters and digits in
 * either width: ＡＴＭ, atm and ATM are one word.
 */
function saysWords(words: string): Statement {
  const plain = words.normalize('NFKC')
  const pattern = `%${sql.pattern(plain)}%`
  // Chinese characters have one width and no case: the plain comparison is the quick one.
  return /^[\p{Script=Han}\s]+$/u.test(plain)
    ? sql`c.summary like ${pattern}`
    : sql`normalize(c.summary, NFKC) ilike ${pattern}`
}

/** Behind every text that begins with the prefix, in the byte order of the columns that are asked so. */
const behind = '\u{10FFFF}'

/**
 * Text that begins like this, as a range: under row-level security only leakproof comparisons reach an index, and `like` is
 * none. The column must have collation C.
 */
const beginsWith = (column: Statement, prefix: string): Statement =>
  sql`(${column} >= ${prefix} and ${column} < ${`${prefix}${behind}`})`

/** A category, or all that begin with it; a single one keeps the order of its index. */
function inCategory(
  config: Pick<CountyConfig, 'categories'>,
  asked: string,
  column = sql.raw('c.category'),
): Statement {
  const single =
    config.categories.has(asked) &&
    ![...config.categories.keys()].some((code) => code !== asked && code.startsWith(asked))
  return single ? sql`${column} = ${asked}` : beginsWith(column, asked)
}

/** The deadline by which open cases stand in their indexes; those without one come last. */
const deadline = sql.raw(`coalesce(c.due_at, 'infinity'::timestamptz)`)

/** When the day ends on which something may still be in time. */
export const endOfToday = (calendar: CountyConfig['calendar'], now: Date): Date =>
  deadlineAfter(calendar, now, { unit: 'days', amount: 0 }).dueAt

/** The filter of lists, maps, counts and exports as a condition on `case_record c`. */
export async function filterCondition(
  tx: Tx,
  filter: CaseFilter,
  actor: Actor,
  processes: Processes,
  now: Date,
  config: Pick<CountyConfig, 'calendar' | 'categories'>,
): Promise<Statement> {
  const { calendar } = config
  const lines: Statement[] = []
  if (filter.q) {
    const compact = filter.q.normalize('NFKC').replaceAll(/\s/g, '')
    const number = compact.length > 6 && !compact.includes('-') ? `${compact.slice(0, 6)}-${compact.slice(6)}` : compact
    const numbered = beginsWith(sql.raw('c.number'), number)
    // With its hyphen it can only be the number of a case; digits alone may stand in a text as well (a meter, a pole, a plate).
    if (/^\d{6}-\d*$/.test(compact)) lines.push(numbered)
    else lines.push(/^\d{6,}$/.test(compact) ? sql`(${numbered} or ${saysWords(filter.q)})` : saysWords(filter.q))
  }
  if (filter.process) lines.push(sql`c.process = ${filter.process}`)
  if (filter.status?.length)
    lines.push(
      filter.status.length === 1 ? sql`c.status = ${filter.status[0]}` : sql`c.status = any(${filter.status}::text[])`,
    )
  if (filter.state?.length) lines.push(sql`c.state = any(${filter.state}::text[])`)
  if (filter.category) lines.push(inCategory(config, filter.category))
  if (filter.level) lines.push(sql`c.level = ${filter.level}`)
  if (filter.town) lines.push(sql`c.town_id = ${filter.town}`)
  if (filter.village) lines.push(sql`c.village_id = ${filter.village}`)
  if (filter.grid) lines.push(sql`c.grid_id = ${filter.grid}`)
  if (filter.unit) lines.push(sql`c.assigned_organisation_id = ${filter.unit}`)
  if (filter.source) lines.push(sql`c.source = ${filter.source}`)
  if (filter.mine) lines.push(waitingFor(tx, actor, processes, await findQueues(tx, actor, processes, now)))
  if (filter.late) lines.push(sql`c.is_open and ${deadline} < ${now}`)
  if (filter.dueToday) lines.push(sql`c.is_open and c.due_at >= ${now} and c.due_at < ${endOfToday(calendar, now)}`)
  if (filter.open !== undefined) lines.push(filter.open ? sql`c.is_open` : sql`not c.is_open`)
  if (filter.supervised) lines.push(sql`c.supervised`)
  if (filter.reopened) lines.push(sql`c.reopen_count > 0`)
  if (filter.contested) lines.push(sql`c.satisfied = false`)
  if (filter.from) lines.push(sql`c.opened_at >= ${startOfDay(calendar, filter.from)}`)
  if (filter.until) lines.push(sql`c.opened_at < ${endOfDay(calendar, filter.until)}`)
  if (filter.measure) {
    if (!filter.measureFrom || !filter.measureUntil) throw new Refusal('bad-input', {}, 'a measure needs its period')
    const between = { from: startOfDay(calendar, filter.measureFrom), until: startOfDay(calendar, filter.measureUntil) }
    lines.push(measureCondition(filter.measure, between))
  }
  return lines.length === 0 ? sql`true` : sql.join(lines, ' and ')
}

const countBound = 1000

const order = keyset({ at: 'instant', id: 'uuid' })

const farFuture = new Date('9999-01-01T00:00:00Z')

/** How a list is ordered, and where its next page begins. */
function orderOf(
  sort: 'newest' | 'due',
  after: { at: Date; id: string } | undefined,
): { by: Statement; begins: Statement } {
  if (sort === 'newest') {
    return {
      by: sql.raw('order by c.opened_at desc, c.id desc'),
      begins: after ? sql` and (c.opened_at, c.id) < (${after.at}, ${after.id}::uuid)` : sql``,
    }
  }
  const at = after && (after.at >= farFuture ? sql.raw(`'infinity'::timestamptz`) : sql`${after.at}`)
  return {
    by: sql`order by ${deadline}, c.id`,
    begins:
      after && at ? sql` and c.is_open and (${deadline}, c.id) > (${at}, ${after.id}::uuid)` : sql` and c.is_open`,
  }
}

/** Where a case stands in that order. */
const positionOf =
  (sort: 'newest' | 'due') =>
  ({ id, openedAt, dueAt }: ListedCase) => ({ at: sort === 'newest' ? openedAt : (dueAt ?? farFuture), id })

/** Two sets of counters and what each can tell apart; a filter that names nothing else is counted without a look at the cases. */
const placeCounter = {
  table: 'case_place_counter',
  knows: new Set(['process', 'status', 'town', 'village', 'grid', 'sort', 'cursor', 'limit']),
  columns: { town: 'k.town_id', village: 'k.village_id', grid: 'k.place_id' },
} as const
const categoryCounter = {
  table: 'case_category_counter',
  knows: new Set(['process', 'status', 'town', 'category', 'sort', 'cursor', 'limit']),
  columns: { town: 'k.town_key' },
} as const

/**
 * How many cases a list has, up to the bound. Where the kept counters know it, so many of their rows are added up that the bound
 * is reached; elsewhere the cases are counted until it is.
 */
function lengthOf(
  tx: Tx,
  actor: Actor,
  processes: Processes,
  config: Pick<CountyConfig, 'categories'>,
  filter: CaseFilter & { sort: 'newest' | 'due' },
  where: Statement,
  wanted: Statement,
): Statement {
  const { table, knows, columns } = filter.category ? categoryCounter : placeCounter
  const known =
    filter.sort === 'newest' &&
    Object.entries(filter).every(([key, value]) => value === undefined || (knows as ReadonlySet<string>).has(key))
  const readable = known ? listedByCounters(actor, processes, columns) : undefined
  if (!readable)
    return sql`select count(*)::int as n from (select 1 from case_record c where ${where} limit ${countBound + 1}) bounded`
  const lines = [sql`k.county = ${tx.county}`, readable, sql`k.n > 0`]
  if (filter.process) lines.push(sql`k.process = ${filter.process}`)
  if (filter.status?.length) lines.push(sql`k.status = any(${filter.status}::text[])`)
  if (filter.category) lines.push(inCategory(config, filter.category, sql.raw('k.category')))
  if (filter.town) lines.push(sql`${sql.raw(columns.town)} = ${filter.town}`)
  if (filter.village) lines.push(sql`k.village_id = ${filter.village}`)
  if (filter.grid) lines.push(sql`k.place_id = ${filter.grid}`)
  return sql`select (coalesce(sum(bounded.n), 0) - (select count(*) from case_record c
      where c.county = ${tx.county} and ${countedButKept(tx, actor, processes, 'case.read')} and ${wanted}))::int as n
    from (select k.n from ${sql.raw(table)} k where ${sql.join(lines, ' and ')} limit ${countBound + 1}) bounded`
}

/** A page of cases: keyset, so that the thousandth page costs what the first does. */
export async function listCases(
  tx: Tx,
  actor: Actor,
  processes: Processes,
  config: Pick<CountyConfig, 'calendar' | 'categories'>,
  filter: CaseFilter & { sort: 'newest' | 'due'; cursor?: string | undefined; limit: number },
  now: Date,
): Promise<{ records: ListedCase[]; nextCursor: string | null; total: number }> {
  const parts = readableParts(tx, actor, processes)
  if (parts.length === 0) return { records: [], nextCursor: null, total: 0 }
  const { by, begins } = orderOf(filter.sort, order.read(filter.cursor))
  const wanted = await filterCondition(tx, filter, actor, processes, now, config)
  const openOnly = filter.sort === 'due' ? sql` and c.is_open` : sql``
  const one = parts.length === 1 ? parts[0] : undefined
  const inPart = (part: Statement): Statement => sql`c.county = ${tx.county} and ${part} and ${wanted}`
  // Several reaches: each gives its own first page by its own index, and the first of all of them are the page.
  const firstOfEach = (): Statement =>
    sql.join(
      parts.map(
        (part) => sql`(select c.id from case_record c where ${inPart(part)}${begins} ${by} limit ${filter.limit + 1})`,
      ),
      ' union ',
    )
  const page = one
    ? sql`select ${rowColumns} from case_record c where ${inPart(one)}${begins} ${by} limit ${filter.limit + 1}`
    : sql`select ${rowColumns} from case_record c where c.county = ${tx.county} and c.id = any(array(${firstOfEach()})) ${by} limit ${filter.limit + 1}`
  const [rows, counted] = await Promise.all([
    tx.rows<ListedCase>(page),
    tx.row<{ n: number }>(
      lengthOf(
        tx,
        actor,
        processes,
        config,
        filter,
        sql`${inPart(one ?? sql`(${sql.join(parts, ' or ')})`)}${openOnly}`,
        wanted,
      ),
    ),
  ])
  const { rows: records, nextCursor } = order.page(rows, filter.limit, positionOf(filter.sort))
  return { records, nextCursor, total: counted?.n ?? 0 }
}
export const totalBound = countBound

/** A page of what waits for somebody (`waitingFor`), by deadline, late first. */
export async function listWaiting(
  tx: Tx,
  waiting: Statement,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ records: ListedCase[]; nextCursor: string | null }> {
  const { by, begins } = orderOf('due', order.read(cursor))
  const rows = await tx.rows<ListedCase>(
    sql`select ${rowColumns} from case_record c where c.county = ${tx.county} and ${waiting}${begins} ${by} limit ${limit + 1}`,
  )
  const { rows: records, nextCursor } = order.page(rows, limit, positionOf('due'))
  return { records, nextCursor }
}

/** How much waits for somebody (`waitingFor`). */
export async function countWaiting(
  tx: Tx,
  waiting: Statement,
  now: Date,
  until: Date,
): Promise<{ waiting: number; late: number; dueToday: number; supervised: number; contested: number }> {
  const row = await tx.row<{
    waiting: number
    late: number
    dueToday: number
    supervised: number
    contested: number
  }>(sql`
    select count(*)::int as waiting, (count(*) filter (where c.due_at < ${now}))::int as late,
      (count(*) filter (where c.due_at >= ${now} and c.due_at < ${until}))::int as "dueToday",
      (count(*) filter (where c.supervised))::int as supervised, (count(*) filter (where c.satisfied = false))::int as contested
    from case_record c where c.county = ${tx.county} and ${waiting}`)
  return row ?? { waiting: 0, late: 0, dueToday: 0, supervised: 0, contested: 0 }
}

/** Open cases of a category around a position, nearest first. Degrees are close enough to metres at the size of a village. */
export function listNear(
  tx: Tx,
  condition: Statement,
  input: { category: string; lng: number; lat: number; metres: number },
  limit = 5,
): Promise<ListedCase[]> {
  const dLat = input.metres / 111_320
  const dLng = dLat / Math.cos((input.lat * Math.PI) / 180)
  return tx.rows<ListedCase>(sql`select ${rowColumns} from case_record c where c.county = ${tx.county} and ${condition} and c.is_open and c.category = ${input.category}
      and c.lng between ${input.lng - dLng} and ${input.lng + dLng} and c.lat between ${input.lat - dLat} and ${input.lat + dLat}
    order by (c.lng - ${input.lng}) * (c.lng - ${input.lng}) + (c.lat - ${input.lat}) * (c.lat - ${input.lat}), c.opened_at desc limit ${limit}`)
}

/** Open cases as points for the map, at most so many. */
export function listPoints(
  tx: Tx,
  condition: Statement,
  limit: number,
): Promise<
  Pick<
    ListedCase,
    'id' | 'number' | 'lng' | 'lat' | 'status' | 'category' | 'gridId' | 'dueAt' | 'isOpen' | 'confidentiality'
  >[]
> {
  return tx.rows(sql`select c.id, c.number, c.lng, c.lat, c.status, c.category, c.grid_id, c.due_at, c.is_open, c.confidentiality from case_record c
    where c.county = ${tx.county} and ${condition} and c.lng is not null order by c.opened_at desc limit ${limit}`)
}

/** Cases for an export, with what an Excel sheet shows; never a reporter. */
export function listForExport(
  tx: Tx,
  condition: Statement,
  limit: number,
): Promise<(ListedCase & { publicNote: string | null; outcome: string | null })[]> {
  return tx.rows(
    sql`select ${rowColumns}, c.public_note, c.outcome from case_record c where c.county = ${tx.county} and ${condition} order by c.opened_at desc, c.id desc limit ${limit}`,
  )
}
