import { section } from './assertion.ts'
import {
  demand,
  errorsOf,
  type Exchange,
  field,
  type Fields,
  type Format,
  listOf,
  momentOf,
  recordOf,
  type ServerAsked,
  Skip,
} from './server-asked.ts'

type Form = [string, string][]

const NAME = 'Conformance Tester 一致性'
const PHONE = '13800001111'
const EMAIL = 'tester@conformance.example'
const WORDS = '路灯不亮 <&> "引号" 𠮷'

/** A service without required questions, or one whose questions are answered from its definition. */
async function formFor(server: ServerAsked): Promise<Form> {
  const services = listOf(await server.get('services', 'xml'))
  const simple = services.find((one) => field(one, 'metadata') === 'false') ?? services[0]
  if (!simple) throw new Skip('no services')
  const code = field(simple, 'service_code') ?? ''
  const answers = field(simple, 'metadata') === 'true' ? await answersTo(server, code) : []
  return [['service_code', code], ...(await locationFor(server)), ...answers]
}

async function definitionOf(server: ServerAsked, code: string): Promise<Fields[]> {
  const { attributes } = recordOf(await server.get(`services/${encodeURIComponent(code)}`, 'xml'))
  return (Array.isArray(attributes) ? attributes : []) as Fields[]
}

function answerTo(attribute: Fields): string {
  const [value] = (Array.isArray(attribute.values) ? attribute.values : []) as Fields[]
  if (value) return field(value, 'key') ?? ''
  if (attribute.datatype === 'number') return '1'
  return attribute.datatype === 'datetime' ? '2026-01-01T00:00:00Z' : 'conformance'
}

async function answersTo(server: ServerAsked, code: string): Promise<Form> {
  return (await definitionOf(server, code))
    .filter((attribute) => field(attribute, 'required') === 'true')
    .map((attribute) => [`attribute[${field(attribute, 'code')}]`, answerTo(attribute)])
}

/** Where to report: where it was told, or where another request lies. */
async function locationFor(server: ServerAsked): Promise<Form> {
  if (server.options.place) return Object.entries(server.options.place)
  const requests = listOf(await server.get('requests', 'xml'))
  const placed = requests.find((one) => field(one, 'lat') !== undefined)
  if (placed)
    return [
      ['lat', field(placed, 'lat') ?? ''],
      ['long', field(placed, 'long') ?? ''],
    ]
  const addressed = requests.find((one) => field(one, 'address') !== undefined)
  return [['address_string', (addressed && field(addressed, 'address')) ?? 'Main Street 1']]
}

function keyOf({ options }: ServerAsked): Form {
  if (options.apiKey === undefined) throw new Skip('no --api-key was given')
  return [['api_key', options.apiKey]]
}

const post = (server: ServerAsked, form: Form, format: Format = 'json'): Promise<Exchange> =>
  server.post('requests', format, form)

function created(exchange: Exchange): Fields {
  demand(
    exchange.status === 200 || exchange.status === 201,
    `answered ${exchange.status}: ${exchange.text.slice(0, 120)}`,
  )
  const [first, second] = listOf({ ...exchange, status: 200 })
  demand(first && !second, 'not a list with one item')
  return first
}

/** The id of what was handed in, now or after asking for its token. */
async function idOf(server: ServerAsked, answer: Fields): Promise<string> {
  const id = field(answer, 'service_request_id')
  if (id !== undefined) return id
  const [request] = listOf(await server.get(`tokens/${encodeURIComponent(field(answer, 'token') ?? '')}`, 'json'))
  const later = request && field(request, 'service_request_id')
  if (later === undefined) throw new Skip('the token has no request yet')
  return later
}

const full = async (server: ServerAsked): Promise<Form> => [
  ...keyOf(server),
  ...(await formFor(server)),
  ['description', WORDS],
  ['first_name', NAME],
  ['last_name', NAME],
  ['phone', PHONE],
  ['email', EMAIL],
]

async function readBack(server: ServerAsked): Promise<{ texts: string[]; request: Fields }> {
  const id = await idOf(server, created(await post(server, await full(server))))
  const key = server.options.apiKey ?? ''
  const params = { api_key: key }
  const exchanges = [
    await server.get(`requests/${encodeURIComponent(id)}`, 'xml', params),
    await server.get(`requests/${encodeURIComponent(id)}`, 'json', params),
    await server.get('requests', 'json', { service_request_id: id, api_key: key }),
  ]
  const [request] = listOf(exchanges[1] as Exchange)
  if (!request) throw new Skip('the request is not public')
  return { texts: exchanges.map(({ text }) => text), request }
}

const without = (form: Form, name: string): Form => form.filter(([one]) => one !== name)

