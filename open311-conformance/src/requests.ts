import { section } from './assertion.ts'
import {
  demand,
  errorsOf,
  field,
  type Fields,
  jsonOf,
  listOf,
  momentOf,
  type Params,
  plain,
  type ServerAsked,
  Skip,
  xmlOf,
} from './server-asked.ts'

const DAY_MS = 24 * 3600 * 1000
const UNLIKELY = 'there-is-no-such-thing-0'

const idOf = (request: Fields): string => field(request, 'service_request_id') ?? ''
const list = async (server: ServerAsked, params: Params = {}, format: 'xml' | 'json' = 'xml'): Promise<Fields[]> =>
  listOf(await server.get('requests', format, params))

async function some(server: ServerAsked): Promise<Fields[]> {
  const requests = await list(server)
  if (requests.length === 0) throw new Skip('the list of requests is empty')
  return requests
}

async function every(server: ServerAsked, check: (request: Fields, id: string) => void): Promise<void> {
  for (const request of await some(server)) check(request, idOf(request))
}

/** The span of time and the ids of the list, so that the next questions are about something that is there. */
async function newest(server: ServerAsked): Promise<{ first: Fields; at: number }> {
  const [first] = await some(server)
  const at = first && momentOf(first, 'requested_datetime')
  if (!first || at === undefined) throw new Skip('no request with a time')
  return { first, at }
}

const iso = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')

/** Names under which servers have been seen to give away who reported. */
const PERSONAL = ['email', 'first_name', 'last_name', 'phone', 'device_id', 'account_id', 'api_key']

