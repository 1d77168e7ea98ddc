import { readFileSync } from 'node:fs'
import type { BlockList } from 'node:net'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Channel, Channels } from './channel.ts'
import { allowedInside } from '#platform/webhooks'
import { httpSms, httpSmsSettings } from './http-sms.ts'
import { openPushKeys, type PushSettings, pushSettings, webPushChannel } from './push.ts'
import { robot, robotSettings } from './robot.ts'
import { smtp, smtpSettings } from './smtp.ts'
import { tencentSms, tencentSmsSettings } from './tencent-sms.ts'

/** How an installation reaches the world outside. It stands in a file beside the data, because it holds passwords. */
const messageSettings = z.strictObject({
  /** The address under which people open this installation, for the links in messages. */
  address: z.string().regex(/^https?:\/\/[^/\s]+$/),
  sms: z.discriminatedUnion('gateway', [httpSmsSettings, tencentSmsSettings]).optional(),
  email: smtpSettings.optional(),
  robot: robotSettings.optional(),
  push: pushSettings.optional(),
})

/** The ways out that an installation has. */
export interface MessageOutlets {
  readonly address: string
  readonly channels: Channels
  /** The public key under which browsers subscribe, where web push is connected. */
  readonly pushKey?: string
  readonly dataDir: string
}

const developmentSms: Channel = { provider: 'development', send: () => Promise.resolve(null) }

const allowedByOperator = (): BlockList => allowedInside(process.env.WEBHOOK_ALLOW)

function connectPush(outlets: MessageOutlets, settings: PushSettings, allowed: BlockList): MessageOutlets {
  const keys = openPushKeys(outlets.dataDir)
  const push = webPushChannel(settings, keys, allowed)
  return { ...outlets, pushKey: keys.publicKey, channels: { ...outlets.channels, push } }
}

/**
 * The ways out of a demo: text messages stay in the ledger and are shown from there, unless a gateway is connected; whoever
 * tries it may let the browser tell.
 */
export function demoOutlets(outlets: MessageOutlets): MessageOutlets {
  const kept = { ...outlets, channels: { sms: developmentSms, ...outlets.channels } }
  return kept.pushKey === undefined
    ? connectPush(kept, { contact: 'mailto:demo@localhost' }, allowedByOperator())
    : kept
}

/**
 * Reads `messages.yaml` of the data folder. Without it there are no ways out.
 * Throws with every problem when the file cannot be used: a server that silently sends nothing is worse than none.
 */
export function openOutlets(dataDir: string, allowed: BlockList = allowedByOperator()): MessageOutlets {
  const file = join(dataDir, 'messages.yaml')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const port = process.env.PORT ?? '8080'
    return { address: process.env.PUBLIC_ADDRESS ?? `http://localhost:${port}`, channels: {}, dataDir }
  }
  const read = messageSettings.safeParse(parse(text))
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new Error(`${file} cannot be used:\n${problems.join('\n')}`)
  }
  const { address, sms, email, robot: group, push } = read.data
  const outlets: MessageOutlets = {
    address,
    dataDir,
    channels: {
      ...(sms ? { sms: sms.gateway === 'http' ? httpSms(sms) : tencentSms(sms) } : {}),
      ...(email ? { 'e-mail': smtp(email) } : {}),
      ...(group ? { robot: robot(group) } : {}),
    },
  }
  return push ? connectPush(outlets, push, allowed) : outlets
}
