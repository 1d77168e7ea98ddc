import { sql, type Tx } from '#platform/database'

/** How many matters of a kind were taken in, brought to a good end, and are in hand; sealed ones are never among them. */
export interface ReportedCount {
  /** The class of the category; of a mediation, the kind of dispute. */
  readonly kind: string
  readonly received: number
  readonly done: number
  readonly inHand: number
  /** Some promise of it ran past its deadline by the end of the time. */
  readonly late: number
}

/**
 * Cases of a process and a place by kind between two instants: opened in the time, closed as done in it, and open at its end.
 * `kindOf` says to which kind a category belongs; with `byField` an answer on the case says it instead.
 */
export async function countReported(
  tx: Tx,
  of: {
    readonly process: string
    readonly placeId: string
    readonly level: 'village' | 'town' | 'county'
    readonly byField?: string
  },
  { from, until }: { readonly from: Date; readonly until: Date },
  kindOf: (key: string) => string | null,
): Promise<ReportedCount[]> {
  const where = { county: sql`true`, town: sql`c.town_id = ${of.placeId}`, village: sql`c.village_id = ${of.placeId}` }
  const key = of.byField === undefined ? sql`c.category` : sql`coalesce(c.fields ->> ${of.byField}, '')`
  const rows = await tx.rows<{ key: string } & Omit<ReportedCount, 'kind'>>(sql`select s.key,
      count(*) filter (where s.opened_at >= ${from})::int as received,
      count(*) filter (where s.closed_at >= ${from} and s.closed_at < ${until} and s.status = 'done')::int as done,
      count(*) filter (where s.closed_at is null or s.closed_at >= ${until})::int as "inHand",
      count(*) filter (where s.late)::int as late
    from (select ${key} as key, c.opened_at, c.closed_at, c.status,
        exists (select 1 from case_clock k where k.county = c.county and k.case_id = c.id and k.due_at < ${until}
          and (k.stopped_at is null or k.stopped_at > k.due_at)) as late
      from case_record c where c.county = ${tx.county} and ${where[of.level]} and c.process = ${of.process} and c.confidentiality <> 'sealed'
        and c.merged_into_id is null and c.opened_at < ${until} and (c.closed_at is null or c.closed_at >= ${from})) s
    group by s.key`)
  const sums = new Map<string, Omit<ReportedCount, 'kind'>>()
  for (const { key: one, received, done, inHand, late } of rows) {
    const kind = kindOf(one)
    if (kind === null) continue
    const sum = sums.get(kind) ?? { received: 0, done: 0, inHand: 0, late: 0 }
    sums.set(kind, {
      received: sum.received + received,
      done: sum.done + done,
      inHand: sum.inHand + inHand,
      late: sum.late + late,
    })
  }
  return [...sums].map(([kind, sum]) => ({ kind, ...sum })).sort((a, b) => (a.kind < b.kind ? -1 : 1))
}
