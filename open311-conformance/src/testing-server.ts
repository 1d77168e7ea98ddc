import type { Fetch } from './server-asked.ts'

/** An answer of the little server, before it is sent: tests spoil it here to see that the suite notices. */
export interface Answer {
  status: number
  type: string
  root: string
  value: unknown
  /** Written instead of what `value` would give. */
  text?: string
}

export interface Asked {
  readonly path: string
  readonly format: 'xml' | 'json'
  readonly method: string
  readonly params: URLSearchParams
}

const items: Readonly<Record<string, string>> = {
  services: 'service',
  attributes: 'attribute',
  values: 'value',
  service_requests: 'request',
  errors: 'error',
  endpoints: 'endpoint',
  formats: 'format',
}

function xml(name: string, value: unknown): string {
  if (value === null || value === undefined) return `<${name}/>`
  if (Array.isArray(value)) return `<${name}>${value.map((one) => xml(items[name] ?? 'item', one)).join('')}</${name}>`
  if (typeof value === 'object')
    return `<${name}>${Object.entries(value)
      .map(([key, part]) => xml(key, part))
      .join('')}</${name}>`
  return `<${name}>${`${value as string | number | boolean}`.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`
}

const services = [
  {
    service_code: '001',
    service_name: 'Potholes',
    description: 'A hole',
    metadata: false,
    type: 'realtime',
    keywords: 'road,hole',
    group: 'Roads',
  },
  {
    service_code: '002',
    service_name: 'Lamps',
    description: 'A lamp',
    metadata: true,
    type: 'realtime',
    keywords: 'light',
    group: 'Roads',
  },
]
const definition = {
  service_code: '002',
  attributes: [
    {
      variable: true,
      code: 'COLOUR',
      datatype: 'singlevaluelist',
      required: true,
      datatype_description: null,
      order: 1,
      description: 'Which colour?',
      values: [
        { key: 'red', name: 'Red' },
        { key: 'green', name: 'Green' },
      ],
    },
  ],
}

type Request = Record<string, string | number | null>
const stored = (id: string, code: string, status: string, at: string): Request => ({
  service_request_id: id,
  status,
  status_notes: null,
  service_name: code === '001' ? 'Potholes' : 'Lamps',
  service_code: code,
  description: 'Seen to',
  agency_responsible: 'Roads',
  service_notice: null,
  requested_datetime: at,
  updated_datetime: at,
  expected_datetime: null,
  address: 'Main Street 1',
  address_id: null,
  zipcode: null,
  lat: 34.6,
  long: 109.2,
  media_url: null,
})

const KEY = 'good'
const DAY_MS = 24 * 3600 * 1000

/** A small server that does all that the standard demands, in memory; `spoil` may change any answer on its way out. */
export function littleServer(spoil: (asked: Asked, answer: Answer) => Answer | void = () => undefined): Fetch {
  const requests = [
    stored('01', '001', 'open', '2026-03-02T08:00:00+08:00'),
    stored('02', '002', 'closed', '2026-03-01T08:00:00+08:00'),
  ]
  const refuse = (status: number, description: string): Answer => ({
    status,
    type: '',
    root: 'errors',
    value: [{ code: String(status), description }],
  })
  const good = (root: string, value: unknown): Answer => ({ status: 200, type: '', root, value })

  function submit(params: URLSearchParams): Answer {
    const code = params.get('service_code')
    if (params.get('api_key') !== KEY) return refuse(403, 'a key is needed')
    if (code === null) return refuse(400, 'service_code is missing')
    if (!services.some((one) => one.service_code === code)) return refuse(404, 'no such service')
    if (!params.has('lat') && !params.has('address_string')) return refuse(400, 'a location is needed')
    if (code === '002' && !params.has('attribute[COLOUR]')) return refuse(400, 'COLOUR is required')
    if ([...(params.get('description') ?? '')].length > 4000) return refuse(400, 'description is too long')
    const request = stored(`1${requests.length}`, code, 'open', '2026-03-03T08:00:00+08:00')
    requests.push(request)
    return good('service_requests', [
      { service_request_id: request.service_request_id, service_notice: null, account_id: null },
    ])
  }

  function list(params: URLSearchParams): Answer {
    const ids = params.get('service_request_id')?.split(',')
    if (ids)
      return good(
        'service_requests',
        requests.filter((one) => ids.includes(String(one.service_request_id))),
      )
    const [from, until] = [params.get('start_date'), params.get('end_date')].map((text) =>
      text === null ? null : Date.parse(text),
    )
    if (Number.isNaN(from) || Number.isNaN(until)) return refuse(400, 'that is no date')
    if (from && until && until - from > 90 * DAY_MS) return refuse(400, 'more than 90 days')
    const codes = params.get('service_code')?.split(',')
    const statuses = params.get('status')?.split(',')
    return good(
      'service_requests',
      requests.filter((one) => {
        const at = Date.parse(String(one.requested_datetime))
        return (
          (!codes || codes.includes(String(one.service_code))) &&
          (!statuses || statuses.includes(String(one.status))) &&
          (from === null || from === undefined || at >= from) &&
          (until === null || until === undefined || at <= until)
        )
      }),
    )
  }

  function answer({ path, method, params }: Asked): Answer {
    const jurisdiction = params.get('jurisdiction_id')
    if (jurisdiction !== null && jurisdiction !== 'town') return refuse(404, 'no such jurisdiction')
    if (path === 'discovery')
      return good('discovery', {
        changeset: '2026-01-01T00:00:00Z',
        contact: 'Call us',
        key_service: 'Ask us',
        endpoints: [
          {
            specification: 'http://wiki.open311.org/GeoReport_v2',
            url: 'http://little.example/v2',
            changeset: '2026-01-01T00:00:00Z',
            type: 'test',
            formats: ['text/xml', 'application/json'],
          },
        ],
      })
    if (path === 'v2/services') return good('services', services)
    if (path === 'v2/services/002') return good('service_definition', definition)
    if (path === 'v2/requests') return method === 'POST' ? submit(params) : list(params)
    const id = /^v2\/requests\/(.+)$/.exec(path)?.[1]
    const one = requests.filter((request) => request.service_request_id === id)
    return one.length > 0 ? good('service_requests', one) : refuse(404, 'not here')
  }

  return async (url, init) => {
    const { pathname, searchParams } = new URL(url)
    const [, path = '', ending] = /^\/(.*)\.(xml|json)$/.exec(pathname) ?? []
    const params = new URLSearchParams(searchParams)
    if (init?.body !== undefined) for (const [name, value] of new URLSearchParams(init.body)) params.append(name, value)
    const format = ending === 'json' ? 'json' : 'xml'
    const asked: Asked = { path, format, method: init?.method ?? 'GET', params }
    const plain = structuredClone(answer(asked))
    plain.type = format === 'xml' ? 'text/xml; charset=utf-8' : 'application/json; charset=utf-8'
    const spoilt = spoil(asked, plain) ?? plain
    const text =
      spoilt.text ??
      (format === 'xml'
        ? `<?xml version="1.0" encoding="utf-8"?>${xml(spoilt.root, spoilt.value)}`
        : JSON.stringify(spoilt.value))
    return new Response(text, { status: spoilt.status, headers: { 'content-type': spoilt.type } })
  }
}
