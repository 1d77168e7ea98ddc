import { type Operation, problemDetails } from '@xiangzhi/contract'
import type { StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listOperations, openApiDocument } from '#api'
import { sql } from '#platform/database'
import { type Served, serveYanliang } from './open311/testing-server.ts'
import { openChance, type Schema } from './testing-chance.ts'

const requests = Number(process.env['REQUESTS'] ?? 2500)
const seed = Number(process.env['SEED'] ?? 7)
const roles: readonly StaffRole[] = [
  'county-admin',
  'auditor',
  'dispatcher-county',
  'intake-clerk',
  'supervisor',
  'discipline-liaison',
]
const village = '610114001200'
const operations = listOperations()
let served: Served
/** Keys by role, and undefined for the public. */
const callers: (string | undefined)[] = [undefined]
/** Ids and tokens that answers have named: things that do exist. */
const seen = new Set<string>([uuidv7()])

beforeAll(async () => {
  const before = process.env['RATE_LIMIT']
  process.env['RATE_LIMIT'] = 'off'
  served = await serveYanliang()
  if (before === undefined) delete process.env['RATE_LIMIT']
  else process.env['RATE_LIMIT'] = before
  for (const role of roles) callers.push(await served.key(role))
  for (let no = 0; no < 5; no += 1) {
    const answer = await send({
      method: 'POST',
      url: '/api/reports',
      body: {
        requestId: uuidv7(),
        process: 'grid-event',
        category: 'R0101',
        villageCode: village,
        text: `路灯坏了 ${no}`,
      },
    })
    harvest(answer.body)
  }
})

afterAll(() => served.close())

const { random, pick, nasties, fitting } = openChance(seed, seen, village)

interface Sent {
  readonly method: string
  readonly url: string
  readonly key?: string | undefined
  /** An object is sent as JSON, text as it stands. */
  readonly body?: unknown
  readonly type?: string
}

interface Answered {
  readonly status: number
  readonly type: string
  readonly body: string
}

