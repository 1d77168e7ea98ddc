import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveYanliang, type Served } from './testing-server.ts'

// A client that cities' apps were written with, older than this server and written by others. It has no types of its own.
type Answered = (error: unknown, data: never) => void
interface Client {
  /** Where the client sends its questions; with `cache` it takes this over from discovery. */
  readonly endpoint: string
  readonly format: string
  serviceDiscovery(options: { cache: boolean; type: 'production' | 'test' }, answered: Answered): void
  serviceList(answered: Answered): void
  serviceDefinition(code: string, answered: Answered): void
  submitRequest(form: Record<string, unknown>, answered: Answered): void
  token(token: string, answered: Answered): void
  serviceRequests(ids: string | readonly string[], parameters: Record<string, string>, answered: Answered): void
}
const Open311 = createRequire(import.meta.url)('open311') as new (options: Record<string, string>) => Client

interface Service {
  readonly service_code: string
  readonly service_name: string
  readonly metadata: boolean
}
interface Attribute {
  readonly code: string
  readonly datatype: string
  readonly values?: readonly { readonly key: string }[]
}
interface Request {
  readonly service_request_id: string
  readonly service_code: string
  readonly status: string
  readonly address_id: string
  readonly requested_datetime: Date
  readonly updated_datetime: Date
  readonly expected_datetime: Date
}

const village = '610114001200'
let served: Served
let client: Client
let address: string

beforeAll(async () => {
  served = await serveYanliang()
  address = await served.server.listen({ port: 0, host: '127.0.0.1' })
  client = new Open311({
    discovery: `${address}/open311/discovery.json`,
    jurisdiction: String(served.county),
    apiKey: await served.key(),
  })
})
afterAll(() => served.close())

/** Asks the client one thing and waits for its answer; what the client calls an error is thrown with what it says. */
const ask = <T>(question: (answered: Answered) => void): Promise<T> =>
  promisify((answered: (error: Error | null, data?: T) => void) =>
    question((error, data) => (error ? answered(new Error(String(data))) : answered(null, data))),
  )() as Promise<T>

const answersTo = (attributes: readonly Attribute[]): Record<string, string> =>
  Object.fromEntries(
    attributes.map(({ code, datatype, values }) => [
      code,
      values?.[0]?.key ?? (datatype === 'number' ? '3' : datatype === 'datetime' ? '2026-03-09T08:00:00+08:00' : '有'),
    ]),
  )

describe('a client written by others', () => {
  it('finds the server by discovery, and speaks JSON with it', async () => {
    const found = await ask<{ endpoints: readonly { url: string }[] }>((answered) =>
      client.serviceDiscovery({ cache: true, type: 'test' }, answered),
    )
    expect(found.endpoints.map(({ url }) => url)).toEqual([`${address}/open311/v2`])
    expect(client).toMatchObject({ endpoint: `${address}/open311/v2/`, format: 'json' })
  })

  it('lists the services, asks what one of them wants to know, reports, and reads its report back', async () => {
    const services = await ask<readonly Service[]>((answered) => client.serviceList(answered))
    expect(services.length).toBeGreaterThan(20)
    // Both go on in public; the client asks for what became of them without its key.
    for (const code of ['R0301', 'R0302']) {
      const service = services.find(({ service_code }) => service_code === code)
      expect(service?.metadata).toBe(code === 'R0301')
      const definition = service?.metadata
        ? await ask<{ service_code: string; attributes: readonly Attribute[] }>((answered) =>
            client.serviceDefinition(code, answered),
          )
        : { service_code: code, attributes: [] }
      expect(definition.service_code).toBe(code)
      const [receipt] = await ask<readonly { service_request_id: string; service_notice: string }[]>((answered) =>
        client.submitRequest(
          {
            service_code: code,
            address_id: village,
            description: '待办',
            attributes: answersTo(definition.attributes),
          },
          answered,
        ),
      )
      const id = receipt?.service_request_id ?? ''
      const [one] = await ask<readonly Request[]>((answered) => client.serviceRequests(id, {}, answered))
      expect(one).toMatchObject({ service_request_id: id, service_code: code, status: 'open', address_id: village })
      // The client makes dates of what it reads; a moment it could not read would be an invalid one.
      expect(one?.requested_datetime).toEqual(served.clock.now())
      expect(one?.updated_datetime).toEqual(served.clock.now())
      expect(one?.expected_datetime.getTime()).toBeGreaterThan(served.clock.now().getTime())
      const token = /\/t\/([\w-]+)/.exec(receipt?.service_notice ?? '')?.[1] ?? ''
      const exchanged = await ask<readonly unknown[]>((answered) => client.token(token, answered))
      expect(exchanged).toEqual([{ service_request_id: id, token }])
    }
  })

  it('lists requests, all of them or some by their numbers', async () => {
    const all = await ask<readonly Request[]>((answered) => client.serviceRequests([], { status: 'open' }, answered))
    expect(all.length).toBeGreaterThan(1)
    const wanted = all.slice(0, 2).map((request) => request.service_request_id)
    const some = await ask<readonly Request[]>((answered) => client.serviceRequests(wanted, {}, answered))
    expect(some.map((request) => request.service_request_id).toSorted()).toEqual(wanted.toSorted())
    expect(await ask((answered) => client.serviceRequests([], { status: 'closed' }, answered))).toEqual([])
  })

  it('is told why something is refused', async () => {
    const stranger = new Open311({ endpoint: `${address}/open311/v2/`, apiKey: `xz_${'a'.repeat(43)}` })
    const form = { service_code: 'R0301', address_id: village, description: '待办' }
    await expect(ask((answered) => stranger.submitRequest(form, answered))).rejects.toThrow(/: 403; \[\{"code":"403"/)
    await expect(
      ask((answered) => client.submitRequest({ ...form, address_id: undefined, lat: 10, long: 10 }, answered)),
    ).rejects.toThrow(/: 400; \[\{"code":"400"/)
    await expect(ask((answered) => client.serviceDefinition('nothing', answered))).rejects.toThrow(/: 404$/)
  })
})
