import { sql, type Database, type Tx } from '#platform/database'

interface Block {
  readonly date: string
  next: number
  readonly end: number
  readonly takenAt: number
  readonly size: number
}

/** Gives out case numbers: the date and a serial of at least four digits, such as 261122-0042. */
export interface CaseNumbers {
  next(county: number, date: string): Promise<string>
}

const largestBlock = 256

/**
 * Numbers are taken from the database in blocks, so that reports do not queue for one row. Blocks grow while numbers run out
 * quickly and shrink to single numbers in quiet times; a crash leaves a gap, never a number given twice.
 */
export function caseNumbers(db: Database, clock: () => number): CaseNumbers {
  const blocks = new Map<number, Block>()
  const waiting = new Map<number, Promise<Block>>()

  async function take(county: number, date: string, size: number): Promise<Block> {
    const end = await db.write(county, async (tx) => {
      const row = await tx.row<{
        end: number
      }>(sql`insert into case_number_block as t (county, on_date, next) values (${county}, ${date}, ${size + 1})
        on conflict (county, on_date) do update set next = t.next + ${size} returning next as end`)
      return row?.end ?? size + 1
    })
    return { date, next: end - size, end, takenAt: clock(), size }
  }

  return {
    async next(county, date) {
      for (;;) {
        const block = blocks.get(county)
        if (block?.date === date && block.next < block.end) {
          const serial = block.next
          block.next += 1
          return caseNumber(date, serial)
        }
        let pending = waiting.get(county)
        if (!pending) {
          const quick = block?.date === date && clock() - block.takenAt < 1000
          const size = quick ? Math.min(block.size * 4, largestBlock) : 1
          pending = take(county, date, size).finally(() => waiting.delete(county))
          waiting.set(county, pending)
        }
        blocks.set(county, await pending)
      }
    },
  }
}

/** The number of a case: its day and its serial on that day. */
export function caseNumber(date: string, serial: number): string {
  return `${date.slice(2).replaceAll('-', '')}-${String(serial).padStart(4, '0')}`
}

/** Takes so many numbers of each day at once. Returns the first serial of each day. */
export async function reserveNumbers(tx: Tx, days: ReadonlyMap<string, number>): Promise<Map<string, number>> {
  if (days.size === 0) return new Map()
  const rows = await tx.rows<{ date: string; first: number }>(sql`
    insert into case_number_block as t (county, on_date, next)
    select ${tx.county}::int, d.date, d.n + 1 from unnest(${[...days.keys()]}::date[], ${[...days.values()]}::int[]) as d (date, n)
    on conflict (county, on_date) do update set next = t.next + excluded.next - 1
    returning t.on_date as date, t.next as first`)
  return new Map(rows.map(({ date, first }) => [date, first - (days.get(date) ?? 0)]))
}

/** The numbers of cases by their ids; whoever asks may learn that they exist, and nothing else of them. */
export async function numbersOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.rows<{ id: string; number: string }>(
    sql`select id, number from case_record where county = ${tx.county} and id = any(${ids}::uuid[])`,
  )
  return new Map(rows.map(({ id, number }) => [id, number]))
}
