import { localDate } from '@xiangzhi/language'
import type { CountyConfig } from '#platform/county-config'
import { sql, type Statement } from '#platform/database'
import type { CaseRecord } from './types.ts'

export type Measure = 'opened' | 'closed' | 'closed-late' | 'not-done' | 'reopened'

/**
 * What a line of the timeline adds to the counters of its month. It is kept in the line, because a case may move or be opened
 * again later, and the month stays as it was.
 */
export interface CountedInMonth {
  /** The first day of the month, by the county's own time. */
  readonly month: string
  readonly process: string
  /** The village, or the town or county where the case has none. */
  readonly place: string
  readonly town: string | null
  readonly measures: readonly Measure[]
}

/** What a change adds to its month; undefined when it adds nothing. */
export function countedOf(
  config: CountyConfig,
  record: CaseRecord,
  measures: readonly Measure[],
  at: Date,
): CountedInMonth | undefined {
  if (measures.length === 0) return undefined
  return {
    month: `${localDate(config.calendar, at).slice(0, 7)}-01`,
    process: record.process,
    place: record.villageId ?? record.townId ?? record.placeId,
    town: record.townId,
    measures,
  }
}

/** Adds to what happened in each month. */
export function monthDeltas(county: number, all: readonly CountedInMonth[]): Statement | undefined {
  const cells = new Map<string, { readonly columns: Statement; n: number }>()
  for (const { month, process, place, town, measures } of all)
    for (const measure of measures) {
      const key = [month, process, place, measure].join('|')
      const cell = cells.get(key) ?? {
        columns: sql`${county}::int, ${month}::date, ${process}, ${place}::uuid, ${town}::uuid, ${measure}`,
        n: 0,
      }
      cell.n += 1
      cells.set(key, cell)
    }
  // Everybody touches the rows in the order of their keys, so that two commands cannot wait in a circle.
  const rows = [...cells].toSorted(([left], [right]) => (left < right ? -1 : 1))
  if (rows.length === 0) return undefined
  return sql`insert into case_month_counter as t (county, month, process, village_key, town_id, measure, n)
    values ${sql.join(rows.map(([, { columns, n }]) => sql`(${columns}, ${n}::int)`))}
    on conflict (county, month, process, village_key, measure) do update set n = t.n + excluded.n`
}
