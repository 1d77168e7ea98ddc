import {
  exportDevices,
  getVillageDisclosure,
  listChannelReceipts,
  listDevices,
  recordBoardPhoto,
  registerDevice,
  revokeDevice,
} from '@xiangzhi/contract'
import type { PackDisclosure } from '@xiangzhi/language'
import sharp from 'sharp'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Run } from '#api'
import { findConfigPart, saveConfigPart } from '#platform/county-config'
import { deviceWaitingFor, newDeviceSecret, pairingCodeOf, PairingLooks } from '#platform/devices'
import { leavingSheet } from '#platform/excel'
import { storeUpload } from '#platform/files'
import { sealingFromKeys } from '#platform/sealing'
import { screenVersions } from '#portal'
import { assessed, published } from './disclosure/testing-disclosure.ts'
import { makePortalWorld, type PortalWorld } from './testing-portal.ts'

let portal: PortalWorld
let run: Run
let editionId: string
let village: string
const minute = 60_000

beforeAll(async () => {
  portal = await makePortalWorld()
  run = portal.world.run
  editionId = await published(portal.world)
  village = (await portal.world.run(getVillageDisclosure, portal.world.villager, { code: portal.world.villageCode }))
    .place.id
})
afterAll(() => portal.close())

/** A device: it keeps its cookie and shows what it is sent. */
class Screen {
  cookie = ''
  async open(): Promise<{ code: string; to: string | undefined }> {
    const answer = await portal.open('/device', this.cookie === '' ? {} : { cookie: this.cookie })
    const set = answer.headers['set-cookie']
    if (typeof set === 'string') {
      expect(set).toContain('HttpOnly')
      this.cookie = set.split(';')[0] ?? ''
    }
    const location = answer.headers['location']
    return {
      code: /<p class="number">([^<]+)</.exec(answer.body)?.[1] ?? '',
      to: typeof location === 'string' ? location : undefined,
    }
  }
  async beat(payload: string, origin = 'http://xiangzhi.test'): Promise<number> {
    const answer = await portal.server.inject({
      method: 'POST',
      url: '/device/beat',
      payload,
      headers: {
        host: 'xiangzhi.test',
        origin,
        cookie: this.cookie,
        'content-type': 'application/x-www-form-urlencoded',
      },
    })
    return answer.statusCode
  }
}

const rowOf = async (id: string) => {
  const { rows } = await run(listDevices, portal.world.staff('village-clerk'), {})
  return rows.find((row) => row.id === id)
}

async function register(kind: 'touch' | 'tv', screen: Screen): Promise<string> {
  const { code } = await screen.open()
  const clerk = portal.world.staff('village-clerk')
  const { id } = await run(registerDevice, clerk, { requestId: uuidv7(), name: '村委会大厅', kind, village, code })
  return id
}

// proves: P072
describe('a screen', () => {
  it('shows a code, is registered by it, and takes its place', async () => {
    const screen = new Screen()
    const id = await register('touch', screen)
    expect(await rowOf(id)).toMatchObject({ state: 'waiting' })
    expect((await new Screen().open()).to).toBeUndefined()
    expect((await screen.open()).to).toBe(`/touch/${portal.world.villageCode}`)
    expect(await rowOf(id)).toMatchObject({ state: 'alive', kind: 'touch' })
    expect((await screen.open()).to).toBe(`/touch/${portal.world.villageCode}`)
  })

  it('tells that it lives, what it runs, and that it shows a copy; its silence is seen', async () => {
    const screen = new Screen()
    const id = await register('tv', screen)
    expect((await screen.open()).to).toBe(`/tv/${portal.world.villageCode}`)
    const start = portal.world.clock.now()
    expect(await screen.beat(`skin=tv&version=${screenVersions.tv}&page=/tv`)).toBe(204)
    expect(await rowOf(id)).toMatchObject({ state: 'alive', current: true, version: screenVersions.tv })
    await screen.beat('skin=tv&version=00000000&page=/tv&keptSeconds=3600')
    expect(await rowOf(id)).toMatchObject({
      state: 'offline',
      current: false,
      keptAt: new Date(start.getTime() - 60 * minute).toISOString(),
    })
    portal.world.clock.set(new Date(start.getTime() + 11 * minute))
    expect(await rowOf(id)).toMatchObject({ state: 'quiet' })
    const clerk = portal.world.staff('village-clerk')
    const quiet = await run(listDevices, clerk, { state: 'quiet' })
    expect(quiet.rows.map((row) => row.state)).toEqual(quiet.rows.map(() => 'quiet'))
    expect(quiet.rows.map((row) => row.id)).toContain(id)
    expect(quiet.troubled).toBeGreaterThanOrEqual(quiet.total)
    // Whoever reads no village with a device counts none either, and takes none out.
    const { actor } = clerk
    const reach = { kind: 'place', level: 'village', placeId: portal.world.places.otherVillage } as const
    const elsewhere = { ...clerk, actor: { ...actor, grants: [{ role: 'village-clerk', reach } as const] } }
    expect(await run(listDevices, elsewhere, {})).toMatchObject({ total: 0, troubled: 0, rows: [] })
    const taken = { purpose: '巡检设备', language: 'zh-CN', state: 'quiet' } as const
    const { file } = (await run(exportDevices, clerk, taken)) as { file: Buffer }
    expect(leavingSheet(file)).toEqual({ rows: quiet.total, purpose: '巡检设备' })
    portal.world.clock.set(start)
    expect(await screen.beat('skin=tv', 'http://evil.test')).not.toBe(204)
  })

  it('that was lost is withdrawn at once and shows a new code', async () => {
    const screen = new Screen()
    const id = await register('touch', screen)
    await screen.open()
    await run(revokeDevice, portal.world.staff('village-clerk'), { requestId: uuidv7(), deviceId: id })
    expect(await screen.beat('skin=touch')).toBe(410)
    const before = screen.cookie
    const { code, to } = await screen.open()
    expect([to, code.length]).toEqual([undefined, 8])
    expect(screen.cookie).not.toBe(before)
    expect(await rowOf(id)).toMatchObject({ state: 'revoked', mayRevoke: false })
  })

  it('is registered only by who writes the disclosures of that village, and not after half an hour', async () => {
    const screen = new Screen()
    const { code } = await screen.open()
    const input = { name: '屏', kind: 'touch', village, code } as const
    for (const role of ['oversight-member', 'supervisor'] as const)
      await expect(
        run(registerDevice, portal.world.staff(role), { requestId: uuidv7(), ...input }),
      ).rejects.toMatchObject({ code: 'not-allowed' })
    const id = await register('touch', screen)
    const start = portal.world.clock.now()
    portal.world.clock.set(new Date(start.getTime() + 31 * minute))
    expect((await screen.open()).to).toBeUndefined()
    expect(await rowOf(id)).toMatchObject({ state: 'expired' })
    portal.world.clock.set(start)
  })
})

