import type { Actor, GrantedContact } from '@xiangzhi/language'
import { type Approval, askApproval, findWaiting, listWaiting } from '#platform/approvals'
import { sql, type Tx } from '#platform/database'

/** A grant is looked at again after a year: posts change hands. */
const validDays = 365

/** The one field in which a number may be shown: of an item of a place, under a label; or of the configuration, by its way. */
export interface ContactField {
  readonly placeId: string
  readonly itemCode: string
  readonly field: string
}

/** The numbers that may be shown in the documents of an item of a place on a day. */
export function listGrantedContacts(
  tx: Tx,
  { placeId, itemCode, today }: { readonly placeId: string; readonly itemCode: string; readonly today: string },
): Promise<GrantedContact[]> {
  return tx.rows<GrantedContact>(sql`select field, number from public_contact where county = ${tx.county}
    and place_id = ${placeId} and item_code = ${itemCode} and valid_until >= ${today} order by field, number`)
}

/** Asks a second person to let one number through in one field. What waits already, or is granted, is answered as it is. */
export async function askPublicContact(
  tx: Tx,
  ask: {
    readonly id: string
    readonly at: ContactField
    readonly number: string
    /** Where the matter belongs; without a place the county decides. */
    readonly standing?: { readonly townId: string | null; readonly villageId: string | null }
    readonly subjectKind: 'disclosure' | 'config'
    /** The text in which it was asked for, where it was one. */
    readonly editionId?: string
    /** What the second person reads: where the number would stand, and under which words. */
    readonly said: { readonly place: string; readonly item: string; readonly field: string }
    readonly reason: string
    readonly by: Actor
    readonly now: Date
    readonly today: string
  },
): Promise<{ readonly id: string }> {
  const { at, number, now } = ask
  const former = await tx.row<{ id: string; valid: boolean | null }>(
    sql`select id, valid_until >= ${ask.today} as valid from public_contact where county = ${tx.county}
      and place_id = ${at.placeId} and item_code = ${at.itemCode} and field = ${at.field} and number = ${number} for update`,
  )
  if (former?.valid) return { id: former.id }
  if (former) {
    if (await findWaiting(tx, { kind: 'public-contact', subjectId: former.id, now })) return { id: former.id }
    await tx.run(sql`delete from public_contact where county = ${tx.county} and id = ${former.id}`)
  }
  // Numbers whose grant has ended go with the next that is asked for here.
  await tx.run(sql`delete from public_contact where county = ${tx.county} and place_id = ${at.placeId}
    and valid_until < ${ask.today}`)
  await tx.run(sql`insert into public_contact (county, id, place_id, item_code, field, number, asked_at)
    values (${tx.county}, ${ask.id}, ${at.placeId}, ${at.itemCode}, ${at.field}, ${number}, ${now})`)
  await askApproval(tx, {
    id: ask.id,
    kind: 'public-contact',
    subjectKind: ask.subjectKind,
    subjectId: ask.id,
    ...(ask.standing ? { standing: ask.standing } : {}),
    ...(ask.editionId ? { content: { editionId: ask.editionId } } : {}),
    facts: { ...ask.said, number },
    reason: ask.reason,
    by: ask.by,
    now,
  })
  return { id: ask.id }
}

/** The requests for numbers of one item of one place that wait now. */
export async function listWaitingContacts(
  tx: Tx,
  { placeId, itemCode }: Pick<ContactField, 'placeId' | 'itemCode'>,
  now: Date,
): Promise<Approval[]> {
  const asked = await tx.rows<{ id: string }>(sql`select id from public_contact where county = ${tx.county}
    and place_id = ${placeId} and item_code = ${itemCode} and granted_on is null`)
  return listWaiting(tx, { kind: 'public-contact', subjectIds: asked.map(({ id }) => id), now })
}

/** With the grant the number is shown from the next edition on, for a year. */
export async function grantPublicContact(tx: Tx, id: string, today: string): Promise<void> {
  await tx.run(sql`update public_contact set granted_on = ${today}, valid_until = ${today}::date + ${validDays}::int
    where county = ${tx.county} and id = ${id}`)
}

/** Refused, nothing of the number stays but in what was asked. */
export async function refusePublicContact(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`delete from public_contact where county = ${tx.county} and id = ${id} and granted_on is null`)
}
