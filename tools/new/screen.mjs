/** What `npm run new screen` writes: a list of the rows of a table, its file, its handler, its page in the menu, and a test. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  camel,
  changesOfSentences,
  contractOf,
  findHandlers,
  holdersOf,
  inTurn,
  kebab,
  withImport,
} from './sources.mjs'

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1)

const declaration = ({ one, many, table, permission, en }) => `
export const ${one}List = defineList({
  name: 'list${many}',
  path: '/api/${kebab(table)}',
  permission: '${permission}',
  summary: '${en}',
  title: 'text.${one}.title',
  row: z.object({ id, villageId: id, villageName: z.string(), notedAt: instant }),
  columns: [
    { member: 'villageName', title: 'text.${one}.village', fixed: true },
    { member: 'notedAt', title: 'text.${one}.noted', as: 'instant', width: 160 },
  ],
  filters: { village: { kind: 'village', label: 'text.${one}.village' } },
  export: { name: 'export${many}', summary: '${en} under a filter as a file' },
})
export const list${many} = ${one}List.read
export const export${many} = ${one}List.export
`

const served = ({ one, many, table, permission, folder }) => `import { ${one}List } from '@xiangzhi/contract'
${folder === 'kernel/people' ? '' : `import { reachCondition } from '#kernel/people'\n`}import { listPlacesByIds } from '#kernel/places'
import { sql, type Tx } from '#platform/database'
import { serveList } from '#platform/lists'
${folder === 'kernel/people' ? `import { reachCondition } from './reach.ts'\n` : ''}
interface Stored {
  readonly id: string
  readonly villageId: string
  readonly notedAt: Date
}

const reach = { town: 'r.town_id', village: 'r.village_id' }

const list = serveList(${one}List, {
  from: '${table} r',
  columns: { id: 'r.id', villageId: 'r.village_id', notedAt: 'r.noted_at' },
  within: ({ tx, by }) => sql\`r.county = \${tx.county} and \${reachCondition(by, '${permission}', reach)}\`,
  filters: { village: (village) => sql\`r.village_id = \${village}\` },
  order: { notedAt: 'instant', id: 'uuid' },
  falling: true,
  finish: async (tx: Tx, rows: readonly Stored[]) => {
    const villages = await listPlacesByIds(tx, [...new Set(rows.map(({ villageId }) => villageId))])
    const names = new Map(villages.map(({ id, name }) => [id, name]))
    return rows.map((row) => ({ ...row, villageName: names.get(row.villageId) ?? '' }))
  },
})

export const ${one}Operations = { list${many}: list.read, export${many}: list.export } as const
`

const page = ({ one, One }) => `import { ${one}List } from '@xiangzhi/contract'
import { ListTable } from '../list-table.tsx'
import { Page } from '../page.tsx'
import { useText } from '../text.tsx'

export function ${One}Page() {
  const { t } = useText()
  return (
    <Page title={t('text.${one}.title')}>
      <ListTable list={${one}List} rowKey={(row) => row.id} />
    </Page>
  )
}
`

const withPage =
  ({ one, One, table, permission }) =>
  (text) => {
    const end = text.lastIndexOf('\n]')
    return `${text.slice(0, end)}
  {
    path: '${kebab(table)}',
    label: 'text.${one}.title',
    group: 'text.admin.group.people',
    permission: '${permission}',
    component: lazy(() => import('./${kebab(table)}-page.tsx').then((page) => ({ default: page.${One}Page }))),
  },${text.slice(end)}`
  }

const story = ({ many, table, role, en }) => `import { list${many} } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { sql } from '#platform/database'
import { makeWorld } from './testing-world.ts'

describe('${en.toLowerCase()}', () => {
  it('are listed to whoever may, within reach, and counted as far as that', async () => {
    const world = await makeWorld()
    const { village, otherVillage, town } = world.places
    await world.db.write(world.county, async (tx) => {
      for (const villageId of [village, otherVillage])
        tx.send(sql\`insert into ${table} (county, id, town_id, village_id, noted_at)
          values (\${tx.county}, \${uuidv7()}, \${town}, \${villageId}, \${world.clock.now()})\`)
    })
    const { rows, total } = await world.run(list${many}, world.staff('${role}'), { village })
    expect({ rows, total }).toMatchObject({ rows: [{ villageId: village }], total: 1 })
${
  role === 'village-clerk'
    ? `    const elsewhere = await world.run(list${many}, world.staff('${role}'), { village: otherVillage })
    expect(elsewhere).toMatchObject({ rows: [], total: 0 })\n`
    : ''
}  })
})
`

/** The columns of a table as the files of the schema say them, and those that are only planned. */
const columnsOf = (table, root, planned) => {
  const home = join(root, 'apps/server/schema')
  const created = new RegExp(`^create table ${table} \\(\\n([\\s\\S]*?)^\\)`, 'im')
  const files = readdirSync(home).filter((file) => file.endsWith('.sql'))
  const texts = [...planned, ...files.map((file) => readFileSync(join(home, file), 'utf8'))]
  return texts.map((text) => created.exec(text)?.[1]).find(Boolean) ?? ''
}

