import type { PublicEditionView } from '@xiangzhi/contract'
import { smallestShown, yuanOf } from '@xiangzhi/language'
import type { Scene } from './desk.ts'
import { notice } from './form-parts.ts'
import { html, type Part } from './html.ts'
import type { Reader } from './reader.ts'

/** What everybody may know of a text that is for the people of a village, in words: how many rows, how much money, table by table. */
export function withheldLines({ say }: Pick<Reader, 'say'>, withheld: PublicEditionView['withheld']): string[] {
  return (withheld ?? []).flatMap(({ rows, totals }) => [
    rows === null
      ? say('text.open.village.few', { count: smallestShown })
      : say('text.open.village.rows', { count: rows }),
    ...totals.map(({ label, fen }) =>
      say('text.open.village.total', { label: label ?? say('text.open.village.amount'), yuan: yuanOf(fen) }),
    ),
  ])
}

/** Where a withheld text can be read, what of it everybody may know, and the way in for whoever lives there. */
export function withheldNotice({ reader }: Scene, view: PublicEditionView, withLink: boolean): Part {
  const { say } = reader
  if (view.withheld === null) return undefined
  const lines = withheldLines(reader, view.withheld)
  return notice(
    'info',
    html`<p>${say('text.open.item.onlyVillage')}</p>${lines.length > 0 && html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`}${withLink && html`<p><a class="more" href="/my-data/village/${view.editionId}">${say('text.open.village.signIn')}</a></p>`}`,
  )
}
