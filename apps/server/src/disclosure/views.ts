import type { EditionStatus, EditionView, ExpectedView } from '@xiangzhi/contract'
import type { Content } from '@xiangzhi/language'
import type { Place } from '#kernel/places'
import type { Edition } from '#kernel/publications'

/** A place as answers name it. */
export function placeRef({ id, code, name }: Pick<Place, 'id' | 'code' | 'name'>): ExpectedView['place'] {
  return { id, code, name }
}

/** Content without members that are undefined, as JSON carries it. */
export function plain(content: Content): EditionView['content'] {
  return JSON.parse(JSON.stringify(content)) as EditionView['content']
}

/** An edition for staff; persons by their names. */
export function editionView(
  edition: Edition,
  more: {
    readonly names: ReadonlyMap<string, string>
    readonly me: string
    readonly status: EditionStatus
    readonly caseId: string | null
  },
): EditionView {
  const nameOf = (id: string | null): string | null => (id === null ? null : (more.names.get(id) ?? ''))
  return {
    id: edition.id,
    publicationId: edition.publicationId,
    no: edition.no,
    status: more.status,
    title: edition.title,
    content: plain(edition.content),
    changeNote: edition.changeNote,
    asOf: edition.asOf?.toISOString() ?? null,
    publishAt: edition.publishAt?.toISOString() ?? null,
    writers: edition.writers.map((id) => nameOf(id) ?? ''),
    writtenByMe: edition.writers.includes(more.me),
    checkedBy: nameOf(edition.checkedBy),
    signedBy: nameOf(edition.signedBy),
    returnedReason: edition.returnedReason,
    savedAt: edition.savedAt.toISOString(),
    publishedAt: edition.publishedAt?.toISOString() ?? null,
    withdrawnAt: edition.withdrawnAt?.toISOString() ?? null,
    withdrawnReason: edition.withdrawnReason,
    caseId: more.caseId,
    version: edition.version,
  }
}
