import { afterAll, beforeAll, expect, it } from 'vitest'
import { runSuite } from 'open311-conformance'
import { serveYanliang, type Served } from './testing-server.ts'

let served: Served
beforeAll(async () => {
  served = await serveYanliang()
})
afterAll(() => served.close())

it('passes the whole conformance suite over HTTP, with nothing left out', async () => {
  const key = await served.key()
  const address = await served.server.listen({ port: 0, host: '127.0.0.1' })
  // Something to list: requests of two services, in another village and at a position.
  for (const [code, place] of [
    ['R0301', { address_id: '610114001200' }],
    ['R0101', { address_id: '610114001200' }],
  ] as const) {
    const body = new URLSearchParams({ api_key: key, service_code: code, ...place, description: '待办' })
    const response = await fetch(`${address}/open311/v2/requests.json`, { method: 'POST', body })
    expect(response.status, await response.text()).toBe(200)
  }
  const results = await runSuite(
    {
      url: `${address}/open311/v2`,
      discovery: undefined,
      jurisdiction: '610114',
      apiKey: key,
      write: true,
      place: { address_id: '610114001200' },
    },
    fetch,
  )
  expect(results.length).toBeGreaterThanOrEqual(60)
  const bad = results.filter(({ outcome }) => outcome !== 'holds')
  expect(
    bad.map(({ assertion, outcome, found }) => `${assertion.id} ${assertion.sentence}: ${outcome}, ${found}`),
  ).toEqual([])
})
