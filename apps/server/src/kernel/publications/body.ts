import type { PublicBody } from '@xiangzhi/contract'
import { maskContent, type Masked, screenText, wordsOf } from '@xiangzhi/language'
import { canonicalJson, commit } from '@xiangzhi/verify'
import type { CataloguedItem, Edition, Publication } from './types.ts'

export interface PublishedPlace {
  readonly code: string
  readonly name: string
}

/** What the public would read of an edition if it went out at `now`, and what of it was masked. */
export function publicBodyOf(
  publication: Pick<Publication, 'id' | 'periodKey'>,
  edition: Pick<Edition, 'id' | 'no' | 'title' | 'content' | 'changeNote' | 'asOf'>,
  { item }: Pick<CataloguedItem, 'item'>,
  place: PublishedPlace,
  { now, today }: { now: Date; today: string },
): { readonly body: PublicBody; readonly findings: Masked['findings'] } {
  const { content, findings } = maskContent(edition.content, item.template, today)
  return {
    findings,
    body: {
      format: 'xiangzhi-edition/1',
      editionId: edition.id,
      publicationId: publication.id,
      no: edition.no,
      place: { code: place.code, name: place.name },
      item: { code: item.code, name: item.name.zh },
      period: publication.periodKey,
      title: screenText(edition.title).text,
      changeNote: edition.changeNote === null ? null : screenText(edition.changeNote).text,
      asOf: edition.asOf?.toISOString() ?? null,
      publishedAt: now.toISOString(),
      // The schema of the contract and the type of the language mean the same; JSON knows no undefined members.
      content: JSON.parse(JSON.stringify(content)) as PublicBody['content'],
    },
  }
}

/** The salted hash that stands in the public log. */
export function commitmentOf(body: PublicBody, salt: Uint8Array): Uint8Array {
  return commit(canonicalJson(body), salt)
}

/** What search looks through. */
export function searchWords(body: PublicBody): string {
  return `${body.title}\n${body.item.name}\n${wordsOf(body.content)}`.toLowerCase()
}
