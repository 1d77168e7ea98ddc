import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '../../apps/server/src/platform/database/embedded.ts'
import { silentLog } from '../../apps/server/src/platform/log/index.ts'
import { copyTree, edit, removeTree, runTests } from '../mutations/tree.ts'
import { runNew } from './index.mjs'

let copy: string
let dataDir: string
let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>
beforeAll(async () => {
  copy = await copyTree()
  dataDir = await mkdtemp(join(tmpdir(), 'xiangzhi-new-data-'))
  await chmod(dataDir, 0o755)
  server = await startEmbeddedPostgres({ dataDir, log: silentLog, durable: false })
})
afterAll(async () => {
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
  await removeTree(copy)
})

const run = (...tests: string[]) => runTests(copy, tests, { until: 'end', database: server.url })

describe('npm run new', () => {
  it('writes a process that every check of declarations accepts, and whose story runs', async () => {
    expect(await runNew(['process', 'spring-cleaning', 'P093', '清泉', 'Cleaning of springs'], copy)).toBe(0)
    const outcome = await run('packages/practices/src/', 'apps/server/src/api/spring-cleaning.test.ts')
    expect({ failed: outcome.failed, broken: outcome.broken }).toEqual({ failed: [], broken: [] })
    expect(outcome.passed).toBeGreaterThan(20)
  })

  it('writes a table that the database takes and that the sweep over all tables accepts once it is generated', async () => {
    expect(await runNew(['table', 'people', 'spring_visit'], copy)).toBe(0)
    const outcome = await run('apps/server/src/platform/database/schema')
    expect(outcome.failed).toEqual(['the committed schema and row types are those of the migrated database'])
    expect(outcome.broken).toEqual([])
    expect(outcome.passed).toBeGreaterThan(0)
  })

  it('writes an operation that is answered to whoever may, and whose test fails when anybody may', async () => {
    const seen = ['operation', 'duties', 'readVisit', 'read', 'duty.read', '查看走访', "A visit's day"]
    const noted = ['operation', 'kernel/people', 'noteVisit', 'write', 'person.write', '记录走访', 'Note a visit']
    for (const args of [seen, noted]) expect(await runNew(args, copy)).toBe(0)
    const stories = ['read-visit', 'note-visit'].map((name) => `apps/server/src/api/${name}.test.ts`)
    const words = 'apps/workbench/src/admin/audit-words.test.ts'
    const whole = await run(...stories, words, 'apps/server/src/wiring.test.ts')
    expect({ failed: whole.failed, broken: whole.broken }).toEqual({ failed: [], broken: [] })
    const check = "place && mayDo(by, 'duty.read', place)"
    const putBack = await edit(copy, 'apps/server/src/kernel/duties/operations.ts', check, 'place')
    expect((await run(...stories)).failed).toEqual(['a visit’s day is for whoever may, within reach'])
    await putBack()
  })

  it('writes a screen with its list and its file over a table, and a test that fails when rows beyond reach show', async () => {
    expect(await runNew(['screen', 'kernel/people', 'spring_visit', 'person.read', '走访', 'Visits'], copy)).toBe(0)
    const story = 'apps/server/src/api/spring-visit.test.ts'
    const whole = await run(story, 'packages/contract/src/list.test.ts', 'apps/workbench/src/admin/audit-words.test.ts')
    expect({ failed: whole.failed, broken: whole.broken }).toEqual({ failed: [], broken: [] })
    const list = 'apps/server/src/kernel/people/spring-visit-list.ts'
    const putBack = await edit(copy, list, "reachCondition(by, 'person.read', reach)", 'sql`true`')
    expect((await run(story)).failed).toHaveLength(1)
    await putBack()
  })

  it('writes what keeps the boundaries and has its sentences in both languages', () => {
    const problems = (file: string, find: string) => {
      const asked = `import('./tools/${file}').then(async (m) => console.log(JSON.stringify(await m.${find}())))`
      return spawnSync(process.execPath, ['-e', asked], { cwd: copy, encoding: 'utf8' }).stdout
    }
    expect(problems('boundaries.mjs', 'findBreaches')).toBe('[]\n')
    expect(problems('texts.mjs', 'findTextProblems')).toBe('[]\n')
  })

  it('writes nothing when a word is missing or wrong, or when it is there already', async () => {
    const before = await readFile(join(copy, 'packages/practices/src/index.ts'), 'utf8')
    expect(await runNew(['process', 'Lamp posts', 'P093', '路灯', 'Lamp posts'], copy)).toBe(2)
    expect(await runNew(['process', 'lamp-posts'], copy)).toBe(2)
    expect(await runNew(['process', 'mediation', 'P093', '调解', 'Mediation'], copy)).toBe(2)
    expect(await runNew(['lamp', 'post'], copy)).toBe(2)
    expect(await runNew(['operation', 'nowhere', 'noteLamp', 'read', 'duty.read', '路灯', 'Lamp'], copy)).toBe(2)
    expect(await runNew(['operation', 'duties', 'noteLamp', 'read', 'duty.none', '路灯', 'Lamp'], copy)).toBe(2)
    expect(await runNew(['screen', 'duties', 'lamp_post', 'duty.read', '路灯', 'Lamps'], copy)).toBe(2)
    expect(await readFile(join(copy, 'packages/practices/src/index.ts'), 'utf8')).toBe(before)
    expect(await readdir(join(copy, 'packages/practices/src'))).not.toContain('lamp-posts')
  })
})
