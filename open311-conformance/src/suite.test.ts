import { describe, expect, it } from 'vitest'
import { contentOf, readXml } from './read-xml.ts'
import { assertions, lineOf, runSuite } from './suite.ts'
import { type Answer, type Asked, littleServer } from './testing-server.ts'

const options = {
  url: 'http://little.example/v2',
  discovery: undefined,
  jurisdiction: 'town',
  apiKey: 'good',
  write: true,
  place: undefined,
} as const

const run = (spoil?: Parameters<typeof littleServer>[0]) => runSuite(options, littleServer(spoil))

async function failing(spoil: Parameters<typeof littleServer>[0]): Promise<string[]> {
  return (await run(spoil)).filter(({ outcome }) => outcome === 'fails').map(({ assertion }) => assertion.id)
}

type Item = Record<string, unknown>
const each =
  (path: RegExp, change: (item: Item, asked: Asked) => void) =>
  (asked: Asked, answer: Answer): void => {
    if (path.test(asked.path) && asked.method === 'GET' && answer.status === 200 && Array.isArray(answer.value))
      for (const item of answer.value as Item[]) change(item, asked)
  }
const requests = (change: (item: Item, asked: Asked) => void) => each(/^v2\/requests/, change)
const services = (change: (item: Item, asked: Asked) => void) => each(/^v2\/services$/, change)
const attributes =
  (change: (attribute: Item) => void) =>
  ({ path }: Asked, { value, status }: Answer): void => {
    if (path === 'v2/services/002' && status === 200)
      for (const one of (value as { attributes: Item[] }).attributes) change(one)
  }
const discovery =
  (change: (document: Item & { endpoints: Item[] }) => void) =>
  ({ path }: Asked, { value }: Answer): void => {
    if (path === 'discovery') change(value as Item & { endpoints: Item[] })
  }

