import type { Actor } from '@xiangzhi/language'
import { sql, type Statement, type Tx } from '#platform/database'
import { countedButKept, countsWholeTowns, readableCounters } from './reading.ts'
import type { Processes } from './registry.ts'

/** One cell of a dashboard. */
export interface CounterCell {
  readonly key: string
  readonly status: 'received' | 'in-hand' | 'done' | 'not-done'
  readonly n: number
}

/** What tells cells of a dashboard apart, and whose cells are asked for. */
export interface CountQuestion {
  readonly by: 'town' | 'village' | 'grid' | 'category'
  readonly process: string | undefined
  /** A town, village or grid; without it everything within reach. */
  readonly under: string | undefined
}

const placeKeys = {
  town: 'coalesce(k.town_id, k.place_id)',
  village: 'coalesce(k.village_id, k.town_id, k.place_id)',
  grid: 'k.place_id',
} as const

/** Where a case is counted: the twin of `countedPlace` in write.ts. */
const place = sql.raw('coalesce(c.grid_id, c.village_id, c.town_id, c.place_id)')

const keyOfCase = {
  town: sql.raw('coalesce(c.town_id, c.place_id)::text'),
  village: sql.raw('coalesce(c.village_id, c.town_id, c.place_id)::text'),
  grid: sql`${place}::text`,
  category: sql.raw('c.category'),
} as const satisfies Record<CountQuestion['by'], Statement>

const statuses = ['received', 'in-hand', 'done', 'not-done'] as const satisfies readonly CounterCell['status'][]
const sums = sql.raw(
  statuses.map((status, at) => `coalesce(sum(k.n) filter (where k.status = '${status}'), 0) as n${at}`).join(', '),
)
const sumsAsText = sql.raw(statuses.map((_, at) => `g.n${at}`).join(` || ' ' || `))

/** The cells of one key, from `key n n n n`. Neither ids nor codes of categories have a space or a comma in them. */
function readCells(text: string): CounterCell[] {
  const [key = '', ...counts] = text.split(' ')
  return statuses.flatMap((status, at) => {
    const n = Number(counts[at])
    return n === 0 ? [] : [{ key, status, n }]
  })
}

/**
 * Counts by place or category and status, summed from kept counters; never a look at the cases themselves. There are three
 * sets of counters, from fine to coarse, and each question is answered by the one with the fewest rows.
 */
export function countCases(
  tx: Tx,
  actor: Actor,
  processes: Processes,
  { by, process, under }: CountQuestion,
): Promise<CounterCell[]> {
  const inProcess = process === undefined ? sql`` : sql` and k.process = ${process}`
  /** What is kept from whoever asks is taken off: a number tells of it as well as a line. */
  const kept = tx.rows<CounterCell>(sql`select ${keyOfCase[by]} as key, c.status, count(*)::int as n from case_record c
    where c.county = ${tx.county} and ${countedButKept(tx, actor, processes, 'case.count')}
      ${process === undefined ? sql`` : sql`and c.process = ${process}`}
      ${under === undefined ? sql`` : sql`and (${place} = ${under} or c.village_id = ${under} or c.town_id = ${under})`}
    group by 1, 2`)
  const sum = async (table: string, key: string, reach: Statement, below: Statement): Promise<CounterCell[]> => {
    // As one text: a row for each of a thousand cells would cost more than adding them up.
    const counted = tx.row<{ cells: string | null }>(
      sql`select string_agg(g.key || ' ' || ${sumsAsText}, ',') as cells
      from (select ${sql.raw(key)} as key, ${sums} from ${sql.raw(table)} k
        where k.county = ${tx.county} and ${reach}${inProcess}${below} group by ${sql.raw(key)}) g`,
    )
    const [row, less] = await Promise.all([counted, kept])
    const lessOf = new Map(less.map((cell) => [`${cell.key} ${cell.status}`, cell.n]))
    return (row?.cells?.split(',').flatMap(readCells) ?? []).flatMap((cell) => {
      const n = cell.n - (lessOf.get(`${cell.key} ${cell.status}`) ?? 0)
      return n > 0 ? [{ ...cell, n }] : []
    })
  }
  if (by === 'category' && under === undefined && countsWholeTowns(actor))
    return sum('case_category_counter', 'k.category', readableCounters(actor, processes, { town: 'k.town_key' }), sql``)
  const reach = readableCounters(actor, processes, { town: 'k.town_id', village: 'k.village_id', grid: 'k.place_id' })
  const below =
    under === undefined ? sql`` : sql` and (k.place_id = ${under} or k.village_id = ${under} or k.town_id = ${under})`
  return by === 'category'
    ? sum('case_counter', 'k.category', reach, below)
    : sum('case_place_counter', placeKeys[by], reach, below)
}

/** How many cases of each process stand in each status in the whole county: for those who run the server. */
export function countByStatus(tx: Tx): Promise<{ process: string; status: string; n: number }[]> {
  return tx.rows(sql`select k.process, k.status, sum(k.n)::int as n from case_category_counter k
    where k.county = ${tx.county} group by k.process, k.status order by k.process, k.status`)
}

