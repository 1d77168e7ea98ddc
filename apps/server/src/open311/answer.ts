import { publicValue, wellFormed } from '@xiangzhi/language'
import type { FastifyReply } from 'fastify'

/** What GeoReport v2 can say: text, numbers, yes and no, lists and records. Absent and null mean the same. */
export type Value = string | number | boolean | null | undefined | readonly Value[] | { readonly [name: string]: Value }

export type Format = 'xml' | 'json'

/** The name of one item of each list; JSON leaves it out (the Spark convention). */
const items: Readonly<Record<string, string>> = {
  services: 'service',
  attributes: 'attribute',
  values: 'value',
  service_requests: 'request',
  service_requests_updates: 'request_update',
  errors: 'error',
  endpoints: 'endpoint',
  formats: 'format',
}

function escapeXml(text: string): string {
  return wellFormed(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')
}

function element(name: string, value: Value): string {
  if (value === null || value === undefined) return `<${name}/>`
  if (Array.isArray(value)) {
    const item = items[name] ?? 'item'
    return `<${name}>${value.map((one: Value) => element(item, one)).join('')}</${name}>`
  }
  if (typeof value === 'object')
    return `<${name}>${Object.entries(value)
      .map(([key, part]) => element(key, part))
      .join('')}</${name}>`
  return `<${name}>${escapeXml(String(value))}</${name}>`
}

/** The same content as XML, its root named; an absent value is an empty element. */
export function toXml(root: string, value: Value): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${element(root, value)}\n`
}

/** The same content as JSON: a list is a bare array, an absent value is left out. */
export function toJson(value: Value): string {
  return JSON.stringify(value, (_key, part: unknown) => (part === null ? undefined : part))
}

/** Sends content in the format that the address asked for. */
export function send(reply: FastifyReply, format: Format, root: string, value: Value, status = 200): FastifyReply {
  const shown = publicValue(value)
  return reply
    .code(status)
    .header('content-type', format === 'xml' ? 'text/xml; charset=utf-8' : 'application/json; charset=utf-8')
    .send(format === 'xml' ? toXml(root, shown) : toJson(shown))
}

/** A refusal as the standard has it: 400, 403 or 404 with a list of codes and sentences. */
export class Open311Error extends Error {
  readonly status: number
  readonly sentences: readonly string[]

  constructor(status: number, ...sentences: readonly string[]) {
    super(sentences.join('; '))
    this.name = 'Open311Error'
    this.status = status
    this.sentences = sentences
  }
}

export function sendError(reply: FastifyReply, format: Format, error: Open311Error): FastifyReply {
  const list = error.sentences.map((description) => ({ code: String(error.status), description }))
  return send(reply, format, 'errors', list, error.status)
}
