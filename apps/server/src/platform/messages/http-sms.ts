import { z } from 'zod'
import { askGateway, type Channel, DeliveryFailure, type Outgoing, readJson } from './channel.ts'

/** Any gateway that takes a request: its address, headers and body are templates with {phone} {text} {id} {template}. */
export const httpSmsSettings = z.strictObject({
  gateway: z.literal('http'),
  url: z.string().regex(/^https?:\/\//),
  method: z.enum(['GET', 'POST']).default('POST'),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().optional(),
  /** What an accepted message's answer holds, such as `"code":0`; without it any 2xx counts. */
  expect: z.string().optional(),
  /** Under which key the answer names the message. */
  idFrom: z.string().optional(),
})
export type HttpSmsSettings = z.output<typeof httpSmsSettings>

type Escape = (value: string) => string

function fill(template: string, message: Outgoing, escape: Escape): string {
  const facts: Record<string, string> = {
    phone: message.to,
    text: message.text,
    id: message.id,
    template: message.template,
  }
  return template.replace(/\{(phone|text|id|template)\}/g, (_whole, name: string) => escape(facts[name] ?? ''))
}

/** Inside a JSON string: quotes and line breaks of a message must not end it. */
const inJson: Escape = (value) => JSON.stringify(value).slice(1, -1)

/** The body is escaped as its content type wants it, so that a message cannot change what is asked of the gateway. */
function escapeFor(headers: Readonly<Record<string, string>>): Escape {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  if (type.includes('json')) return inJson
  return type.includes('x-www-form-urlencoded') ? encodeURIComponent : (value) => value
}

/** Text messages through a gateway described by templates. */
export function httpSms(settings: HttpSmsSettings): Channel {
  return {
    provider: 'http',
    send: async (message) => {
      const { method, headers } = settings
      const body = settings.body === undefined ? {} : { body: fill(settings.body, message, escapeFor(headers)) }
      const text = await askGateway(fill(settings.url, message, encodeURIComponent), { method, headers, ...body })
      if (settings.expect !== undefined && !text.includes(settings.expect))
        throw new DeliveryFailure(`the gateway refused: ${text.slice(0, 200)}`)
      if (settings.idFrom === undefined) return null
      const id = readJson(text)[settings.idFrom]
      return typeof id === 'string' || typeof id === 'number' ? String(id) : null
    },
  }
}
