import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '../../apps/server/src/platform/database/embedded.ts'
import { silentLog } from '../../apps/server/src/platform/log/index.ts'
import { copyTree, removeTree, runTests } from '../mutations/tree.ts'
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

  it('writes nothing when a word is missing or wrong, or when it is there already', async () => {
    const before = await readFile(join(copy, 'packages/practices/src/index.ts'), 'utf8')
    expect(await runNew(['process', 'Lamp posts', 'P093', '路灯', 'Lamp posts'], copy)).toBe(2)
    expect(await runNew(['process', 'lamp-posts'], copy)).toBe(2)
    expect(await runNew(['process', 'mediation', 'P093', '调解', 'Mediation'], copy)).toBe(2)
    expect(await runNew(['lamp', 'post'], copy)).toBe(2)
    expect(await readFile(join(copy, 'packages/practices/src/index.ts'), 'utf8')).toBe(before)
    expect(await readdir(join(copy, 'packages/practices/src'))).not.toContain('lamp-posts')
  })
})
