import {
  askForCountyNumbers,
  decideApproval,
  getVillageDisclosure,
  listApprovals,
  listConfigParts,
  restoreConfigPart,
  saveConfigPart as saveFromScreen,
} from '@xiangzhi/contract'
import { type PackDisclosure, publicValue } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readPdf } from './board-sheets/testing-reader.ts'
import { published } from './disclosure/testing-disclosure.ts'
import { makePortalWorld, type PortalWorld } from './testing-portal.ts'
import type { Run } from '#api'
import { findConfigPart, saveConfigPart } from '#platform/county-config'
import { askCountyNumbers } from '#kernel/publications'

// Mobile numbers in the configuration: saved by an administrator, shown when somebody who signs for the county grants each.

const [discipline, board, sheet, successor, hotline] = [
  '15263914408',
  '18753290176',
  '13336257719',
  '17864421035',
  '19953618842',
]
/** As somebody types it who groups by hand. */
const boardTyped = '187-5329-0176'

let portal: PortalWorld
/** The gate to the operations on the configuration. */
let office: Run

beforeAll(async () => {
  portal = await makePortalWorld()
  office = portal.world.run
  await portal.world.plan('2026-07-01')
  await published(portal.world, { period: '2026-10' })
})
afterAll(() => portal.close())

const admin = () => portal.world.staff('county-admin')
const partOf = async (part: string): Promise<{ content: unknown; version: number }> => {
  const found = await portal.world.db.read(portal.world.county, (tx) => findConfigPart(tx, part))
  if (!found) throw new Error(`no part ${part}`)
  return { content: found.content, version: found.version }
}
async function save<T>(part: string, change: (content: T) => T): Promise<number> {
  const { content, version } = await partOf(part)
  const saved = await office(saveFromScreen, admin(), {
    requestId: uuidv7(),
    part,
    content: change(content as T),
    version,
    reason: '镇里的值班手机，值班人同意公开',
  })
  portal.portal.changed()
  return saved.version
}
/** What loading a pack does to disclosure.yaml, which no screen edits: nobody signed in asks. */
async function load(phone: string): Promise<void> {
  const { db, county, clock } = portal.world
  const { content: former, version: seen } = await partOf('disclosure')
  const content = former as PackDisclosure
  const changed: PackDisclosure = {
    ...content,
    boards: content.boards.map((one) => ({
      ...one,
      note: { zh: `也可打 ${discipline}`, en: `or ${discipline}` },
      phone: boardTyped,
    })),
    contacts: [{ key: 'town', name: { zh: `镇纪委（${discipline}）`, en: 'Discipline' }, phone }],
  }
  const [now, reason] = [clock.now(), '装载县区包']
  await db.write(county, async (tx) => {
    await saveConfigPart(tx, { part: 'disclosure', content: changed, seen, by: null, reason, now })
    const { actor } = admin()
    await askCountyNumbers(tx, { reason, now, by: { ...actor, personId: '', accountId: '' } })
  })
  portal.portal.changed()
}

const waiting = async () => (await portal.world.run(listApprovals, portal.world.staff('leader'), { limit: 200 })).rows
async function decide(number: string, grant: boolean, by = portal.world.staff('leader')): Promise<string> {
  const asked = (await waiting()).find(({ facts }) => facts['number'] === number)
  const { state } = await portal.world.run(decideApproval, by, {
    requestId: uuidv7(),
    approvalId: asked?.id ?? '',
    grant,
    ...(grant ? {} : { note: '这是个人号码' }),
  })
  portal.portal.changed()
  return state
}

const screen = (path: string): Promise<string> =>
  portal.open(path).then(({ status, body }) => {
    expect([path, status]).toEqual([path, 200])
    return body
  })
const json = async (): Promise<string> => {
  const { world } = portal
  const answer = await world.run(getVillageDisclosure, world.villager, { code: world.villageCode, limit: 1 })
  return JSON.stringify(publicValue(answer))
}
const paper = async (): Promise<string> => {
  const { bytes } = await portal.open(`${portal.home}/board.pdf`)
  return (await readPdf(bytes, 30)).map(({ words }) => words).join(' ')
}
const surfaces = () => {
  const { villageCode } = portal.world
  return [
    portal.home,
    `${portal.home}/oversight`,
    `${portal.home}/boards/medical`,
    `${portal.home}/services/living-allowance`,
    `/tv/${villageCode}/contacts`,
    `/touch/${villageCode}/help`,
  ]
}
const everywhere = async (): Promise<string> =>
  [...(await Promise.all(surfaces().map(screen))), await json(), await paper()].join('\n')
const stateOf = async (number: string): Promise<string | undefined> =>
  (await office(listConfigParts, admin(), {})).numbers.find((one) => one.number === number)?.state

it('a number that is saved is starred everywhere, and a second person at the county is asked about each', async () => {
  await load(discipline)
  await save<readonly object[]>('formalities', (sheets) => sheets.map((one) => ({ ...one, complaintPhone: sheet })))
  const read = await everywhere()
  for (const number of [discipline, board, boardTyped, sheet]) expect(read).not.toContain(number)
  expect((await waiting()).map(({ kind, facts }) => [kind, facts['number'], facts['item']])).toEqual([
    ['public-contact', sheet, '办事明白纸'],
    ['public-contact', discipline, '公开设置'],
    ['public-contact', board, '公开设置'],
  ])
  expect(await stateOf(board)).toBe('waiting')
  await expect(decide(sheet, true, admin())).rejects.toMatchObject({ code: 'second-person' })
  for (const role of ['village-leader', 'dispatcher-town', 'security-admin'] as const)
    await expect(decide(board, true, portal.world.staff(role))).rejects.toMatchObject({ code: 'not-allowed' })
  // Saved once more, nobody is asked twice.
  await load(discipline)
  await save<readonly object[]>('formalities', (sheets) => [...sheets])
  expect(await waiting()).toHaveLength(3)
})

