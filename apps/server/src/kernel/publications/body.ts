import type { PublicBody } from '@xiangzhi/contract'
import { maskContent, type Masked, periodLabel, wordsOf } from '@xiangzhi/language'
import { canonicalJson, commit } from '@xiangzhi/verify'
import type { Tx } from '#platform/database'
import { withStoredFiles } from './attachments.ts'
import { besideOf } from './confirmations.ts'
import { listGrantedContacts } from './contacts.ts'
import type { CataloguedItem, Edition, Publication } from './types.ts'

export interface PublishedPlace {
  readonly code: string
  readonly name: string
}

/** The document as it is written today. */
type BodyOfToday = Extract<PublicBody, { format: 'xiangzhi-edition/3' }>

const dayMs = 86_400_000

/** Days are counted from the day after it went out: fifteen whole days. */
function standsUntil(today: string, days: number): string {
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** What the public would read of an edition if it went out at `now`, with the hashes of its papers, and what of it was masked. */
export async function publicBodyOf(
  tx: Tx,
  publication: Pick<
    Publication,
    'id' | 'placeId' | 'itemCode' | 'periodKey' | 'classCode' | 'affairs' | 'audience' | 'onBoard' | 'isMoney' | 'demo'
  >,
  edition: Pick<Edition, 'id' | 'no' | 'title' | 'content' | 'changeNote' | 'asOf'>,
  { item }: Pick<CataloguedItem, 'item'>,
  place: PublishedPlace,
  { now, today }: { now: Date; today: string },
): Promise<{ readonly body: BodyOfToday; readonly findings: Masked['findings'] }> {
  const granted = await listGrantedContacts(tx, { ...publication, today })
  const { content, beside, findings } = maskContent(
    await withStoredFiles(tx, edition.content),
    item.template,
    today,
    granted,
    { beside: besideOf(edition), itemName: item.name.zh },
  )
  const [title = '', changeNote = null] = beside
  return {
    findings,
    body: {
      format: 'xiangzhi-edition/3',
      editionId: edition.id,
      publicationId: publication.id,
      no: edition.no,
      place: { code: place.code, name: place.name },
      item: { code: item.code, name: item.name.zh },
      period: publication.periodKey,
      title,
      changeNote,
      asOf: edition.asOf?.toISOString() ?? null,
      publishedAt: now.toISOString(),
      // The schema of the contract and the type of the language mean the same; JSON knows no undefined members.
      content: JSON.parse(JSON.stringify(content)) as PublicBody['content'],
      // To whom it is shown, where and how long, as its publication has it: the catalogue may have changed since it was begun.
      class: publication.classCode,
      affairs: publication.affairs,
      audience: publication.audience,
      board: publication.onBoard,
      money: publication.isMoney,
      standsUntil: standsUntil(today, item.standsDays),
      demo: publication.demo,
    },
  }
}

/** What a text is called in words of ours: the place, the period, the item; what a writer typed is none of it. */
export function plainTitle({
  place,
  item,
  period,
}: {
  readonly place: { readonly name: string }
  readonly item: { readonly name: string }
  readonly period: string
}): string {
  return `${place.name}${periodLabel(period)}${item.name}`
}

/** The salted hash that stands in the public log. */
export function commitmentOf(body: PublicBody, salt: Uint8Array): Uint8Array {
  return commit(canonicalJson(body), salt)
}

/** What search looks through. */
export function searchWords(body: PublicBody): string {
  return `${body.title}\n${body.item.name}\n${wordsOf(body.content)}`.toLowerCase()
}
