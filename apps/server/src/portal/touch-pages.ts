import type { PublicEditionView, PublishedLine } from '@xiangzhi/contract'
import { icons, statusTag } from '@xiangzhi/design'
import { yuanOf } from '@xiangzhi/language'
import { drawContent, sumOf } from './content-blocks.ts'
import type { Village } from './county.ts'
import type { Scene } from './desk.ts'
import {
  missingItem,
  type MissingLine,
  periodWords,
  questionItem,
  stateTag,
  type VillageDisclosure,
  type VillageQuestion,
} from './disclosure-parts.ts'
import { html, type Html, type Part, raw, withContacts } from './html.ts'
import { everybodyToCall, type ToCall } from './layout.ts'
import { qrCode } from './qr-page.ts'
import { dayWords, timeTag } from './times.ts'
import { layTouch, type TouchPage } from './touch-layout.ts'
import { withheldNotice } from './withheld.ts'
import { wordLimits } from './word-limits.ts'

const homeOf = (village: Village): string => `/touch/${village.code}`

const line = (scene: Scene, village: Village, one: PublishedLine): Html =>
  html`<li><a href="${homeOf(village)}/e/${one.editionId}"><b lang="zh-CN">${one.title}</b><small>${one.state === 'withdrawn' && stateTag(scene, one)}${one.no > 1 && raw(statusTag('info', scene.reader.say('text.open.state.corrected', { no: one.no })))}${timeTag(scene.reader.language, new Date(one.publishedAt), scene.now)}</small></a></li>`

/** The block of money of an edition, if it has one. */
export const moneyIn = (view: PublicEditionView) => view.body?.content.blocks.find((block) => block.kind === 'money')

function moneyLead(scene: Scene, view: PublicEditionView): Part {
  const { say } = scene.reader
  const block = moneyIn(view)
  if (!block) return undefined
  return html`<p class="lead">${say('text.open.money.words', { period: periodWords(scene.reader, view.period), income: yuanOf(sumOf(block.income)), expense: yuanOf(sumOf(block.expense)), closing: yuanOf(block.closing) })}</p>`
}

/** The first page: six tiles and what was published last. */
export function touchHome(
  scene: Scene,
  village: Village,
  disclosure: VillageDisclosure,
  money: PublicEditionView | null,
): TouchPage {
  const { reader } = scene
  const { say } = reader
  const home = homeOf(village)
  const late = disclosure.missing.filter(({ status }) => status === 'missing').length
  const { asked, answered } = disclosure.questions
  const tile = (href: string, icon: keyof typeof icons, title: string, note: string): Html =>
    html`<li><a class="tile" href="${home}${href}">${raw(icons[icon])}<span><b>${title}</b><small>${note}</small></span></a></li>`
  const block = money && moneyIn(money)
  return {
    title: reader.name(village.name),
    lead: html`${money && moneyLead(scene, money)}<p>${say('text.devices.touch.lead')}</p>`,
    phone: `/v/${village.code}`,
    back: home,
    body: html`<ul class="tiles">${tile('/open', 'disclosure', say('text.devices.touch.open'), say('text.devices.touch.openNote'))}${tile('/money', 'money', say('text.devices.touch.money'), block && money ? `${periodWords(reader, money.period)} ${say('text.devices.closing', { yuan: yuanOf(block.closing) })}` : say('text.open.money.none'))}${tile('/missing', 'clock', say('text.devices.touch.missing'), late === 0 ? say('text.devices.touch.missingNone') : say('text.devices.touch.missingNote', { count: late }))}${tile('/questions', 'suggestion', say('text.devices.touch.questions'), say('text.devices.touch.questionsNote', { asked, answered }))}${tile('/report', 'report', say('text.devices.touch.report'), say('text.devices.touch.reportNote'))}${tile('/help', 'phone', say('text.devices.touch.help'), say('text.devices.touch.helpNote'))}</ul><h2>${say('text.open.home.newest')}</h2>${list(scene, village, disclosure.published.slice(0, 4))}`,
  }
}

