import { firstCharacters } from '@xiangzhi/language'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { BlockList } from 'node:net'
import { join } from 'node:path'
import webPush from 'web-push'
import { z } from 'zod'
import { postBody } from '#platform/webhooks'
import { type Channel, DeliveryFailure } from './channel.ts'

/** Web push through the push services of the browsers' makers, who learn that something came, and when, but not what. */
export const pushSettings = z.strictObject({
  /** Whom a push service writes to when something is wrong (RFC 8292). */
  contact: z.string().regex(/^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/),
})
export type PushSettings = z.output<typeof pushSettings>

const base64url = z.string().regex(/^[\w-]+={0,2}$/)

/** A subscription as a browser makes it. Its key is a point of P-256, its secret has 16 bytes. */
export const pushSubscription = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(1000),
  keys: z.object({
    p256dh: base64url.refine((text) => Buffer.from(text, 'base64url').length === 65, 'no point of P-256'),
    auth: base64url.refine((text) => Buffer.from(text, 'base64url').length === 16, 'not 16 bytes'),
  }),
})
export type PushSubscription = z.output<typeof pushSubscription>

const keyPair = z.object({ publicKey: base64url, privateKey: base64url })
export type PushKeys = z.output<typeof keyPair>

/**
 * The key pair by which push services know this installation (VAPID, RFC 8292). The first start makes it in `keys/push`; it stays
 * outside the database, so that a copied database cannot write to anybody. A new pair ends all subscriptions.
 */
export function openPushKeys(dataDir: string): PushKeys {
  const folder = join(dataDir, 'keys')
  const file = join(folder, 'push')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    // `wx` fails when the file is there: two servers starting at once must end with the same pair.
    writeFileSync(file, `${JSON.stringify(webPush.generateVAPIDKeys())}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  // A restored backup may have loosened it.
  chmodSync(file, 0o600)
  return keyPair.parse(JSON.parse(readFileSync(file, 'utf8')))
}

/** A push service keeps a message for a browser that is switched off this long; later it is of no use. */
const KEPT_SECONDS = 12 * 3600
/** With padding and headers, 4096 bytes go into one message; three bytes a Chinese character. */
const TEXT_MAX = 800
/** The browser is no longer there. */
const GONE: readonly (number | null)[] = [404, 410]

/** Web push as a way out. `to` is a subscription as JSON; it is encrypted for that browser alone (RFC 8291). */
export function webPushChannel(settings: PushSettings, keys: PushKeys, allowed: BlockList): Channel {
  return {
    provider: 'web-push',
    send: async (message) => {
      const subscription = pushSubscription.parse(JSON.parse(message.to))
      const path = message.link ? new URL(message.link).pathname : '/staff/messages'
      const { endpoint, headers, body } = webPush.generateRequestDetails(
        subscription,
        JSON.stringify({ id: message.id, title: message.title, text: firstCharacters(message.text, TEXT_MAX), path }),
        {
          TTL: KEPT_SECONDS,
          contentEncoding: 'aes128gcm',
          vapidDetails: { subject: settings.contact, ...keys },
          // A message that is sent twice takes the place of itself while it waits.
          topic: message.id.replaceAll('-', ''),
        },
      )
      const { answer, problem } = await postBody(
        { url: endpoint, headers: { ...headers }, body: body ?? Buffer.alloc(0) },
        allowed,
      )
      if (problem !== null) throw new DeliveryFailure(problem, { gone: GONE.includes(answer) })
      return null
    },
  }
}
