import { expect, test } from 'vitest'
import { findBreaches } from './boundaries.mjs'

const plant = (path: string, text: string): string[] => findBreaches({ [path]: text })

test('the house as it stands has no breach', () => {
  expect(findBreaches()).toEqual([])
})

test('a process or the number of a practice that is named outside its declaration is found, with its line', () => {
  const path = 'apps/server/src/kernel/cases/planted.ts'
  expect(plant(path, "\nexport const most = process === 'grid-event' ? 5 : 1\n")).toEqual([
    `${path}:2 names 'grid-event'; let its declaration say what is meant`,
  ])
  expect(plant('apps/workbench/src/planted.tsx', "const rules = ['P042']\n")).toEqual([
    "apps/workbench/src/planted.tsx:1 names 'P042'; let its declaration say what is meant",
  ])
  expect(plant('apps/server/src/portal/planted.ts', "// as 'grid-event' does\n")).toEqual([])
})

test('eight hours that are counted by hand are found', () => {
  for (const path of ['apps/server/src/portal/planted.ts', 'apps/workbench/src/planted.ts']) {
    expect(plant(path, 'const at = new Date(`${day}T07:30:00+08:00`)\n')).toHaveLength(1)
    expect(plant(path, 'const at = now - 8 * 3_600_000\n')).toHaveLength(1)
    expect(plant(path, 'const shown = `${day} ${time}`\n')).toEqual([])
  }
})

test('an import that climbs out, goes up the house, or reaches into another module is found', () => {
  for (const [path, target] of [
    ['apps/server/src/kernel/places/planted.ts', '#kernel/cases'],
    ['apps/server/src/kernel/cases/planted.ts', '@xiangzhi/practices'],
    ['apps/server/src/platform/planted/index.ts', '#kernel/people'],
    ['apps/server/src/portal/planted.ts', '../api/run.ts'],
    ['apps/server/src/portal/planted.ts', 'pg'],
    ['apps/server/src/portal/planted.ts', 'sharp'],
    ['apps/server/src/portal/planted.ts', '#packs'],
    ['apps/server/src/packs/planted.ts', '#demo'],
    ['apps/server/src/disclosure/planted.ts', '#server'],
    ['apps/server/src/messages/planted.ts', '@xiangzhi/practices'],
    ['apps/server/src/surveys/planted.ts', '#kernel/cases'],
    ['apps/server/src/kernel/surveys/planted.ts', '#platform/clock'],
    ['packages/text/src/planted.ts', 'zod'],
    ['packages/language/src/planted.ts', 'node:fs'],
    ['packages/practices/src/mediation/planted.ts', '../whistle/index.ts'],
    ['apps/workbench/src/planted.ts', '#portal'],
    ['apps/workbench/src/planted.ts', '@xiangzhi/practices'],
  ] as const)
    expect(plant(path, `import { x } from '${target}'\n`), `${path} ${target}`).toHaveLength(1)
})

test('what the plan of the house allows is no breach', () => {
  for (const [path, target] of [
    ['apps/server/src/portal/planted.ts', '#board-sheets'],
    ['apps/server/src/demo/planted.ts', '@xiangzhi/practices'],
    ['apps/server/src/platform/files/planted.ts', 'sharp'],
    ['apps/server/src/commands/planted.ts', '#server'],
    ['apps/server/src/portal/planted.test.ts', '#packs'],
  ] as const)
    expect(plant(path, `import { x } from '${target}'\n`), `${path} ${target}`).toEqual([])
})

test('a table of another module, a clock of its own and a schema in a browser are found', () => {
  const query = 'export const rows = sql`select 1 from case_record c`\n'
  expect(plant('apps/server/src/kernel/places/planted.ts', query)).toHaveLength(1)
  expect(plant('apps/server/src/kernel/cases/planted.ts', query)).toEqual([])
  expect(plant('apps/server/src/kernel/cases/planted.ts', 'export const now = new Date()\n')).toHaveLength(1)
  expect(plant('apps/workbench/src/planted.ts', "import { z } from 'zod'\n")).toHaveLength(1)
})

test('a second status of a review is found: in a table, in server code, and where a screen compares with it', () => {
  const path = 'apps/server/src/kernel/ledgers/planted.ts'
  expect(plant(path, "export const signs = (voucher) =>\n  voucher.status === 'checked'\n")).toEqual([
    `${path}:2 says 'checked', as a review does; let the case about the thing say it`,
  ])
  for (const code of [
    "switch (plan.status) { case 'in-review': go() }",
    "const onItsWay = ['draft', 'submitted', 'scheduled']",
    "const rows = sql`select 1 from plan p where p.status in ('draft', 'in-review')`",
    "const next = { draft: 'pending-approval' }",
    "type Status = 'draft' | 'approved'",
  ])
    expect(plant('apps/server/src/disclosure/planted.ts', `${code}\n`), code).not.toEqual([])
  const screen = 'apps/workbench/src/planted.tsx'
  for (const code of ["row.status !== 'in-review'", "'checked' === row.status", "['checked'].includes('checked')"])
    expect(plant(screen, `export const hides = ${code}\n`), code).toHaveLength(1)
  expect(plant(screen, '<Form.Item valuePropName="checked" />\n')).toEqual([])
  const table = "  constraint voucher_check CHECK ((status = ANY (ARRAY['draft'::text, 'checked'::text])))\n"
  expect(plant('apps/server/schema/current.sql', table)).toHaveLength(1)
  expect(plant('apps/server/src/demo/planted.ts', "const stops = ['checked']\n")).toEqual([])
})
