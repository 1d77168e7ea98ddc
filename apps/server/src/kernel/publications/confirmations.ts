import { type Doubt, listDoubts, maskContent } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { refuseUnless } from '#platform/refusal'
import type { CataloguedItem, Edition } from './types.ts'

/** Somebody's word that doubtful words of a text may be read by everybody, with the reason. */
export interface Confirmation {
  readonly id: string
  readonly editionId: string
  readonly personId: string
  /** The keys of the doubts that it is about. */
  readonly doubts: readonly string[]
  readonly reason: string
  readonly confirmedAt: Date
}

/** What of a text somebody has to confirm before it goes on. `today` is the local date. */
export function doubtsOf(
  { title, changeNote, content }: Pick<Edition, 'title' | 'changeNote' | 'content'>,
  { item }: Pick<CataloguedItem, 'item'>,
  today: string,
): Doubt[] {
  const also = { beside: besideOf({ title, changeNote }), itemName: item.name.zh }
  return listDoubts(maskContent(content, item.template, today, [], also).findings)
}

/** What of a text goes out beside its parts. */
export function besideOf({ title, changeNote }: Pick<Edition, 'title' | 'changeNote'>): [string, ...string[]] {
  return changeNote === null ? [title] : [title, changeNote]
}

/** What was confirmed of a text since it was saved, the first word first. What was written afterwards nobody has seen. */
export function listConfirmations(tx: Tx, edition: Pick<Edition, 'id' | 'savedAt'>): Promise<Confirmation[]> {
  return tx.rows(sql`select id, edition_id, person_id, doubts, reason, confirmed_at from edition_confirmation
    where county = ${tx.county} and edition_id = ${edition.id} and confirmed_at >= ${edition.savedAt}
    order by confirmed_at, id`)
}

/** Keeps somebody's word about doubts of a text. */
export async function keepConfirmation(tx: Tx, given: Confirmation): Promise<void> {
  const { id, editionId, personId, doubts, reason, confirmedAt } = given
  await tx.run(sql`insert into edition_confirmation (county, id, edition_id, person_id, doubts, reason, confirmed_at)
    values (${tx.county}, ${id}, ${editionId}, ${personId}, ${doubts}::text[], ${reason}, ${confirmedAt})`)
}

/**
 * Refuses `confirmation-needed` unless a person has confirmed every doubt of the text that they hand in, check or sign
 * (个人信息保护法 art. 28, 29): nobody's word stands for another's.
 */
export async function refuseUnconfirmed(
  tx: Tx,
  edition: Pick<Edition, 'id' | 'title' | 'changeNote' | 'content' | 'savedAt'>,
  of: Pick<CataloguedItem, 'item'>,
  { by, today }: { readonly by: string; readonly today: string },
): Promise<void> {
  const doubts = doubtsOf(edition, of, today)
  if (doubts.length === 0) return
  const mine = (await listConfirmations(tx, edition)).filter(({ personId }) => personId === by)
  const confirmed = new Set(mine.flatMap((one) => one.doubts))
  const open = doubts.filter(({ key }) => !confirmed.has(key))
  refuseUnless(open.length === 0, 'confirmation-needed', { count: open.length, title: edition.title })
}

/** Takes away what was confirmed of a text whose words are taken away. */
export async function eraseConfirmations(tx: Tx, editionId: string): Promise<void> {
  await tx.run(sql`delete from edition_confirmation where county = ${tx.county} and edition_id = ${editionId}`)
}
