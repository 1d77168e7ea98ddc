import { appendFileSync } from 'node:fs'
import { loadModule } from 'libpg-query'
import pg from 'pg'
import { readCatalogue } from './catalogue.ts'
import { classOf } from './migrate.ts'
import { type KnownTable, type Routing, routingOf } from './testing-routing.ts'
import { beforeSending } from './testing-wire.ts'

/** A statement that the application sent, as it was first seen. */
export interface SeenStatement extends Routing {
  readonly text: string
  /** Who issued it: a file of the application and the line. */
  readonly issuedBy: string
}

const seen = new Map<string, SeenStatement | undefined>()

/** Where the list of statements goes, one line of JSON each, when somebody asked for it. */
const LIST = process.env['LIST_STATEMENTS']

/** The tables of a database and what they are to a cluster. A view is what it reads. */
export const knownTables = async (client: pg.Client): Promise<ReadonlyMap<string, KnownTable>> => {
  const { tables, views } = await readCatalogue(client)
  const known = new Map<string, KnownTable>()
  for (const table of tables)
    known.set(table.name, {
      kind: classOf(table).split(' ')[0] as KnownTable['kind'],
      columns: table.columns.map(({ name }) => name),
    })
  for (const { name, definition } of views) {
    const { fields } = await client.query(`select * from ${name} limit 0`)
    const { to } = routingOf(definition, known)
    known.set(name, { kind: to === 'county' ? 'tenant' : 'local', columns: fields.map((field) => field.name) })
  }
  return known
}

/** The first line of the stack that is neither the database module, nor the driver: whoever wrote the statement. */
const issuer = (): string | undefined => {
  const most = Error.stackTraceLimit
  Error.stackTraceLimit = 40
  const lines = (new Error('where').stack ?? '').split('\n')
  Error.stackTraceLimit = most
  const line = lines.find((one) => one.includes('/src/') && !/\/src\/platform\/database\//.test(one))
  return line === undefined ? undefined : /\/src\/([^)?]*?\.ts)[^:]*:(\d+)/.exec(line)?.slice(1).join(':')
}

const isOfATest = (where: string): boolean => /\.test\.ts|(^|\/)testing-/.test(where)

const firstSeen = (text: string, known: ReadonlyMap<string, KnownTable>): SeenStatement | undefined => {
  if (seen.has(text)) return seen.get(text)
  const issuedBy = issuer()
  // Tests may ask across counties; it is the application that must not.
  if (issuedBy === undefined || isOfATest(issuedBy)) return undefined
  const statement = { text, issuedBy, ...routingOf(text, known) }
  seen.set(text, statement)
  if (LIST !== undefined) appendFileSync(LIST, `${JSON.stringify(statement)}\n`)
  return statement
}

const check = (
  text: string,
  values: readonly unknown[],
  county: string,
  known: ReadonlyMap<string, KnownTable>,
): void => {
  const statement = firstSeen(text, known)
  if (!statement) return
  const { problems, parameters, issuedBy } = statement
  if (problems.length > 0) throw new Error(`${issuedBy} is not routed by county: ${problems.join('; ')}\n${text}`)
  const foreign = parameters.filter((number) => String(values[number - 1]) !== county)
  if (foreign.length > 0)
    throw new Error(`${issuedBy} names another county than ${county} by $${foreign.join(', $')}\n${text}`)
}

/** In which county a connection works. Only the application, in its own role, sends by wire. */
const counties = new WeakMap<pg.PoolClient, string>()

/** Every statement that this worker has seen the application send. */
export const listSeenStatements = (): SeenStatement[] => [...seen.values()].filter((one) => one !== undefined)

let watching = false

/**
 * From now on each statement of the application is looked at before it is sent: one that a cluster could not send to the node of
 * one county, or that names a county other than its transaction's, fails where it is issued.
 */
export const watchStatements = async (url: string): Promise<void> => {
  if (watching) return
  watching = true
  await loadModule()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const known = await knownTables(client)
  await client.end()
  beforeSending(({ client }, { text, values }) => {
    const county = /^set app\.county = '(\d+)'$/.exec(text)?.[1]
    if (county !== undefined) counties.set(client, county)
    check(text, values, counties.get(client) ?? '', known)
  })
}
