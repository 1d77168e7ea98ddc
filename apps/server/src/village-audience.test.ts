import { askToHideEdition, decideApproval, getPublicEdition, getVillageDisclosure } from '@xiangzhi/contract'
import type { Content } from '@xiangzhi/language'
import { canonicalJson, commit } from '@xiangzhi/verify'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { villageSheet } from '#board-sheets'
import { addPlaces } from '#kernel/places'
import { everybody, findPublicEdition, listPublicTexts, villagersOf } from '#kernel/publications'
import { sql } from '#platform/database'
import { addDevice, claimDevice, newDeviceSecret, pairingCodeOf, revokeDevice } from '#platform/devices'
import { developmentInbox } from '#platform/sign-in'
import { published } from './disclosure/testing-disclosure.ts'
import { makePortalWorld, type PortalWorld, type Visitor } from './testing-portal.ts'

/** Somebody on a list that is for the people of the village. */
const name = '赫连素心'
const list: Content = {
  blocks: [
    { kind: 'text', text: `${name}等六户，名单见村公开栏` },
    {
      kind: 'table',
      columns: [
        { key: 'kind', label: '项目', align: 'text' },
        { key: 'amount', label: '金额', align: 'money' },
      ],
      rows: Array.from({ length: 6 }, () => ({ kind: '临时救助', amount: 415_00 })),
    },
  ],
}

let portal: PortalWorld
let editionId: string
/** Telephones of people, by where they live. */
const phones = {
  here: '13900110011',
  listed: '13900110012',
  there: '13900110013',
  moved: '13900110014',
  ended: '13900110015',
  unknown: '13900110016',
}

beforeAll(async () => {
  portal = await makePortalWorld()
  const { world } = portal
  const { db, county, sealing, clock, places } = world
  const now = clock.now()
  await world.plan('2026-07-01')
  editionId = await published(world, { item: 'h2-4', period: '2026-Q3', content: list })
  const { village, otherVillage } = places
  const household = { here: uuidv7(), ended: uuidv7(), away: uuidv7() }
  await db.write(county, async (tx) => {
    await addPlaces(
      tx,
      (
        [
          [household.here, places.grid, '001'],
          [household.ended, places.grid, '002'],
          [household.away, places.otherGrid, '003'],
        ] as const
      ).map(([id, parentId, code]) => ({
        id,
        kind: 'household' as const,
        code: `${world.villageCode}H${code}`,
        name: `${code}号`,
        parentId,
        validFrom: '2020-01-01',
      })),
    )
    await tx.run(sql`update place set valid_until = '2026-11-01' where county = ${county} and id = ${household.ended}`)
    for (const [who, householdId, villageId] of [
      ['here', household.here, village],
      ['listed', null, village],
      ['there', null, otherVillage],
      // The list of the village still has them; their household stands elsewhere.
      ['moved', household.away, village],
      ['ended', household.ended, village],
      ['unknown', null, null],
    ] as const)
      await tx.run(sql`insert into person (county, id, name, household_id, village_id, phone_hash, created_at)
        values (${county}, ${uuidv7()}, ${who}, ${householdId}, ${villageId}, ${sealing.hash('phone', phones[who])}, ${now})`)
  })
})
afterAll(() => portal.close())

async function signedIn(phone: string): Promise<Visitor> {
  const { db, clock } = portal.world
  const visitor = portal.visitor()
  await visitor.send('/my-data', { phone })
  const [sent] = await developmentInbox(db, clock).list()
  await visitor.send('/my-data/code', { phone, code: sent?.code ?? '' })
  expect(visitor.at).toBe('/my-data')
  return visitor
}

/** A screen that is registered for a village: the header it sends. */
async function screenOf(villageId: string, kind: 'touch' | 'tv'): Promise<{ id: string; cookie: string }> {
  const { db, county, clock } = portal.world
  const [id, secret] = [uuidv7(), newDeviceSecret()]
  await db.write(county, async (tx) => {
    const by = await tx.row<{ id: string }>(sql`select id from person where county = ${county} order by id limit 1`)
    await addDevice(
      tx,
      { id, name: '大厅', kind, villageId, code: pairingCodeOf(portal.world.sealing, secret), by: by?.id ?? '' },
      clock.now(),
    )
    await claimDevice(tx, id, secret, clock.now())
  })
  return { id, cookie: `device=${secret}` }
}

