import { sql, type Statement, type Tx } from '#platform/database'
import type { MessageAudience } from '@xiangzhi/language'
import type { Language } from '@xiangzhi/text'

/** A message in somebody's inbox. */
export interface InboxLine {
  readonly id: string
  readonly caseId: string | null
  readonly audience: MessageAudience
  readonly urgent: boolean
  readonly title: string
  readonly body: string
  readonly facts: Readonly<Record<string, string>>
  readonly rowKey: string
  readonly createdAt: Date
  readonly readAt: Date | null
}

const columns = sql.raw('id, case_id, audience, urgent, title, body, facts, row_key, created_at, read_at')

/**
 * The inbox of a person, newest first. `shown` says which messages `m` may still be shown: what they are about may have been sealed
 * since, or be kept from the person by now.
 */
export function listInbox(
  tx: Tx,
  personId: string,
  filter: {
    readonly unread: boolean
    readonly before?: { readonly at: Date; readonly id: string } | undefined
    readonly limit: number
  },
  shown: Statement,
): Promise<InboxLine[]> {
  const { unread, before, limit } = filter
  return tx.rows<InboxLine>(sql`select ${columns} from message m
    where m.county = ${tx.county} and recipient_id = ${personId} and channel = 'in-app' and ${shown} ${unread ? sql`and read_at is null` : sql``}
      ${before === undefined ? sql`` : sql`and (created_at, id) < (${before.at}, ${before.id}::uuid)`}
    order by created_at desc, id desc limit ${limit}`)
}

/** How many messages of a person wait to be read, and how many of them are urgent; of those that may still be shown (`listInbox`). */
export async function countUnread(
  tx: Tx,
  personId: string,
  shown: Statement,
): Promise<{ unread: number; urgent: number }> {
  const row = await tx.row<{
    unread: number
    urgent: number
  }>(sql`select count(*)::int as unread, (count(*) filter (where urgent))::int as urgent
    from message m where m.county = ${tx.county} and recipient_id = ${personId} and channel = 'in-app' and read_at is null and ${shown}`)
  return row ?? { unread: 0, urgent: 0 }
}

/** Marks messages of a person as read: those named, or all up to now, of those that may still be shown. Answers how many. */
export function markRead(
  tx: Tx,
  personId: string,
  ids: readonly string[] | 'all',
  now: Date,
  shown: Statement,
): Promise<number> {
  const which = ids === 'all' ? sql`created_at <= ${now}` : sql`id = any(${ids}::uuid[])`
  return tx.run(sql`update message m set read_at = ${now}
    where m.county = ${tx.county} and recipient_id = ${personId} and channel = 'in-app' and read_at is null and ${which} and ${shown}`)
}

/** What somebody chose: by which ways to hear as what; an absent audience means all ways. */
export interface MessageChoices {
  readonly emailSealed: Buffer | null
  readonly digest: boolean
  /** Whether there is a browser that tells. */
  readonly push: boolean
  readonly channels: ReadonlyMap<string, readonly string[]>
}

/** The choices of several persons; whoever chose nothing is absent. */
export async function findChoices(tx: Tx, personIds: readonly string[]): Promise<Map<string, MessageChoices>> {
  const [contacts, choices, browsers] = await Promise.all([
    tx.rows<{
      personId: string
      emailSealed: Buffer | null
      digest: boolean
    }>(sql`select person_id, email_sealed, digest
      from message_contact where county = ${tx.county} and person_id = any(${personIds}::uuid[])`),
    tx.rows<{
      personId: string
      audience: string
      channels: string[]
    }>(sql`select person_id, audience, channels
      from message_choice where county = ${tx.county} and person_id = any(${personIds}::uuid[])`),
    tx.rows<{ personId: string }>(sql`select distinct person_id from push_subscription
      where county = ${tx.county} and person_id = any(${personIds}::uuid[])`),
  ])
  const pushed = new Set(browsers.map(({ personId }) => personId))
  const found = new Map<string, MessageChoices>()
  for (const personId of new Set([...contacts, ...choices, ...browsers].map((row) => row.personId))) {
    const contact = contacts.find((row) => row.personId === personId)
    const own = choices.filter((row) => row.personId === personId)
    found.set(personId, {
      emailSealed: contact?.emailSealed ?? null,
      digest: contact?.digest ?? false,
      push: pushed.has(personId),
      channels: new Map(own.map(({ audience, channels }) => [audience, channels])),
    })
  }
  return found
}

/** Keeps what somebody chose. An `emailSealed` that is absent stays as it is. */
export async function saveChoices(
  tx: Tx,
  personId: string,
  choices: {
    readonly emailSealed?: Buffer | null | undefined
    readonly digest: boolean
    readonly channels: readonly { readonly audience: string; readonly channels: readonly string[] }[]
  },
): Promise<void> {
  const { emailSealed, digest, channels } = choices
  const kept = emailSealed === undefined ? sql`t.email_sealed` : sql`excluded.email_sealed`
  await tx.run(sql`insert into message_contact as t (county, person_id, email_sealed, digest)
    values (${tx.county}, ${personId}, ${emailSealed ?? null}, ${digest})
    on conflict (county, person_id) do update set email_sealed = ${kept}, digest = excluded.digest`)
  for (const choice of channels)
    await tx.run(sql`insert into message_choice (county, person_id, audience, channels)
      values (${tx.county}, ${personId}, ${choice.audience}, ${choice.channels}::text[])
      on conflict (county, person_id, audience) do update set channels = excluded.channels`)
}

/** An unread message that waits to be gathered for an e-mail. */
export interface Undigested extends InboxLine {
  readonly personId: string
  readonly emailSealed: Buffer
  readonly language: Language
}

/** Takes the unread messages of everybody who wants them gathered, each into one gathering only. */
export function takeUndigested(tx: Tx, now: Date, shown: Statement): Promise<Undigested[]> {
  return tx.rows<Undigested>(sql`with taken as (
      update message m set digested_at = ${now} from message_contact k
      where m.county = ${tx.county} and k.county = m.county and k.person_id = m.recipient_id and k.digest and k.email_sealed is not null
        and m.channel = 'in-app' and m.read_at is null and m.digested_at is null and m.created_at > ${new Date(now.getTime() - 24 * 3_600_000)}
        and ${shown}
      returning m.*, k.person_id, k.email_sealed)
    select ${columns}, language, person_id, email_sealed from taken order by person_id, created_at, id`)
}
