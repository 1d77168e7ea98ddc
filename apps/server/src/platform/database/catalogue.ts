import type pg from 'pg'

export interface Column {
  readonly name: string
  readonly type: string
  /** The short type name of the catalogue, with a leading underscore for arrays. */
  readonly baseType: string
  readonly nullable: boolean
  readonly default: string | null
  readonly generated: boolean
  readonly identity: boolean
  readonly comment: string | null
}

export interface Constraint {
  readonly name: string
  /** p primary key, u unique, f foreign key, c check, x exclusion. */
  readonly type: 'p' | 'u' | 'f' | 'c' | 'x'
  readonly definition: string
  readonly columns: string[]
  /** The table a foreign key points to. */
  readonly target: string | null
}

export interface Policy {
  readonly name: string
  readonly roles: string
  readonly using: string | null
  readonly check: string | null
}

export interface Table {
  readonly name: string
  readonly comment: string | null
  readonly partitionOf: string | null
  readonly partitionBy: string | null
  readonly partitionBound: string | null
  readonly secured: boolean
  readonly columns: Column[]
  readonly constraints: Constraint[]
  readonly indexes: {
    readonly name: string
    readonly unique: boolean
    readonly definition: string
    readonly columns: string[]
  }[]
  readonly policies: Policy[]
  readonly triggers: string[]
}

export interface Catalogue {
  readonly extensions: string[]
  readonly functions: string[]
  readonly views: { readonly name: string; readonly definition: string; readonly materialised: boolean }[]
  readonly sequences: string[]
  readonly tables: Table[]
}

const TABLES = `
select c.relname as name, obj_description(c.oid, 'pg_class') as comment, c.relrowsecurity as secured,
  (select p.relname from pg_inherits i join pg_class p on p.oid = i.inhparent
    where i.inhrelid = c.oid and c.relispartition) as "partitionOf",
  case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as "partitionBy",
  pg_get_expr(c.relpartbound, c.oid) as "partitionBound",
  coalesce((select json_agg(json_build_object(
      'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'baseType', t.typname,
      'nullable', not a.attnotnull, 'default', pg_get_expr(d.adbin, d.adrelid), 'generated', a.attgenerated <> '',
      'identity', a.attidentity <> '', 'comment', col_description(c.oid, a.attnum)) order by a.attnum)
    from pg_attribute a join pg_type t on t.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]') as columns,
  coalesce((select json_agg(json_build_object(
      'name', k.conname, 'type', k.contype, 'definition', pg_get_constraintdef(k.oid),
      'target', f.relname,
      'columns', (select coalesce(json_agg(a.attname order by u.place), '[]') from unnest(k.conkey) with ordinality u (number, place)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = u.number)) order by k.contype <> 'p', k.conname)
    from pg_constraint k left join pg_class f on f.oid = k.confrelid
    where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c', 'x') and k.conislocal), '[]') as constraints,
  coalesce((select json_agg(json_build_object('name', ic.relname, 'unique', i.indisunique, 'definition', pg_get_indexdef(i.indexrelid),
      'columns', (select coalesce(json_agg(a.attname order by u.place), '[]') from unnest(i.indkey::int[]) with ordinality u (number, place)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = u.number)) order by ic.relname)
    from pg_index i join pg_class ic on ic.oid = i.indexrelid
    where i.indrelid = c.oid and not ic.relispartition
      and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid and k.conrelid = c.oid and k.contype in ('p', 'u', 'x'))), '[]') as indexes,
  coalesce((select json_agg(json_build_object('name', p.polname,
      'roles', (select string_agg(r.rolname, ', ' order by r.rolname) from pg_roles r where r.oid = any (p.polroles)),
      'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)) order by p.polname)
    from pg_policy p where p.polrelid = c.oid), '[]') as policies,
  coalesce((select json_agg(pg_get_triggerdef(g.oid) order by g.tgname) from pg_trigger g
    where g.tgrelid = c.oid and not g.tgisinternal), '[]') as triggers
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('r', 'p')
order by c.relname`

const FUNCTIONS = `
select pg_get_functiondef(p.oid) as text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname = 'public' and p.prokind in ('f', 'p')
  and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
order by p.proname, pg_get_function_identity_arguments(p.oid)`

const VIEWS = `
select c.relname as name, -- Some versions write the table before each column, others do not.
  regexp_replace(pg_get_viewdef(c.oid), '\\m[a-z_]+\\.', '', 'g') as definition, c.relkind = 'm' as materialised
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('v', 'm') order by c.relname`

const EXTENSIONS = `select extname as text from pg_extension where extname <> 'plpgsql' order by extname`

const SEQUENCES = `
select c.relname as text from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind = 'S' order by c.relname`

/** Reads what the database itself says about our tables, in an order that never depends on chance. */
export const readCatalogue = async (client: pg.Client): Promise<Catalogue> => {
  const texts = async (query: string): Promise<string[]> =>
    (await client.query<{ text: string }>(query)).rows.map((row) => row.text)
  return {
    extensions: await texts(EXTENSIONS),
    functions: await texts(FUNCTIONS),
    views: (await client.query<Catalogue['views'][number]>(VIEWS)).rows,
    sequences: await texts(SEQUENCES),
    tables: (await client.query<Table>(TABLES)).rows,
  }
}
