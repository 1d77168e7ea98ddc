import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { v7 as uuidv7 } from 'uuid'
import type { County } from '@xiangzhi/language'
import { findConfigPart, saveConfigPart } from '#platform/county-config'
import { sql } from '#platform/database'
import { serveYanliang, type Served } from './testing-server.ts'

let served: Served
let key: string
const village = '610114001200'
const secret = '渠里的水漫到我家灶房了 𠮷'

beforeAll(async () => {
  served = await serveYanliang()
  key = await served.key()
})
afterAll(() => served.close())

const get = (url: string, headers: Record<string, string> = {}) => served.server.inject({ method: 'GET', url, headers })
const post = (form: Record<string, string>, format = 'json', headers: Record<string, string> = {}) =>
  served.server.inject({
    method: 'POST',
    url: `/open311/v2/requests.${format}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(form).toString(),
  })

type Body = Record<string, unknown>[]

async function report(more: Record<string, string> = {}): Promise<string> {
  const response = await post({
    api_key: key,
    service_code: 'R0301',
    address_id: village,
    description: secret,
    ...more,
  })
  expect(response.statusCode, response.body).toBe(200)
  return String(response.json<Body>()[0]?.service_request_id)
}

describe('Open311', () => {
  it('offers only what everyone may report, and nothing that is confidential', async () => {
    const services = (await get('/open311/v2/services.json')).json<Body>()
    expect(services.length).toBeGreaterThan(20)
    const sealed = await served.installation.db.read(served.county, async (tx) => {
      const { countyConfig } = await import('#platform/county-config')
      return [...(await countyConfig(tx)).categories.values()].filter((one) => one.sealed || one.offeredTo === 'staff')
    })
    expect(sealed.length).toBeGreaterThan(0)
    for (const { code } of sealed) expect(services.map((one) => one.service_code)).not.toContain(code)
  })

  it('takes a report with a key and never gives back a word of the reporter', async () => {
    const number = await report({
      first_name: '小明',
      last_name: '王',
      phone: '13912345678',
      email: 'wang@example.com',
      device_id: 'device-1',
    })
    for (const format of ['json', 'xml'])
      for (const address of [`requests/${number}`, 'requests', 'servicerequestupdates', `requests/${number}`]) {
        const { body } = await get(`/open311/v2/${address}.${format}?extensions=true&api_key=${key}`)
        for (const word of ['灶房', '王小明', '13912345678', 'example.com', 'device-1'])
          expect(body).not.toContain(word)
      }
    const [request] = (await get(`/open311/v2/requests/${number}.json`)).json<Body>()
    expect(request).toMatchObject({ service_code: 'R0301', status: 'open', address_id: village })
    expect(request?.expected_datetime).toMatch(/\+08:00$/)
  })

  it('shows staff the report as one from Open311, in the words it came in', async () => {
    const dispatcher = await served.key('dispatcher-county')
    const number = await report()
    const rows = (await get(`/api/cases?q=${number}`, { authorization: `Bearer ${dispatcher}` })).json<{ rows: Body }>()
    expect(rows.rows[0]).toMatchObject({ number, source: 'open311' })
    const one = await get(`/api/cases/${String(rows.rows[0]?.id)}`, { authorization: `Bearer ${dispatcher}` })
    expect(one.json<{ description: string }>().description).toBe(secret)
  })

  it('finds the village that an address names, and leaves one without a village to the county', async () => {
    const dispatcher = await served.key('dispatcher-county')
    const village2 = await served.installation.db.read(served.county, async (tx) => {
      const { listPlaces } = await import('#kernel/places')
      return (await listPlaces(tx, { kind: 'village' })).at(-1)
    })
    const seen = async (address: string) => {
      const { address_id: _none, ...form } = {
        api_key: key,
        service_code: 'R0301',
        address_id: '',
        description: '沟堵了',
      }
      const response = await post({ ...form, address_string: address })
      const number = String(response.json<Body>()[0]?.service_request_id)
      const list = await get(`/api/cases?q=${number}`, { authorization: `Bearer ${dispatcher}` })
      return list.json<{ rows: Body }>().rows[0]
    }
    expect(await seen(`${village2?.name}东头的桥边`)).toMatchObject({ villageId: village2?.id })
    expect(await seen('大路旁边')).toMatchObject({ villageId: null, level: 'county' })
  })

  it('refuses a place outside, a missing place, a missing key and a wrong one', async () => {
    const form = { service_code: 'R0301', description: '沟堵了' }
    const refused = async (more: Record<string, string>) => {
      const response = await post({ ...form, ...more })
      return [response.statusCode, response.json<Body>()[0]?.code]
    }
    expect(await refused({ api_key: key, lat: '10', long: '10' })).toEqual([400, '400'])
    expect(await refused({ api_key: key })).toEqual([400, '400'])
    expect(await refused({ address_id: village })).toEqual([403, '403'])
    expect(await refused({ address_id: village, api_key: `xz_${'a'.repeat(43)}` })).toEqual([403, '403'])
  })

  it('shortens a note that is longer than a description may be, and keeps all of it in the status notes', async () => {
    const number = await report()
    const note = '渠'.repeat(4001)
    await served.installation.db.write(served.county, (tx) =>
      tx.run(sql`update case_record set public_note = ${note} where county = ${served.county} and number = ${number}`),
    )
    const [request] = (await get(`/open311/v2/requests/${number}.json`)).json<Body>()
    expect(request).toMatchObject({ description: `${'渠'.repeat(3999)}…`, status_notes: note })
  })

  it('lets a key follow what it handed in when the public may not, and nobody else', async () => {
    const other = await served.key()
    const [hidden] = await served.installation.db.read(served.county, async (tx) => {
      const { countyConfig } = await import('#platform/county-config')
      return [...(await countyConfig(tx)).categories.values()].filter(
        (one) => !one.isPublic && !one.sealed && one.offeredTo === 'everyone' && one.process === 'grid-event',
      )
    })
    const answers = Object.fromEntries(
      (hidden?.questions ?? []).flatMap(({ key: name, kind, options }) =>
        kind === 'yes-no'
          ? [[`attribute[${name}]`, 'false']]
          : kind === 'choice'
            ? [[`attribute[${name}]`, Object.keys(options ?? {})[0] ?? '']]
            : kind === 'text'
              ? [[`attribute[${name}]`, '有']]
              : [],
      ),
    )
    const response = await post({ api_key: key, service_code: hidden?.code ?? '', address_id: village, ...answers })
    const number = String(response.json<Body>()[0]?.service_request_id)
    const status = async (query: string) => (await get(`/open311/v2/requests/${number}.json${query}`)).statusCode
    expect([await status(''), await status(`?api_key=${other}`), await status(`?api_key=${key}`)]).toEqual([
      404, 404, 200,
    ])
    const listed = (await get('/open311/v2/requests.json')).json<Body>()
    expect(listed.map((one) => one.service_request_id)).not.toContain(number)
  })

  it('knows the number behind the private part of a progress link', async () => {
    const response = await post({ api_key: key, service_code: 'R0301', address_id: village })
    const [first] = response.json<Body>()
    const token = /\/t\/([\w-]+)/.exec(String(first?.service_notice))?.[1] ?? ''
    const tokens = (await get(`/open311/v2/tokens/${token}.json`)).json<Body>()
    expect(tokens).toEqual([{ service_request_id: first?.service_request_id, token }])
    expect((await get('/open311/v2/tokens/nothing.json')).statusCode).toBe(404)
  })

  it('is read by programs on other sites, and names its own address in discovery', async () => {
    const response = await get('/open311/discovery.json', { host: 'county.example' })
    expect(response.headers['access-control-allow-origin']).toBe('*')
    expect(response.json<{ endpoints: Body }>().endpoints[0]).toMatchObject({ url: 'http://county.example/open311/v2' })
    const asked = await served.server.inject({ method: 'OPTIONS', url: '/open311/v2/requests.json' })
    expect([asked.statusCode, asked.headers['access-control-allow-methods']]).toEqual([204, 'GET, POST'])
  })

  it('names the hotline to call, and only the county where that is the number of a person', async () => {
    const contact = async () => (await get('/open311/discovery.json')).json<{ contact: string }>().contact
    expect(await contact()).toMatch(/12345/)
    const { db } = served.installation
    const put = (phone: string) =>
      db.write(served.county, async (tx) => {
        const { content, version: seen } = (await findConfigPart(tx, 'county')) ?? {}
        const changed = { ...(content as County), hotline: { ...(content as County).hotline, phone } }
        const given = { part: 'county', content: changed, by: null, reason: '换热线', now: served.clock.now() } as const
        await saveConfigPart(tx, { ...given, seen: seen ?? 0 })
        return (content as County).hotline.phone
      })
    const before = await put('13936540271')
    expect(await contact()).toBe('阎良区')
    await put(before)
  })

  it('tells the public how a case moved on, with what the office said', async () => {
    const number = await report()
    const bearer = { authorization: `Bearer ${await served.key('village-clerk', village)}` }
    const [row] = (await get(`/api/cases?q=${number}`, bearer)).json<{ rows: { id: string; version: number }[] }>().rows
    const view = (await get(`/api/cases/${row?.id}`, bearer)).json<{
      next: { transition: string }[]
      version: number
    }>()
    const moved = await served.server.inject({
      method: 'POST',
      url: `/api/cases/${row?.id}/actions`,
      headers: bearer,
      payload: { requestId: uuidv7(), version: view.version, transition: view.next[0]?.transition },
    })
    expect(moved.statusCode, moved.body).toBe(200)
    const updates = (await get(`/open311/v2/servicerequestupdates.json?service_request_id=${number}`)).json<Body>()
    expect(updates).toHaveLength(1)
    expect(updates[0]).toMatchObject({ service_request_id: number, status: 'open' })
  })
})