function list(scene: Scene, village: Village, lines: readonly PublishedLine[]): Html {
  return lines.length === 0
    ? html`<p class="card">${scene.reader.say('text.open.none')}</p>`
    : html`<ul class="list" data-shown="${lines.map(({ editionId }) => editionId).join(' ')}">${lines.map((one) => line(scene, village, one))}</ul>`
}

/** Everything that was published, by class. */
export function touchList(
  scene: Scene,
  village: Village,
  disclosure: VillageDisclosure,
  chosen: string | undefined,
): TouchPage {
  const { reader } = scene
  const { say } = reader
  const base = `${homeOf(village)}/open`
  const more = disclosure.nextCursor
  const link = (href: string, words: string, current: boolean): Html =>
    html`<li><a href="${href}"${current && raw(' aria-current="true"')}>${words}</a></li>`
  return {
    title: say('text.devices.touch.open'),
    lead: html`<p class="lead">${say('text.open.lead')}</p>`,
    phone: `/v/${village.code}/open`,
    back: homeOf(village),
    body: html`<ul class="filters">${link(base, say('text.devices.touch.all'), chosen === undefined)}${disclosure.classes.map((one) => link(`${base}?class=${one.code}`, reader.name(one.name), one.code === chosen))}</ul>${list(scene, village, disclosure.published)}${more !== null && html`<p class="buttons"><a class="button" href="${base}?${chosen === undefined ? '' : `class=${chosen}&`}cursor=${encodeURIComponent(more)}">${say('text.devices.touch.next')}</a></p>`}`,
  }
}

/** What is due and not there, and what comes next. */
export function touchMissing(
  scene: Scene,
  village: Village,
  missing: readonly MissingLine[],
  due: readonly MissingLine[],
): TouchPage {
  const { say } = scene.reader
  const part = (lines: readonly MissingLine[]): Html =>
    html`<ul class="list">${lines.map((one) => missingItem(scene, one, homeOf(village)))}</ul>`
  return {
    title: say('text.devices.touch.missing'),
    lead: html`<p class="lead">${say('text.open.missing.all', { count: missing.filter(({ status }) => status === 'missing').length })}</p>`,
    phone: `/v/${village.code}/open`,
    back: homeOf(village),
    body: html`<h2>${say('text.open.missing')}</h2>${missing.length === 0 ? html`<p class="card">${say('text.open.missing.none')}</p>` : part(missing)}${due.length > 0 && html`<h2>${say('text.open.due')}</h2>${part(due)}`}`,
  }
}

/** One item: every period that was published, and what is missing of it. */
export function touchItem(
  scene: Scene,
  village: Village,
  found: {
    readonly item: { readonly name: { zh: string; en: string }; readonly code: string }
    readonly published: readonly PublishedLine[]
    readonly missing: readonly MissingLine[]
  },
): TouchPage {
  const { reader } = scene
  return {
    title: reader.name(found.item.name),
    phone: `/v/${village.code}/open/${found.item.code}`,
    back: `${homeOf(village)}/open`,
    body: html`${found.missing.length > 0 && html`<ul class="list">${found.missing.map((one) => missingItem(scene, one, homeOf(village)))}</ul>`}<h2>${reader.say('text.open.item.history')}</h2>${list(scene, village, found.published)}`,
  }
}

const askButton = (scene: Scene, village: Village, view: PublicEditionView): Html =>
  html`<p class="buttons"><a class="button" href="${homeOf(village)}/ask/${view.publicationId}">${raw(icons.report)} ${scene.reader.say('text.devices.touch.ask')}</a></p>`

