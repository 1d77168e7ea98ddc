import type { getPublicItem } from '@xiangzhi/contract'
import { isTextKey, sayBasis } from '@xiangzhi/text'
import type { z } from 'zod'
import { missingItem, publishedItem, type QuestionsOf } from './disclosure-parts.ts'
import type { Village } from './county.ts'
import type { Scene } from './desk.ts'
import { crumb, notice } from './form-parts.ts'
import { html, type Part } from './html.ts'
import type { Page } from './layout.ts'
import { villageHead } from './village-page.ts'

type PublicItem = z.output<typeof getPublicItem.output>

/** One item of the catalogue: how often, how long, why; what was published in each period and what is missing. */
export function itemPage(
  scene: Scene,
  village: Village,
  { item, published, missing, due }: PublicItem,
  questions: QuestionsOf,
): Page {
  const { reader } = scene
  const { say } = reader
  const base = `/v/${village.code}`
  const fact = (label: string, value: Part) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`
  const rhythm = `text.open.rhythm.${item.rhythm}`
  const expected = [...missing, ...due]
  return {
    title: reader.name(item.name),
    village: villageHead(scene, village),
    body: html`${crumb(`${base}/open`, say('text.open.back'))}<h1>${reader.name(item.name)}</h1>${item.audience === 'village' && notice('info', html`<p>${say('text.open.item.onlyVillage')}</p>`)}${expected.length > 0 && html`<ul class="list">${expected.map((line) => missingItem(scene, line, base))}</ul>`}<h2>${say('text.open.item.history')}</h2>${
      published.length === 0
        ? html`<p class="card">${say('text.open.none')}</p>`
        : html`<ul class="list">${published.map((line) => publishedItem(scene, line, questions))}</ul>`
    }<dl class="facts">${fact(say('text.open.item.class'), reader.name(item.className))}${isTextKey(rhythm) && fact(say('text.open.item.rhythm'), say(rhythm))}${fact(say('text.open.item.stands'), say('text.open.item.standsDays', { days: item.standsDays }))}${fact(
      say('text.open.item.basis'),
      html`<span lang="zh-CN">${item.legalBasis.map((basis) => html`${sayBasis(reader.language, basis)}<br>`)}</span>`,
    )}</dl>`,
  }
}
