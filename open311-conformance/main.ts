#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { assertions, lineOf, runSuite } from './src/suite.ts'

const usage = `open311-conformance URL [options]

  URL                      the endpoint, such as https://city.example/open311/v2
  --discovery URL          the discovery document (otherwise discovery.xml beside the endpoint)
  --jurisdiction ID        jurisdiction_id, where the server serves several
  --api-key KEY            a key, for what is refused and what is handed in
  --write                  also hand in requests: only on a test endpoint
  --place name=value,…     where to report, such as lat=34.66,long=109.23 or address_id=610114001200`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    discovery: { type: 'string' },
    jurisdiction: { type: 'string' },
    'api-key': { type: 'string' },
    write: { type: 'boolean', default: false },
    place: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const [url] = positionals
if (values.help || url === undefined) {
  console.log(usage)
  process.exit(values.help ? 0 : 2)
}

console.log(`TAP version 14\n1..${assertions.length}`)
let no = 0
const results = await runSuite(
  {
    url,
    discovery: values.discovery,
    jurisdiction: values.jurisdiction,
    apiKey: values['api-key'],
    write: values.write,
    place: values.place
      ? Object.fromEntries(values.place.split(',').map((pair) => pair.split('=', 2) as [string, string]))
      : undefined,
  },
  (address, init) => fetch(address, { redirect: 'follow', signal: AbortSignal.timeout(20_000), ...init }),
  (result) => console.log(lineOf(result, (no += 1))),
)
const count = (outcome: string): number => results.filter((one) => one.outcome === outcome).length
console.log(`# holds ${count('holds')}, fails ${count('fails')}, skipped ${count('skipped')}`)
process.exitCode = count('fails') === 0 ? 0 : 1
