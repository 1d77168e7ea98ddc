import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Served, serveYanliang } from './open311/testing-server.ts'

/**
 * As root on Linux the data folder is a file system of 16 MB of its own, which is filled to its last byte. Elsewhere none can be mounted:
 * then the server keeps more in reserve than any disk has, which shows the refusals and not the recovery.
 */
const folder = mkdtempSync(join(tmpdir(), 'xiangzhi-full-'))
const isMounted =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder]).status === 0
const ballast = join(folder, 'ballast')
let served: Served
let key: string

function fill(): void {
  const file = openSync(ballast, 'w')
  const block = Buffer.alloc(64 * 1024, 7)
  try {
    for (;;) writeSync(file, block)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    closeSync(file)
  }
}

beforeAll(async () => {
  if (!isMounted) process.env['DISK_RESERVE_MB'] = '1e12'
  served = await serveYanliang(folder)
  key = await served.key('intake-clerk')
})

afterAll(async () => {
  delete process.env['DISK_RESERVE_MB']
  await served.close()
  if (isMounted) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true })
})

const report = () =>
  served.server.inject({
    method: 'POST',
    url: '/api/reports',
    headers: { host: 'xiangzhi.test', origin: 'http://xiangzhi.test' },
    payload: {
      requestId: uuidv7(),
      category: 'R0302',
      placeCode: '610114001200',
      description: '水管漏了三天',
    },
  })

const upload = (bytes: number) =>
  served.server.inject({
    method: 'POST',
    url: '/api/files',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'multipart/form-data; boundary=x' },
    payload: Buffer.concat([
      Buffer.from('--x\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7 '),
      Buffer.alloc(bytes, 65),
      Buffer.from('\r\n--x--\r\n'),
    ]),
  })

const status = async (url: string): Promise<number> => (await served.server.inject({ url })).statusCode

it('a full disk refuses what would be written, says so, keeps showing what is there, and needs no hand afterwards', async () => {
  const { server, installation } = served
  if (isMounted) {
    expect((await report()).statusCode).toBe(201)
    expect((await upload(300_000)).statusCode).toBe(201)
    fill()
    // Nobody has measured it yet: the file itself finds out, and leaves nothing half written behind.
    const first = await upload(900_000)
    expect([first.statusCode, first.json<{ code: string }>().code]).toEqual([507, 'disk-full'])
    const left = readdirSync(join(folder, 'files'), { recursive: true }).map(String)
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([])
    // From then on nothing is tried any more.
    expect(installation.disk.isFull()).toBe(true)
    installation.disk.look()
  }
  const refused = await report()
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([507, 'disk-full'])
  expect(refused.json<{ title: string }>().title).toContain('磁盘满了')
  const form = await server.inject({ method: 'POST', url: '/v/610114001200/report', payload: 'a=b' })
  expect(form.statusCode).toBe(507)
  for (const words of ['磁盘满了', 'The disk is full']) expect(form.body).toContain(words)
  expect(await Promise.all(['/v/610114001200', '/healthz', '/readyz'].map(status))).toEqual([200, 200, 503])
  const { body } = await server.inject({ url: '/metrics' })
  expect(body).toMatch(/^xiangzhi_disk_full 1$/m)
  expect(body).toMatch(/^xiangzhi_disk_free_bytes\{folder="[^"]+"\} \d/m)
  if (!isMounted) return
  rmSync(ballast)
  installation.disk.look()
  // What was noted is forgotten by itself; the time of it is the server's own.
  await expect.poll(async () => (await report()).statusCode, { interval: 500 }).toBe(201)
  expect(await status('/readyz')).toBe(200)
  expect((await upload(900_000)).statusCode).toBe(201)
})
