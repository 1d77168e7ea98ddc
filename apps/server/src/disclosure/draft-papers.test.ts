import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCase, getEdition, saveDraft } from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import Fastify, { type FastifyInstance } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Caller } from '#api'
import { listAttached } from '#kernel/publications'
import { diskFileStore, fileOf, mountFiles, storeUpload } from '#platform/files'
import { Refusal } from '#platform/refusal'
import { type DisclosureWorld, drafted, makeDisclosureWorld, move } from './testing-disclosure.ts'

// The files of a text on its way to the public, as whoever checks and signs it opens them.

let world: DisclosureWorld
let server: FastifyInstance
let asking: Caller
const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-papers-'))
const store = diskFileStore(dataDir)

beforeAll(async () => {
  world = await makeDisclosureWorld()
  server = Fastify()
  server.setErrorHandler((error, _request, reply) => {
    const code = error instanceof Refusal ? error.code : 'bug'
    const status: Readonly<Record<string, number>> = { 'not-found': 404, 'sign-in-first': 401, 'not-allowed': 403 }
    return reply.code(status[code] ?? 500).send({ code })
  })
  mountFiles(server, {
    db: world.db,
    county: world.county,
    store,
    clock: world.clock,
    callerOf: () => Promise.resolve(asking),
    holders: {
      case: async (caller, caseId) => (await world.run(getCase, caller, { caseId })).files.map(({ id }) => id),
      edition: async (caller, editionId) =>
        listAttached((await world.run(getEdition, caller, { editionId })).edition.content).map(({ fileId }) => fileId),
    },
  })
  await server.ready()
})

afterAll(async () => {
  await server.close()
  rmSync(dataDir, { recursive: true })
})

/** A draft with one paper, handed in; and an upload of the same writer that it does not name. */
let month = 0
async function handedIn(): Promise<{ id: string; paper: string; other: string }> {
  const by = world.staff('village-clerk').actor.personId
  const given = { now: world.clock.now(), by, name: '王五家情况.pdf' }
  const [paper = '', other = ''] = await world.db.write(world.county, async (tx) => {
    const kept = []
    for (const said of ['会议记录', '底稿'])
      kept.push((await storeUpload(tx, store, { ...given, content: Buffer.from(`%PDF-1.6 ${said}`) })).id)
    return kept
  })
  const { id, version } = await drafted(world, { period: `2026-0${(month += 1)}` })
  const { edition } = await world.run(getEdition, world.staff('village-clerk'), { editionId: id })
  const file = { fileId: paper, name: '会议记录', mediaType: 'image/jpeg', bytes: 3, sha256: '0'.repeat(64) }
  await world.run(saveDraft, world.staff('village-clerk'), {
    requestId: uuidv7(),
    editionId: id,
    version,
    title: edition.title,
    content: { blocks: [...edition.content.blocks, { kind: 'files', files: [file] }] },
  })
  await move(world, id, 'submit', world.staff('village-clerk'))
  return { id, paper, other }
}

const open = async (
  by: Caller,
  path: string,
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> => {
  asking = by
  const { statusCode, body, headers } = await server.inject(path)
  return { status: statusCode, body, headers }
}

it('whoever checks or signs a text opens its papers, and nobody else does', async () => {
  const { id, paper, other } = await handedIn()
  const statusFor = async (by: Caller, file: string): Promise<number> =>
    (await open(by, `/api/files/${file}?edition=${id}`)).status
  for (const role of ['village-clerk', 'oversight-member', 'village-leader', 'supervisor'] satisfies StaffRole[])
    expect(await statusFor(world.staff(role), paper), role).toBe(200)
  expect((await open(world.staff('oversight-member'), `/api/files/${paper}?edition=${id}`)).body).toContain('会议记录')
  // Nobody reads a file by naming a text that does not have it, and nobody without a right to the text reads its files.
  expect(await statusFor(world.staff('village-leader'), other)).toBe(404)
  expect((await open(world.staff('oversight-member'), `/api/files/${paper}`)).status).toBe(404)
  expect((await open(world.staff('oversight-member'), `/api/files/${paper}?case=${id}`)).status).toBe(404)
  expect(await statusFor(world.staff('department-handler'), paper)).toBe(403)
  expect(await statusFor(world.villager, paper)).toBe(401)
})

it('a paper is what was uploaded, whatever the browser said, and is kept under a name of ours', async () => {
  const { id, paper } = await handedIn()
  const { edition, publicBody } = await world.run(getEdition, world.staff('oversight-member'), { editionId: id })
  const upload = await world.db.read(world.county, (tx) => fileOf(tx, paper))
  expect(listAttached(edition.content)).toEqual([
    { fileId: paper, name: '会议记录', mediaType: 'application/pdf', bytes: upload?.bytes },
  ])
  expect(listAttached(publicBody.content)[0]?.sha256).toBe(upload?.sha256.toString('hex'))
  expect(upload?.name).toBe('附件.pdf')
})

it('a PDF of a text may be shown in a frame of the workbench, and nowhere else', async () => {
  const { id, paper } = await handedIn()
  const { headers } = await open(world.staff('village-leader'), `/api/files/${paper}?edition=${id}`)
  expect(headers['content-security-policy']).toBe(`default-src 'none'; frame-ancestors 'self'`)
  expect(headers['x-frame-options']).toBe('SAMEORIGIN')
})
