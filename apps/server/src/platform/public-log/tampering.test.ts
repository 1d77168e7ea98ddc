import { createHash, randomInt } from 'node:crypto'
import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '#platform/database/testing'
import { findNotedHead } from './noted-head.ts'
import { type PublicLog, rotateLogKey } from './public-log.ts'
import { begin, grow, makeLog } from './testing-log.ts'
import { type CheckEntries, verifyLog } from './verify-log.ts'

// Whoever wants to be surer runs TAMPERINGS=10000 npm test -- tampering.
const tamperings = Number(process.env['TAMPERINGS'] ?? 60)

let db: TestDatabase
let client: pg.Client
let log: PublicLog & { readonly remove: () => void }
let subjects: readonly string[]

beforeAll(async () => {
  db = await testDatabase()
  client = new pg.Client({ connectionString: db.url })
  await client.connect()
  log = makeLog(db, 859_001)
  const given = await grow(log, 1, 3, 250, 5, 9)
  await rotateLogKey(log, begin)
  subjects = [...given, ...(await grow(log, 20, 1))]
})

afterAll(async () => {
  await client.end()
  log.remove()
})

/** Stands in for a module that keeps what the entries are about: it knows which commitment each of its things has. */
const knowsItsThings: CheckEntries = (_tx, entries) =>
  Promise.resolve(
    entries
      .filter(({ kind }) => kind === 'publication')
      .filter(
        ({ subject, commitment }) =>
          !subjects.includes(subject) || createHash('sha256').update(subject).digest('hex') !== commitment,
      )
      .map(({ index }) => `entry ${index} is about nothing of ours`),
  )

async function faultsNow(): Promise<readonly string[]> {
  const noted = await findNotedHead(log.dataDir, log.county)
  const known = noted ? [noted] : []
  return (await verifyLog(db, log.county, { known, checkEntries: [knowsItsThings] })).faults
}

type Row = Record<string, unknown>

const keysOf: Readonly<Record<string, readonly string[]>> = {
  public_log_entry: ['no'],
  public_log_tile: ['level', 'no'],
  public_log_checkpoint: ['size'],
  public_log_head: ['county'],
  public_log_key: ['from_size'],
}

async function anyRow(table: string): Promise<Row> {
  const { rows } = await client.query<Row>(`select * from ${table} where county = $1 order by random() limit 1`, [
    log.county,
  ])
  return rows[0] as Row
}

const at = (table: string, row: Row): [string, unknown[]] => {
  const keys = ['county', ...(keysOf[table] ?? [])]
  return [keys.map((key, no) => `${key} = $${no + 1}`).join(' and '), keys.map((key) => row[key])]
}

const flipText = (text: string): string => {
  const letters = Array.from(text)
  const place = randomInt(letters.length)
  const old = letters[place]?.codePointAt(0) ?? 0
  letters[place] = String.fromCodePoint(old ^ (1 << randomInt(5)) || 33)
  return letters.join('')
}

const flipBytes = (bytes: Buffer): Buffer => {
  const changed = Buffer.from(bytes)
  const place = randomInt(changed.length)
  changed[place] = (changed[place] ?? 0) ^ (1 << randomInt(8))
  return changed
}

/** One change that only the owner of the database can make. Returns what was done, as it was written. */
type Tampering = () => Promise<string>

const change =
  (table: string, column: string, to: (value: never, row: Row) => unknown): Tampering =>
  async () => {
    const row = await anyRow(table)
    const [where, values] = at(table, row)
    const value = to(row[column] as never, row)
    await client.query(`update ${table} set ${column} = $${values.length + 1} where ${where}`, [...values, value])
    return `${table}.${column} ${JSON.stringify(row[column])} → ${JSON.stringify(value)}`
  }

const remove =
  (table: string): Tampering =>
  async () => {
    const row = await anyRow(table)
    const [where, values] = at(table, row)
    await client.query(`delete from ${table} where ${where}`, values)
    return `delete from ${table} ${JSON.stringify(row)}`
  }

