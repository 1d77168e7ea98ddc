import {
  askForExport,
  createApiKey,
  decideApproval,
  exportPersons,
  exportPlaces,
  listApprovals,
} from '@xiangzhi/contract'
import ExcelJS from 'exceljs'
import Fastify from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { actorsOfPersons, addGrants, addPersons } from '#kernel/people'
import { addPlaces } from '#kernel/places'
import { sql } from '#platform/database'
import { silentLog } from '#platform/log'
import { listOperations, mountApi } from './http.ts'
import { passFile } from './large-exports.ts'
import { makeWorld, type World } from './testing-world.ts'

/** More staff, so that their list has more rows. */
async function hire(world: World, count: number): Promise<void> {
  const ids = Array.from({ length: count }, () => uuidv7())
  await world.db.write(world.county, async (tx) => {
    await addPersons(
      tx,
      world.sealing,
      ids.map((id) => ({ id, name: '街长' })),
      world.clock.now(),
    )
    await addGrants(
      tx,
      ids.map((personId) => ({
        id: uuidv7(),
        personId,
        role: 'grid-helper' as const,
        placeId: world.places.grid,
        heldFrom: '2026-01-01',
      })),
    )
  })
}

it('a file of more than 500 rows needs a second person, once, within a day, for exactly what was asked and what it is for', async () => {
  const world = await makeWorld()
  const admin = world.staff('county-admin')
  const take = (more: object = {}) => world.run(exportPersons, admin, { purpose: '年度核对花名册', ...more })
  await hire(world, 500 - 2 * 18)
  await hire(world, 1)
  await expect(take()).rejects.toMatchObject({ facts: { taken: 0, rows: 501, limit: 500 } })
  const ask = { operation: 'exportPersons', query: {}, reason: '年度核对花名册' }
  const { id } = await world.run(askForExport, admin, { ...ask, requestId: uuidv7() })
  await expect(world.run(askForExport, admin, { ...ask, requestId: uuidv7() })).rejects.toMatchObject({
    code: 'in-use',
  })
  await expect(take()).rejects.toMatchObject({ code: 'export-approval-needed' })
  const decide = { approvalId: id, grant: true } as const
  await expect(world.run(decideApproval, admin, { ...decide, requestId: uuidv7() })).rejects.toMatchObject({
    code: 'second-person',
  })
  const supervisor = world.staff('supervisor')
  const [waiting] = (await world.run(listApprovals, supervisor, { list: 'waiting' })).rows
  expect(waiting).toMatchObject({ id, kind: 'large-export', reason: '年度核对花名册' })
  // Each language says what the file is in its own words.
  expect(waiting?.facts).toMatchObject({
    what: expect.stringMatching(/^[^A-Za-z]+$/) as unknown,
    whatEn: expect.stringMatching(/^[ -~]+$/) as unknown,
  })
  await world.run(decideApproval, supervisor, { ...decide, requestId: uuidv7() })
  // It serves no other purpose; somebody else cannot use it; whoever asked can, once.
  await expect(take({ purpose: '发节日慰问短信' })).rejects.toMatchObject({ code: 'export-approval-needed' })
  await expect(
    world.run(exportPersons, world.other('county-admin'), { purpose: '年度核对花名册' }),
  ).rejects.toMatchObject({
    code: 'export-approval-needed',
  })
  // As what it is taken changes neither what was granted nor what was taken.
  await take({ format: 'csv' })
  await expect(take()).rejects.toMatchObject({ code: 'export-approval-needed' })
  await expect(take({ format: 'csv' })).rejects.toMatchObject({ facts: { taken: 501, rows: 501 } })
})

it('slices of a list are counted together through a sliding day, whatever their filter, and for each person and list alone', async () => {
  const world = await makeWorld()
  const admin = world.staff('county-admin')
  await world.db.write(world.county, (tx) =>
    addPlaces(
      tx,
      Array.from({ length: 490 }, (_, at) => ({
        id: uuidv7(),
        kind: 'grid' as const,
        code: `${world.county}${at % 2 ? '100200' : '100201'}${String(100 + Math.floor(at / 2))}`,
        name: `片区${at}`,
        parentId: at % 2 ? world.places.village : world.places.otherVillage,
        validFrom: '2026-01-01',
      })),
    ),
  )
  const slice = (purpose: string, filter: object = {}, by = admin) =>
    world.run(exportPlaces, by, { purpose, ...filter })
  await slice('核对一村', { parent: world.places.village })
  await slice('核对二村', { parent: world.places.otherVillage, language: 'en' })
  await expect(slice('核对一村', { parent: world.places.village, kind: 'grid' })).rejects.toMatchObject({
    code: 'export-approval-needed',
    facts: { taken: 492, rows: 246, limit: 500 },
  })
  await slice('看镇名', { kind: 'town' })
  // Another list, and another person, begin at nothing.
  await world.run(exportPersons, admin, { purpose: '核对名册' })
  await slice('核对全县', {}, world.other('county-admin'))
  // The day slides: an hour less than a day later it is refused still, after a whole day no more.
  const hours = (n: number): Date => new Date(world.clock.now().getTime() + n * 3_600_000)
  world.clock.set(hours(23))
  await expect(slice('核对全县')).rejects.toMatchObject({ facts: { taken: 493, rows: 496 } })
  world.clock.set(hours(1))
  await slice('核对全县')
})