async function send({ method, url, key, body, type = 'application/json' }: Sent): Promise<Answered> {
  const answer = await served.server.inject({
    method: method as 'GET',
    url,
    headers: {
      host: 'xiangzhi.test',
      origin: 'http://xiangzhi.test',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': type }),
    },
    remoteAddress: `10.9.${Math.floor(random() * 250)}.${Math.floor(random() * 250)}`,
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: answer.statusCode, type: answer.headers['content-type'] ?? '', body: answer.body }
}

function harvest(body: string): void {
  for (const [, id] of body.matchAll(
    /"(?:id|caseId|placeId|personId|organisationId|token|villageId)":"([\w-]{8,60})"/g,
  )) {
    if (id !== undefined && seen.size < 300) seen.add(id)
  }
}

interface Described {
  readonly operation: Operation
  readonly parameters: readonly { name: string; in: string; schema: Schema }[]
  readonly body: Schema | undefined
  /** What the document says may come back, by status; `default` is any refusal. */
  readonly answers: Readonly<Record<string, { readonly content: Readonly<Record<string, unknown>> }>>
}

function describeAll(): Described[] {
  const { paths } = openApiDocument() as unknown as { paths: Record<string, Record<string, Record<string, unknown>>> }
  return operations.map((operation) => {
    const found = paths[operation.path.replaceAll(/:(\w+)/g, '{$1}')]?.[operation.method.toLowerCase()]
    if (!found) throw new Error(`${operation.name} is not in the document`)
    const content = found['requestBody'] as { content: Record<string, { schema: Schema }> } | undefined
    return {
      operation,
      parameters: (found['parameters'] ?? []) as Described['parameters'],
      body: content?.content['application/json']?.schema,
      answers: found['responses'] as Described['answers'],
    }
  })
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value.toWellFormed() : (JSON.stringify(value) ?? 'undefined').slice(0, 3000)

/** One request that goes wrong somewhere, or nowhere. */
function compose({ operation, parameters, body }: Described): Sent {
  const key = random() < 0.15 ? undefined : pick(callers)
  const worsen = (value: unknown, share: number): unknown => (random() < share ? pick(nasties)() : value)
  const share = pick([0, 0.1, 0.5])
  let url: string = operation.path
  const query: string[] = []
  for (const { name, in: where, schema } of parameters) {
    const value = worsen(fitting(schema), share)
    if (where === 'path') url = url.replace(`:${name}`, encodeURIComponent(asText(value).slice(0, 150).toWellFormed()))
    else if (random() < 0.5)
      for (let times = random() < 0.1 ? 2 : 1; times > 0; times -= 1)
        query.push(`${name}=${encodeURIComponent(asText(value).slice(0, 2000).toWellFormed())}`)
  }
  if (query.length > 0) url += `?${query.join('&')}`
  const { method } = operation
  if (!body) return { method, url, key }
  const made = fitting(body) as Record<string, unknown>
  if ('requestId' in made) made['requestId'] = uuidv7()
  for (const name of Object.keys(made)) {
    const inner = made[name]
    if (share > 0 && typeof inner === 'object' && inner !== null && random() < 0.3) {
      for (const deeper of Object.keys(inner))
        (inner as Record<string, unknown>)[deeper] = worsen((inner as Record<string, unknown>)[deeper], 0.4)
    } else if (name !== 'requestId' || random() < 0.1) made[name] = worsen(inner, share)
  }
  const text = JSON.stringify(made)
  const kind = random()
  if (kind < 0.02) return { method, url, key, body: text.slice(0, -1) }
  if (kind < 0.04)
    return {
      method,
      url,
      key,
      body: text,
      type: pick(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data', 'x']),
    }
  if (kind < 0.06)
    return { method, url, key, body: text.replace('{', '{"text":1,"text":"\\u0000","__proto__":{"a":1},') }
  if (kind < 0.08)
    return {
      method,
      url,
      key,
      body: pick([
        '[]',
        'null',
        '"x"',
        '1',
        '',
        '['.repeat(50_000),
        `{"text":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`,
      ]),
    }
  return { method, url, key, body: text }
}

function faultOf({ operation, answers }: Described, answer: Answered): string | undefined {
  const declared = answers[String(answer.status)] ?? (answer.status >= 400 ? answers['default'] : undefined)
  const type = answer.type.split(';')[0] ?? ''
  if (!declared) return `answered ${answer.status}, which the document does not know`
  if (!('*/*' in declared.content) && !(type in declared.content))
    return `answered ${answer.status} as ${type}, which the document does not know`
  if (answer.status >= 500) return `answered ${answer.status}: ${answer.body.slice(0, 200)}`
  if (answer.status >= 400) {
    if (!answer.type.startsWith('application/problem+json')) return `refused with ${answer.status} as ${answer.type}`
    const parsed = problemDetails.safeParse(JSON.parse(answer.body))
    return parsed.success ? undefined : `a refusal of another shape: ${answer.body.slice(0, 200)}`
  }
  if (!answer.type.startsWith('application/json')) return undefined
  const parsed = operation.output.safeParse(JSON.parse(answer.body))
  return parsed.success ? undefined : `an answer that it does not declare: ${parsed.error.message.slice(0, 400)}`
}

/** Everything in the database, as one hash for each table that a caller's request could change. */
async function imprint(): Promise<Record<string, string>> {
  const rows = await served.installation.db.read(served.county, (tx) =>
    tx.rows<{ name: string; hash: string }>(sql`
      select relname as name, md5(query_to_xml(format('select * from %I', relname), true, false, '')::text) as hash
      from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'api_key%'
        and has_table_privilege(oid, 'select')`),
  )
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]))
}