describe('a pairing code', () => {
  const ask = async (cookie: string, remoteAddress: string): Promise<string | undefined> => {
    const { headers } = await portal.server.inject({ url: '/device', headers: { cookie }, remoteAddress })
    return headers.location
  }

  it('follows from the secret of the screen only with a key of the server, so that nobody searches for one that gives it', () => {
    const secret = newDeviceSecret()
    const here = pairingCodeOf(portal.world.sealing, secret)
    expect(here).toMatch(/^[2-9A-HJ-NP-Z]{8}$/)
    expect(pairingCodeOf(portal.world.sealing, secret)).toBe(here)
    for (const key of [7, 8, 9]) expect(pairingCodeOf(sealingFromKeys([Buffer.alloc(32, key)]), secret)).not.toBe(here)
  })

  it('is good for one screen once: after it took its place the same code gives none', async () => {
    const screen = new Screen()
    const { code } = await screen.open()
    const id = await register('tv', screen)
    expect((await screen.open()).to).toBe(`/tv/${portal.world.villageCode}`)
    const { rows } = await portal.world.db.read(portal.world.county, async (tx) => ({
      rows: [await deviceWaitingFor(tx, code, portal.world.clock.now())],
    }))
    expect(rows).toEqual([undefined])
    expect(await rowOf(id)).toMatchObject({ state: 'alive' })
  })

  it('cannot be guessed in numbers: a source that tried too many secrets is not looked up, another one is', async () => {
    const screen = new Screen()
    await register('touch', screen)
    // However long the tries take here, no time goes by in which the limit would fill again.
    const time = vi.spyOn(performance, 'now').mockReturnValue(performance.now())
    for (let tries = 0; tries < 60; tries++)
      expect(await ask(`device=${newDeviceSecret()}`, '203.0.113.9')).toBeUndefined()
    expect(await ask(screen.cookie, '203.0.113.9')).toBeUndefined()
    expect(await ask(screen.cookie, '203.0.113.77')).toBe(`/touch/${portal.world.villageCode}`)
    // A screen that has its place is not concerned.
    expect(await ask(screen.cookie, '203.0.113.9')).toBe(`/touch/${portal.world.villageCode}`)
    time.mockRestore()
  })

  it('cannot be guessed by many sources either: the looks of a county are counted together', () => {
    const looks = new PairingLooks()
    let allowed = 0
    for (let source = 0; source < 5000; source++)
      if (looks.take(`198.51.${Math.floor(source / 250)}.${source % 250}`, 1000)) allowed += 1
    expect(allowed).toBe(3000)
    expect(looks.take('198.18.0.1', 1000 + 61_000)).toBe(true)
  })
})

