import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import { runWebhooks } from '#api'
import { countyConfig } from '#platform/county-config'
import { sql } from '#platform/database'
import { allowedInside, signatureOf } from '#platform/webhooks'
import { actorsOfPersons, addGrants } from '#kernel/people'
import { findCounty } from '#kernel/places'
import { serveYanliang, type Served } from './open311/testing-server.ts'

let served: Served
let administrator: string
const village = '610114001200'
const otherVillage = '610114001201'

beforeAll(async () => {
  served = await serveYanliang()
  administrator = await securityAdministrator()
})
afterAll(() => served.close())

/** A key with the rights of the security administrator, which only a person may have: tests need the rights, not the person. */
async function securityAdministrator(): Promise<string> {
  const key = await served.key('auditor')
  const { installation, county } = served
  await installation.db.write(county, async (tx) => {
    const root = await findCounty(tx)
    const person = await tx.row<{ id: string }>(
      sql`select person_id as id from api_key where county = ${tx.county} order by created_at desc, id desc limit 1`,
    )
    await tx.run(sql`delete from role_grant where county = ${tx.county} and person_id = ${person?.id ?? ''}`)
    const reach = { placeId: root?.id ?? null, organisationId: null, heldFrom: '2020-01-01' }
    await addGrants(tx, [{ id: uuidv7(), personId: person?.id ?? '', role: 'security-admin', ...reach }])
  })
  return key
}

// The type says what is looked at in the answer.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
async function ask<T>(method: 'GET' | 'POST', url: string, key: string, payload?: object, headers = {}) {
  const response = await served.server.inject({
    method,
    url,
    headers: { authorization: `Bearer ${key}`, ...headers },
    ...(payload ? { payload } : {}),
  })
  return { status: response.statusCode, body: response.json<T>() }
}

const report = (key: string, placeCode = village, category = 'R0301', source = 'api') =>
  ask<{ id: string; number: string; version: number }>('POST', '/api/cases', key, {
    requestId: uuidv7(),
    category,
    placeCode,
    description: '沟渠堵了',
    source,
  })

interface Changes {
  rows: { caseId: string; no: number; at: string; action: string; number: string }[]
  nextCursor: string | null
  more: boolean
}

/** Time goes on, so that what was written counts as settled. */
const wait = (seconds: number): void => served.clock.set(new Date(served.clock.now().getTime() + seconds * 1000))