describe('the suite', () => {
  it('has at least sixty assertions, each with its section and a sentence of its own', () => {
    expect(assertions.length).toBeGreaterThanOrEqual(60)
    expect(new Set(assertions.map(({ id }) => id)).size).toBe(assertions.length)
    for (const { section, sentence } of assertions) expect(section.length * sentence.length).toBeGreaterThan(0)
  })

  it('finds nothing wrong with a server that does all the standard demands, and leaves nothing out', async () => {
    const results = await run()
    expect(
      results.filter(({ outcome }) => outcome !== 'holds').map(({ assertion, found }) => `${assertion.id} ${found}`),
    ).toEqual([])
  })

  it('writes nothing unless it is told to', async () => {
    const posted: string[] = []
    await runSuite(
      { ...options, write: false },
      littleServer((asked, answer) => {
        if (asked.method === 'POST' && answer.status === 200) posted.push(asked.path)
      }),
    )
    expect(posted).toEqual([])
  })

  it('reports in the manner of TAP', async () => {
    const [first] = await run(discovery((document) => void delete document.contact))
    expect(first && lineOf(first, 1)).toMatch(/^ok 1 - A01 Service Discovery: /)
    const results = await run(requests((one) => void (one.status = 'fixed')))
    const bad = results.find(({ outcome }) => outcome === 'fails')
    expect(bad && lineOf(bad, 7)).toMatch(/^not ok 7 - D07 .*\n {2}---\n {2}found: "/)
  })
})

/** What is broken, how, and the assertion that must notice. */
const broken: [sentence: string, id: string, spoil: Parameters<typeof littleServer>[0]][] = [
  ['discovery is not there', 'A01', ({ path }, answer) => void (path === 'discovery' && (answer.status = 404))],
  [
    'discovery has another content type',
    'A02',
    ({ path }, answer) => void (path === 'discovery' && (answer.type = 'application/xml')),
  ],
  ['changeset has no zone', 'A03', discovery((one) => void (one.changeset = '2026-01-01 00:00'))],
  ['nobody is named as contact', 'A04', discovery((one) => void delete one.contact)],
  ['nothing says how to get a key', 'A05', discovery((one) => void delete one.key_service)],
  [
    'no endpoint is of GeoReport v2',
    'A06',
    discovery(({ endpoints }) => void (endpoints[0]!.specification = 'http://example.org/v1')),
  ],
  ['the endpoint has a relative address', 'A07', discovery(({ endpoints }) => void (endpoints[0]!.url = '/v2'))],
  ['the endpoint is of an unknown type', 'A08', discovery(({ endpoints }) => void (endpoints[0]!.type = 'demo'))],
  ['the endpoint has no XML', 'A09', discovery(({ endpoints }) => void (endpoints[0]!.formats = ['application/json']))],
  [
    'XML and JSON of discovery differ',
    'A10',
    ({ path, format }, { value }) =>
      void (path === 'discovery' && format === 'json' && ((value as Item).contact = 'x')),
  ],
  [
    'the list of services has another root',
    'B01',
    ({ path }, answer) => void (path === 'v2/services' && (answer.root = 'list')),
  ],
  [
    'services are sent as text/html',
    'B02',
    ({ path }, answer) => void (path === 'v2/services' && (answer.type = 'text/html')),
  ],
  [
    'XML has no declaration',
    'B03',
    ({ path, format }, answer) =>
      void (
        path === 'v2/services' &&
        format === 'xml' &&
        answer.status === 200 &&
        (answer.text = '<services><service/></services>')
      ),
  ],
  ['a service has no code', 'B04', services((one) => void delete one.service_code)],
  ['a code stands twice', 'B05', services((one) => void (one.service_code = '001'))],
  ['a service has no name', 'B06', services((one) => void delete one.service_name)],
  ['a service has no description', 'B07', services((one) => void delete one.description)],
  ['metadata is yes', 'B08', services((one) => void (one.metadata = 'yes'))],
  ['type is fast', 'B09', services((one) => void (one.type = 'fast'))],
  ['keywords are elements', 'B10', services((one) => void (one.keywords = { keyword: 'a' }))],
  [
    'JSON is sent as text/plain',
    'B12',
    ({ path, format }, answer) => void (path === 'v2/services' && format === 'json' && (answer.type = 'text/plain')),
  ],
  [
    'the list in JSON is wrapped',
    'B13',
    ({ path, format }, answer) =>
      void (path === 'v2/services' && format === 'json' && (answer.value = { services: answer.value })),
  ],
  ['codes are numbers', 'B14', services((one) => void (one.service_code = Number(one.service_code)))],
  [
    'XML and JSON list different services',
    'B15',
    services((one, { format }) => void (format === 'json' && (one.group = 'x'))),
  ],
  [
    'an unknown jurisdiction is answered with 200',
    'B16',
    ({ params }, answer) => void (params.get('jurisdiction_id') !== 'town' && (answer.status = 200)),
  ],
  [
    'errors in JSON are wrapped',
    'B17',
    ({ format }, answer) =>
      void (format === 'json' && answer.root === 'errors' && (answer.value = { errors: answer.value })),
  ],
  [
    'a definition is for another service',
    'C02',
    ({ path }, { value }) => void (path === 'v2/services/002' && ((value as Item).service_code = '009')),
  ],
  [
    'a definition has no attributes',
    'C03',
    ({ path }, { value }) => void (path === 'v2/services/002' && ((value as Item).attributes = [])),
  ],
  ['an attribute has no code', 'C04', attributes((one) => void delete one.code)],
  ['variable is a word', 'C05', attributes((one) => void (one.variable = 'yes'))],
  ['required is a number', 'C06', attributes((one) => void (one.required = 1))],
  ['datatype is unknown', 'C07', attributes((one) => void (one.datatype = 'colour'))],
  ['order is a word', 'C08', attributes((one) => void (one.order = 'first'))],
  ['an attribute has no description', 'C09', attributes((one) => void delete one.description)],
  ['a value has no name', 'C10', attributes((one) => void (one.values = [{ key: 'a' }]))],
  [
    'an unknown service is answered in HTML',
    'C13',
    ({ path, format }, answer) =>
      void (
        path.startsWith('v2/services/there') &&
        format === 'xml' &&
        (answer.text = '<html><body>404<br></body></html>')
      ),
  ],
  [
    'a request has another element name',
    'D01',
    ({ path }, answer) =>
      void (path === 'v2/requests' && answer.root === 'service_requests' && (answer.root = 'requests')),
  ],
  [
    'requests are sent without a charset',
    'D02',
    ({ path, format }, answer) => void (path === 'v2/requests' && format === 'xml' && (answer.type = 'text/xml')),
  ],
  [
    'requests in JSON are wrapped',
    'D03',
    ({ path, format, method }, answer) =>
      void (
        path === 'v2/requests' &&
        format === 'json' &&
        method === 'GET' &&
        (answer.value = { requests: answer.value })
      ),
  ],
  ['a request has no id', 'D04', requests((one) => void delete one.service_request_id)],
  ['ids are numbers', 'D05', requests((one) => void (one.service_request_id = Number(one.service_request_id)))],
  ['an id stands twice', 'D06', requests((one) => void (one.service_request_id = '01'))],
  ['status is fixed', 'D07', requests((one) => void (one.status = 'fixed'))],
  ['a request has no service_code', 'D08', requests((one) => void delete one.service_code)],
  ['a request has no service_name', 'D09', requests((one) => void delete one.service_name)],
  ['a time has no zone', 'D10', requests((one) => void (one.requested_datetime = '2026-03-01T08:00:00'))],
  ['updated_datetime is missing', 'D11', requests((one) => void delete one.updated_datetime)],
  ['expected_datetime is a sentence', 'D12', requests((one) => void (one.expected_datetime = 'soon'))],
  ['a latitude stands alone', 'D13', requests((one) => void delete one.long)],
  ['lat is a text in JSON', 'D14', requests((one) => void (one.lat = String(one.lat)))],
  [
    'a request lies nowhere',
    'D15',
    requests((one) => ['address', 'lat', 'long'].forEach((name) => void delete one[name])),
  ],
  ['media_url is a path', 'D16', requests((one) => void (one.media_url = '/photo.jpg'))],
  ['a description is too long', 'D17', requests((one) => void (one.description = 'x'.repeat(4001)))],
  ['the telephone is given out', 'D18', requests((one) => void (one.phone = '13800001111'))],
  [
    'XML and JSON list different requests',
    'D19',
    requests((one, { format }) => void (format === 'json' && (one.address = 'x'))),
  ],
  [
    'the list reaches back for years',
    'D21',
    requests((one) => void (one.service_request_id === '02' && (one.requested_datetime = '2020-01-01T00:00:00Z'))),
  ],
  ['status=open is ignored', 'D22', requests((one) => void (one.status = 'closed'))],
  [
    'a wrong date is taken',
    'D30',
    ({ params }, answer) =>
      void (
        params.get('start_date') === 'yesterday' &&
        Object.assign(answer, { status: 200, root: 'service_requests', value: [] })
      ),
  ],
  [
    'a single request is not a list',
    'E02',
    ({ path, format }, answer) =>
      void (path.startsWith('v2/requests/0') && format === 'json' && (answer.value = (answer.value as Item[])[0])),
  ],
  [
    'an unknown request is answered with 200',
    'E04',
    ({ path }, answer) => void (path.startsWith('v2/requests/there') && (answer.status = 200)),
  ],
  [
    'an error has no description',
    'E05',
    ({ path }, { value }) => void (path.startsWith('v2/requests/there') && delete (value as Item[])[0]!.description),
  ],
  [
    'an unknown token is answered with 500',
    'F01',
    ({ path }, answer) => void (path.startsWith('v2/tokens') && (answer.status = 500)),
  ],
  [
    'a missing key is answered with 401',
    'G01',
    ({ method }, answer) => void (method === 'POST' && answer.status === 403 && (answer.status = 401)),
  ],
  [
    'the missing attribute is not named',
    'G07',
    ({ method }, answer) =>
      void (method === 'POST' && answer.status === 400 && (answer.value = [{ code: '400', description: 'bad' }])),
  ],
  [
    'a report is answered with an empty list',
    'H01',
    ({ method }, answer) => void (method === 'POST' && answer.status === 200 && (answer.value = [])),
  ],
  [
    'id and token are both given',
    'H02',
    ({ method }, { value, status }) =>
      void (method === 'POST' && status === 200 && ((value as Item[])[0]!.token = 't')),
  ],
  ['the name comes back', 'H07', requests((one) => void (one.status_notes = 'Conformance Tester 一致性'))],
  ['what was just handed in is closed', 'H08', requests((one) => void (one.status = 'closed'))],
]

describe('the suite notices that', () => {
  it.each(broken)('%s (%s)', async (_sentence, id, spoil) => {
    expect(await failing(spoil)).toContain(id)
  })

  it('a server is not there at all: everything fails or is skipped, and nothing is thrown', async () => {
    const results = await runSuite(options, () => Promise.reject(new Error('connection refused')))
    expect(results).toHaveLength(assertions.length)
    expect(results.every(({ outcome }) => outcome === 'fails')).toBe(true)
  })
})

describe('reading XML', () => {
  it.each([
    ['a tag that is not closed', '<a><b></a>'],
    ['a bare ampersand', '<a>R & D</a>'],
    ['two roots', '<a/><b/>'],
    ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a/>'],
    ['an entity that is not there', '<a>&nbsp;</a>'],
    ['nothing', ''],
  ])('refuses %s', (_what, document) => {
    expect(() => readXml(document)).toThrow()
  })

  it('reads CDATA, references and attributes, and lists as bare arrays', () => {
    const element = readXml(
      '<?xml version="1.0"?><services><service a="1"><name><![CDATA[<x>]]>&#x8def;&amp;</name><none/></service></services>',
    )
    expect(contentOf(element)).toEqual([{ name: '<x>路&', none: null }])
  })
})