describe('a receipt of a channel', () => {
  it('says when each channel showed an edition, and counts what is due by channel', async () => {
    const clerk = portal.world.staff('village-clerk')
    const screen = new Screen()
    await register('touch', screen)
    await screen.open()
    const month = portal.world.clock.now().toISOString().slice(0, 7)
    const before = await run(listChannelReceipts, clerk, { village, month })
    expect(before.totals.find(({ channel }) => channel === 'page')).toEqual({ channel: 'page', due: 1, done: 1 })
    expect(before.totals.find(({ channel }) => channel === 'touch')).toEqual({ channel: 'touch', due: 1, done: 0 })
    const at = portal.world.clock.now().toISOString()
    await screen.beat(
      `skin=touch&version=${screenVersions.touch}&shown=${encodeURIComponent(`${editionId} ${uuidv7()} nonsense`)}`,
    )
    portal.world.clock.set(new Date(portal.world.clock.now().getTime() + minute))
    await screen.beat(`skin=touch&version=${screenVersions.touch}&shown=${editionId}`)
    const after = await run(listChannelReceipts, clerk, { village, month })
    expect(after.totals.find(({ channel }) => channel === 'touch')).toEqual({ channel: 'touch', due: 1, done: 1 })
    expect(after.rows[0]?.channels.find(({ channel }) => channel === 'touch')?.shownAt).toBe(at)
  })

  it('takes one photo of a posted sheet, only from who took it, and only once', async () => {
    const { world, store } = portal
    const clerk = world.staff('village-clerk')
    const month = world.clock.now().toISOString().slice(0, 7)
    const content = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#fff' } })
      .jpeg()
      .toBuffer()
    const by = clerk.kind === 'staff' ? clerk.actor.personId : ''
    const photo = async (person: string) => {
      const kept = await world.db.write(world.county, (tx) =>
        storeUpload(tx, store, { name: '公开栏.jpg', content, now: world.clock.now(), by: person }),
      )
      return kept.id
    }
    const other = world.staff('oversight-member')
    const foreign = await photo(other.kind === 'staff' ? other.actor.personId : '')
    const ask = async (fileId: string) => run(recordBoardPhoto, clerk, { requestId: uuidv7(), village, month, fileId })
    await expect(ask(foreign)).rejects.toMatchObject({ code: 'not-found' })
    const first = await ask(await photo(by))
    const { totals, boardPhoto } = await run(listChannelReceipts, clerk, { village, month })
    const board = totals.find(({ channel }) => channel === 'board')
    expect([boardPhoto, board?.done, board?.due]).toEqual([true, first.recorded, first.recorded])
    expect(first.recorded).toBe(1)
    await expect(ask(await photo(by))).rejects.toMatchObject({ code: 'in-use' })
  })

  it('is kept of what a feed gave out, the first time somebody fetched it', async () => {
    const { world, home } = portal
    const shownAt = async (channel: string) => {
      const month = world.clock.now().toISOString().slice(0, 7)
      const { rows } = await run(listChannelReceipts, world.staff('village-clerk'), { village, month })
      return rows.find((row) => row.editionId === editionId)?.channels.find((one) => one.channel === channel)
    }
    expect(await shownAt('feed')).toEqual({ channel: 'feed', due: false, shownAt: null })
    const at = world.clock.now().toISOString()
    expect((await portal.open(`${home}/feed.xml`)).status).toBe(200)
    await expect.poll(async () => (await shownAt('feed'))?.shownAt).toBe(at)
    world.clock.set(new Date(world.clock.now().getTime() + minute))
    portal.portal.changed()
    expect((await portal.open(`${home}/feed.json`)).status).toBe(200)
    expect((await shownAt('feed'))?.shownAt).toBe(at)
  })

  it('is kept of what a letter told, when it was sent, but not of what it only named', async () => {
    const { world, home, letters } = portal
    // The national catalogue has a list of voters, which is posted in the village only.
    await world.db.write(world.county, async (tx) => {
      const before = await findConfigPart(tx, 'disclosure')
      const content = { ...(before?.content as PackDisclosure), catalogues: ['huangsheng', 'national', 'prompt'] }
      const now = world.clock.now()
      await saveConfigPart(tx, {
        part: 'disclosure',
        content,
        seen: before?.version ?? 0,
        by: null,
        reason: 'test',
        now,
      })
    })
    const villager = portal.visitor()
    await villager.open(`${home}/subscribe`)
    await villager.send(`${home}/subscribe`, { address: 'ming@example.com' })
    const [, confirm = ''] = /(\/subscriptions\/\S+)/.exec(letters.at(-1)?.text ?? '') ?? []
    await villager.open(confirm)
    await villager.send(confirm, {})
    world.clock.set(new Date(world.clock.now().getTime() + 60 * minute))
    // What a county takes on is assessed first.
    await assessed(world)
    const [told, named] = [
      await published(world, { item: 'h3-2', period: '2026-Q3' }),
      await published(world, { item: 'n6-1', period: '2026-11-20' }),
    ]
    const mailed = async () => {
      const month = world.clock.now().toISOString().slice(0, 7)
      const { rows } = await run(listChannelReceipts, world.staff('village-clerk'), { village, month })
      const of = (id: string) =>
        rows.find((row) => row.editionId === id)?.channels.find(({ channel }) => channel === 'e-mail')?.shownAt
      return [editionId, told, named].map(of)
    }
    expect(await mailed()).toEqual([null, null, null])
    world.clock.set(new Date(world.clock.now().getTime() + minute))
    const at = world.clock.now().toISOString()
    expect(await portal.tell()).toBe(1)
    expect(letters.at(-1)?.text).toContain(`/e/${named}`)
    expect(await mailed()).toEqual([null, at, null])
  })
})
