import { section } from './assertion.ts'
import {
  demand,
  errorsOf,
  field,
  type Fields,
  jsonOf,
  listOf,
  plain,
  recordOf,
  type ServerAsked,
  Skip,
  xmlOf,
} from './server-asked.ts'

const everyService = async (server: ServerAsked, check: (service: Fields, name: string) => void): Promise<void> => {
  const services = listOf(await server.get('services', 'xml'))
  demand(services.length > 0, 'the list is empty')
  for (const service of services) check(service, field(service, 'service_code') ?? '?')
}

const UNLIKELY = 'there-is-no-such-thing-0'

export const serviceAssertions = section('B', 'GET Service List', [
  [
    'The list of services is answered in XML: <services> with <service> elements',
    async (server) => {
      const root = xmlOf(await server.get('services', 'xml'))
      demand(root.name === 'services', `the root is <${root.name}>`)
      demand(
        root.children.every(({ name }) => name === 'service'),
        `it holds ${[...new Set(root.children.map(({ name }) => name))].join(', ')}`,
      )
    },
  ],
  [
    'XML is sent as text/xml; charset=utf-8',
    async (server) => {
      const { type } = await server.get('services', 'xml')
      demand(/^text\/xml\s*;\s*charset=utf-8$/i.test(type), `content type ${type}`)
    },
  ],
  [
    'XML begins with a declaration that names UTF-8',
    async (server) => {
      const { text } = await server.get('services', 'xml')
      demand(/^<\?xml\s[^?]*encoding=["']utf-8["']/i.test(text), `it begins ${text.slice(0, 40)}`)
    },
  ],
  [
    'Every service has a service_code',
    (server) => everyService(server, (one) => demand(field(one, 'service_code'), 'a service without a code')),
  ],
  [
    'No service_code stands twice',
    async (server) => {
      const codes = listOf(await server.get('services', 'xml')).map((one) => field(one, 'service_code'))
      demand(new Set(codes).size === codes.length, 'a code stands twice')
    },
  ],
  [
    'Every service has a service_name',
    (server) => everyService(server, (one, code) => demand(field(one, 'service_name'), `${code} has no name`)),
  ],
  [
    'Every service has a description',
    (server) => everyService(server, (one, code) => demand(field(one, 'description'), `${code} has no description`)),
  ],
  [
    'metadata is true or false',
    (server) =>
      everyService(server, (one, code) =>
        demand(['true', 'false'].includes(field(one, 'metadata') ?? ''), `${code}: metadata ${field(one, 'metadata')}`),
      ),
  ],
  [
    'type is realtime, batch or blackbox',
    (server) =>
      everyService(server, (one, code) =>
        demand(
          ['realtime', 'batch', 'blackbox'].includes(field(one, 'type') ?? ''),
          `${code}: type ${field(one, 'type')}`,
        ),
      ),
  ],
  [
    'keywords are one text with commas',
    (server) =>
      everyService(server, (one, code) =>
        demand(typeof (one.keywords ?? '') === 'string', `${code}: keywords are a list`),
      ),
  ],
  [
    'group is a text',
    (server) =>
      everyService(server, (one, code) => demand(typeof (one.group ?? '') === 'string', `${code}: group is no text`)),
  ],
  [
    'JSON is sent as application/json',
    async (server) => {
      const { type } = await server.get('services', 'json')
      demand(/^application\/json\b/i.test(type), `content type ${type}`)
    },
  ],
  [
    'The list in JSON is a bare array',
    async (server) => demand(Array.isArray(jsonOf(await server.get('services', 'json'))), 'the list is wrapped'),
  ],
  [
    'service_code is a text in JSON, so that leading zeros stay',
    async (server) => {
      for (const one of listOf(await server.get('services', 'json')))
        demand(typeof one.service_code === 'string', `service_code is a ${typeof one.service_code}`)
    },
  ],
  [
    'XML and JSON list the same services',
    async (server) => {
      const [xml, json] = [listOf(await server.get('services', 'xml')), listOf(await server.get('services', 'json'))]
      demand(JSON.stringify(plain(xml)) === JSON.stringify(plain(json)), 'XML and JSON differ')
    },
  ],
  [
    'A jurisdiction that is not there is answered with 404 and a list of errors in XML',
    async (server) => void errorsOf(await server.get('services', 'xml', { jurisdiction_id: UNLIKELY }), 404),
  ],
  [
    'The same in JSON: a bare array of errors',
    async (server) => void errorsOf(await server.get('services', 'json', { jurisdiction_id: UNLIKELY }), 404),
  ],
])

async function coded(server: ServerAsked, metadata: string): Promise<string[]> {
  const codes = listOf(await server.get('services', 'xml'))
    .filter((one) => field(one, 'metadata') === metadata)
    .flatMap((one) => field(one, 'service_code') ?? [])
  if (codes.length === 0) throw new Skip(`no service with metadata ${metadata}`)
  return codes.slice(0, 12)
}

async function definitions(server: ServerAsked, format: 'xml' | 'json' = 'xml'): Promise<[string, Fields][]> {
  const found: [string, Fields][] = []
  for (const code of await coded(server, 'true'))
    found.push([code, recordOf(await server.get(`services/${encodeURIComponent(code)}`, format))])
  return found
}

async function everyAttribute(server: ServerAsked, check: (attribute: Fields, where: string) => void): Promise<void> {
  for (const [code, definition] of await definitions(server)) {
    const attributes = Array.isArray(definition.attributes) ? (definition.attributes as Fields[]) : []
    for (const attribute of attributes) check(attribute, `${code}/${field(attribute, 'code')}`)
  }
}

const datatypes = ['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist']

export const definitionAssertions = section('C', 'GET Service Definition', [
  [
    'A service whose metadata is true has a definition: <service_definition>',
    async (server) => {
      for (const code of await coded(server, 'true')) {
        const exchange = await server.get(`services/${encodeURIComponent(code)}`, 'xml')
        demand(exchange.status === 200, `${code} answered ${exchange.status}`)
        demand(xmlOf(exchange).name === 'service_definition', `the root is <${xmlOf(exchange).name}>`)
      }
    },
  ],
  [
    'The definition names the service that was asked for',
    async (server) => {
      for (const [code, definition] of await definitions(server))
        demand(field(definition, 'service_code') === code, `${code} answers for ${field(definition, 'service_code')}`)
    },
  ],
  [
    'The definition has attributes',
    async (server) => {
      for (const [code, { attributes }] of await definitions(server))
        demand(Array.isArray(attributes) && attributes.length > 0, `${code} has none`)
    },
  ],
  [
    'Every attribute has a code',
    (server) => everyAttribute(server, (one, where) => demand(field(one, 'code'), `${where} has no code`)),
  ],
  [
    'variable is true or false',
    (server) =>
      everyAttribute(server, (one, where) =>
        demand(
          ['true', 'false'].includes(field(one, 'variable') ?? ''),
          `${where}: variable ${field(one, 'variable')}`,
        ),
      ),
  ],
  [
    'required is true or false',
    (server) =>
      everyAttribute(server, (one, where) =>
        demand(
          ['true', 'false'].includes(field(one, 'required') ?? ''),
          `${where}: required ${field(one, 'required')}`,
        ),
      ),
  ],
  [
    'datatype is one of the six',
    (server) =>
      everyAttribute(server, (one, where) =>
        demand(datatypes.includes(field(one, 'datatype') ?? ''), `${where}: datatype ${field(one, 'datatype')}`),
      ),
  ],
  [
    'order is a number',
    (server) =>
      everyAttribute(server, (one, where) =>
        demand(Number.isFinite(Number(field(one, 'order') ?? NaN)), `${where}: order ${field(one, 'order')}`),
      ),
  ],
  [
    'Every attribute has a description',
    (server) =>
      everyAttribute(server, (one, where) => demand(field(one, 'description'), `${where} has no description`)),
  ],
  [
    'A list of values has a key and a name for each, no key twice',
    (server) =>
      everyAttribute(server, (one, where) => {
        if (!(field(one, 'datatype') ?? '').endsWith('valuelist')) return
        const values = (Array.isArray(one.values) ? one.values : []) as Fields[]
        demand(values.length > 0, `${where} has no values`)
        for (const value of values)
          demand(field(value, 'key') && field(value, 'name'), `${where}: a value lacks key or name`)
        demand(
          new Set(values.map((value) => field(value, 'key'))).size === values.length,
          `${where}: a key stands twice`,
        )
      }),
  ],
  [
    'The definition in JSON is a bare record with a bare list of attributes',
    async (server) => {
      for (const [code, { attributes }] of await definitions(server, 'json'))
        demand(Array.isArray(attributes), `${code}: attributes are no array`)
    },
  ],
  [
    'XML and JSON define the same',
    async (server) => {
      const [xml, json] = [await definitions(server, 'xml'), await definitions(server, 'json')]
      demand(JSON.stringify(plain(xml)) === JSON.stringify(plain(json)), 'XML and JSON differ')
    },
  ],
  [
    'A service that is not there is answered with 404 and errors in XML',
    async (server) => void errorsOf(await server.get(`services/${UNLIKELY}`, 'xml'), 404),
  ],
  ['The same in JSON', async (server) => void errorsOf(await server.get(`services/${UNLIKELY}`, 'json'), 404)],
])
