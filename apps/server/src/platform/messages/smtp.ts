import { createTransport } from 'nodemailer'
import { z } from 'zod'
import { type Channel, DeliveryFailure } from './channel.ts'

/** The mail server through which messages go. `tls: 'at-once'` is port 465, `'starttls'` usually port 587. */
export const smtpSettings = z.strictObject({
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535),
  tls: z.enum(['at-once', 'starttls', 'none']),
  user: z.string().optional(),
  password: z.string().optional(),
  from: z.string().min(3),
})
export type SmtpSettings = z.output<typeof smtpSettings>

const WAIT_MS = 10_000

/** E-mail through a mail server; plain text, without pictures that would tell who opened it. */
export function smtp({ host, port, tls, user, password, from }: SmtpSettings): Channel {
  const transport = createTransport({
    host,
    port,
    secure: tls === 'at-once',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    connectionTimeout: WAIT_MS,
    greetingTimeout: WAIT_MS,
    socketTimeout: WAIT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
  })
  const domain = from.replace(/^.*@|[>\s]+$/g, '') || 'localhost'
  return {
    provider: 'smtp',
    send: async (message) => {
      try {
        const sent = await transport.sendMail({
          from,
          to: { name: '', address: message.to },
          subject: message.title,
          text: message.text,
          // The same at every attempt: a mail server that has it already shows it once.
          messageId: `<${message.id}@${domain}>`,
        })
        return sent.messageId
      } catch (error) {
        const code = (error as { responseCode?: unknown }).responseCode
        const final = typeof code === 'number' && code >= 550 && code <= 554
        throw new DeliveryFailure(error instanceof Error ? error.message : String(error), { final, cause: error })
      }
    },
  }
}
