import type { Database } from '#platform/database'
import type { Clock, Recurring } from '#platform/clock'
import type { Log } from '#platform/log'
import { demoOutlets, listKept, type MessageOutlets } from '#platform/messages'
import { maskPhone, type Sealing } from '#platform/sealing'
import type { PhoneCodes } from '#platform/sign-in'
import { say } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import type { Processes } from '#kernel/cases'
import type { Duties } from '#kernel/duties'
import { dutyMessageReader } from './duty-timeline.ts'
import { messageReader } from './case-timeline.ts'
import { gatherDigests, linkOf, sendMessages } from './send.ts'

/** What the recurring work of messages needs. */
export interface MessageWork {
  readonly db: Database
  readonly county: number
  readonly processes: Processes
  readonly duties: Duties
  readonly sealing: Sealing
  readonly outlets: MessageOutlets
  readonly clock: Clock
  readonly log: Log
  readonly demo: boolean
}

const DAY_MS = 24 * 3_600_000

/** Reads timelines, sends what is due, gathers digests. A county that begins to send is not flooded with its past. */
export function messageWork(work: MessageWork): readonly Recurring[] {
  const { clock, demo } = work
  const outlets = demo ? demoOutlets(work.outlets) : work.outlets
  const sending = { ...work, outlets }
  const read = messageReader({ ...work, channels: outlets.channels, firstLookBackMs: demo ? 3 * DAY_MS : 0 })
  const readDuties = dutyMessageReader({ ...work, channels: outlets.channels })
  return [
    { name: 'messages', everyMs: 5000, work: () => read(clock.now()) },
    { name: 'duty messages', everyMs: 30_000, work: () => readDuties(clock.now()) },
    { name: 'deliveries', everyMs: 5000, work: () => sendMessages(sending, clock.now()) },
    { name: 'message digests', everyMs: 3_600_000, work: () => gatherDigests(sending, clock.now()) },
  ]
}

/** One-time codes for villagers through the county's gateway. Undefined where no gateway is connected. */
export function gatewayCodes(outlets: MessageOutlets, clock: Clock): PhoneCodes | undefined {
  const { sms } = outlets.channels
  if (!sms) return undefined
  return {
    send: async (phone, code, language) => {
      await sms.send(
        {
          id: uuidv7(),
          to: phone,
          title: '',
          text: say(language, 'text.messages.phoneCode', { code }),
          template: 'phone-code',
          values: [code],
        },
        clock.now(),
      )
    },
  }
}

/** A text message that a demo shows instead of sending it. */
export interface KeptMessage {
  readonly phoneMasked: string
  readonly text: string
  readonly sentAt: Date
}

/** The text messages that a demo kept, newest first; their links work. */
export async function keptMessages({
  db,
  county,
  sealing,
  outlets,
}: Pick<MessageWork, 'db' | 'county' | 'sealing' | 'outlets'>): Promise<KeptMessage[]> {
  const kept = await db.read(county, (tx) => listKept(tx, 50))
  return kept.map(({ addressSealed, body, sentAt, audience, caseId, recipientId }) => ({
    phoneMasked: maskPhone(sealing.open(addressSealed)),
    text: body.replaceAll(
      '{link}',
      linkOf({ sealing, outlets }, { audience: audience as 'reporter', caseId, recipientId }),
    ),
    sentAt,
  }))
}