/** Counts for the public map: only what is public, so that nothing hidden can be found by subtracting. */
export function countPublicCases(tx: Tx): Promise<{ villageId: string | null; status: string; n: number }[]> {
  return tx.rows(sql`select k.village_id, k.status, sum(k.public_n)::int as n from case_place_counter k
    where k.county = ${tx.county} and k.public_n <> 0 group by k.village_id, k.status`)
}

/** The town of a case, and whether the public sees it; the twin of `seenByPublic` in write.ts. */
const town = sql.raw('coalesce(c.town_id, c.place_id)')
const seen = sql.raw(`c.is_public and c.confidentiality = 'open' and c.merged_into_id is null`)

/** Each set of counters as it should be, by counting the cases, and for the months the lines of their timelines. */
function countedAnew(county: number): {
  readonly table: string
  readonly columns: string
  readonly keys: readonly string[]
  readonly counted: Statement
}[] {
  return [
    {
      table: 'case_counter',
      keys: ['place_id', 'process', 'category', 'status', 'confidentiality'],
      columns: 'county, place_id, process, category, status, confidentiality, town_id, village_id, n',
      counted: sql`select c.county, ${place} as place_id, c.process, c.category, c.status, c.confidentiality, min(c.town_id::text)::uuid as town_id, min(c.village_id::text)::uuid as village_id, count(*)::int as n
        from case_record c where c.county = ${county} group by c.county, ${place}, c.process, c.category, c.status, c.confidentiality`,
    },
    {
      table: 'case_place_counter',
      keys: ['place_id', 'process', 'status', 'confidentiality'],
      columns: 'county, place_id, process, status, confidentiality, town_id, village_id, n, public_n',
      counted: sql`select c.county, ${place} as place_id, c.process, c.status, c.confidentiality, min(c.town_id::text)::uuid as town_id, min(c.village_id::text)::uuid as village_id, count(*)::int as n,
        (count(*) filter (where ${seen}))::int as public_n from case_record c where c.county = ${county} group by c.county, ${place}, c.process, c.status, c.confidentiality`,
    },
    {
      table: 'case_category_counter',
      keys: ['town_key', 'process', 'category', 'status', 'confidentiality'],
      columns: 'county, town_key, process, category, status, confidentiality, n',
      counted: sql`select c.county, ${town} as town_key, c.process, c.category, c.status, c.confidentiality, count(*)::int as n
        from case_record c where c.county = ${county} group by c.county, ${town}, c.process, c.category, c.status, c.confidentiality`,
    },
    {
      table: 'case_month_counter',
      keys: ['month', 'process', 'village_key', 'measure'],
      columns: 'county, month, process, village_key, measure, town_id, n',
      counted: sql`select e.county, (e.counted ->> 'month')::date as month, e.counted ->> 'process' as process, (e.counted ->> 'place')::uuid as village_key,
          m.measure, min(e.counted ->> 'town')::uuid as town_id, count(*)::int as n
        from case_event e cross join lateral jsonb_array_elements_text(e.counted -> 'measures') as m(measure)
        where e.county = ${county} and e.counted is not null
        group by e.county, e.counted ->> 'month', e.counted ->> 'process', e.counted ->> 'place', m.measure`,
    },
  ]
}

/** Counts all counters anew from the cases: for `rebuild`. Returns how many rows there are now. */
export async function rebuildCounters(tx: Tx): Promise<{ cells: number }> {
  let cells = 0
  for (const { table, columns, counted } of countedAnew(tx.county)) {
    await tx.run(sql`delete from ${sql.raw(table)} where county = ${tx.county}`)
    cells += await tx.run(sql`insert into ${sql.raw(table)} (${sql.raw(columns)}) ${counted}`)
  }
  return { cells }
}

export interface CounterDifference {
  readonly table: string
  /** The key of the counter, its parts joined by a space. */
  readonly key: string
  readonly kept: number
  readonly counted: number
}

/** Counters that differ from the cases; empty when all is well. */
export async function listCounterDifferences(tx: Tx): Promise<CounterDifference[]> {
  const found: CounterDifference[] = []
  for (const { table, keys, counted } of countedAnew(tx.county)) {
    const key = (alias: string): string => keys.map((name) => `${alias}.${name}::text`).join(` || ' ' || `)
    const same = keys.map((name) => `a.${name} = b.${name}`).join(' and ')
    const numbers = table === 'case_place_counter' ? ['n', 'public_n'] : ['n']
    for (const number of numbers) {
      const names = { a: sql.raw(`coalesce(a.${number}, 0)`), b: sql.raw(`coalesce(b.${number}, 0)`) }
      const rows = await tx.rows<Omit<CounterDifference, 'table'>>(sql`
        with counted as (${counted}), kept as (select * from ${sql.raw(table)} k where k.county = ${tx.county})
        select coalesce(${sql.raw(key('a'))}, ${sql.raw(key('b'))}) as key, ${names.b} as kept, ${names.a} as counted
        from counted a full join kept b on ${sql.raw(same)} where ${names.a} <> ${names.b}`)
      found.push(...rows.map((row) => ({ table, ...row })))
    }
  }
  return found
}
