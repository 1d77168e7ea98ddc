import { section } from './assertion.ts'
import { demand, field, type Fields, momentOf, plain, recordOf, type ServerAsked, xmlOf } from './server-asked.ts'

const GEOREPORT = /open311\.org\/GeoReport_v2/i

async function endpoints(server: ServerAsked, format: 'xml' | 'json' = 'xml'): Promise<Fields[]> {
  const list = recordOf(await server.discovery(format)).endpoints
  demand(Array.isArray(list) && list.length > 0, 'no endpoints')
  return list as Fields[]
}

export const discoveryAssertions = section('A', 'Service Discovery', [
  [
    'The discovery document is answered in XML with <discovery> as its root',
    async (server) => {
      const exchange = await server.discovery('xml')
      demand(exchange.status === 200, `answered ${exchange.status}`)
      demand(xmlOf(exchange).name === 'discovery', `the root is <${xmlOf(exchange).name}>`)
    },
  ],
  [
    'It is sent as text/xml in UTF-8',
    async (server) => {
      const { type } = await server.discovery('xml')
      demand(/^text\/xml\s*;\s*charset=utf-8$/i.test(type), `content type ${type}`)
    },
  ],
  [
    'Its changeset is a moment with a zone',
    async (server) => {
      demand(momentOf(recordOf(await server.discovery('xml')), 'changeset') !== undefined, 'no changeset')
    },
  ],
  [
    'It says whom to contact',
    async (server) => demand(field(recordOf(await server.discovery('xml')), 'contact'), 'no contact'),
  ],
  [
    'It says how to get a key',
    async (server) => demand(field(recordOf(await server.discovery('xml')), 'key_service'), 'no key_service'),
  ],
  [
    'One endpoint names GeoReport v2 as its specification',
    async (server) => {
      const found = (await endpoints(server)).map((one) => field(one, 'specification') ?? '')
      demand(
        found.some((one) => GEOREPORT.test(one)),
        `specifications: ${found.join(', ')}`,
      )
    },
  ],
  [
    'Every endpoint has an absolute address',
    async (server) => {
      for (const one of await endpoints(server)) {
        const url = field(one, 'url') ?? ''
        demand(/^https?:\/\//.test(url) && URL.canParse(url), `url ${url}`)
      }
    },
  ],
  [
    'The type of an endpoint is production or test',
    async (server) => {
      for (const one of await endpoints(server))
        demand(['production', 'test'].includes(field(one, 'type') ?? ''), `type ${field(one, 'type')}`)
    },
  ],
  [
    'Every endpoint offers text/xml among its formats',
    async (server) => {
      for (const one of await endpoints(server)) {
        const formats = (Array.isArray(one.formats) ? one.formats : []).map(String)
        demand(formats.includes('text/xml'), `formats ${formats.join(', ')}`)
      }
    },
  ],
  [
    'Discovery in JSON says the same as in XML',
    async (server) => {
      const [xml, json] = [recordOf(await server.discovery('xml')), recordOf(await server.discovery('json'))]
      demand(JSON.stringify(plain(xml)) === JSON.stringify(plain(json)), 'XML and JSON differ')
    },
  ],
])