it('a granted number is shown in its own field on every surface, and nowhere else', async () => {
  await decide(discipline, true)
  await decide(sheet, true)
  await decide(board, false)
  const [home, oversight, boardPage, sheetPage, tv, touch] = await Promise.all(surfaces().map(screen))
  for (const page of [home, oversight]) {
    expect(page).toContain(`href="tel:${discipline}"><span>镇纪委（＊＊＊＊）</span><b>${discipline}</b>`)
    expect(page?.split(discipline)).toHaveLength(3)
  }
  for (const page of [tv, touch]) {
    expect(page).toContain(discipline)
    expect(page).toContain('镇纪委（＊＊＊＊）')
  }
  expect(sheetPage).toContain(`<a href="tel:${sheet}">${sheet}</a>`)
  expect(boardPage).not.toContain(boardTyped)
  // Granted for the contact, it is none of the board's.
  expect(boardPage).not.toContain(discipline)
  expect(boardPage).toContain('也可打 ＊＊＊＊')
  const answer = await json()
  expect(answer).toContain(`"phone":"${discipline}"`)
  expect(answer).not.toContain(boardTyped)
  expect(answer).toContain('镇纪委（＊＊＊＊）')
  const words = await paper()
  expect(words.replaceAll(/\s/g, '')).toContain(discipline)
  expect(words).not.toContain(sheet)
  const { numbers } = await office(listConfigParts, admin(), {})
  expect(numbers.map(({ number, state, shownUntil }) => [number, state, shownUntil])).toEqual([
    [sheet, 'shown', '2027-11-23'],
    [board, 'starred', null],
    [discipline, 'shown', '2027-11-23'],
  ])
})

it('a number that was changed is another one: starred, and asked about anew; put back it is the granted one', async () => {
  await load(successor)
  await save<readonly object[]>('formalities', (sheets) => sheets.map((one) => ({ ...one, complaintPhone: successor })))
  const read = await everywhere()
  for (const number of [successor, discipline, sheet]) expect(read).not.toContain(number)
  const asked = (await waiting()).filter(({ facts }) => facts['number'] === successor)
  expect(asked.map(({ askedByName, facts }) => [askedByName, facts['item']])).toEqual([
    ['员county-admin', '办事明白纸'],
    ['', '公开设置'],
  ])
  // Granted in one of the two fields, it stays starred in the other.
  await decide(successor, true)
  expect(await screen(`${portal.home}/services/living-allowance`)).toContain(successor)
  expect(await screen(portal.home)).not.toContain(successor)
  const { version } = await partOf('formalities')
  await office(restoreConfigPart, admin(), {
    requestId: uuidv7(),
    part: 'formalities',
    from: version - 1,
    version,
    reason: '改错了',
  })
  await load(discipline)
  expect(await screen(`${portal.home}/services/living-allowance`)).toContain(sheet)
  expect(await screen(portal.home)).toContain(discipline)
})

it('the hotline and the emergency numbers pass the same door, also within sentences', async () => {
  const emergency = '16678950243'
  await save<object>('county', (content) => ({
    ...content,
    hotline: { name: { zh: '热线', en: 'Hotline' }, phone: hotline },
    emergencyPhones: [{ name: { zh: '护林防火', en: 'Forest fire' }, phone: emergency }],
    practices: {
      'grid-event': {
        acceptWithin: { workingHours: 4 },
        acceptUrgentWithin: { hours: 1 },
        dispatchWithin: { workingHours: 4 },
        verifyWithin: { workingDays: 1 },
        feedbackWithin: { workingDays: 1 },
        whistleAnswerWithin: { workingHours: 4 },
        reopenWithin: { days: 15 },
        similarRadiusMetres: 250,
        photosMax: 6,
      },
      mediation: { acceptWithin: { workingDays: 3 }, mediateWithin: { days: 30 } },
      formality: { takeUpWithin: { workingDays: 1 }, handInWithin: { workingDays: 2 } },
    },
  }))
  const missing = () => portal.open('/v/999999999999').then(({ body }) => body)
  expect(await missing()).not.toContain(hotline)
  await decide(hotline, true)
  expect(await missing()).toContain(`href="tel:${hotline}"`)
  expect((await missing()).split(hotline).length).toBeGreaterThan(4)
  for (const path of ['/', '/about', '/privacy', portal.home, `${portal.home}/qr`, '/progress'])
    expect([path, (await screen(path)).includes(hotline)]).toEqual([path, true])
  expect(await screen(portal.home)).not.toContain(emergency)
  await decide(emergency, true)
  expect(await screen(portal.home)).toContain(`<a class="more" href="tel:${emergency}">护林防火 ${emergency}</a>`)
})

it('after a year it is starred again, and the administrator asks once more', async () => {
  const { clock } = portal.world
  clock.set(new Date(clock.now().getTime() + 366 * 86_400_000))
  portal.portal.changed()
  expect(await everywhere()).not.toContain(discipline)
  expect(await stateOf(discipline)).toBe('starred')
  const ask = (by = admin()) =>
    office(askForCountyNumbers, by, { requestId: uuidv7(), part: 'disclosure', reason: '还是值班手机' })
  await expect(ask(portal.world.staff('dispatcher-county'))).rejects.toMatchObject({ code: 'not-allowed' })
  // That of the board was refused before, and may be asked about again.
  expect(await ask()).toEqual({ asked: 2 })
  expect(await ask()).toEqual({ asked: 0 })
  await decide(discipline, true)
  expect(await screen(portal.home)).toContain(discipline)
})
