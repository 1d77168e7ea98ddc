import { actAsReporter, commentOnCase, getCase, getEdition, openCase, openReport, saveDraft } from '@xiangzhi/contract'
import Fastify, { type FastifyInstance } from 'fastify'
import sharp from 'sharp'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Caller } from '#api'
import { sql } from '#platform/database'
import { mountFiles, storeUpload } from '#platform/files'
import { listAttached } from '#kernel/publications'
import { drafted, published } from './disclosure/testing-disclosure.ts'
import { makePortalWorld, type PortalWorld } from './testing-portal.ts'
import { listRoutes } from './testing-routes.ts'

// A file is shown as long as whoever asks may see it, and not an hour longer: a grant ends, a case is sealed, a paper is hidden.

let portal: PortalWorld
let staffSide: FastifyInstance
let asking: Caller

beforeAll(async () => {
  portal = await makePortalWorld()
  const { db, county, clock, run } = portal.world
  staffSide = Fastify()
  mountFiles(staffSide, {
    db,
    county,
    store: portal.store,
    clock,
    callerOf: () => Promise.resolve(asking),
    holders: {
      case: async (caller, caseId) => (await run(getCase, caller, { caseId })).files.map(({ id }) => id),
      edition: async (caller, editionId) =>
        listAttached((await run(getEdition, caller, { editionId })).edition.content).map(({ fileId }) => fileId),
    },
  })
})
afterAll(async () => {
  await staffSide.close()
  await portal.close()
})

const clerk = () => portal.world.staff('village-clerk')

/** For which request a photo of a villager was handed in. */
const requests = new Map<string, string>()

async function upload(by: Caller | null, shade: number): Promise<string> {
  const content = await sharp({ create: { width: 90, height: 60, channels: 3, background: { r: shade, g: 9, b: 9 } } })
    .jpeg()
    .toBuffer()
  const person = by?.kind === 'staff' ? by.actor.personId : null
  const forRequest = uuidv7()
  const { db, county, clock } = portal.world
  const { id } = await db.write(county, (tx) =>
    storeUpload(tx, portal.store, { now: clock.now(), by: person, forRequest, name: '图.jpg', content }),
  )
  requests.set(id, forRequest)
  return id
}

async function reported(
  photo: string,
  requestId = requests.get(photo) ?? uuidv7(),
): Promise<{ id: string; token: string }> {
  return portal.world.run(openReport, portal.world.villager, {
    requestId,
    category: 'R0301',
    position: { lng: 109.205, lat: 34.605, datum: 'wgs84' },
    description: '桥头护栏断了一截',
    fields: { photos: [photo] },
  })
}

/** What a browser is told of a file, and what it is told when it comes again with what it has. */
async function twice(server: FastifyInstance, url: string) {
  const first = await server.inject({ url })
  const tag = String(first.headers.etag)
  const again = await server.inject({ url, headers: { 'if-none-match': tag } })
  return {
    cache: first.headers['cache-control'],
    vary: first.headers.vary,
    tag,
    statuses: [first.statusCode, again.statusCode],
    bytes: [first.rawPayload.length > 100, again.rawPayload.length],
  }
}

it('every address of a file asks again before it shows one: no browser and no cache between shows it by itself', async () => {
  asking = clerk()
  const own = await upload(asking, 20)
  const photo = await upload(null, 40)
  const { id: caseId, token } = await reported(photo)
  const paper = await upload(asking, 60)
  const content = {
    blocks: [
      { kind: 'text' as const, text: '见附图' },
      { kind: 'files' as const, files: [{ fileId: paper, name: '图', mediaType: 'image/jpeg', bytes: 1 }] },
    ],
  }
  const draft = await drafted(portal.world, { period: '2026-06', content })
  const edition = await published(portal.world, { period: '2026-07', content })
  const addresses: readonly (readonly [string, FastifyInstance, string])[] = [
    ['/api/files/:id', staffSide, `/api/files/${own}`],
    ['/api/files/:id', staffSide, `/api/files/${photo}?case=${caseId}`],
    ['/api/files/:id', staffSide, `/api/files/${photo}?case=${caseId}&size=thumb`],
    ['/api/files/:id', staffSide, `/api/files/${paper}?edition=${draft.id}`],
    ['/t/:token/files/:file', portal.server, `/t/${token}/files/${photo}`],
    ['/e/:id/files/:file', portal.server, `/e/${edition}/files/${paper}`],
  ]
  for (const [route, server, url] of addresses) {
    const { tag, ...told } = await twice(server, url)
    const open = route.startsWith('/e/')
    expect([url, told]).toEqual([
      url,
      {
        cache: open ? 'no-cache' : 'private, no-cache',
        ...(open ? { vary: told.vary } : { vary: 'cookie, authorization' }),
        statuses: [200, 304],
        bytes: [true, 0],
      },
    ])
    expect(tag).toMatch(/^"[\w-]{43}-(full|thumbnail)"$/)
  }
  // Those that nobody keeps at all, and no other address of files that this test does not know.
  const nobodyKeeps = ['/v/:code/report/:key/files/:file', '/my-data/village/:id/files/:file']
  const known = new Set([...addresses.map(([route]) => route), ...nobodyKeeps])
  const routes = [...listRoutes(portal.server), ...listRoutes(staffSide)]
  const unknown = routes.filter(({ method, url }) => method === 'GET' && /\bfiles\b/.test(url) && !known.has(url))
  expect(unknown).toEqual([])
})

