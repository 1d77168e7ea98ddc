import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { askGateway, type Channel, DeliveryFailure, readJson } from './channel.ts'

/** The robot of a group in DingTalk 钉钉 or WeCom 企业微信. DingTalk's has a secret when its security setting is 加签. */
export const robotSettings = z.strictObject({
  kind: z.enum(['dingtalk', 'wecom']),
  url: z.string().regex(/^https?:\/\//),
  secret: z.string().min(1).optional(),
})
export type RobotSettings = z.output<typeof robotSettings>

/** DingTalk's signature: HMAC-SHA256 of timestamp (in ms), line break and secret, with the secret as key, in base64. */
export function signDingTalk(secret: string, timestamp: number): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`, 'utf8').digest('base64')
}

function addressOf({ kind, url, secret }: RobotSettings, now: Date): string {
  if (kind !== 'dingtalk' || secret === undefined) return url
  const signed = new URL(url)
  signed.searchParams.set('timestamp', String(now.getTime()))
  signed.searchParams.set('sign', signDingTalk(secret, now.getTime()))
  return signed.href
}

/** Messages into one group. Everybody in it reads them, so only what the whole group may know is sent there. */
export function robot(settings: RobotSettings): Channel {
  return {
    provider: settings.kind,
    send: async (message, now) => {
      const text = await askGateway(addressOf(settings, now), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ msgtype: 'text', text: { content: message.text } }),
      })
      const { errcode, errmsg } = readJson(text)
      if (errcode !== 0) throw new DeliveryFailure(`${String(errcode)}: ${String(errmsg)}`)
      return null
    },
  }
}
