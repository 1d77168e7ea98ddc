import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, describe, expect, it } from 'vitest'
import { commandInsert } from '#platform/audit'
import { systemClock } from '#platform/clock'
import { findCluster, openDatabase } from '#platform/database'
import { becomesReady, COUNTY, freePort, installed, type Started, startingPlace } from './testing-start.ts'

const { folder, dataDir, ends, startServer, startWatched, beside, end } = startingPlace()

afterAll(end)

/** One plain sentence in each language, and nothing of where in the code it was. */
async function expectSentences(started: Started, chinese: string, english: string): Promise<void> {
  expect(await started.ended()).toBe(1)
  const lines = started.said().trimEnd().split('\n')
  expect(lines, started.said()).toHaveLength(2)
  expect(lines[0]).toContain(chinese)
  expect(lines[1]).toContain(english)
  expect(started.said()).not.toMatch(/Error|\bat .*:\d+/)
}

// Each of these starts a process, and the last ones a database: patient, since a machine may be busy.
describe('what hinders a start', () => {
  it.each(['eighty', '70000', '80.5'])('is a PORT of “%s”', async (PORT) => {
    await expectSentences(startServer({ PORT }), `PORT 写成了“${PORT}”`, `PORT is “${PORT}”`)
  })

  it('is a port that another program has', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    await expectSentences(
      startServer({ PORT: String(port) }),
      `端口 ${port} 已经有别的程序在用`,
      `Port ${port} is in use`,
    )
    other.close()
  })

  it('is an address that this machine has not', async () => {
    const started = startServer({ HOST: '203.0.113.7', PORT: String(await freePort()) })
    await expectSentences(started, '没有 HOST 写的地址“203.0.113.7”', 'no address “203.0.113.7”')
  })

  it('is a data folder that is a file, or that cannot be written', async () => {
    const PORT = String(await freePort())
    const file = join(folder, 'file')
    writeFileSync(file, '')
    await expectSentences(startServer({ PORT, DATA_DIR: file }), '不是目录', 'is a file')
    const closed = join(folder, 'closed')
    mkdirSync(closed, { mode: 0o555 })
    // Root writes wherever modes say no: a file system that is read-only stops it as well, or the one that nobody writes into.
    const isMounted =
      process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', closed]).status === 0
    if (isMounted) ends.push(() => void spawnSync('umount', [closed]))
    const DATA_DIR = isMounted || process.getuid?.() !== 0 ? join(closed, 'data') : '/proc/xiangzhi'
    await expectSentences(
      startServer({ PORT, DATA_DIR }),
      `数据目录 ${DATA_DIR} 写不进去`,
      `${DATA_DIR} cannot be written`,
    )
  })
})

describe('a server that runs', () => {
  const postmaster = (): number =>
    Number(readFileSync(join(findCluster(dataDir).cluster, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])

  it('comes up again by itself when its database is killed, and ends when it is told to', async () => {
    await beside(installed)
    const port = await freePort()
    const started = startWatched({ PORT: String(port) })
    await becomesReady(port, started)
    const before = postmaster()
    process.kill(before, 'SIGKILL')
    await becomesReady(port, started, () => postmaster() !== before)
    expect(started.said()).toContain('数据库停了，系统会重新启动。')
    started.child.kill('SIGTERM')
    expect(await started.ended()).toBe(0)
  })

  it.runIf(process.platform === 'linux')('comes up again by itself when Node breaks it off', async () => {
    const port = await freePort()
    const started = startWatched({ PORT: String(port) })
    const server = (): number => {
      const { pid } = started.child
      return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0])
    }
    await becomesReady(port, started)
    const before = server()
    process.kill(before, 'SIGABRT')
    await becomesReady(port, started, () => server() !== before)
    started.child.kill('SIGTERM')
    expect(await started.ended()).toBe(0)
  })

  it('does not start with a clock behind the newest record, unless it is told to', async () => {
    const newest = new Date(systemClock.now().getTime() + 26 * 3_600_000)
    await beside(async (url) => {
      const db = openDatabase({ url })
      const line = {
        requestId: uuidv7(),
        operation: 'actOnCase',
        byAccount: null,
        byPerson: null,
        at: newest,
        subjectKind: null,
        subjectId: null,
        fingerprint: 'of tomorrow',
        answer: {},
      }
      await db.write(COUNTY, (tx) => tx.run(commandInsert(tx, line)))
      await db.close()
    })
    const PORT = String(await freePort())
    await expectSentences(startServer({ PORT }), `最新一条记录（${newest.toISOString()}）`, `(${newest.toISOString()})`)
    const started = startServer({ PORT }, '--clock-behind')
    await becomesReady(Number(PORT), started)
    started.child.kill('SIGTERM')
    expect(await started.ended()).toBe(0)
  })

  it('does not make a new key for sealed data whose key is gone, and names the database that would be left', async () => {
    const keys = join(dataDir, 'keys')
    renameSync(keys, `${keys}.away`)
    const PORT = String(await freePort())
    const { cluster } = findCluster(dataDir)
    await expectSentences(startServer({ PORT }), `而数据库 ${cluster} 里已有密封的数据`, `the database ${cluster} has`)
    rmSync(keys, { recursive: true, force: true })
    renameSync(`${keys}.away`, keys)
  })
})