export const requestAssertions = section('D', 'GET Service Requests', [
  [
    'The list is answered in XML: <service_requests> with <request> elements',
    async (server) => {
      const exchange = await server.get('requests', 'xml')
      demand(exchange.status === 200, `answered ${exchange.status}`)
      const root = xmlOf(exchange)
      demand(root.name === 'service_requests', `the root is <${root.name}>`)
      demand(
        root.children.every(({ name }) => name === 'request'),
        'it holds something else than <request>',
      )
    },
  ],
  [
    'It is sent as text/xml; charset=utf-8',
    async (server) => {
      const { type } = await server.get('requests', 'xml')
      demand(/^text\/xml\s*;\s*charset=utf-8$/i.test(type), `content type ${type}`)
    },
  ],
  [
    'The list in JSON is a bare array, sent as application/json',
    async (server) => {
      const exchange = await server.get('requests', 'json')
      demand(Array.isArray(jsonOf(exchange)), 'the list is wrapped')
      demand(/^application\/json\b/i.test(exchange.type), `content type ${exchange.type}`)
    },
  ],
  [
    'Every request has a service_request_id',
    (server) => every(server, (one) => demand(idOf(one), 'a request without an id')),
  ],
  [
    'service_request_id is a text in JSON',
    async (server) => {
      for (const one of await list(server, {}, 'json'))
        demand(typeof one.service_request_id === 'string', `it is a ${typeof one.service_request_id}`)
    },
  ],
  [
    'No service_request_id stands twice',
    async (server) => {
      const ids = (await some(server)).map(idOf)
      demand(new Set(ids).size === ids.length, 'an id stands twice')
    },
  ],
  [
    'status is open or closed',
    (server) =>
      every(server, (one, id) =>
        demand(['open', 'closed'].includes(field(one, 'status') ?? ''), `${id}: status ${field(one, 'status')}`),
      ),
  ],
  [
    'Every request has a service_code',
    (server) => every(server, (one, id) => demand(field(one, 'service_code'), `${id} has no service_code`)),
  ],
  [
    'Every request has a service_name',
    (server) => every(server, (one, id) => demand(field(one, 'service_name'), `${id} has no service_name`)),
  ],
  [
    'requested_datetime is a moment with a zone',
    (server) => every(server, (one, id) => demand(momentOf(one, 'requested_datetime') !== undefined, `${id} has none`)),
  ],
  [
    'updated_datetime is a moment with a zone, not before the request',
    (server) =>
      every(server, (one, id) => {
        const [updated, requested] = [momentOf(one, 'updated_datetime'), momentOf(one, 'requested_datetime')]
        demand(updated !== undefined, `${id} has none`)
        demand(requested === undefined || updated >= requested, `${id} was updated before it was made`)
      }),
  ],
  [
    'expected_datetime, where it stands, is a moment with a zone',
    (server) => every(server, (one) => void momentOf(one, 'expected_datetime')),
  ],
  [
    'lat and long, where they stand, are degrees and stand together',
    (server) =>
      every(server, (one, id) => {
        const [lat, long] = [field(one, 'lat'), field(one, 'long')]
        demand((lat === undefined) === (long === undefined), `${id} has only one of them`)
        if (lat !== undefined && long !== undefined)
          demand(Math.abs(Number(lat)) <= 90 && Math.abs(Number(long)) <= 180, `${id}: ${lat}, ${long}`)
      }),
  ],
  [
    'lat and long are numbers in JSON',
    async (server) => {
      for (const one of await list(server, {}, 'json'))
        for (const name of ['lat', 'long'])
          demand(
            one[name] === undefined || one[name] === null || typeof one[name] === 'number',
            `${name} is a ${typeof one[name]}`,
          )
    },
  ],
  [
    'Every request lies somewhere: an address, or lat and long',
    (server) =>
      every(server, (one, id) =>
        demand(field(one, 'address') ?? field(one, 'address_id') ?? field(one, 'lat'), `${id} lies nowhere`),
      ),
  ],
  [
    'media_url, where it stands, is an absolute address',
    (server) =>
      every(server, (one, id) => {
        const url = field(one, 'media_url')
        demand(url === undefined || /^https?:\/\//.test(url), `${id}: ${url}`)
      }),
  ],
  [
    'A description has at most 4,000 characters',
    (server) =>
      every(server, (one, id) => demand([...(field(one, 'description') ?? '')].length <= 4000, `${id} is longer`)),
  ],
  [
    'Who reported is never given out',
    async (server) => {
      for (const format of ['xml', 'json'] as const)
        for (const one of await list(server, {}, format))
          for (const name of PERSONAL) demand(field(one, name) === undefined, `${idOf(one)} gives out ${name}`)
    },
  ],
  [
    'XML and JSON list the same requests',
    async (server) => {
      const [xml, json] = [await list(server), await list(server, {}, 'json')]
      demand(JSON.stringify(plain(xml)) === JSON.stringify(plain(json)), 'XML and JSON differ')
    },
  ],
  [
    'Without parameters there are at most 1,000 requests',
    async (server) => demand((await list(server)).length <= 1000, 'there are more'),
  ],
  [
    'Without parameters they are of the last 90 days, or the first 1,000',
    async (server) => {
      const requests = await some(server)
      const times = requests.flatMap((one) => momentOf(one, 'requested_datetime') ?? [])
      demand(
        requests.length === 1000 || Math.max(...times) - Math.min(...times) <= 91 * DAY_MS,
        'they reach back longer than 90 days',
      )
    },
  ],
  [
    'status=open gives only open requests',
    async (server) =>
      demand(
        (await list(server, { status: 'open' })).every((one) => one.status === 'open'),
        'a closed one is among them',
      ),
  ],
  [
    'status=closed gives only closed requests',
    async (server) =>
      demand(
        (await list(server, { status: 'closed' })).every((one) => one.status === 'closed'),
        'an open one is among them',
      ),
  ],
  [
    'status=open,closed gives both',
    async (server) => {
      const both = await list(server, { status: 'open,closed' })
      demand(both.length === (await list(server)).length, 'it is not the whole list')
    },
  ],
  [
    'service_code gives only requests of that service',
    async (server) => {
      const { first } = await newest(server)
      const code = field(first, 'service_code') ?? ''
      const found = await list(server, { service_code: code })
      demand(found.length > 0, 'none')
      demand(
        found.every((one) => one.service_code === code),
        'another service is among them',
      )
    },
  ],
  [
    'service_code takes several codes with commas between',
    async (server) => {
      const codes = [...new Set((await some(server)).map((one) => field(one, 'service_code') ?? ''))].slice(0, 2)
      const found = await list(server, { service_code: codes.join(',') })
      demand(
        found.every((one) => codes.includes(field(one, 'service_code') ?? '')),
        'another service is among them',
      )
      demand(new Set(found.map((one) => one.service_code)).size === codes.length, 'one of the services is missing')
    },
  ],
  [
    'start_date and end_date bound the time of the request',
    async (server) => {
      const { at } = await newest(server)
      const [from, until] = [at - DAY_MS, at + 1000]
      const found = await list(server, { start_date: iso(from), end_date: iso(until) })
      demand(found.length > 0, 'none, although one lies within')
      for (const one of found) {
        const time = momentOf(one, 'requested_datetime') ?? 0
        demand(time >= from - 1000 && time <= until + 1000, `${idOf(one)} lies outside`)
      }
    },
  ],
  [
    'A span without requests gives an empty list, not an error',
    async (server) => {
      const found = await list(server, { start_date: '1990-01-01T00:00:00Z', end_date: '1990-01-02T00:00:00Z' })
      demand(found.length === 0, `it holds ${found.length}`)
    },
  ],
  [
    'A span of more than 90 days is refused or cut to 90',
    async (server) => {
      const { at } = await newest(server)
      const exchange = await server.get('requests', 'xml', { start_date: iso(at - 400 * DAY_MS), end_date: iso(at) })
      if (exchange.status !== 200) {
        errorsOf(exchange, 400)
        return
      }
      const times = listOf(exchange).flatMap((one) => momentOf(one, 'requested_datetime') ?? [])
      demand(times.length === 0 || Math.max(...times) - Math.min(...times) <= 91 * DAY_MS, 'it gives more than 90 days')
    },
  ],
  [
    'A date that is none is answered with 400 and errors',
    async (server) => void errorsOf(await server.get('requests', 'xml', { start_date: 'yesterday' }), 400),
  ],
  [
    'service_request_id gives exactly the requests it names',
    async (server) => {
      const ids = (await some(server)).slice(0, 3).map(idOf)
      const found = (await list(server, { service_request_id: ids.join(',') })).map(idOf)
      demand(JSON.stringify(found.toSorted()) === JSON.stringify(ids.toSorted()), `it gives ${found.join(', ')}`)
    },
  ],
  [
    'service_request_id overrides every other parameter',
    async (server) => {
      const { first } = await newest(server)
      const found = await list(server, {
        service_request_id: idOf(first),
        start_date: '1990-01-01T00:00:00Z',
        end_date: '1990-01-02T00:00:00Z',
        service_code: UNLIKELY,
        status: first.status === 'open' ? 'closed' : 'open',
      })
      demand(found.length === 1 && found[0] && idOf(found[0]) === idOf(first), 'other parameters still narrow the list')
    },
  ],
  [
    'A jurisdiction that is not there is answered with 404',
    async (server) => void errorsOf(await server.get('requests', 'json', { jurisdiction_id: UNLIKELY }), 404),
  ],
])

export const oneRequestAssertions = section('E', 'GET Service Request', [
  [
    'One request is answered in XML as a list with one item',
    async (server) => {
      const { first } = await newest(server)
      const found = listOf(await server.get(`requests/${encodeURIComponent(idOf(first))}`, 'xml'))
      demand(found.length === 1 && found[0] && idOf(found[0]) === idOf(first), 'it is not the one')
    },
  ],
  [
    'One request is answered in JSON as a bare array with one item',
    async (server) => {
      const { first } = await newest(server)
      const found = listOf(await server.get(`requests/${encodeURIComponent(idOf(first))}`, 'json'))
      demand(found.length === 1 && found[0]?.service_request_id === idOf(first), 'it is not the one')
    },
  ],
  [
    'It says of the request what the list says',
    async (server) => {
      const { first } = await newest(server)
      const [one] = listOf(await server.get(`requests/${encodeURIComponent(idOf(first))}`, 'xml'))
      demand(one && field(one, 'service_code') === field(first, 'service_code'), 'another service_code')
      demand(field(one, 'requested_datetime') === field(first, 'requested_datetime'), 'another requested_datetime')
    },
  ],
  [
    'A request that is not there is answered with 404 and errors in XML',
    async (server) => void errorsOf(await server.get(`requests/${UNLIKELY}`, 'xml'), 404),
  ],
  ['The same in JSON', async (server) => void errorsOf(await server.get(`requests/${UNLIKELY}`, 'json'), 404)],
])

export const tokenAssertions = section('F', 'GET service_request_id from a token', [
  [
    'A token that is not there is answered with 404 and errors in XML',
    async (server) => void errorsOf(await server.get(`tokens/${UNLIKELY}`, 'xml'), 404),
  ],
  ['The same in JSON', async (server) => void errorsOf(await server.get(`tokens/${UNLIKELY}`, 'json'), 404)],
])
