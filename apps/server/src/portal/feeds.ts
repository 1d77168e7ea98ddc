import { firstCharacters, linesOf, publicText, publicValue } from '@xiangzhi/language'
import { nameIn, say } from '@xiangzhi/text'
import { escape as escapeMarkup } from '@xiangzhi/design'
import type { PublicEdition } from '#kernel/publications'
import { itemsOf, withheldView } from '#disclosure'
import type { Village } from './county.ts'
import type { Scene } from './desk.ts'
import { withheldLines } from './withheld.ts'

/** How much of a text stands in a feed; the whole is a link away. */
const CHARACTERS_MAX = 600

/** Words as they stand in a feed: screened, and nothing that XML cannot hold. */
const escape = (text: string): string => escapeMarkup(publicText(text))

/** What of an edition stands in a feed: its beginning, or its numbers where the text is for a village only. */
function textOf({ reader, county }: Scene, { body, itemCode, withheld }: PublicEdition): string {
  const lines = body
    ? linesOf(body.content)
    : withheldLines(reader, withheldView({ withheld }, itemsOf(county.config).get(itemCode)))
  return firstCharacters(lines.join('\n'), CHARACTERS_MAX)
}

/** When an edition last became something else for its readers. */
const changedAt = ({ publishedAt, withdrawnAt }: PublicEdition): Date => withdrawnAt ?? publishedAt

function titleOf({ reader }: Scene, edition: PublicEdition): string {
  return edition.state === 'withdrawn'
    ? reader.say('text.open.feed.withdrawn', { title: edition.title })
    : edition.title
}

const feedTitle = ({ reader }: Scene, village: Village): string =>
  say(reader.language, 'text.open.feed.title', { village: nameIn(reader.language, village.name) })

/** A feed of what a village published, as RFC 4287 has it. Nothing in it depends on the moment it is asked for. */
export function atomFeed(scene: Scene, village: Village, editions: readonly PublicEdition[]): string {
  const { origin, language } = scene.reader
  const home = `${origin}/v/${village.code}`
  const newest = editions.map(changedAt).toSorted((left, right) => right.getTime() - left.getTime())[0]
  const entries = editions.map((edition) => {
    const link = `${origin}/e/${edition.editionId}`
    const text = textOf(scene, edition)
    return `<entry><id>urn:uuid:${edition.editionId}</id><title>${escape(titleOf(scene, edition))}</title><link rel="alternate" type="text/html" href="${escape(link)}"/><published>${edition.publishedAt.toISOString()}</published><updated>${changedAt(edition).toISOString()}</updated><category term="${escape(edition.itemCode)}"/>${edition.withdrawnReason === null ? '' : `<summary>${escape(edition.withdrawnReason)}</summary>`}${text === '' ? '' : `<content type="text">${escape(text)}</content>`}</entry>`
  })
  return `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}"><id>${escape(`${home}/feed.xml`)}</id><title>${escape(feedTitle(scene, village))}</title><link rel="self" type="application/atom+xml" href="${escape(`${home}/feed.xml`)}"/><link rel="alternate" type="text/html" href="${escape(`${home}/open`)}"/><author><name>${escape(village.officialName)}</name></author><updated>${(newest ?? new Date(0)).toISOString()}</updated>${entries.join('')}</feed>\n`
}

/** The same as JSON Feed 1.1. */
export function jsonFeed(scene: Scene, village: Village, editions: readonly PublicEdition[]): string {
  const { origin, language } = scene.reader
  const home = `${origin}/v/${village.code}`
  return JSON.stringify(
    publicValue({
      version: 'https://jsonfeed.org/version/1.1',
      title: feedTitle(scene, village),
      home_page_url: `${home}/open`,
      feed_url: `${home}/feed.json`,
      language,
      authors: [{ name: village.officialName }],
      items: editions.map((edition) => ({
        id: `urn:uuid:${edition.editionId}`,
        url: `${origin}/e/${edition.editionId}`,
        title: titleOf(scene, edition),
        content_text: textOf(scene, edition),
        ...(edition.withdrawnReason === null ? {} : { summary: edition.withdrawnReason }),
        date_published: edition.publishedAt.toISOString(),
        date_modified: changedAt(edition).toISOString(),
        tags: [edition.itemCode, edition.affairs],
      })),
    }),
  )
}
