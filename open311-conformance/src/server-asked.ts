import { contentOf, type Element, readXml } from './read-xml.ts'

export type Format = 'xml' | 'json'
export type Params = Readonly<Record<string, string>>
/** What the suite needs of `fetch`; tests hand in a server of their own. */
export type Fetch = (
  url: string,
  init?: { method?: string; headers?: Record<string, string>; body?: string },
) => Promise<Response>

/** One question to the server and its answer, kept as it came. */
export interface Exchange {
  readonly url: string
  readonly format: Format
  readonly status: number
  readonly type: string
  readonly text: string
}

/** Why an assertion does not hold: what was found instead. */
export class Failure extends Error {}
/** Why an assertion could not be tried on this server. */
export class Skip extends Error {}

export function demand(holds: unknown, found: string): asserts holds {
  if (!holds) throw new Failure(found)
}

export interface Options {
  readonly url: string
  readonly discovery: string | undefined
  readonly jurisdiction: string | undefined
  readonly apiKey: string | undefined
  readonly write: boolean
  /** Where to report, when the server knows only certain places; otherwise a place of its own list is taken. */
  readonly place: Params | undefined
}

/** Asks a server, each question once, and reads the answers as XML and as JSON. */
export class ServerAsked {
  readonly options: Options
  readonly #fetch: Fetch
  readonly #kept = new Map<string, Promise<Exchange>>()

  constructor(options: Options, fetch: Fetch) {
    this.options = options
    this.#fetch = fetch
  }

  #address(path: string, format: Format, params: Params): string {
    const query = new URLSearchParams(params)
    if (this.options.jurisdiction !== undefined && !query.has('jurisdiction_id'))
      query.set('jurisdiction_id', this.options.jurisdiction)
    const text = query.toString()
    return `${this.options.url.replace(/\/$/, '')}/${path}.${format}${text === '' ? '' : `?${text}`}`
  }

  async #ask(url: string, format: Format, init?: Parameters<Fetch>[1]): Promise<Exchange> {
    const response = await this.#fetch(url, init)
    const { status } = response
    return { url, format, status, type: response.headers.get('content-type') ?? '', text: await response.text() }
  }

  #once(url: string, format: Format): Promise<Exchange> {
    const kept = this.#kept.get(url) ?? this.#ask(url, format)
    this.#kept.set(url, kept)
    return kept
  }

  get(path: string, format: Format, params: Params = {}): Promise<Exchange> {
    return this.#once(this.#address(path, format, params), format)
  }

  /** The discovery document: where it was said to be, or beside the endpoint. */
  discovery(format: Format): Promise<Exchange> {
    const beside = `${this.options.url.replace(/\/$/, '').replace(/\/[^/]*$/, '')}/discovery.xml`
    return this.#once((this.options.discovery ?? beside).replace(/\.(xml|json)$/, `.${format}`), format)
  }

  post(path: string, format: Format, form: readonly (readonly [string, string])[]): Promise<Exchange> {
    const body = new URLSearchParams(form.map(([name, value]): [string, string] => [name, value]))
    if (this.options.jurisdiction !== undefined) body.append('jurisdiction_id', this.options.jurisdiction)
    return this.#ask(this.#address(path, format, {}), format, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: body.toString(),
    })
  }
}

export function xmlOf({ text }: Exchange): Element {
  try {
    return readXml(text)
  } catch (error) {
    throw new Failure(`not well-formed: ${error instanceof Error ? error.message : String(error)}`)
  }
}

export function jsonOf({ text }: Exchange): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Failure(`not JSON: ${text.slice(0, 80)}`)
  }
}

/** The content of a good answer, whichever format it came in. */
export function content(exchange: Exchange): unknown {
  demand(exchange.status === 200, `${exchange.url} answered ${exchange.status}`)
  return exchange.format === 'xml' ? contentOf(xmlOf(exchange)) : jsonOf(exchange)
}

export type Fields = Readonly<Record<string, unknown>>

export function listOf(exchange: Exchange): Fields[] {
  const value = content(exchange)
  demand(Array.isArray(value), 'not a list')
  return value.map((item: unknown) => {
    demand(typeof item === 'object' && item !== null, 'an item is no record')
    return item as Fields
  })
}

export function recordOf(exchange: Exchange): Fields {
  const value = content(exchange)
  demand(typeof value === 'object' && value !== null && !Array.isArray(value), 'not a record')
  return value as Fields
}

/** The text of a field; null, absent and empty mean the same. */
export function field(record: Fields, name: string): string | undefined {
  const value = record[name]
  if (value === null || value === undefined || value === '') return undefined
  return typeof value === 'object' ? JSON.stringify(value) : `${value as string | number | boolean}`
}

/** Content in a form in which XML and JSON can be compared: texts, and nothing that says nothing. */
export function plain(value: unknown): unknown {
  if (value === null || value === undefined || value === '') return undefined
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, part]) => [name, plain(part)] as const)
        .filter(([, part]) => part !== undefined)
        .toSorted(([one], [other]) => (one < other ? -1 : 1)),
    )
  const text = `${value as string | number | boolean}`.trim()
  return text === '' ? undefined : text
}

/** What a list of errors says; an answer that is none is a failure. */
export function errorsOf(exchange: Exchange, ...statuses: readonly number[]): Fields[] {
  demand(statuses.includes(exchange.status), `answered ${exchange.status} instead of ${statuses.join(' or ')}`)
  if (exchange.format === 'xml') demand(xmlOf(exchange).name === 'errors', `the root is <${xmlOf(exchange).name}>`)
  const value = exchange.format === 'xml' ? contentOf(xmlOf(exchange)) : jsonOf(exchange)
  demand(Array.isArray(value) && value.length > 0, 'no list of errors')
  for (const error of value as Fields[])
    demand(
      field(error, 'code') !== undefined && field(error, 'description') !== undefined,
      'an error lacks code or description',
    )
  return value as Fields[]
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

/** A moment with its zone, in milliseconds. */
export function momentOf(record: Fields, name: string): number | undefined {
  const text = field(record, name)
  if (text === undefined) return undefined
  demand(MOMENT.test(text) && !Number.isNaN(Date.parse(text)), `${name} is ${text}: not a moment with a zone`)
  return Date.parse(text)
}