/** Tried without writing: each of them must be refused. */
export const refusalAssertions = section('G', 'POST Service Request', [
  [
    'Without api_key it is refused with 403 and errors in XML',
    async (server) => void errorsOf(await post(server, await formFor(server), 'xml'), 403),
  ],
  ['The same in JSON', async (server) => void errorsOf(await post(server, await formFor(server)), 403)],
  [
    'A wrong api_key is refused with 403',
    async (server) => void errorsOf(await post(server, [['api_key', 'wrong'], ...(await formFor(server))]), 403),
  ],
  [
    'Without service_code it is refused with 400',
    async (server) =>
      void errorsOf(await post(server, [...keyOf(server), ...without(await formFor(server), 'service_code')]), 400),
  ],
  [
    'A service_code that is not there is refused with 400 or 404',
    async (server) => {
      const form = without(await formFor(server), 'service_code')
      errorsOf(await post(server, [...keyOf(server), ...form, ['service_code', 'there-is-no-such-thing-0']]), 400, 404)
    },
  ],
  [
    'Without any location it is refused with 400',
    async (server) => {
      const places = new Set(['lat', 'long', 'address_string', 'address_id'])
      const form = (await formFor(server)).filter(([name]) => !places.has(name))
      errorsOf(await post(server, [...keyOf(server), ...form], 'xml'), 400)
    },
  ],
  [
    'Without a required attribute it is refused with 400, and the attribute is named',
    async (server) => {
      for (const service of listOf(await server.get('services', 'xml')).filter(
        (one) => field(one, 'metadata') === 'true',
      )) {
        const code = field(service, 'service_code') ?? ''
        const needed = (await definitionOf(server, code)).find((one) => field(one, 'required') === 'true')
        if (!needed) continue
        const form: Form = [...keyOf(server), ['service_code', code], ...(await locationFor(server))]
        const [error] = errorsOf(await post(server, form), 400)
        const name = field(needed, 'code') ?? ''
        demand(error && field(error, 'description')?.includes(name), `${name} is not named`)
        return
      }
      throw new Skip('no service has a required attribute')
    },
  ],
])

/** These make requests on the server. */
export const submissionAssertions = section(
  'H',
  'POST Service Request',
  [
    [
      'A complete report is taken: a list with one item',
      async (server) =>
        void created(await post(server, [...keyOf(server), ...(await formFor(server)), ['description', WORDS]])),
    ],
    [
      'It answers service_request_id or token, never both',
      async (server) => {
        const answer = created(await post(server, await full(server)))
        const given = ['service_request_id', 'token'].filter((name) => field(answer, name) !== undefined)
        demand(given.length === 1, given.length === 0 ? 'neither' : 'both')
      },
    ],
    [
      'The same in XML',
      async (server) => {
        const answer = created(await post(server, await full(server), 'xml'))
        demand(field(answer, 'service_request_id') ?? field(answer, 'token'), 'neither id nor token')
      },
    ],
    [
      'A report without description and without particulars is taken',
      async (server) => void created(await post(server, [...keyOf(server), ...(await formFor(server))])),
    ],
    [
      'A description of 4,000 characters is taken, also where each is more than one byte',
      async (server) =>
        void created(
          await post(server, [...keyOf(server), ...(await formFor(server)), ['description', '𠮷'.repeat(4000)]]),
        ),
    ],
    [
      'A longer description is refused with 400 or cut, never an error of the server',
      async (server) => {
        const form: Form = [...keyOf(server), ...(await formFor(server)), ['description', 'x'.repeat(4001)]]
        const exchange = await post(server, form)
        if (exchange.status === 400) errorsOf(exchange, 400)
        else created(exchange)
      },
    ],
    [
      'Who reported never comes back: no name, no telephone, no e-mail',
      async (server) => {
        const { texts } = await readBack(server)
        for (const text of texts)
          for (const secret of [NAME, PHONE, EMAIL]) demand(!text.includes(secret), `${secret} comes back`)
      },
    ],
    [
      'What was handed in is there, open, with the time of now and a zone',
      async (server) => {
        const { request } = await readBack(server)
        demand(request.status === 'open', `status ${field(request, 'status')}`)
        demand(momentOf(request, 'requested_datetime') !== undefined, 'no requested_datetime')
        demand(momentOf(request, 'updated_datetime') !== undefined, 'no updated_datetime')
      },
    ],
    [
      'It has the service_code under which it was handed in',
      async (server) => {
        const wanted = (await formFor(server)).find(([name]) => name === 'service_code')?.[1]
        demand(field((await readBack(server)).request, 'service_code') === wanted, 'another one')
      },
    ],
    [
      'A report with address_string alone is taken',
      async (server) => {
        const places = new Set(['lat', 'long', 'address_id', 'address_string'])
        const form = (await formFor(server)).filter(([name]) => !places.has(name))
        created(await post(server, [...keyOf(server), ...form, ['address_string', '人民路 1 号 Main Street 1']]))
      },
    ],
    [
      'Questions of a service are answered as attribute[code]',
      async (server) => {
        for (const service of listOf(await server.get('services', 'xml')).filter(
          (one) => field(one, 'metadata') === 'true',
        )) {
          const code = field(service, 'service_code') ?? ''
          const answers = (await definitionOf(server, code)).map((one): [string, string] => [
            `attribute[${field(one, 'code')}]${one.datatype === 'multivaluelist' ? '[]' : ''}`,
            answerTo(one),
          ])
          const form: Form = [...keyOf(server), ['service_code', code], ...(await locationFor(server)), ...answers]
          created(await post(server, form))
          return
        }
        throw new Skip('no service asks questions')
      },
    ],
  ],
  true,
)
