import { countyConfig } from '#platform/county-config'
import { type Database, sql, type Tx } from '#platform/database'
import type { Log } from '#platform/log'
import {
  addMessages,
  afterQuiet,
  type Channel,
  DeliveryFailure,
  findChoices,
  listPushAddresses,
  markFailed,
  markSent,
  type MessageOutlets,
  type NewMessage,
  notePushed,
  type Outgoing,
  retryAt,
  takeDueMessages,
  type TakenMessage,
  takeUndigested,
  type Undigested,
} from '#platform/messages'
import type { Sealing } from '#platform/sealing'
import { findCaseContacts, isSealed, tokenOf, wasSealedSince } from '#kernel/cases'
import { findPhoneSealed } from '#kernel/people'
import { nameIn, say } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import { valuesOf } from './facts.ts'

/** What sending needs. */
export interface SenderEnvironment {
  readonly db: Database
  readonly county: number
  readonly sealing: Sealing
  readonly outlets: MessageOutlets
  readonly log: Log
}

const BATCH = 40

/** An e-mail leaves the house: it says nothing of what is sealed, not even to whoever may read it here. */
const unsealed = sql`not ${isSealed({ county: 'm.county', caseId: 'm.case_id' })}`

/** Where a message goes, looked up now: a contact that was withdrawn since is no contact any more. */
async function addressOf(tx: Tx, message: TakenMessage): Promise<Buffer | undefined> {
  const { audience, caseId, channel, recipientId } = message
  if (audience === 'reporter' || audience === 'followers') {
    const contacts = caseId === null ? undefined : await findCaseContacts(tx, caseId)
    if (audience === 'reporter')
      return contacts?.reporters.find((one) => one.caseId === (recipientId ?? caseId))?.phoneSealed
    return contacts?.followers.find(({ id }) => id === recipientId)?.phoneSealed
  }
  if (recipientId === null) return undefined
  if (channel === 'sms') return findPhoneSealed(tx, recipientId)
  return (await findChoices(tx, [recipientId])).get(recipientId)?.emailSealed ?? undefined
}

/** The link of a message: the private page of a villager, the case of a member of staff, or the page that its facts name. */
export function linkOf(
  { sealing, outlets }: Pick<SenderEnvironment, 'sealing' | 'outlets'>,
  message: Pick<TakenMessage, 'audience' | 'caseId' | 'recipientId'> & Partial<Pick<TakenMessage, 'facts'>>,
): string {
  const { audience, caseId, recipientId, facts } = message
  if (caseId === null) return `${outlets.address}${facts?.['path'] ?? '/staff/messages'}`
  // A reporter whose report was merged into this case is led to it by the link of their own.
  if (audience === 'reporter' || audience === 'followers')
    return `${outlets.address}/t/${tokenOf(sealing, recipientId ?? caseId)}`
  return `${outlets.address}/staff/cases/${caseId}`
}

/**
 * Sends to every browser of a person. One that is reached is enough: the others may be switched off for good. Those that are
 * no more are forgotten at once, also when nothing could be delivered.
 */
async function sendToBrowsers(
  { db, county, sealing }: SenderEnvironment,
  channel: Channel,
  personId: string | null,
  outgoing: Outgoing,
  now: Date,
): Promise<null> {
  const browsers = personId === null ? [] : await db.read(county, (tx) => listPushAddresses(tx, personId))
  const reached: string[] = []
  const gone: string[] = []
  let problem = 'no-browser'
  for (const { id, sealed } of browsers) {
    try {
      await channel.send({ ...outgoing, to: sealing.open(sealed) }, now)
      reached.push(id)
    } catch (error) {
      if (!(error instanceof DeliveryFailure)) throw error
      if (error.gone) gone.push(id)
      else problem = error.message
    }
  }
  await db.write(county, (tx) => notePushed(tx, { reached, gone, now }))
  if (reached.length === 0) throw new DeliveryFailure(problem, { final: gone.length === browsers.length })
  return null
}