/** One edition, as whoever stands before this screen may read it. */
export function touchEdition(scene: Scene, village: Village, view: PublicEditionView): TouchPage {
  const { reader, now } = scene
  const { say, language } = reader
  const content = view.body?.content
  const fact = (label: string, value: Part) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`
  return {
    title: view.title,
    lead: html`<p>${stateTag(scene, view)}</p>${moneyLead(scene, view)}`,
    phone: `/e/${view.editionId}`,
    back: `${homeOf(village)}/open`,
    body: html`<div data-shown="${view.editionId}">${askButton(scene, village, view)}${view.state === 'withdrawn' && html`<p class="card">${say('text.open.edition.withdrawn')} <span lang="zh-CN">${view.withdrawnReason ?? ''}</span></p>`}${view.state === 'superseded' && view.editions[0] && html`<p class="buttons"><a class="button second" href="${homeOf(village)}/e/${view.editions[0].editionId}">${say('text.open.edition.seeNewest')}</a></p>`}${withheldNotice(scene, view, false)}${content && drawContent({ reader }, content)}<dl class="facts">${fact(say('text.open.edition.when'), timeTag(language, new Date(view.publishedAt), now))}${fact(say('text.open.edition.period'), periodWords(reader, view.period))}${fact(say('text.open.edition.stands'), dayWords(language, view.standsUntil, now))}${view.changeNote !== null && fact(say('text.open.edition.changeNote'), view.changeNote)}${view.log.index !== null && fact(say('text.open.proof.index'), view.log.index)}</dl><h2>${say('text.open.ask.questions')}</h2>${view.questions.length === 0 ? html`<p class="card">${say('text.open.ask.none')}</p>` : view.questions.map((one) => questionItem(scene, one))}</div>`,
  }
}

/** The money of the newest period, or of the one that was chosen. */
export function touchMoney(
  scene: Scene,
  village: Village,
  money: {
    readonly edition: PublicEditionView | null
    readonly periods: readonly { period: string; editionId: string; title: string }[]
    readonly missing: readonly MissingLine[]
  },
): TouchPage {
  const { reader } = scene
  const { say } = reader
  const { edition, periods, missing } = money
  const content = edition?.body?.content
  return {
    title: say('text.devices.touch.money'),
    lead: edition ? moneyLead(scene, edition) : undefined,
    phone: `/v/${village.code}/money`,
    back: homeOf(village),
    body: html`${missing.length > 0 && html`<ul class="list">${missing.map((one) => missingItem(scene, one, homeOf(village)))}</ul>`}${edition && content ? html`<div data-shown="${edition.editionId}">${askButton(scene, village, edition)}${drawContent({ reader }, content)}</div>` : html`<p class="card">${say('text.open.money.none')}</p>`}${periods.length > 0 && html`<h2>${say('text.devices.touch.periods')}</h2><ul class="list">${periods.slice(0, 12).map((one) => html`<li><a href="${homeOf(village)}/e/${one.editionId}"><b>${periodWords(reader, one.period)}</b><small lang="zh-CN">${one.title}</small></a></li>`)}</ul>`}`,
  }
}

/** Questions of the village with their answers. */
export function touchQuestions(scene: Scene, village: Village, rows: readonly VillageQuestion[]): TouchPage {
  const { say } = scene.reader
  return {
    title: say('text.devices.touch.questions'),
    lead: html`<p class="lead">${say('text.open.questions.note')}</p>`,
    phone: `/v/${village.code}/questions`,
    back: homeOf(village),
    body:
      rows.length === 0
        ? html`<p class="card">${say('text.open.questions.none')}</p>`
        : rows.map((one) => questionItem(scene, one, html`<p class="soft" lang="zh-CN">${one.title}</p>`)),
  }
}

/** Reporting is done on the villager's own phone, or by calling. */
export async function touchReport(scene: Scene, village: Village): Promise<TouchPage> {
  const { reader, county } = scene
  const { say } = reader
  const phone = `/v/${village.code}/report`
  return {
    title: say('text.devices.touch.report'),
    lead: html`<p class="lead">${say('text.devices.touch.reportLead')}</p>`,
    phone,
    back: homeOf(village),
    body: html`<div class="receipt">${await qrCode(`${reader.origin}${phone}`, say('text.devices.touch.reportCode'), 420)}<p class="lead">${reader.name(county.around.hotline.name)}</p><p class="number">${withContacts(county.around.hotline.phone, county.around.hotline)}</p></div>`,
  }
}

/** How the screen is used, and whom to call. */
export function touchHelp(scene: Scene, village: Village, contacts: readonly ToCall[]): TouchPage {
  const { reader, county } = scene
  const { say } = reader
  const { hotline } = county.around
  const other = reader.language === 'en' ? 'zh-CN' : 'en'
  return {
    title: say('text.devices.touch.help'),
    lead: html`<p class="lead">${say('text.devices.touch.helpLead')}</p>`,
    phone: `/v/${village.code}`,
    back: homeOf(village),
    body: html`<ol><li>${say('text.devices.touch.help1')}</li><li>${say('text.devices.touch.help2')}</li><li>${say('text.devices.touch.help3')}</li></ol><h2>${say('text.devices.touch.contacts')}</h2><dl class="facts">${everybodyToCall(hotline, contacts).map((one) => html`<div><dt>${reader.name(one.name)}</dt><dd class="number">${withContacts(one.phone, one)}</dd></div>`)}</dl><p class="buttons"><a class="button second" href="${homeOf(village)}?lang=${other}" lang="${other}">${say('text.devices.touch.language')}</a></p>`,
  }
}

const kinds = ['question', 'objection', 'error'] as const

/** Asking: by phone with the code above, or in one field here. Nobody gives a name on a screen that others stand behind. */
export function touchAsk(
  scene: Scene,
  village: Village,
  publication: { readonly id: string; readonly title: string; readonly itemCode: string },
  requestId: string,
  typed: string,
  problem: string | undefined,
): TouchPage {
  const { say } = scene.reader
  const words = {
    question: say('text.open.flow.question'),
    objection: say('text.open.flow.objection'),
    error: say('text.open.flow.error'),
  }
  return {
    title: say('text.devices.touch.ask'),
    lead: html`<p class="lead" lang="zh-CN">${publication.title}</p><p>${say('text.devices.touch.askLead')}</p>`,
    phone: `/v/${village.code}/ask/${publication.id}`,
    back: `${homeOf(village)}/open/${publication.itemCode}`,
    secret: false,
    body: html`<form method="post" action="${homeOf(village)}/ask/${publication.id}" autocomplete="off"><input type="hidden" name="request" value="${requestId}"><fieldset><legend><b>${say('text.devices.touch.askKind')}</b></legend><div class="choices">${kinds.map((kind) => html`<label class="choice"><input type="radio" name="kind" value="${kind}"${kind === 'question' && raw(' checked')}><span>${words[kind]}</span></label>`)}</div></fieldset><p><label for="text"><b>${say('text.devices.touch.askText')}</b></label></p>${problem !== undefined && html`<p class="kept" role="alert">${problem}</p>`}<p class="hint" id="text-hint">${say('text.devices.touch.askHint')} ${say('text.portal.count.most', { most: wordLimits.question })}</p><textarea id="text" name="text" rows="4" aria-describedby="text-hint" autocomplete="off" spellcheck="false">
${typed}</textarea><p class="buttons"><button class="button">${say('text.devices.touch.askSend')}</button></p></form><p class="soft">${say('text.devices.touch.askOfficial')}</p>`,
  }
}

/** The number and the private link, shown once. */
export async function touchAsked(
  scene: Scene,
  village: Village,
  asked: { readonly number: string; readonly token: string },
): Promise<TouchPage> {
  const { reader } = scene
  const { say } = reader
  const progress = `/t/${asked.token}`
  return {
    title: say('text.devices.touch.asked'),
    lead: html`<p class="lead">${say('text.devices.touch.askedNote')}</p>`,
    phone: progress,
    back: homeOf(village),
    secret: true,
    body: html`<div class="receipt"><p>${say('text.devices.touch.askedNumber')}</p><p class="number">${asked.number}</p>${await qrCode(`${reader.origin}${progress}`, say('text.devices.touch.askedCode'), 420)}</div><p class="buttons"><a class="button" href="${homeOf(village)}">${say('text.devices.touch.askedDone')}</a></p>`,
  }
}

/** The page of one edition as the touch screen gets it: for previews. */
export const touchEditionHtml = (scene: Scene, village: Village, view: PublicEditionView): Promise<string> =>
  layTouch(scene, village, touchEdition(scene, village, view))