/** @returns {import('./index.mjs').Plan} */
export const planScreen = ([folder, table, permission, zh, en], root, planned = []) => {
  const handlers = findHandlers(folder, root)
  if (handlers === undefined) return { problem: `apps/server/src/${folder}/idea.ts brings no operations` }
  if (handlers.module === 'kernel/places')
    return { problem: 'kernel/places stands before kernel/people, which knows who reaches what' }
  const holders = holdersOf(permission, root)
  if (holders === undefined) return { problem: `${permission} is not in packages/language/src/permissions.ts` }
  const columns = columnsOf(table, root, planned)
  if (!['id', 'town_id', 'village_id', 'noted_at'].every((column) => new RegExp(`^ +${column} `, 'm').test(columns)))
    return {
      problem: `${table} with id, town_id, village_id and noted_at is not in apps/server/schema: npm run new -- table`,
    }
  const one = camel(table)
  const role = holders.includes('village-clerk') ? 'village-clerk' : holders[0]
  const said = { zh, en: en.replaceAll("'", '’') }
  const screen = {
    folder: handlers.module,
    table,
    permission,
    one,
    One: capital(one),
    many: `${capital(one)}s`,
    role,
    en: said.en,
  }
  const names = [`${one}List`, `list${screen.many}`, `export${screen.many}`]
  const contract = contractOf(folder, names, root)
  const declared = inTurn(
    (text) => text + declaration(screen),
    withImport(['id', 'instant'], './operation.ts'),
    withImport(['defineList'], './list.ts'),
    withImport(['z'], 'zod'),
  )
  const file = [`${zh}（导出）`, `${said.en}, as a file`]
  return {
    writes: {
      [`apps/server/src/${handlers.module}/${kebab(table)}-list.ts`]: served(screen),
      [`apps/workbench/src/admin/${kebab(table)}-page.tsx`]: page(screen),
      [`apps/server/src/api/${kebab(table)}.test.ts`]: story(screen),
      ...(contract.there ? {} : { [contract.path]: declared('') }),
    },
    changes: {
      ...(contract.there ? { [contract.path]: declared } : {}),
      ...contract.changes,
      [handlers.path]: inTurn(
        handlers.add(`  ...${one}Operations,`),
        withImport([`${one}Operations`], `./${kebab(table)}-list.ts`),
      ),
      'apps/workbench/src/admin/index.tsx': withPage(screen),
      ...changesOfSentences('workbench', {
        [`text.${one}.title`]: [zh, said.en],
        [`text.${one}.village`]: ['村（社区）', 'Village'],
        [`text.${one}.noted`]: ['登记时间', 'Noted'],
      }),
      ...changesOfSentences('api-operations', {
        [`text.api.operation.list${screen.many}`]: [zh, said.en],
        [`text.api.operation.export${screen.many}`]: file,
      }),
      ...changesOfSentences('admin-operations', { [`text.admin.operation.export${screen.many}`]: file }),
    },
    next: ['Say which columns and filters it has, and how each is written.', 'docs/how-to/add-a-list.md'],
  }
}