describe('a key', () => {
  it('opens and reads cases over plain HTTP, within its reach and no further', async () => {
    const clerk = await served.key('village-clerk', village)
    const opened = await report(clerk)
    expect(opened.status, JSON.stringify(opened.body)).toBe(201)
    // No program goes about a village, whatever roles its key has.
    expect((await report(clerk, village, 'R0301', 'patrol')).status).toBe(422)
    const own = await ask<{ rows: { id: string }[] }>('GET', '/api/cases', clerk)
    expect(own.body.rows.map(({ id }) => id)).toContain(opened.body.id)
    const neighbour = await served.key('village-clerk', otherVillage)
    const others = await ask<{ rows: { id: string }[] }>('GET', '/api/cases', neighbour)
    expect(others.body.rows.map(({ id }) => id)).not.toContain(opened.body.id)
    expect((await ask('GET', `/api/cases/${opened.body.id}`, neighbour)).status).toBe(404)
    const counts = await ask<{ cells: unknown[] }>('GET', '/api/cases/counts?by=category', clerk)
    expect(counts.status).toBe(200)
  })

  it('needs no check of the page it comes from, since no browser sends it by itself', async () => {
    const clerk = await served.key('village-clerk', village)
    const response = await ask(
      'POST',
      '/api/cases',
      clerk,
      { requestId: uuidv7(), category: 'R0301', placeCode: village, description: '沟', source: 'api' },
      { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' },
    )
    expect(response.status).toBe(201)
  })

  it('that is wrong is refused and never taken for the public', async () => {
    for (const authorization of [
      `Bearer xz_${'a'.repeat(43)}`,
      'Bearer xz_',
      'Bearer other',
      'Basic eHo6',
      `Bearer ${administrator}x`,
    ]) {
      const response = await served.server.inject({ url: '/api/public-cases', headers: { authorization } })
      expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([401, 'sign-in-first'])
    }
  })

  it('is made by the security administrator, shown once, stored as a hash and listed without itself', async () => {
    const requestId = uuidv7()
    const made = await ask<{ id: string; key: string; prefix: string }>('POST', '/api/keys', administrator, {
      requestId,
      name: '城管平台',
      grants: [{ role: 'dispatcher-county' }],
      expiresAt: '2026-04-01T00:00:00Z',
    })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    expect(made.body.key).toMatch(/^xz_[\w-]{43}$/)
    const list = await ask<{ rows: { id: string; grants: object[] }[] }>('GET', '/api/keys', administrator)
    expect(JSON.stringify(list.body)).not.toContain(made.body.key)
    expect(list.body.rows.find(({ id }) => id === made.body.id)).toMatchObject({
      name: '城管平台',
      grants: [{ role: 'dispatcher-county', reachName: expect.stringContaining('阎良') as string }],
      valid: true,
    })
    const again = await ask<{ code: string }>('POST', '/api/keys', administrator, {
      requestId,
      name: '城管平台',
      grants: [{ role: 'dispatcher-county' }],
      expiresAt: '2026-04-01T00:00:00Z',
    })
    expect([again.status, again.body.code]).toEqual([422, 'request-reused'])
    const stored = await served.installation.db.read(served.county, (tx) =>
      tx.rows<{ text: string }>(sql`select k::text as text from api_key k where k.county = ${tx.county}
        union all select l::text from command_log l where l.county = ${tx.county}`),
    )
    for (const { text } of stored) expect(text).not.toContain(made.body.key)
    const clerk = await served.key('village-clerk', village)
    expect((await ask('GET', '/api/keys', clerk)).status).toBe(403)
    expect((await ask('POST', '/api/keys', clerk, { requestId: uuidv7(), name: 'x' })).status).toBe(403)
  })

  it('cannot be given the right to grant rights', async () => {
    const made = await ask<{ code: string }>('POST', '/api/keys', administrator, {
      requestId: uuidv7(),
      name: 'x',
      grants: [{ role: 'security-admin' }],
    })
    expect([made.status, made.body.code]).toEqual([422, 'bad-input'])
  })

  it('ends when it expires and at once when it is revoked, with the roles behind it', async () => {
    const make = async (expiresAt?: string) =>
      (
        await ask<{ id: string; key: string }>('POST', '/api/keys', administrator, {
          requestId: uuidv7(),
          name: '临时',
          grants: [{ role: 'dispatcher-county' }],
          ...(expiresAt ? { expiresAt } : {}),
        })
      ).body
    const [short, long] = [await make('2026-03-10T04:00:00Z'), await make()]
    const status = async ({ key }: { key: string }) => (await ask('GET', '/api/cases', key)).status
    expect([await status(short), await status(long)]).toEqual([200, 200])
    const used = await ask<{ rows: { id: string; lastUsedAt: string | null }[] }>('GET', '/api/keys', administrator)
    expect(used.body.rows.find(({ id }) => id === long.id)?.lastUsedAt).not.toBeNull()
    expect((await ask('POST', `/api/keys/${long.id}/revocation`, administrator, { requestId: uuidv7() })).status).toBe(
      200,
    )
    expect(await status(long)).toBe(401)
    const left = await served.installation.db.read(served.county, async (tx) => {
      const { calendar } = await countyConfig(tx)
      expect(calendar).toBeDefined()
      const row = await tx.row<{ id: string }>(
        sql`select person_id as id from api_key where county = ${tx.county} and id = ${long.id}`,
      )
      return (await actorsOfPersons(tx, [row?.id ?? ''], '2026-03-10')).get(row?.id ?? '')?.grants
    })
    expect(left).toEqual([])
    const before = served.clock.now()
    served.clock.set(new Date('2026-03-10T04:00:01Z'))
    expect(await status(short)).toBe(401)
    served.clock.set(before)
  })

  it('without a role reports for others and reads nothing', async () => {
    const key = await served.key()
    expect((await ask('GET', '/api/cases', key)).status).toBe(403)
    expect((await report(key)).status).toBe(403)
    const handed = await ask<{ number: string; token: string }>('POST', '/api/submissions', key, {
      requestId: uuidv7(),
      category: 'R0301',
      placeCode: village,
      description: '沟渠堵了',
    })
    expect(handed.status, JSON.stringify(handed.body)).toBe(201)
    expect((await served.server.inject(`/api/progress/${handed.body.token}`)).statusCode).toBe(200)
  })
})

describe('the feed of changes', () => {
  it('gives every change within reach once, in order, page by page, and nothing of other places', async () => {
    const [county, clerk] = [await served.key('dispatcher-county'), await served.key('village-clerk', village)]
    const since = served.clock.now().toISOString()
    wait(60)
    const numbers: string[] = []
    for (const place of [village, otherVillage, village, otherVillage, village])
      numbers.push((await report(county, place)).body.number)
    wait(60)
    const read = async (key: string, limit: number): Promise<Changes['rows']> => {
      const all: Changes['rows'] = []
      let at = `since=${encodeURIComponent(since)}`
      for (let page = 0; page < 20; page += 1) {
        const { body } = await ask<Changes>('GET', `/api/changes?limit=${limit}&${at}`, key)
        all.push(...body.rows)
        if (!body.more) return all
        at = `after=${body.nextCursor}`
      }
      throw new Error('the feed does not end')
    }
    const [byTwo, whole, own] = [await read(county, 2), await read(county, 500), await read(clerk, 2)]
    expect(byTwo).toEqual(whole)
    const opened = whole.filter(({ action }) => action === 'open').map(({ number }) => number)
    expect(opened.filter((number) => numbers.includes(number)).toSorted()).toEqual(numbers.toSorted())
    expect(own.map(({ number }) => number)).toEqual(expect.arrayContaining([numbers[0], numbers[2], numbers[4]]))
    expect(own.some(({ number }) => number === numbers[1] || number === numbers[3])).toBe(false)
  })

  it('says nothing of confidential cases to those who may not read them, and no word of anybody', async () => {
    const county = await served.key('dispatcher-county')
    const sealed = await served.installation.db.read(served.county, async (tx) =>
      [...(await countyConfig(tx)).categories.values()].find((one) => one.sealed && one.process === 'grid-event'),
    )
    const since = served.clock.now().toISOString()
    wait(60)
    const opened = await served.server.inject({
      method: 'POST',
      url: '/api/reports',
      payload: {
        requestId: uuidv7(),
        category: sealed?.code,
        placeCode: village,
        description: '某干部多占宅基地',
        answers: Object.fromEntries(
          (sealed?.questions ?? []).flatMap(({ key, kind, options, required }) =>
            required ? [[key, kind === 'yes-no' ? true : (Object.keys(options ?? {})[0] ?? '有')]] : [],
          ),
        ),
      },
    })
    expect(opened.statusCode, opened.body).toBe(201)
    wait(60)
    const feed = await ask<Changes>('GET', `/api/changes?since=${encodeURIComponent(since)}`, county)
    expect(JSON.stringify(feed.body)).not.toContain(opened.json<{ id: string }>().id)
    expect(JSON.stringify(feed.body)).not.toContain('宅基地')
    const liaison = await served.key('discipline-liaison')
    const theirs = await ask<Changes>('GET', `/api/changes?since=${encodeURIComponent(since)}`, liaison)
    expect(theirs.body.rows.map(({ caseId }) => caseId)).toContain(opened.json<{ id: string }>().id)
  })

  it('holds back what is too young to be sure that nothing older still comes', async () => {
    const county = await served.key('dispatcher-county')
    wait(60)
    const since = encodeURIComponent(served.clock.now().toISOString())
    const first = await ask<Changes>('GET', `/api/changes?since=${since}`, county)
    const { number } = (await report(county)).body
    const early = await ask<Changes>('GET', `/api/changes?after=${first.body.nextCursor}`, county)
    expect(early.body.rows).toEqual([])
    wait(20)
    const later = await ask<Changes>('GET', `/api/changes?after=${early.body.nextCursor}`, county)
    expect(later.body.rows.map((row) => row.number)).toContain(number)
    expect((await ask('GET', '/api/changes?after=nonsense', county)).status).toBe(422)
    // A cursor of the form that was given out at first leads on from the same line.
    const [line] = later.body.rows
    const kept = Buffer.from(`${line?.at}|${line?.caseId}|${line?.no}`).toString('base64url')
    const onwards = await ask<Changes>('GET', `/api/changes?after=${kept}`, county)
    expect(onwards.body.rows).toEqual(later.body.rows.slice(1))
  })
})

describe('a subscription', () => {
  it('is told of changes with a signature, again after a failure, once each, until it ends', async () => {
    const heard: { headers: IncomingHttpHeaders; body: string }[] = []
    let broken = true
    const receiver = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        if (!broken) heard.push({ headers: request.headers, body })
        response.writeHead(broken ? 503 : 204).end()
      })
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
    const { installation, county } = served
    const { db, processes, sealing, clock } = installation
    const turn = () => runWebhooks({ db, county, processes, sealing, clock, allowed: allowedInside('127.0.0.1') })

    const made = await ask<{ id: string }>('POST', '/api/keys', administrator, {
      requestId: uuidv7(),
      name: '数据平台',
      grants: [{ role: 'dispatcher-county' }],
    })
    const hook = await ask<{ id: string; secret: string }>('POST', '/api/webhooks', administrator, {
      requestId: uuidv7(),
      name: '数据平台',
      url,
      keyId: made.body.id,
      topics: ['case.opened'],
    })
    expect(hook.status, JSON.stringify(hook.body)).toBe(201)
    wait(60)
    const opened = (await report(await served.key('dispatcher-county'))).body
    wait(20)
    await turn()
    const ledger = async () =>
      (
        await ask<{ rows: { id: string; status: string; attempts: number; answer: number }[] }>(
          'GET',
          `/api/webhooks/${hook.body.id}/deliveries`,
          administrator,
        )
      ).body.rows
    expect(await ledger()).toMatchObject([{ status: 'waiting', attempts: 1, answer: 503 }])
    broken = false
    await turn()
    expect(heard).toHaveLength(0)
    wait(20)
    await turn()
    expect(await ledger()).toMatchObject([{ status: 'delivered', attempts: 2, answer: 204 }])
    expect(heard).toHaveLength(1)
    const [{ headers, body }] = heard as [{ headers: IncomingHttpHeaders; body: string }]
    expect(headers['x-xiangzhi-signature']).toBe(
      signatureOf(hook.body.secret, String(headers['x-xiangzhi-timestamp']), body),
    )
    expect(JSON.parse(body)).toMatchObject({ topic: 'case.opened', caseId: opened.id, number: opened.number })
    expect(body).not.toContain('沟渠')

    wait(60)
    await turn()
    expect(heard).toHaveLength(1)

    const again = await ask(
      'POST',
      `/api/webhooks/${hook.body.id}/deliveries/${(await ledger())[0]?.id}/retry`,
      administrator,
      {
        requestId: uuidv7(),
      },
    )
    expect(again.status).toBe(200)
    await turn()
    expect(heard[1]?.headers['x-xiangzhi-delivery']).toBe(headers['x-xiangzhi-delivery'])
    expect(heard[1]?.body).toBe(body)
    await ask('POST', `/api/webhooks/${hook.body.id}/test`, administrator, { requestId: uuidv7() })
    await turn()
    expect(heard[2]?.headers['x-xiangzhi-topic']).toBe('test')
    heard.length = 1
    await ask('POST', `/api/webhooks/${hook.body.id}/end`, administrator, { requestId: uuidv7() })
    await report(await served.key('dispatcher-county'))
    wait(60)
    await turn()
    expect(heard).toHaveLength(1)
    for (const last of ['test', `deliveries/${(await ledger())[0]?.id}/retry`])
      expect(
        (await ask('POST', `/api/webhooks/${hook.body.id}/${last}`, administrator, { requestId: uuidv7() })).status,
      ).toBe(404)
    receiver.close()
  })

  it('hears nothing more once its key has ended', async () => {
    const made = await ask<{ id: string }>('POST', '/api/keys', administrator, {
      requestId: uuidv7(),
      name: '旧',
      grants: [{ role: 'dispatcher-county' }],
    })
    const hook = await ask<{ id: string }>('POST', '/api/webhooks', administrator, {
      requestId: uuidv7(),
      name: '旧',
      url: 'http://127.0.0.1:9/',
      keyId: made.body.id,
      topics: ['case.changed'],
    })
    await ask('POST', `/api/keys/${made.body.id}/revocation`, administrator, { requestId: uuidv7() })
    wait(60)
    await report(await served.key('dispatcher-county'))
    wait(60)
    const { db, processes, sealing, clock } = served.installation
    await runWebhooks({ db, county: served.county, processes, sealing, clock, allowed: allowedInside('') })
    const ledger = await ask<{ rows: object[] }>('GET', `/api/webhooks/${hook.body.id}/deliveries`, administrator)
    expect(ledger.body.rows).toEqual([])
  })
})
