import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Log } from '#platform/log'
import { APP_ROLE } from './database.ts'
import { splitStatements } from './split-statements.ts'

/** The numbered files of this installation. */
export const SCHEMA_FOLDER = join(import.meta.dirname, '..', '..', '..', 'schema')

/** Any number will do, as long as every installation uses the same: two migrations must not run at once. */
const MIGRATION_LOCK = 610_114_001

interface Migration {
  readonly name: string
  readonly text: string
  readonly checksum: string
}

/** What a table is to the cluster, declared as the first word of its comment. */
export type TableKind = 'tenant' | 'reference' | 'local'

const readMigrations = (folder: string): Migration[] => {
  const names = readdirSync(folder)
    .filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
    .toSorted()
  const numbers = names.map((name) => name.slice(0, 4))
  const double = numbers.find((number, index) => number === numbers[index - 1])
  if (double !== undefined) throw new Error(`two migrations have the number ${double}`)
  return names.map((name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
  })
}

const ROLE_EXISTS = '42710'
const ROLE_MADE_MEANWHILE = '23505'

const makeRole = async (client: pg.Client): Promise<void> => {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [APP_ROLE])
  if (rowCount === 0) {
    try {
      await client.query(`create role ${APP_ROLE} nologin nosuperuser nobypassrls nocreatedb nocreaterole`)
    } catch (error) {
      // Roles belong to the whole server, so a migration of another database may have been quicker.
      if (![ROLE_EXISTS, ROLE_MADE_MEANWHILE].includes((error as pg.DatabaseError).code ?? '')) throw error
    }
  }
  await client.query(`grant ${APP_ROLE} to current_user`)
  await client.query(`grant usage on schema public to ${APP_ROLE}`)
}

const LEDGER = `create table if not exists schema_migration (
  name text primary key,
  checksum text not null,
  applied_at timestamptz not null
)`

const LEDGER_COMMENT = `comment on table schema_migration is 'local: which numbered schema files have been applied'`

const lineOf = (text: string, statement: string): number => text.slice(0, text.indexOf(statement)).split('\n').length

const apply = async (client: pg.Client, migration: Migration, now: Date): Promise<void> => {
  await client.query('begin')
  try {
    for (const statement of splitStatements(migration.text)) {
      try {
        await client.query(statement)
      } catch (cause) {
        const where = `${migration.name}:${lineOf(migration.text, statement)}`
        throw new Error(`${where}: ${(cause as Error).message}`, { cause })
      }
    }
    await client.query('insert into schema_migration (name, checksum, applied_at) values ($1, $2, $3)', [
      migration.name,
      migration.checksum,
      now,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

interface Table {
  readonly name: string
  readonly comment: string | null
}

const PRIVILEGES: Record<string, string> = {
  tenant: 'select, insert, update, delete',
  'tenant append-only': 'select, insert',
  // Rows come and, for a reason that another table keeps, go; nobody changes one.
  'tenant erasable': 'select, insert, delete',
  reference: 'select, insert, update, delete',
  local: 'select, insert, update, delete',
}

/** The class of a table from its comment, such as `tenant` or `tenant append-only`. Throws when none is declared. */
export const classOf = (table: Table): string => {
  const declared = /^([a-z -]+):/.exec(table.comment ?? '')?.[1]
  if (declared === undefined || !(declared in PRIVILEGES))
    throw new Error(`table ${table.name}: its comment must begin with one of ${Object.keys(PRIVILEGES).join(', ')}`)
  return declared
}

/** The policy every tenant table gets; a transaction without a county sees nothing. */
const POLICY = `county = nullif(current_setting('app.county', true), '')::int`

/** Gives exactly these rights, in one step: a server that runs meanwhile never stands without any. */
const grant = async (client: pg.Client, table: string, privileges: string): Promise<void> => {
  await client.query('begin')
  await client.query(`revoke all on ${table} from ${APP_ROLE}`)
  await client.query(`grant ${privileges} on ${table} to ${APP_ROLE}`)
  await client.query('commit')
}

const protect = async (client: pg.Client): Promise<void> => {
  const { rows } = await client.query<Table & { protected: boolean; policies: number; privileges: string }>(
    `select c.relname as name, obj_description(c.oid, 'pg_class') as comment, c.relrowsecurity as protected,
       (select coalesce(string_agg(lower(a.privilege_type), ', ' order by a.privilege_type), '') from aclexplode(c.relacl) a
         where a.grantee = '${APP_ROLE}'::regrole) as privileges,
       (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by c.relname`,
  )
  for (const table of rows) {
    const kind = classOf(table)
    const privileges = table.name === 'schema_migration' ? 'select' : (PRIVILEGES[kind] ?? '')
    if (table.privileges !== privileges.split(', ').toSorted().join(', ')) await grant(client, table.name, privileges)
    if (!kind.startsWith('tenant')) continue
    if (!table.protected) await client.query(`alter table ${table.name} enable row level security`)
    if (table.policies === 0)
      await client.query(
        `create policy county on ${table.name} to ${APP_ROLE} using (${POLICY}) with check (${POLICY})`,
      )
  }
  // A projection reads with the rights of who asks, so the policies of the tables under it hold for it too.
  const views = await client.query<{ name: string; guarded: boolean }>(
    `select c.relname as name, coalesce('security_invoker=true' = any(c.reloptions), false) as guarded
     from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'v'
       and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e') order by c.relname`,
  )
  for (const view of views.rows) {
    if (!view.guarded) throw new Error(`view ${view.name} must be made with (security_invoker = true)`)
    await client.query(`grant select on ${view.name} to ${APP_ROLE}`)
  }
}

export interface MigrateOptions {
  /** Connection string of the owner of the tables. */
  readonly url: string
  readonly log: Log
  readonly now: Date
  readonly folder?: string
}

/** Brings the database to the newest schema. Returns the names applied now. Throws when an applied file was changed. */
export const migrate = async (options: MigrateOptions): Promise<string[]> => {
  const migrations = readMigrations(options.folder ?? SCHEMA_FOLDER)
  const client = new pg.Client({ connectionString: options.url, application_name: 'xiangzhi migrate' })
  client.on('error', (error) => options.log.error('lost the database while migrating', { error }))
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query("set client_min_messages = 'warning'")
    await makeRole(client)
    await client.query(LEDGER)
    await client.query(LEDGER_COMMENT)
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from schema_migration',
    )
    const known = new Map(rows.map((row) => [row.name, row.checksum]))
    for (const name of known.keys())
      if (!migrations.some((migration) => migration.name === name))
        throw new Error(`the database has ${name}, which this version does not know; use a newer version`)
    const applied: string[] = []
    for (const migration of migrations) {
      const checksum = known.get(migration.name)
      if (checksum === migration.checksum) continue
      if (checksum !== undefined) throw new Error(`${migration.name} was changed after it had been applied`)
      await apply(client, migration, options.now)
      applied.push(migration.name)
    }
    await protect(client)
    if (applied.length > 0)
      options.log.info('schema brought up to date', { files: applied.length, newest: applied.at(-1) })
    return applied
  } finally {
    await client.end()
  }
}
