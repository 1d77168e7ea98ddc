import type { CaseCount, CaseWhere } from '@xiangzhi/language'
import { sql, type Statement, type Tx } from '#platform/database'

/** A span of time: from the first instant up to, but not including, the second. */
export interface Between {
  readonly from: Date
  readonly until: Date
}

/** Which cases `c` a period has; each condition finds cases of its own, by an index of its own. */
function waysIn(kind: CaseCount['in'], { from, until }: Between): Statement[] {
  if (kind === 'opened') return [sql`(c.opened_at >= ${from} and c.opened_at < ${until})`]
  const closedInIt = sql`(c.closed_at >= ${from} and c.closed_at < ${until})`
  if (kind === 'closed') return [closedInIt]
  const late = sql`exists (select 1 from case_clock k where k.county = c.county and k.case_id = c.id
    and k.due_at < ${until} and (k.stopped_at is null or k.stopped_at >= ${until}))`
  return [
    closedInIt,
    sql`(c.is_open and c.opened_at < ${until} and ${late})`,
    sql`(not c.is_open and c.opened_at < ${until} and c.closed_at >= ${until} and ${late})`,
  ]
}

const inPeriod = (kind: CaseCount['in'], between: Between): Statement =>
  sql`(${sql.join(waysIn(kind, between), ' or ')})`

/** How the words of a measure that need a look at timeline and clocks are asked. */
interface Asking {
  readonly did: (actions: readonly string[]) => Statement
  readonly late: (clocks: readonly string[]) => Statement
  readonly extended: Statement
}

/** What was due counts as done only if it was done by the end of the period; other periods ask whether it was ever done. */
const soFar = (kind: CaseCount['in'], { until }: Between): Statement =>
  kind === 'due' ? sql`e.at < ${until}` : sql`true`

/** Asked case by case, for a list. */
const caseByCase = (kind: CaseCount['in'], between: Between): Asking => ({
  did: (actions) =>
    sql`exists (select 1 from case_event e where e.county = c.county and e.case_id = c.id and e.action = any(${actions}::text[]) and ${soFar(kind, between)})`,
  late: (clocks) =>
    sql`exists (select 1 from case_clock k where k.county = c.county and k.case_id = c.id and k.clock = any(${clocks}::text[])
      and (k.late or (k.stopped_at is null and k.due_at < ${between.until})))`,
  extended: sql`exists (select 1 from case_clock k where k.county = c.county and k.case_id = c.id and k.extended_times > 0)`,
})

/** Asked of what was gathered once for each case, for many measures at a time. */
const gathered: Asking = {
  did: (actions) => sql`coalesce(e.actions && ${actions}::text[], false)`,
  late: (clocks) => sql`coalesce(k.late && ${clocks}::text[], false)`,
  extended: sql`coalesce(k.extended, false)`,
}

/** What must hold besides, one condition for each word. */
function conditionsOf(where: CaseWhere, { from, until }: Between, asking: Asking): Statement[] {
  const lines: Statement[] = []
  if (where.did) lines.push(asking.did(where.did))
  if (where.didNot) lines.push(sql`not ${asking.did(where.didNot)}`)
  if (where.onTime) lines.push(sql`not ${asking.late(where.onTime)}`)
  if (where.extended) lines.push(asking.extended)
  if (where.ended) lines.push(sql`(c.closed_at >= ${from} and c.closed_at < ${until})`)
  if (where.level) lines.push(sql`c.level = any(${where.level}::text[])`)
  if (where.answered) lines.push(sql`c.satisfied is not null`)
  if (where.satisfied) lines.push(sql`c.satisfied`)
  return lines
}

/** Left out of every indicator: what was merged counts once, and nobody learns of sealed cases from a number. */
const counts = sql.raw(`c.merged_into_id is null and c.confidentiality <> 'sealed'`)

/** What an indicator counts, as a condition on `case_record c`: a list filtered by it holds exactly the counted cases. */
export function measureCondition(count: CaseCount, between: Between): Statement {
  return sql`(c.process = ${count.of} and ${inPeriod(count.in, between)} and ${sql.join(
    [sql`${counts}`, ...conditionsOf(count.where ?? {}, between, caseByCase(count.in, between))],
    ' and ',
  )})`
}

/** The counts of one place, in the order in which they were asked for. */
export interface Measured {
  /** The village, or the town or county where the case has none. */
  readonly placeKey: string
  readonly numbers: readonly number[]
  /** Merged cases of the same period, by what the period has. */
  readonly merged: Readonly<Partial<Record<CaseCount['in'], number>>>
}

/**
 * Counts cases by place for many measures at once. Each kind of period is one statement over its own cases, found by index;
 * what a measure asks besides is looked up for those only.
 */
