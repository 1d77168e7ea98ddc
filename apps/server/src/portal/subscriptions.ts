import { timingSafeEqual } from 'node:crypto'
import { type Language, nameIn, say } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import { findPlace } from '#kernel/places'
import { everybody, listPublic } from '#kernel/publications'
import type { Clock } from '#platform/clock'
import { type Database, sql, type Tx } from '#platform/database'
import { noteShown } from '#platform/devices'
import { DeliveryFailure, type MessageOutlets } from '#platform/messages'
import type { Sealing } from '#platform/sealing'

/** An address that wants to be told of a village's disclosures. */
interface Subscription {
  readonly id: string
  readonly placeId: string
  readonly addressSealed: Buffer
  readonly language: Language
  readonly confirmedAt: Date | null
  readonly toldUntil: Date
  readonly attempts: number
}

const columns = sql.raw(`s.id, s.place_id, s.address_sealed, s.language,
  s.confirmed_at, s.told_until, s.attempts`)

/** Long enough to find the mail, short enough not to keep a stranger's address. */
const CONFIRM_HOURS = 48
/** Whoever types a stranger's address again and again does not fill their mailbox. */
const ASK_AGAIN_MINUTES = 30
/** One e-mail an hour at most, with everything that is new in it. */
const PAUSE_MINUTES = 60
const ATTEMPTS_MAX = 8
const AT_ONCE = 100
const NEW_MAX = 20
const MINUTE = 60_000

/** No address is longer, in UTF-16 units; the standard knows none above 254. */
export const ADDRESS_MAX = 200

const addressShape = /^[^\s@<>"(),:;\\[\]]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i

/** An e-mail address as it is stored, or nothing when it is none. */
export function normaliseAddress(typed: string): string | undefined {
  const at = typed.lastIndexOf('@')
  const address = `${typed.slice(0, at)}${typed.slice(at).toLowerCase()}`
  return address.length <= ADDRESS_MAX && addressShape.test(address) ? address : undefined
}

const macOf = (sealing: Sealing, id: string): Buffer =>
  sealing.hash('token', `village subscription ${id}`).subarray(0, 18)

/** The secret part of the links that confirm and end a subscription. */
export function subscriptionToken(sealing: Sealing, id: string): string {
  return `${id}.${macOf(sealing, id).toString('base64url')}`
}

/** The subscription of a link; undefined for one that was made up, has lapsed or was ended. */
export async function findSubscription(tx: Tx, sealing: Sealing, token: string): Promise<Subscription | undefined> {
  const [, id, mac] = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{24})$/.exec(token) ?? []
  if (!id || !mac || !timingSafeEqual(Buffer.from(mac, 'base64url'), macOf(sealing, id))) return undefined
  return tx.row(sql`select ${columns} from village_subscription s where s.county = ${tx.county} and s.id = ${id}`)
}

/**
 * Notes that an address wants to be told, and answers the id of the subscription if its owner is now to be asked; an address
 * that is subscribed already, or was asked a moment ago, is left alone.
 */
export async function askToSubscribe(
  tx: Tx,
  sealing: Sealing,
  asked: { readonly placeId: string; readonly address: string; readonly language: Language; readonly now: Date },
): Promise<string | undefined> {
  const { placeId, address, language, now } = asked
  const again = new Date(now.getTime() - ASK_AGAIN_MINUTES * MINUTE)
  const row = await tx.row<{ id: string }>(sql`insert into village_subscription as s
      (county, id, place_id, address_hash, address_sealed, language, asked_at, told_until, next_at)
    values (${tx.county}, ${uuidv7()}, ${placeId}, ${sealing.hash('address', address)}, ${sealing.seal(address)}, ${language}, ${now}, ${now}, ${now})
    on conflict (county, place_id, address_hash) do update set asked_at = excluded.asked_at, language = excluded.language
      where s.confirmed_at is null and s.asked_at < ${again}
    returning id`)
  return row?.id
}

/** Confirms a subscription: what is published from now on is told. Doing it twice does no harm. */
export async function confirmSubscription(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.run(sql`update village_subscription set confirmed_at = ${now}, told_until = ${now}, next_at = ${now}
    where county = ${tx.county} and id = ${id} and confirmed_at is null`)
}

/** Ends a subscription and forgets its address. */
export async function endSubscription(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`delete from village_subscription where county = ${tx.county} and id = ${id}`)
}

export interface SubscriptionWork {
  readonly db: Database
  readonly county: number
  readonly sealing: Sealing
  readonly outlets: MessageOutlets
  readonly clock: Clock
}

