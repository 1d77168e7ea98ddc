import { randomBytes } from 'node:crypto'
import { chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { examine } from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import { makeSigner, verifierKey } from '@xiangzhi/verify'
import { v7 as uuidv7 } from 'uuid'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fixedClock } from '#platform/clock'
import { migrate, sql } from '#platform/database'
import { ownDatabase } from '#platform/database/testing'
import { silentLog } from '#platform/log'
import { addMessages, markSent } from '#platform/messages'
import { noteWitness } from '#platform/public-log'
import { addGrants, addPersons, linkAccount } from '#kernel/people'
import { findCounty } from '#kernel/places'
import { addAdministrator, loadPack, readPack } from '#packs'
import { type Installation, openInstallation } from '#server'
import { examineInstallation, wordsOf } from './index.ts'

// December: the calendar of the next year is not there yet.
const clock = fixedClock(new Date('2026-12-01T02:00:00Z'))
let folder: string
let county: number
let installation: Installation
let name: string

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** A pack of its own county in service, without demo, people or administrators. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xiangzhi-doctor-'))
  // A database of its own: what is broken here on purpose must not meet other tests of the county.
  const { url: template } = await ownDatabase()
  name = `test_doctor_${uuidv7().slice(-6)}`
  const url = template.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`)
  await administer(template, `create database ${name}`)
  await migrate({ url, log: silentLog, now: clock.now() })
  installation = openInstallation({ url, dataDir: folder, clock, log: silentLog })
  const source = fileURLToPath(new URL('../../../../counties/yanliang/', import.meta.url))
  const pack = await readPack(source)
  county = Number(pack.county.code)
  await loadPack(installation.db, pack, { now: clock.now(), demo: false })
})

afterAll(async () => {
  await installation.close()
  await administer((await ownDatabase()).url, `drop database ${name} with (force)`)
  rmSync(folder, { recursive: true })
})

const find = (): ReturnType<typeof examineInstallation> => {
  const { db, signIn, dataDir } = installation
  return db.read(county, (tx) => examineInstallation({ db, signIn, dataDir, embedded: true }, tx, clock.now()))
}

const checksOf = async (): Promise<string[]> => (await find()).map(({ check, text }) => `${check} ${text}`)

async function staff(role: StaffRole, personId: string = uuidv7()): Promise<string> {
  await installation.db.write(county, async (tx) => {
    const place = await findCounty(tx)
    await addPersons(tx, installation.sealing, [{ id: personId, name: `员${role}` }], clock.now()).catch(
      () => undefined,
    )
    await addGrants(tx, [{ id: uuidv7(), personId, role, placeId: place?.id ?? '', heldFrom: '2026-01-01' }])
  })
  return personId
}

it('says when messages stand, whose work it is and what to do', async () => {
  const { db } = installation
  const hourAgo = new Date(clock.now().getTime() - 3_600_000)
  const message = {
    id: uuidv7(),
    dedupeKey: 'standing',
    caseId: null,
    eventNo: null,
    rowKey: 'digest',
    audience: 'digest',
    channel: 'e-mail',
    recipientId: null,
    language: 'zh-CN',
    urgent: false,
    title: '',
    body: '',
    facts: {},
    nextAt: hourAgo,
    createdAt: hourAgo,
  } as const
  await db.write(county, (tx) => addMessages(tx, [message]))
  const place = await db.read(county, findCounty)
  const reach = { kind: 'place', level: 'county', placeId: place?.id ?? '' } as const
  const actor = {
    personId: uuidv7(),
    accountId: uuidv7(),
    name: '',
    grants: [{ role: 'county-admin' as const, reach }],
  }
  const caller = { kind: 'staff', actor, accountId: actor.accountId, address: '', language: 'zh-CN' } as const
  const { findings } = await installation.runFor(county)(examine, caller, {})
  const standing = findings.find(({ check }) => check === 'messages')
  expect(standing).toMatchObject({ level: 'problem', area: 'operation' })
  expect(standing?.todo?.zh).toContain('消息矩阵')
  for (const { todo } of findings) expect(todo?.en ?? '').not.toBe('')
  await db.write(county, (tx) =>
    markSent(tx, message.id, { provider: 'test', providerId: null, addressSealed: null, now: clock.now() }),
  )
  expect((await find()).some(({ check }) => check === 'messages')).toBe(false)
})

it('names what a county lacks that was just set up from a pack', async () => {
  const found = await find()
  const words = found.map((finding) => `${finding.level}: ${wordsOf(finding).zh}`).join('\n')
  expect(words).toContain('warning: 2027 年没有正式的节假日安排')
  expect(words).toContain('problem: 没有人担任“受理员”')
  expect(words).toContain('problem: 没有人担任“安全管理员”')
  expect(words).toContain('没有专职网格员的网格')
  expect(words).toContain('problem: 从来没有备份过')
  expect(words).toContain('派遣规则里的单位没有经办人')
  // What the pack checks hold already is not found again.
  expect(words).not.toContain('密封')
  expect(words).not.toContain('计数')
  for (const finding of found) expect(Object.values(wordsOf(finding)).join(' '), finding.text).not.toMatch(/[{}]/)
})

it('finds one person with two of the three administrators’ roles, and administrators without the second step', async () => {
  await addAdministrator(installation, county, {
    role: 'county-admin',
    userName: 'first.admin',
    name: '甲',
    now: clock.now(),
  })
  const both = await staff('security-admin')
  await staff('auditor', both).catch(() => undefined)
  await installation.db.write(county, async (tx) => {
    const place = await findCounty(tx)
    await addGrants(tx, [
      { id: uuidv7(), personId: both, role: 'auditor', placeId: place?.id ?? '', heldFrom: '2026-01-01' },
    ])
  })
  const checks = await checksOf()
  expect(checks).toContain('administrators text.doctor.admin.two')
  expect(checks).toContain('second-step text.doctor.admin.noSecondStep')
  expect(checks).toContain('first-passwords text.doctor.account.firstPassword')
  const { accountId } = await installation.signIn.createStaffAccount(
    { county, username: 'shown.password', name: '演示', password: 'shown-on-page-1', demo: true },
    clock.now(),
  )
  await installation.db.write(county, (tx) => linkAccount(tx, { accountId, personId: both, demo: true }))
  expect(await checksOf()).toContain('demo-accounts text.doctor.account.demo')
})

it('is content with a backup of today and finds one of the day before yesterday too old', async () => {
  const mark = (hours: number): void =>
    writeFileSync(
      join(folder, 'last-backup.json'),
      JSON.stringify({ at: new Date(clock.now().getTime() - hours * 3_600_000).toISOString(), folder: '/b', bytes: 1 }),
    )
  mark(3)
  expect((await checksOf()).filter((check) => check.startsWith('backup'))).toEqual([])
  mark(50)
  expect(await checksOf()).toContain('backup text.doctor.backup.old')
})

it('asks for a witness, then for one outside, and names one under the account of the server or that refuses', async () => {
  const about = async (): Promise<string[]> =>
    (await find())
      .filter(({ check }) => check === 'witness')
      .map(({ text }) => text.replace('text.doctor.witness.', ''))
  expect(await about()).toEqual(['none'])

  // The own witness of a fresh installation, under another account than the keys.
  const vkey = (witness: string): string => verifierKey(makeSigner(witness, randomBytes(32), 'witness'))
  mkdirSync(join(folder, 'keys'), { recursive: true })
  const own = join(folder, 'witness')
  writeFileSync(join(folder, 'log-witness-own'), `witness ${vkey('a.example/own')} http://127.0.0.1:4711\n`)
  if (process.getuid?.() === 0) {
    mkdirSync(own)
    chownSync(own, 4711, 4711)
  } else symlinkSync('/', own)
  expect(await about()).toEqual(['inside'])

  rmSync(own, { recursive: process.getuid?.() === 0 })
  mkdirSync(own)
  expect(await about()).toEqual(['inside', 'sameAccount'])

  writeFileSync(join(folder, 'log-witnesses'), `witness ${vkey('school.example')} https://school.example/log\n`)
  expect(await about()).toEqual(['sameAccount'])
  for (const [witness, state] of [
    ['school.example', 'refused'],
    ['a.example/own', 'silent'],
    ['taken.off.the.list', 'refused'],
  ] as const)
    await installation.db.write(county, (tx) =>
      noteWitness(tx, { name: witness, state, size: 9, detail: 'another log' }, clock.now()),
    )
  expect(await about()).toEqual(['refused', 'silent', 'sameAccount'])
  const words = (await find()).map((finding) => wordsOf(finding).zh).join('\n')
  expect(words).toContain('拒绝签名：school.example。')
  expect(words).toContain('与服务器是同一个系统账号')
})

it('finds counters that differ from the cases', async () => {
  await installation.db.write(county, (tx) =>
    tx.run(sql`insert into case_category_counter (county, town_key, process, category, status, confidentiality, n)
      values (${county}, ${uuidv7()}, 'grid-event', 'R0302', 'done', 'open', 3)`),
  )
  expect(await checksOf()).toContain('counters text.doctor.counters.differ')
})

it('answers the county administrator, and nobody else', async () => {
  const run = installation.runFor(county)
  const caller = (role: StaffRole) =>
    ({
      kind: 'staff',
      actor: {
        personId: uuidv7(),
        accountId: 'a',
        name: '甲',
        grants: [{ role, reach: { kind: 'place', level: 'county', placeId: uuidv7() } }],
      },
      accountId: 'a',
      address: '127.0.0.1',
      language: 'zh-CN',
    }) as const
  const { findings } = await run(examine, caller('county-admin'), {})
  expect(findings.length).toBeGreaterThan(3)
  await expect(run(examine, caller('leader'), {})).rejects.toMatchObject({ code: 'not-allowed' })
})