export async function measureCases(tx: Tx, asked: readonly CaseCount[], between: Between): Promise<Measured[]> {
  const places = new Map<string, { numbers: number[]; merged: Partial<Record<CaseCount['in'], number>> }>()
  const groups = Map.groupBy(asked.entries(), ([, { of, in: kind }]) => `${of} ${kind}`)
  for (const group of groups.values()) {
    const first = group[0]?.[1]
    if (!first) continue
    const filters = group.map(
      ([, { where }]) =>
        sql`(count(*) filter (where ${sql.join(
          [sql`${counts}`, ...conditionsOf(where ?? {}, between, gathered)],
          ' and ',
        )}))::int`,
    )
    const cases = waysIn(first.in, between).map(
      (
        way,
      ) => sql`select c.id, coalesce(c.village_id, c.town_id, c.place_id) as place_key, c.level, c.satisfied, c.closed_at, c.merged_into_id, c.confidentiality
        from case_record c where c.county = ${tx.county} and c.process = ${first.of} and ${way}`,
    )
    const rows = await tx.rows<{ placeKey: string; numbers: number[]; merged: number }>(sql`
      with c as materialized (${sql.join(cases, ' union all ')})
      select c.place_key, array[${sql.join(filters, ', ')}] as numbers,
        (count(*) filter (where c.merged_into_id is not null and c.confidentiality <> 'sealed'))::int as merged
      from c
      left join lateral (select array_agg(e.action) as actions from case_event e where e.county = ${tx.county} and e.case_id = c.id and ${soFar(first.in, between)}) e on true
      left join lateral (select bool_or(k.extended_times > 0) as extended,
          array_agg(k.clock) filter (where k.late or (k.stopped_at is null and k.due_at < ${between.until})) as late
        from case_clock k where k.county = ${tx.county} and k.case_id = c.id) k on true
      group by 1`)
    for (const { placeKey, numbers, merged } of rows) {
      const place = places.get(placeKey) ?? { numbers: asked.map(() => 0), merged: {} }
      group.forEach(([at], serial) => void (place.numbers[at] = numbers[serial] ?? 0))
      place.merged[first.in] = merged
      places.set(placeKey, place)
    }
  }
  return [...places].map(([placeKey, { numbers, merged }]) => ({ placeKey, numbers, merged }))
}

/** What a big screen shows of cases: only public ones, from counters and small indexes. */
export interface PublicFigures {
  readonly newToday: number
  readonly inHand: number
  readonly late: number
  readonly closed: number
  readonly closedLate: number
  readonly reopened: number
  readonly villages: readonly { readonly id: string; readonly open: number }[]
  readonly urgent: readonly { readonly category: string; readonly villageId: string | null; readonly dueAt: Date }[]
}

const URGENT_MAX = 8

/** The figures of public cases now; `month` is its first day, `today` the instant at which the county's day began. */
export async function publicFigures(
  tx: Tx,
  { process, now, today, month }: { process: string; now: Date; today: Date; month: string },
): Promise<PublicFigures> {
  const isPublic = sql.raw(`c.is_public and c.confidentiality = 'open' and c.merged_into_id is null`)
  const due = sql.raw(`coalesce(c.due_at, 'infinity'::timestamptz)`)
  const [opened, open, late, months, urgent] = await Promise.all([
    tx.row<{ n: number }>(
      sql`select count(*)::int as n from case_record c where c.county = ${tx.county} and c.opened_at >= ${today} and ${isPublic}`,
    ),
    tx.rows<{
      id: string | null
      n: number
    }>(sql`select k.village_id as id, sum(k.public_n)::int as n from case_place_counter k
      where k.county = ${tx.county} and k.status in ('received', 'in-hand') and k.public_n > 0 group by 1`),
    tx.row<{ n: number }>(
      sql`select count(*)::int as n from case_record c where c.county = ${tx.county} and c.is_open and ${due} < ${now} and ${isPublic}`,
    ),
    tx.rows<{ measure: string; n: number }>(sql`select m.measure, sum(m.n)::int as n from case_month_counter m
      where m.county = ${tx.county} and m.month = ${month}::date and m.process = ${process} group by 1`),
    tx.rows<{ category: string; villageId: string | null; dueAt: Date }>(sql`
      select c.category, c.village_id, c.due_at from case_record c
      where c.county = ${tx.county} and c.is_open and c.due_at is not null and ${isPublic} order by ${due}, c.id limit ${URGENT_MAX}`),
  ])
  const inMonth = (measure: string): number => months.find((one) => one.measure === measure)?.n ?? 0
  return {
    newToday: opened?.n ?? 0,
    inHand: open.reduce((sum, { n }) => sum + n, 0),
    late: late?.n ?? 0,
    closed: inMonth('closed'),
    closedLate: inMonth('closed-late'),
    reopened: inMonth('reopened'),
    villages: open.flatMap(({ id, n }) => (id === null ? [] : [{ id, open: n }])),
    urgent,
  }
}
