import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const nextNumber = (root) => {
  const numbers = readdirSync(join(root, 'apps', 'server', 'schema')).map((file) => Number.parseInt(file, 10))
  return String(Math.max(...numbers.filter((number) => number < 9000)) + 1).padStart(4, '0')
}

const schema = (table) => `-- Say here what is kept, why, and under which law.

create table ${table} (
  county int not null,
  id uuid not null,
  town_id uuid not null,
  village_id uuid not null,
  noted_at timestamptz not null,
  primary key (county, id),
  foreign key (county, town_id) references place (county, id),
  foreign key (county, village_id) references place (county, id)
);
create index ${table}_by_time on ${table} (county, noted_at desc, id desc);
comment on table ${table} is 'tenant: say what one row is';
`

/** @returns {import('./index.mjs').Plan} */
export const planTable = ([owner, table], root) => ({
  writes: { [`apps/server/schema/${nextNumber(root)}-${owner}-${table.replaceAll('_', '-')}.sql`]: schema(table) },
  changes: {},
  next: ['Say of every column about a person what it is for.', 'npm run generate', 'docs/how-to/add-a-table.md'],
})
