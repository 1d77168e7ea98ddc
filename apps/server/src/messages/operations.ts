import type * as contract from '@xiangzhi/contract'
import { type Actor, type Messages, messageAudiences, type ProcessDeclaration } from '@xiangzhi/language'
import { isTextKey, type Language, type Named, say } from '@xiangzhi/text'
import type { z } from 'zod'
import { countyConfig, type CountyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import {
  countUnread,
  deliveryState,
  findChoices,
  listDeliveries,
  listInbox,
  markRead,
  keepingSms,
  type MessageOutlets,
  retryMessage,
  saveChoices,
} from '#platform/messages'
import { Refusal, refuseUnless } from '#platform/refusal'
import type { Sealing } from '#platform/sealing'
import type { Processes } from '#kernel/cases'
import { factsFor, fillRow } from './facts.ts'

type Name =
  | 'listMessages'
  | 'countMessages'
  | 'markMessagesRead'
  | 'getMessageChoices'
  | 'saveMessageChoices'
  | 'previewMessages'
  | 'listMessageDeliveries'
  | 'retryMessageDelivery'

interface Asked<N extends Name> {
  readonly tx: Tx
  readonly by: Actor
  readonly input: z.output<(typeof contract)[N]['input']>
  readonly now: Date
  readonly sealing: Sealing
}
type Answer<N extends Name> = Promise<z.input<(typeof contract)[N]['output']>>

interface Place {
  readonly at: Date
  readonly id: string
}

const cursorOf = ({ at, id }: Place): string => Buffer.from(`${at.toISOString()}|${id}`).toString('base64url')

function placeOf(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split('|')
  const instant = new Date(at)
  if (Number.isNaN(instant.getTime()) || !/^[0-9a-f-]{36}$/.test(id)) throw new Refusal('bad-input', {}, 'cursor')
  return { at: instant, id }
}

/** An address of which its owner recognises enough and nobody else learns much. */
function maskEmail(email: string): string {
  const [name = '', domain = ''] = email.split('@')
  return `${name.slice(0, 1)}***@${domain}`
}

const inBoth = (words: (language: Language) => string): Named => ({ zh: words('zh-CN'), en: words('en') })

/** What an event of a process is called. */
function eventTitle(process: ProcessDeclaration, on: string): Named {
  const label = process.transitions[on]?.label ?? `text.messages.on.${on}`
  return isTextKey(label) ? inBoth((language) => say(language, label)) : { zh: on, en: on }
}

const SAMPLE_DUE_MS = 2 * 24 * 3_600_000

/** A row with a made-up case of its process in it, as the county's people would read it. */
function previewRow(
  config: CountyConfig,
  process: ProcessDeclaration,
  row: Messages['rows'][number],
  address: string,
  now: Date,
): Named {
  const category = [...config.categories.values()].find((one) => one.process === process.key)?.name
  return inBoth((language) => {
    const facts = factsFor(
      {
        number: say(language, 'text.messages.sample.number'),
        category,
        place: say(language, 'text.messages.sample.place'),
        state: process.transitions[row.on]?.to ?? process.start,
        process,
        dueAt: new Date(now.getTime() + SAMPLE_DUE_MS),
        unit: inBoth((one) => say(one, 'text.messages.sample.unit')),
        confidentiality: 'open',
      },
      { language, discreet: row.audience === 'followers', offsetMinutes: config.calendar.offsetMinutes },
    )
    const path = row.audience === 'reporter' || row.audience === 'followers' ? '/t/…' : '/staff/cases/…'
    return fillRow(row, language, facts).replaceAll('{link}', `${address}${path}`)
  })
}

/** What the operations of messages need besides the call. */
export interface MessagesEnvironment {
  readonly processes: Processes
  readonly outlets: MessageOutlets
}

/** The inbox, the choices of each person, the preview of the matrix and the ledger. */
export function messageOperations({ processes, outlets }: MessagesEnvironment) {
  const connected = ({ demo }: CountyConfig): ('in-app' | 'sms' | 'e-mail' | 'robot')[] => {
    const { channels } = demo ? keepingSms(outlets) : outlets
    return ['in-app', ...(['sms', 'e-mail', 'robot'] as const).filter((name) => channels[name] !== undefined)]
  }
  return {
    listMessages: async ({ tx, by, input }: Asked<'listMessages'>): Answer<'listMessages'> => {
      const { unread = false, cursor, limit } = input
      const lines = await listInbox(tx, by.personId, { unread, before: placeOf(cursor), limit: limit + 1 })
      const page = lines.slice(0, limit)
      const last = page.at(-1)
      return {
        rows: page.map((line) => {
          const link = line.caseId === null ? '' : `${outlets.address}/staff/cases/${line.caseId}`
          const words = (text: string | undefined): string => (text ?? line.body).replaceAll('{link}', link)
          return {
            id: line.id,
            at: line.createdAt.toISOString(),
            number: line.title,
            text: { zh: words(line.facts['zh']), en: words(line.facts['en']) },
            caseId: line.caseId,
            audience: line.audience,
            urgent: line.urgent,
            readAt: line.readAt?.toISOString() ?? null,
          }
        }),
        nextCursor: last && lines.length > limit ? cursorOf({ at: last.createdAt, id: last.id }) : null,
      }
    },
    countMessages: ({ tx, by }: Asked<'countMessages'>): Answer<'countMessages'> => countUnread(tx, by.personId),
    markMessagesRead: async ({ tx, by, input, now }: Asked<'markMessagesRead'>): Answer<'markMessagesRead'> => ({
      marked: await markRead(tx, by.personId, input.ids ?? 'all', now),
    }),
    getMessageChoices: async ({ tx, by, sealing }: Asked<'getMessageChoices'>): Answer<'getMessageChoices'> => {
      const [config, choices] = await Promise.all([countyConfig(tx), findChoices(tx, [by.personId])])
      const own = choices.get(by.personId)
      return {
        emailMasked: own?.emailSealed ? maskEmail(sealing.open(own.emailSealed)) : null,
        digest: own?.digest ?? false,
        connected: connected(config),
        choices: messageAudiences.flatMap((audience) => {
          const channels = own?.channels.get(audience)
          return channels ? [{ audience, channels: [...channels] as ('in-app' | 'sms' | 'e-mail' | 'robot')[] }] : []
        }),
      }
    },
    saveMessageChoices: async ({
      tx,
      by,
      input,
      sealing,
    }: Asked<'saveMessageChoices'>): Answer<'saveMessageChoices'> => {
      const { email, digest, choices } = input
      const emailSealed = typeof email === 'string' ? sealing.seal(email) : email
      await saveChoices(tx, by.personId, { emailSealed, digest, channels: choices })
      return { saved: true }
    },
    previewMessages: async ({ tx, now }: Asked<'previewMessages'>): Answer<'previewMessages'> => {
      const [config, state] = await Promise.all([countyConfig(tx), deliveryState(tx, now)])
      const { address } = outlets
      return {
        quietHours: config.messages.quietHours ?? null,
        connected: connected(config),
        state: {
          waiting: state.waiting,
          stuck: state.stuck,
          givenUpInADay: state.givenUpInADay,
          sentInADay: state.sentInADay,
        },
        rows: config.messages.rows.flatMap((row) => {
          const process = processes.find(row.process)
          if (!process) return []
          return [
            {
              key: row.key,
              process: row.process,
              processTitle: inBoth((language) => say(language, process.title)),
              on: row.on,
              onTitle: eventTitle(process, row.on),
              audience: row.audience,
              channel: row.channel,
              urgent: row.urgent ?? false,
              text: previewRow(config, process, row, address, now),
            },
          ]
        }),
      }
    },
    listMessageDeliveries: async ({ tx, input }: Asked<'listMessageDeliveries'>): Answer<'listMessageDeliveries'> => {
      const { status, channel, cursor, limit } = input
      const lines = await listDeliveries(tx, { status, channel, before: placeOf(cursor), limit: limit + 1 })
      const page = lines.slice(0, limit)
      const last = page.at(-1)
      return {
        rows: page.map(({ caseId: _caseId, channel: way, ...line }) => ({
          ...line,
          channel: way as 'sms',
          createdAt: line.createdAt.toISOString(),
          nextAt: line.status === 'queued' || line.status === 'failed' ? line.nextAt.toISOString() : null,
          sentAt: line.sentAt?.toISOString() ?? null,
        })),
        nextCursor: last && lines.length > limit ? cursorOf({ at: last.createdAt, id: last.id }) : null,
      }
    },
    retryMessageDelivery: async ({ tx, input, now }: Asked<'retryMessageDelivery'>): Answer<'retryMessageDelivery'> => {
      refuseUnless(await retryMessage(tx, input.id, now), 'not-found')
      return { id: input.id }
    },
  } as const
}
