import pg from 'pg'
import { type Catalogue, type Constraint, readCatalogue, type Table } from './catalogue.ts'
import { classOf } from './migrate.ts'

/** The column by which a cluster decides where a row lives. */
const COUNTY = 'county'

/** With which table all others lie. It has been there from the first release on, so that those added later find it distributed. */
const FIRST = 'place'

const kindOf = (table: Table): string => classOf(table).split(' ')[0] ?? ''

const referencedColumns = ({ definition }: Constraint): string[] =>
  (/REFERENCES [^(]+\(([^)]*)\)/.exec(definition)?.[1] ?? '').split(', ')

function problemsOfKey(table: Table, key: Constraint, byName: ReadonlyMap<string, Table>): string[] {
  const where = `${table.name}.${key.name}`
  const tenant = kindOf(table) === 'tenant'
  if (key.type === 'c') return []
  if (key.type !== 'f') return tenant && !key.columns.includes(COUNTY) ? [`${where} does not have the county`] : []
  const target = byName.get(key.target ?? '')
  if (!target) return [`${where} leads nowhere`]
  const [from, to] = [kindOf(table), kindOf(target)]
  const theirs = referencedColumns(key)
  const typeOf = (of: Table, name: string | undefined): string | undefined =>
    of.columns.find((column) => column.name === name)?.type
  const found: string[] = []
  if (from !== to && !(from === 'tenant' && to === 'reference')) found.push(`${where} leads from ${from} to ${to}`)
  if (from === 'tenant' && to === 'tenant') {
    const at = key.columns.indexOf(COUNTY)
    if (at < 0 || theirs[at] !== COUNTY) found.push(`${where} does not lead from county to county`)
    if (/ON UPDATE|SET NULL|SET DEFAULT/.test(key.definition)) found.push(`${where} would change the county`)
  }
  for (const [at, column] of key.columns.entries())
    if (typeOf(table, column) !== typeOf(target, theirs[at])) found.push(`${where} compares columns of two types`)
  return found
}

/** What a cluster (Citus) would refuse in this schema; empty when it can be distributed. */
export function distributionProblems({ tables, sequences }: Catalogue): string[] {
  const byName = new Map(tables.map((table) => [table.name, table]))
  const problems = sequences.map((name) => `the sequence ${name} would count on each node anew`)
  for (const table of tables) {
    for (const key of table.constraints) problems.push(...problemsOfKey(table, key, byName))
    if (kindOf(table) === 'local') continue
    problems.push(...table.triggers.map((trigger) => `${table.name} has a trigger: ${trigger}`))
    problems.push(
      ...table.columns.filter(({ identity }) => identity).map(({ name }) => `${table.name}.${name} counts by itself`),
    )
    if (kindOf(table) !== 'tenant') continue
    const county = table.columns.find(({ name }) => name === COUNTY)
    if (county?.type !== 'integer' || county.nullable) problems.push(`${table.name} has no county int not null`)
    if (!table.constraints.some(({ type }) => type === 'p')) problems.push(`${table.name} has no primary key`)
    for (const { name, unique, columns } of table.indexes)
      if (unique && !columns.includes(COUNTY)) problems.push(`${table.name}.${name} does not have the county`)
    for (const { name, using, check } of table.policies)
      if (/\bselect\b/i.test(`${using ?? ''} ${check ?? ''}`))
        problems.push(`${table.name}: the policy ${name} asks another query`)
  }
  return problems
}

/** Tables so ordered that each comes after those its foreign keys lead to. Throws where they lead in a circle. */
function inOrder(tables: readonly Table[]): Table[] {
  const ordered: Table[] = []
  const left = new Map(tables.map((table) => [table.name, table]))
  while (left.size > 0) {
    const free = [...left.values()].filter((table) =>
      table.constraints.every(({ target }) => target === null || target === table.name || !left.has(target)),
    )
    if (free.length === 0) throw new Error(`foreign keys lead in a circle: ${[...left.keys()].join(', ')}`)
    for (const table of free) left.delete(table.name)
    ordered.push(...free)
  }
  return ordered
}

/** One step of turning the schema into a distributed one. */
export interface DistributionStep {
  readonly statement: string
  /** Why, as a comment. */
  readonly why: string
}

const quoted = (name: string): string => `'${name}'`

/**
 * The statements that spread the schema over a Citus cluster: dictionaries are copied to each node, tables of counties are cut
 * by county and lie together, local tables stay where they are. Each may be repeated: what is distributed is left alone.
 * `shards` is into how many pieces each table is cut. Throws when the schema has what a cluster refuses.
 */
export function distributionPlan(catalogue: Catalogue, database: string, shards: number): DistributionStep[] {
  const problems = distributionProblems(catalogue)
  if (problems.length > 0) throw new Error(`the schema cannot be distributed:\n${problems.join('\n')}`)
  if (!Number.isSafeInteger(shards) || shards < 1 || shards > 1024) throw new RangeError(`${shards} pieces`)
  const whole = catalogue.tables.filter(({ partitionOf }) => partitionOf === null)
  const unless = (name: string): string =>
    `where not exists (select 1 from pg_dist_partition where logicalrelid = ${quoted(name)}::regclass)`
  const ordered = inOrder(whole.filter((table) => kindOf(table) !== 'local'))
  const tenants = ordered
    .filter((table) => kindOf(table) === 'tenant')
    .toSorted((left, right) => Number(right.name === FIRST) - Number(left.name === FIRST))
  const setting = (name: string, value: string): string =>
    `alter database "${database.replaceAll('"', '""')}" set ${name} = ${quoted(value)}`
  return [
    {
      why: 'row-level security on the nodes reads the county that each transaction sets',
      statement: setting('citus.propagate_set_commands', 'local'),
    },
    ...ordered
      .filter((table) => kindOf(table) === 'reference')
      .map(({ name }) => ({
        why: 'a dictionary: a copy on each node',
        statement: `select create_reference_table(${quoted(name)}) ${unless(name)}`,
      })),
    ...tenants.map(({ name }) => ({
      why: name === FIRST ? 'a table of counties, the first: the others lie with it' : 'a table of counties',
      statement:
        name === FIRST
          ? `select create_distributed_table(${quoted(name)}, 'county', colocate_with => 'none', shard_count => ${shards}) ${unless(name)}`
          : `select create_distributed_table(${quoted(name)}, 'county', colocate_with => ${quoted(FIRST)}) ${unless(name)}`,
    })),
  ]
}

/**
 * Plans the distribution of a database, and carries it out when `run` is set: then the database must have the extension and the
 * connection must belong to the owner of the tables. Returns the steps.
 */
export async function distribute(
  url: string,
  { run, shards }: { run: boolean; shards: number },
): Promise<DistributionStep[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'xiangzhi distribute' })
  await client.connect()
  try {
    const { rows } = await client.query<{ database: string; ready: boolean }>(
      `select current_database() as database, to_regclass('pg_dist_partition') is not null as ready`,
    )
    const steps = distributionPlan(await readCatalogue(client), rows[0]?.database ?? '', shards)
    if (!run) return steps
    if (rows[0]?.ready !== true)
      throw new Error('this database has no Citus: create extension citus, and add the nodes, before anything else')
    // One by one: a step that fails leaves those before it done, and the whole may be called again.
    for (const { statement } of steps) await client.query(statement)
    return steps
  } finally {
    await client.end()
  }
}