async function sendOne(environment: SenderEnvironment, message: TakenMessage, now: Date): Promise<boolean> {
  const { db, county, sealing, outlets, log } = environment
  const channel = outlets.channels[message.channel]
  const { caseId, createdAt, audience } = message
  const [config, address, sealedSince] = await db.read(county, (tx) =>
    Promise.all([
      countyConfig(tx),
      message.channel === 'robot' || message.channel === 'push' ? null : addressOf(tx, message),
      // Reporters are told of their own matter; for everybody else its words are those of an open case.
      caseId !== null && audience !== 'reporter' && wasSealedSince(tx, caseId, createdAt),
    ]),
  )
  const { quietHours, rows } = config.messages
  const fail = async (problem: string, final: boolean): Promise<false> => {
    const again = final ? undefined : retryAt(message.attempts, now)
    const nextAt = again && !message.urgent ? afterQuiet(quietHours, config.calendar.offsetMinutes, again) : again
    await db.write(county, (tx) => markFailed(tx, message.id, { problem, nextAt, now }))
    log.warn('a message was not delivered', { id: message.id, channel: message.channel, problem, final: !nextAt })
    return false
  }
  if (channel === undefined) return fail(`${message.channel} is not connected`, false)
  if (address === undefined) return fail('withdrawn', true)
  if (sealedSince) return fail('sealed', true)
  const link = linkOf(environment, message)
  const row = rows.find(({ key }) => key === message.rowKey)
  const outgoing: Outgoing = {
    id: message.id,
    to: address === null ? '' : sealing.open(address),
    title: message.title,
    text: message.body.replaceAll('{link}', message.channel === 'push' ? '' : link),
    template: message.rowKey,
    values: row ? valuesOf(row, message.language, message.facts, link) : [],
    link,
  }
  let providerId: string | null
  try {
    providerId =
      message.channel === 'push'
        ? await sendToBrowsers(environment, channel, message.recipientId, outgoing, now)
        : await channel.send(outgoing, now)
  } catch (error) {
    if (!(error instanceof DeliveryFailure)) throw error
    return fail(error.message, error.final)
  }
  await db.write(county, (tx) =>
    markSent(tx, message.id, { provider: channel.provider, providerId, addressSealed: address, now }),
  )
  return true
}

/**
 * Sends what is due; answers how many were handed over. Several servers may do so at once: each message is taken by one. A
 * server that dies between handing over and writing it down sends once more, under the same id.
 */
export async function sendMessages(environment: SenderEnvironment, now: Date): Promise<number> {
  const { db, county, log } = environment
  const taken = await db.write(county, async (tx) => {
    const { messages, calendar } = await countyConfig(tx)
    const quiet = afterQuiet(messages.quietHours, calendar.offsetMinutes, now) > now
    return takeDueMessages(tx, { now, quiet, limit: BATCH })
  })
  let sent = 0
  for (const message of taken) {
    try {
      if (await sendOne(environment, message, now)) sent += 1
    } catch (error) {
      // The lease runs out and the message is taken again: one that breaks must not hold up the others.
      log.error('sending a message broke', { id: message.id, error })
    }
  }
  return sent
}

function digestOf(lines: readonly Undigested[], nextAt: Date, now: Date): NewMessage | undefined {
  const [first] = lines
  if (!first) return undefined
  const { language } = first
  const list = lines.map(({ facts, body }) => {
    const named = { zh: facts['zh'] ?? body, en: facts['en'] ?? body }
    return `· ${nameIn(language, named).replaceAll('{link}', '')}`
  })
  return {
    id: uuidv7(),
    dedupeKey: `digest:${first.id}`,
    caseId: null,
    eventNo: null,
    rowKey: 'digest',
    audience: 'digest',
    channel: 'e-mail',
    recipientId: first.personId,
    language,
    urgent: false,
    title: say(language, 'text.messages.digest.title', { n: lines.length }),
    body: `${say(language, 'text.messages.digest.begin', { n: lines.length })}\n\n${list.join('\n')}\n\n{link}\n`,
    facts: {},
    nextAt,
    createdAt: now,
  }
}

/** Gathers unread messages into one e-mail for everybody who wants that; answers how many e-mails. Meant for once an hour. */
export function gatherDigests({ db, county, outlets }: SenderEnvironment, now: Date): Promise<number> {
  if (outlets.channels['e-mail'] === undefined) return Promise.resolve(0)
  return db.write(county, async (tx) => {
    const { messages, calendar } = await countyConfig(tx)
    const nextAt = afterQuiet(messages.quietHours, calendar.offsetMinutes, now)
    const persons = Map.groupBy(await takeUndigested(tx, now, unsealed), ({ personId }) => personId)
    const digests = [...persons.values()].flatMap((lines) => digestOf(lines, nextAt, now) ?? [])
    return addMessages(tx, digests)
  })
}