it('whoever lost the right is refused, whatever their browser has kept', async () => {
  const photo = await upload(null, 90)
  const { id: caseId, token } = await reported(photo)
  const url = `/api/files/${photo}?case=${caseId}`
  asking = portal.world.staff('grid-worker')
  const { tag, statuses } = await twice(staffSide, url)
  const link = await twice(portal.server, `/t/${token}/files/${photo}`)
  expect([statuses, link.statuses]).toEqual([
    [200, 304],
    [200, 304],
  ])
  const { db, county } = portal.world
  await db.write(county, (tx) =>
    tx.run(sql`update case_record set confidentiality = 'sealed' where county = ${county} and id = ${caseId}`),
  )
  const after = await staffSide.inject({ url, headers: { 'if-none-match': tag } })
  expect(after.statusCode).not.toBe(304)
  expect(after.statusCode).not.toBe(200)
})

it('a paper that everybody reads is attached to no report, and evidence of one case to no other', async () => {
  const { run, staff } = portal.world
  const paper = await upload(clerk(), 120)
  const content = {
    blocks: [{ kind: 'files' as const, files: [{ fileId: paper, name: '图', mediaType: 'image/jpeg', bytes: 1 }] }],
  }
  const edition = await published(portal.world, { period: '2026-05', content })
  await expect(reported(paper)).rejects.toMatchObject({ code: 'bad-input' })
  const photo = await upload(null, 130)
  await reported(photo)
  const worker = staff('grid-worker')
  const other = await reported(await upload(null, 140))
  const carry = (fileId: string, by: Caller) => ({
    comment: () =>
      run(commentOnCase, by, { caseId: other.id, requestId: uuidv7(), version: 1, note: '见图', files: [fileId] }),
    open: () =>
      run(openCase, by, {
        requestId: uuidv7(),
        category: 'R0301',
        position: { lng: 109.205, lat: 34.605, datum: 'wgs84' },
        description: '桥头又断了一截',
        source: 'patrol',
        fields: { photos: [fileId] },
      }),
    report: () => reported(fileId, uuidv7()),
    act: () =>
      run(actAsReporter, portal.world.villager, {
        token: other.token,
        requestId: uuidv7(),
        transition: 'withdraw',
        fields: { photos: [fileId] },
        note: '不用了',
      }),
  })
  for (const [door, go] of Object.entries({ ...carry(photo, worker), ofClerk: carry(paper, clerk()).open }))
    await expect(go(), door).rejects.toMatchObject({ code: 'bad-input' })
  // His own photo he attaches, once; and nobody attaches it for him.
  const own = await upload(worker, 150)
  await expect(carry(own, staff('dispatcher-town')).comment()).rejects.toMatchObject({ code: 'bad-input' })
  await carry(own, worker).comment()
  await expect(carry(own, worker).open()).rejects.toMatchObject({ code: 'bad-input' })
  const draft = await drafted(portal.world, { period: '2026-04' })
  const texts = await run(getEdition, clerk(), { editionId: draft.id })
  const inText = (fileId: string) =>
    run(saveDraft, clerk(), {
      requestId: uuidv7(),
      editionId: draft.id,
      version: texts.edition.version,
      title: '图',
      content: { blocks: [{ kind: 'files', files: [{ fileId, name: '图', mediaType: 'image/jpeg', bytes: 1 }] }] },
    })
  const evidence = await upload(clerk(), 160)
  await carry(evidence, clerk()).open()
  for (const fileId of [photo, own, evidence]) await expect(inText(fileId)).rejects.toMatchObject({ code: 'bad-input' })
  await inText(paper)
  expect((await portal.server.inject(`/e/${edition}/files/${paper}`)).statusCode).toBe(200)
})