describe('what is for the people of a village', () => {
  it('is read behind the sign-in of whoever lives there, by household or by the list of the village', async () => {
    for (const who of ['here', 'listed'] as const) {
      const villager = await signedIn(phones[who])
      await villager.open('/my-data/village')
      expect(villager.body).toContain(`/my-data/village/${editionId}`)
      await villager.open(`/my-data/village/${editionId}`)
      expect([who, villager.status, villager.body.includes(name)]).toEqual([who, 200, true])
    }
  })

  it.each(['there', 'moved', 'ended', 'unknown'] as const)(
    'is refused, with a word on where it can be read, to whoever does not live there: %s',
    async (who) => {
      const villager = await signedIn(phones[who])
      await villager.open('/my-data/village')
      expect(villager.body).not.toContain(editionId)
      await villager.open(`/my-data/village/${editionId}`)
      expect([villager.status, villager.body.includes(name)]).toEqual([403, false])
      expect(villager.body).toContain('村公开栏')
      await villager.open(`/my-data/village/${editionId}.json`)
      expect([villager.status, villager.body.includes(name)]).toEqual([404, false])
    },
  )

  it('is verified by whoever may read it: the whole text and its salt give the hash of the public log', async () => {
    const villager = await signedIn(phones.here)
    await villager.open(`/my-data/village/${editionId}.json`)
    const { body, salt } = JSON.parse(villager.body) as { body: never; salt: string }
    const { commitment } = await portal.world.run(getPublicEdition, portal.world.villager, { editionId })
    expect(JSON.stringify(body)).toContain(name)
    expect(Buffer.from(commit(canonicalJson(body), Buffer.from(salt, 'hex'))).toString('hex')).toBe(commitment)
    const nobody = portal.visitor()
    await nobody.open(`/my-data/village/${editionId}.json`)
    expect(nobody.body).not.toContain(name)
  })

  it.each(['touch', 'tv'] as const)(
    'is shown on the %s of the village, which keeps it nowhere, and not on that of another village or one withdrawn',
    async (kind) => {
      const { places, villageCode, db, county, clock } = portal.world
      const url = `/${kind}/${villageCode}/e/${editionId}`
      const own = await screenOf(places.village, kind)
      const other = await screenOf(places.otherVillage, kind)
      const pages = async (cookie: string): Promise<string> => {
        const first = await portal.open(url, { cookie })
        const second = await portal.open(`${url}?page=2`, { cookie })
        expect(first.status).toBe(200)
        return `${first.body}${second.body}`
      }
      // Whoever comes first does not fill a copy for the next.
      expect(await pages('')).not.toContain(name)
      expect(await pages(own.cookie)).toContain(name)
      expect((await portal.open(url, { cookie: own.cookie })).headers['cache-control']).toBe('no-store')
      expect(await pages(other.cookie)).not.toContain(name)
      expect(await pages('')).not.toContain(name)
      expect(await pages('')).toContain('登录')
      await db.write(county, (tx) => revokeDevice(tx, own.id, clock.now()))
      expect(await pages(own.cookie)).not.toContain(name)
    },
  )

  it('stands on the sheet that is posted in the village, and not on the one on the web', async () => {
    const { db, county, clock, run, villager, villageCode, places } = portal.world
    const disclosure = await run(getVillageDisclosure, villager, { code: villageCode })
    const sheet = (as: typeof everybody) =>
      db.read(county, (tx) =>
        villageSheet(tx, clock.now(), { as, disclosure, language: 'zh-CN', origin: 'http://xiangzhi.test' }),
      )
    expect(JSON.stringify(await sheet(villagersOf([places.village], 'paper')))).toContain(name)
    expect(JSON.stringify(await sheet(villagersOf([places.otherVillage], 'paper')))).not.toContain(name)
    expect(JSON.stringify(await sheet(everybody))).not.toContain(name)
  })

  it('says on the web where it is read, how many rows it has and how much money it tells of', async () => {
    const page = await portal.open(`/e/${editionId}`)
    expect(page.body).toMatch(/村公开栏.*共 6 条.*2,490\.00/s)
    expect(page.body).toContain(`/my-data/village/${editionId}`)
  })

  it('is given by the kernel to nobody else, one by one or in a list', async () => {
    const { db, county, places } = portal.world
    await db.read(county, async (tx) => {
      for (const as of [everybody, villagersOf([places.otherVillage], 'sign-in'), villagersOf([], 'sign-in')]) {
        const one = await findPublicEdition(tx, as, editionId)
        const many = await listPublicTexts(tx, as, { placeId: places.village, limit: 50 })
        expect([one?.body, one?.salt, one?.withheld?.[0]]).toEqual([
          null,
          null,
          { rows: 6, totals: [{ key: 'amount', fen: 2490_00 }] },
        ])
        expect(JSON.stringify([one, many])).not.toContain(name)
        expect(await listPublicTexts(tx, as, { placeId: places.village, words: [name], limit: 50 })).toEqual([])
      }
    })
  })
})

describe('what is for the people of a village and was hidden by two persons', () => {
  it('says so and why to everybody, in one sentence, and offers no sign-in to read it', async () => {
    const { world } = portal
    const hidden = await published(world, { item: 'h2-4', period: '2026-Q2', content: list })
    const requestId = uuidv7()
    await world.run(askToHideEdition, world.staff('village-clerk'), {
      requestId,
      editionId: hidden,
      reason: '表里写了各户的病情。',
    })
    await world.run(decideApproval, world.staff('village-leader'), {
      requestId: uuidv7(),
      approvalId: requestId,
      grant: true,
    })
    const page = await portal.open(`/e/${hidden}`)
    expect(page.status).toBe(200)
    expect(page.body).toContain('这份公开的内容已由两人确认后隐去')
    expect(page.body).toContain('原因：表里写了各户的病情。公开过的')
    for (const gone of [name, '。。', '/my-data/village/', '只向本村村民公开']) expect(page.body).not.toContain(gone)
  })
})