const number = (value: string): string => String(Number(value) + [-1, 1, 2, 1000][randomInt(4)]!)

const waysToTamper: readonly Tampering[] = [
  change('public_log_entry', 'content', flipText),
  change('public_log_entry', 'subject', flipText),
  change('public_log_entry', 'no', number),
  change('public_log_tile', 'hashes', flipBytes),
  change('public_log_tile', 'hashes', (bytes: Buffer) => (bytes.length > 32 ? bytes.subarray(32) : flipBytes(bytes))),
  change('public_log_tile', 'no', number),
  change('public_log_tile', 'level', number),
  change('public_log_checkpoint', 'note', flipText),
  change('public_log_checkpoint', 'size', number),
  change('public_log_checkpoint', 'previous_size', number),
  change('public_log_head', 'note', flipText),
  change('public_log_head', 'size', number),
  change('public_log_key', 'verifier_key', flipText),
  change('public_log_key', 'from_size', number),
  remove('public_log_entry'),
  remove('public_log_tile'),
  remove('public_log_checkpoint'),
  remove('public_log_head'),
  remove('public_log_key'),
  // The last one cut off, with everything that would give it away in the same table.
  async () => {
    await client.query(
      'delete from public_log_entry where county = $1 and no = (select max(no) from public_log_entry where county = $1)',
      [log.county],
    )
    return 'the last entry cut off'
  },
  async () => {
    const [one, other] = [await anyRow('public_log_entry'), await anyRow('public_log_entry')]
    if (one['no'] === other['no']) return 'nothing'
    await client.query(
      'update public_log_entry e set content = o.content, subject = o.subject from public_log_entry o where e.county = $1 and e.no = $2 and o.county = $1 and o.no = $3',
      [log.county, one['no'], other['no']],
    )
    return `entry ${one['no']} made the same as ${other['no']}`
  },
  async () => {
    await client.query(
      `insert into public_log_entry (county, no, id, subject, content)
        select county, max(no) + 1, $2, 'x', min(content) from public_log_entry where county = $1 group by county`,
      [log.county, uuidv7()],
    )
    return 'an entry put in at the end'
  },
  async () => {
    await client.query(
      `insert into public_log_tile (county, level, no, hashes)
        select county, 0, max(no) + 1, substring(min(hashes) for 32) from public_log_tile where county = $1 and level = 0 group by county`,
      [log.county],
    )
    return 'a tile put in'
  },
]

/** Puts the tables of the log back to what they were. */
async function restore(): Promise<void> {
  await client.query('begin')
  for (const table of Object.keys(keysOf)) {
    await client.query(`delete from ${table} where county = $1`, [log.county])
    await client.query(`insert into ${table} select * from kept_${table}`)
  }
  await client.query('commit')
}

it(
  `finds every one of ${tamperings} random single changes made directly in the tables`,
  async () => {
    expect(await faultsNow()).toEqual([])
    for (const table of Object.keys(keysOf))
      await client.query(`create temp table kept_${table} as select * from ${table} where county = ${log.county}`)
    const missed: string[] = []
    let [refused, found] = [0, 0]
    for (let no = 0; found + missed.length < tamperings; no += 1) {
      const way = waysToTamper[no % waysToTamper.length] as Tampering
      let what: string
      try {
        what = await way()
      } catch (error) {
        // The database itself holds keys and checks; what it refuses cannot happen.
        expect((error as pg.DatabaseError).code, String(error)).toMatch(/^2[23]/)
        refused += 1
        continue
      }
      if (what === 'nothing') continue
      if ((await faultsNow()).length > 0) found += 1
      else missed.push(what)
      await restore()
    }
    expect(missed).toEqual([])
    expect(await faultsNow()).toEqual([])
    if (process.env['TAMPERINGS']) process.stdout.write(`${found} changes found, ${refused} refused by the database\n`)
  },
  tamperings * 500 + 60_000,
)