it('what a key takes out counts for whoever made or confirmed it and for their other keys, and a key asks for no large file', async () => {
  const world = await makeWorld()
  await hire(world, 300)
  const maker = world.staff('security-admin')
  const key = async () => {
    const { id } = await world.run(createApiKey, maker, {
      requestId: uuidv7(),
      name: '花名册平台',
      grants: [{ role: 'county-admin' }],
    })
    const second = world.staff('county-admin')
    const { rows } = await world.run(listApprovals, second, { limit: 200 })
    const approvalId = rows.find(({ subjectId }) => subjectId === id)?.id ?? ''
    await world.run(decideApproval, second, { requestId: uuidv7(), approvalId, grant: true })
    return world.db.read(world.county, async (tx) => {
      const row = await tx.row<{ personId: string }>(
        sql`select person_id from api_key where county = ${tx.county} and id = ${id}`,
      )
      const actor = (await actorsOfPersons(tx, [row?.personId ?? ''], '2026-11-30')).get(row?.personId ?? '')
      if (!actor) throw new Error('nobody stands behind the key')
      return { ...maker, actor, accountId: `key:${id}`, keyId: id }
    })
  }
  const [first, other] = [await key(), await key()]
  await world.run(exportPersons, first, { purpose: '同步花名册' })
  for (const hand of [first, other, world.staff('county-admin')])
    await expect(world.run(exportPersons, hand, { purpose: '同步花名册' })).rejects.toMatchObject({
      code: 'export-approval-needed',
    })
  await world.run(exportPersons, world.other('county-admin'), { purpose: '同步花名册' })
  await expect(
    world.run(askForExport, first, {
      requestId: uuidv7(),
      operation: 'exportPersons',
      query: {},
      reason: '同步花名册',
    }),
  ).rejects.toMatchObject({ code: 'not-allowed' })
})

it('two exports at the same moment cannot both pass below the limit', async () => {
  const world = await makeWorld()
  await hire(world, 300)
  const admin = world.staff('county-admin')
  const both = await Promise.allSettled(
    ['第一份', '第二份', '第三份'].map((purpose) => world.run(exportPersons, admin, { purpose })),
  )
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
})

it('whoever may not export a list cannot ask for it either', async () => {
  const world = await makeWorld()
  const ask = { requestId: uuidv7(), query: {}, reason: '看看' }
  await expect(
    world.run(askForExport, world.staff('auditor'), { ...ask, operation: 'exportCases' }),
  ).rejects.toMatchObject({ code: 'not-allowed' })
  await expect(
    world.run(askForExport, world.staff('supervisor'), { ...ask, requestId: uuidv7(), operation: 'openCase' }),
  ).rejects.toMatchObject({ code: 'bad-input' })
})

it('every export of staff is refused without a purpose that was typed, by one rule', async () => {
  const world = await makeWorld()
  const admin = world.staff('county-admin')
  const exports = listOperations().filter(({ audience, path }) => audience === 'staff' && path.endsWith('.xlsx'))
  expect(exports.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['exportCases', 'exportPersons', 'exportPlaces', 'exportIndicators', 'exportEditionTable']),
  )
  for (const { name, input } of exports) {
    expect([name, input.safeParse({ period: '2026', editionId: uuidv7() }).success]).toEqual([name, false])
    for (const purpose of ['', ' ', '…', '12 34'])
      expect([name, input.safeParse({ period: '2026', editionId: uuidv7(), purpose }).success]).toEqual([name, false])
  }
  // Whatever the input of an operation is, no sheet passes the gate that says something else than what was typed.
  const { file } = (await world.run(exportPlaces, world.other('county-admin'), { purpose: '核对地名' })) as {
    file: Buffer
  }
  const pass = (purpose: string | undefined) =>
    passFile(world.db, world.county, exportPlaces, {
      by: admin.actor,
      accountId: admin.accountId,
      input: purpose === undefined ? {} : { purpose },
      answer: { file, name: '地域.xlsx' },
      now: world.clock.now(),
    })
  await pass('核对地名')
  await expect(
    passFile(world.db, world.county, exportPlaces, {
      by: admin.actor,
      accountId: admin.accountId,
      input: { purpose: '核对地名' },
      answer: { file: Buffer.from('another file'), name: 'another.csv' },
      now: world.clock.now(),
    }),
  ).rejects.toThrow('not written as one that is taken out')
  for (const other of [undefined, '别的用途']) await expect(pass(other)).rejects.toMatchObject({ code: 'bad-input' })
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(file as unknown as ArrayBuffer)
  expect(book.worksheets[0]?.getRow(1).getCell(1).text).toContain('核对地名')
})

it('a grant is used up only by a file that arrived whole; whoever lost the connection takes it again', async () => {
  const world = await makeWorld()
  await hire(world, 620)
  const admin = world.staff('county-admin')
  const purpose = '补发上岗证'
  const { id } = await world.run(askForExport, admin, {
    requestId: uuidv7(),
    operation: 'exportPersons',
    query: {},
    reason: purpose,
  })
  await world.run(decideApproval, world.staff('supervisor'), { requestId: uuidv7(), approvalId: id, grant: true })
  const fastify = Fastify()
  let lost = true
  fastify.addHook('onSend', async (_request, reply) => {
    if (lost) reply.raw.destroy()
  })
  mountApi(fastify, {
    ...world,
    log: silentLog,
    callers: { find: () => admin, keep: () => undefined } as never,
    signIn: {} as never,
  })
  const address = await fastify.listen({ port: 0, host: '127.0.0.1' })
  const get = () =>
    fetch(`${address}/api/persons/export.xlsx?${new URLSearchParams({ purpose }).toString()}`, {
      headers: { cookie: 'session=1' },
    })
  await expect(get()).rejects.toThrow()
  await expect
    .poll(async () => (await world.run(listApprovals, admin, { list: 'mine' })).rows[0]?.state)
    .toBe('granted')
  lost = false
  const whole = await get()
  expect([whole.status, (await whole.arrayBuffer()).byteLength > 1000]).toEqual([200, true])
  expect((await get()).status).toBe(409)
  await fastify.close()
})