describe('bad input', () => {
  it('changes nothing when it is refused, in any operation that writes', async () => {
    const before = await imprint()
    expect(Object.keys(before).length).toBeGreaterThan(20)
    for (const described of describeAll().filter(({ operation }) => operation.kind === 'write')) {
      const { operation, body } = described
      const key = callers[1]
      const url = operation.path.replaceAll(/:\w+/g, () => uuidv7())
      const made = { ...(fitting(body ?? {}) as object), requestId: uuidv7() }
      for (const sent of [
        { body: JSON.stringify(made).slice(1) },
        { body: { ...made, requestId: 'a\u0000b' } },
        { body: { ...made, requestId: ['x'] } },
        { body: made, type: 'text/csv' },
      ]) {
        const answer = await send({ method: operation.method, url, key, ...sent })
        expect(answer.status, operation.name).toBeGreaterThanOrEqual(400)
        expect(faultOf(described, answer), operation.name).toBeUndefined()
      }
    }
    expect(await imprint()).toEqual(before)
  })

  it('answers not-found where an address can name nothing', async () => {
    for (const id of ['x', '1', '%00', "'%3B--", '字'])
      expect((await send({ method: 'GET', url: `/api/cases/${id}`, key: callers[4] })).status, id).toBe(404)
  })

  it(`never breaks the server in ${requests} requests of chance`, { timeout: 3_600_000 }, async () => {
    const all = describeAll()
    const faults = new Map<string, string>()
    const statuses = new Map<number, number>()
    for (let no = 0; no < requests; no += 1) {
      const described = all[no % all.length] as Described
      const sent = compose(described)
      const answer = await send(sent)
      harvest(answer.status < 300 ? answer.body : '')
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      const fault = faultOf(described, answer)
      const name = `${described.operation.name} ${fault?.slice(0, 60)}`
      if (fault)
        faults.set(
          name,
          `${sent.method} ${sent.url.slice(0, 300)} ${JSON.stringify(sent.body)?.slice(0, 500)} → ${fault}`,
        )
    }
    expect([...faults.values()], `seed ${seed}, ${JSON.stringify([...statuses])}`).toEqual([])
    // Too many refusals would only show that nothing got as far as the operations.
    expect(statuses.get(200) ?? 0).toBeGreaterThan(requests / 20)
  })
})

describe('files and forms', () => {
  const boundary = 'xiangzhi-boundary'
  const multipart = (name: string, content: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: image/jpeg\r\n\r\n`,
      ),
      content,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ])
  const upload = (name: string, content: Buffer) =>
    served.server.inject({
      method: 'POST',
      url: '/api/files',
      headers: {
        host: 'xiangzhi.test',
        origin: 'http://xiangzhi.test',
        authorization: `Bearer ${callers[1]}`,
        'content-type': `multipart/form-data; boundary=${boundary}`,
      },
      payload: multipart(name, content),
    })

  it('a photo of 50 MB is refused with a sentence that names the limit', async () => {
    const answer = await upload('a.jpg', Buffer.alloc(50 * 1024 * 1024, 0xff))
    expect(answer.statusCode).toBe(413)
    expect(answer.json<{ title: string }>().title).toContain('15')
  })

  it('an archive that calls itself a photo is refused', async () => {
    const answer = await upload('a.jpg', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(2000, 7)]))
    expect(answer.statusCode).toBe(422)
    expect(answer.json<{ code: string }>().code).toBe('not-a-photo')
  })

  it('the pages of the portal take nasty addresses and forms without breaking', async () => {
    const texts = nasties.map((nasty) => asText(nasty()).slice(0, 70_000))
    for (const text of texts) {
      const part = encodeURIComponent(text.slice(0, 150).toWellFormed())
      for (const url of [
        `/v/${part}`,
        `/t/${part}`,
        `/v/${village}/cases?page=${part}&status=${part}`,
        `/v/${village}/report?category=${part}`,
        `/my-data?done=${part}`,
        `/cases?q=${part}&page=${part}`,
        `/v/${village}/services/${part}/apply`,
        `/v/${village}/qr?at=${part}`,
      ]) {
        const answer = await send({ method: 'GET', url })
        expect(answer.status, `GET ${url}`).toBeLessThan(500)
      }
      const form = new URLSearchParams([
        ['text', text],
        ['category', text],
        ['phone', text],
        ['step', text],
        ['place', text],
        ['lng', text],
      ])
      for (const url of [
        `/v/${village}/report`,
        `/t/${part}`,
        '/my-data',
        '/mediation',
        `/v/${village}/services/${part}/apply`,
      ]) {
        const answer = await send({
          method: 'POST',
          url,
          body: form.toString(),
          type: 'application/x-www-form-urlencoded',
        })
        expect(answer.status, `POST ${url} ${text.slice(0, 80)}`).toBeLessThan(500)
      }
    }
  })
})