/** Forgets addresses whose owners did not confirm in time. Answers how many. */
export function removeUnconfirmed({ db, county, clock }: SubscriptionWork): Promise<number> {
  const before = new Date(clock.now().getTime() - CONFIRM_HOURS * 60 * MINUTE)
  return db.write(county, (tx) =>
    tx.run(
      sql`delete from village_subscription where county = ${tx.county} and confirmed_at is null and asked_at < ${before}`,
    ),
  )
}

/** Sends the letter that asks whether it was really the owner of the address. Throws `DeliveryFailure`. */
export async function sendConfirmation(
  { sealing, outlets, clock }: Pick<SubscriptionWork, 'sealing' | 'outlets' | 'clock'>,
  letter: { readonly id: string; readonly address: string; readonly village: string; readonly language: Language },
): Promise<void> {
  const { id, address, village, language } = letter
  const link = `${outlets.address}/subscriptions/${subscriptionToken(sealing, id)}`
  await outlets.channels['e-mail']?.send(
    {
      id,
      to: address,
      title: say(language, 'text.open.subscribe.mail.confirmTitle', { village }),
      text: say(language, 'text.open.subscribe.mail.confirm', { village, link }),
      template: 'village-subscription',
      values: [village],
      link,
    },
    clock.now(),
  )
}

/** Takes those of a village who have not been told of what was published last, each by one server only. */
function takeUntold(tx: Tx, placeId: string, newest: Date, now: Date): Promise<Subscription[]> {
  const pause = new Date(now.getTime() + PAUSE_MINUTES * MINUTE)
  return tx.rows<Subscription>(sql`update village_subscription s set attempts = s.attempts + 1, next_at = ${pause}
    where s.county = ${tx.county} and s.id in (
      select id from village_subscription where county = ${tx.county} and place_id = ${placeId} and confirmed_at is not null
        and told_until < ${newest} and next_at <= ${now} order by told_until, id limit ${AT_ONCE} for update skip locked)
    returning ${columns}`)
}

/** Tells everybody who wants to know what is new in their villages. Answers how many letters went out. */
export async function tellSubscribers(work: SubscriptionWork): Promise<number> {
  const { db, county, sealing, outlets, clock } = work
  const channel = outlets.channels['e-mail']
  if (!channel) return 0
  const now = clock.now()
  const places = await db.read(county, (tx) =>
    tx.rows<{ placeId: string }>(sql`select distinct s.place_id from village_subscription s
      where s.county = ${tx.county} and s.confirmed_at is not null and s.next_at <= ${now}`),
  )
  let sent = 0
  for (const { placeId } of places) {
    const [place, lines] = await db.read(county, (tx) =>
      Promise.all([findPlace(tx, placeId), listPublic(tx, everybody, { placeId, limit: NEW_MAX })]),
    )
    const newest = lines[0]?.publishedAt
    if (!place || !newest) continue
    for (const one of await db.write(county, (tx) => takeUntold(tx, placeId, newest, now))) {
      const fresh = lines.filter(({ publishedAt, state }) => publishedAt > one.toldUntil && state === 'live')
      const village = nameIn(one.language, { zh: place.name, en: place.nameEn ?? place.name })
      const link = `${outlets.address}/subscriptions/${subscriptionToken(sealing, one.id)}/end`
      const told = fresh.map(({ title, editionId }) => `${title}\n${outlets.address}/e/${editionId}`).join('\n\n')
      try {
        if (fresh[0])
          await channel.send(
            {
              id: `${one.id}-${fresh[0].editionId}`,
              to: sealing.open(one.addressSealed),
              title: say(one.language, 'text.open.subscribe.mail.newTitle', { village, title: fresh[0].title }),
              text: say(one.language, 'text.open.subscribe.mail.new', {
                village,
                count: fresh.length,
                lines: told,
                link,
              }),
              template: 'village-news',
              values: [village],
              link,
            },
            now,
          )
        // A letter tells of what is for the village only as well, but shows nothing of it.
        const shown = fresh.filter(({ audience }) => audience === 'everybody').map(({ editionId }) => editionId)
        await db.write(county, async (tx) => {
          await tx.run(sql`update village_subscription set told_until = ${newest}, attempts = 0
            where county = ${tx.county} and id = ${one.id}`)
          await noteShown(tx, shown, 'e-mail', now)
        })
        if (fresh[0]) sent += 1
      } catch (error) {
        if (!(error instanceof DeliveryFailure)) throw error
        // An address that is no more, or to which nothing gets through for hours, is not kept.
        if (error.final || one.attempts >= ATTEMPTS_MAX) await db.write(county, (tx) => endSubscription(tx, one.id))
      }
    }
  }
  return sent
}
