import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Channel, Channels } from './channel.ts'
import { httpSms, httpSmsSettings } from './http-sms.ts'
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
})

/** The ways out that an installation has. */
export interface MessageOutlets {
  readonly address: string
  readonly channels: Channels
}

const developmentSms: Channel = { provider: 'development', send: () => Promise.resolve(null) }

/** The ways out of a demo: text messages stay in the ledger and are shown from there, unless a gateway is connected. */
export function keepingSms(outlets: MessageOutlets): MessageOutlets {
  return { ...outlets, channels: { sms: developmentSms, ...outlets.channels } }
}

/**
 * Reads `messages.yaml` of the data folder. Without it there are no ways out.
 * Throws with every problem when the file cannot be used: a server that silently sends nothing is worse than none.
 */
export function openOutlets(dataDir: string): MessageOutlets {
  const file = join(dataDir, 'messages.yaml')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const port = process.env.PORT ?? '8080'
    return { address: process.env.PUBLIC_ADDRESS ?? `http://localhost:${port}`, channels: {} }
  }
  const read = messageSettings.safeParse(parse(text))
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new Error(`${file} cannot be used:\n${problems.join('\n')}`)
  }
  const { address, sms, email, robot: group } = read.data
  return {
    address,
    channels: {
      ...(sms ? { sms: sms.gateway === 'http' ? httpSms(sms) : tencentSms(sms) } : {}),
      ...(email ? { 'e-mail': smtp(email) } : {}),
      ...(group ? { robot: robot(group) } : {}),
    },
  }
}
