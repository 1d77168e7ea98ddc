import type { PublicEditionView } from '@xiangzhi/contract'
import { icons } from '@xiangzhi/design'
import { drawContent } from './content-blocks.ts'
import type { Village } from './county.ts'
import type { Scene } from './desk.ts'
import { periodWords, questionItem, stateTag } from './disclosure-parts.ts'
import { crumb, notice } from './form-parts.ts'
import { html, type Html, type Part, raw } from './html.ts'
import type { Page } from './layout.ts'
import { dayWords, timeTag } from './times.ts'
import { villageHead } from './village-page.ts'
import { withheldNotice } from './withheld.ts'

/** Why the text is not there, where two persons took it from readers: its hash below still stands in the log. */
function hiddenNotice({ reader: { say } }: Scene, { hiddenReason, hiding }: PublicEditionView): Part {
  if (hiddenReason === null) return undefined
  const who =
    hiding && say('text.open.edition.hiddenWho', { asked: hiding.document.askedBy, granted: hiding.document.grantedBy })
  return notice(
    'danger',
    html`<p><b>${say('text.open.edition.hiddenBy')}</b></p><p>${say('text.open.edition.hiddenWhy', { reason: hiddenReason })}</p>${who && html`<p>${who}</p>`}`,
  )
}

function banner(scene: Scene, view: PublicEditionView, at: string): Part {
  const { reader, now } = scene
  const { say, language } = reader
  if (view.state === 'withdrawn' && view.withdrawnAt !== null) {
    const when = timeTag(language, new Date(view.withdrawnAt), now)
    // The sentence has its moment in the middle, and the moment is markup.
    const [before = '', after = ''] = say('text.open.edition.withdrawnNote', {
      when: '\n',
      reason: view.withdrawnReason ?? '',
    }).split('\n')
    return notice(
      'danger',
      html`<p><b>${say('text.open.edition.withdrawn')}</b></p><p>${before}${when}${after}</p>${view.body === null && view.hiddenReason === null && html`<p>${say('text.open.edition.hidden')}</p>`}`,
    )
  }
  if (view.state !== 'superseded') return undefined
  const newest = view.editions[0]
  return notice(
    'warn',
    html`<p><b>${say('text.open.edition.superseded')}</b></p>${newest && html`<p><a href="${at}/${newest.editionId}">${say('text.open.edition.seeNewest')}</a></p>`}`,
  )
}

function changes(scene: Scene, view: PublicEditionView): Part {
  const { say } = scene.reader
  if (view.changeNote === null) return undefined
  const mark = { removed: 'text.open.edition.removed', added: 'text.open.edition.added' } as const
  return html`<h2>${say('text.open.edition.changeNote')}</h2><div class="card"><p lang="zh-CN">${view.changeNote}</p>${
    view.withheld === null &&
    html`<details><summary>${say('text.open.edition.changes')}</summary><div>${
      view.differences.length === 0
        ? html`<p>${say('text.open.edition.same')}</p>`
        : html`<ul class="changes" lang="zh-CN">${view.differences.map(({ kind, line }) => html`<li><span class="soft small" lang="${scene.reader.language}">${say(mark[kind])}</span> ${kind === 'removed' ? html`<del>${line}</del>` : html`<ins>${line}</ins>`}</li>`)}</ul>`
    }</div></details>`
  }</div>`
}

function editions(scene: Scene, view: PublicEditionView, at: string): Part {
  const { reader, now } = scene
  const { say } = reader
  if (view.editions.length < 2) return undefined
  return html`<h2>${say('text.open.edition.editions')}</h2><ol class="timeline">${view.editions.map(
    (one) =>
      html`<li${one.editionId === view.editionId && html` class="now" aria-current="step"`}><b><a href="${at}/${one.editionId}">${say('text.open.edition.editionNo', { no: one.no })}</a> ${stateTag(scene, one)}</b>${timeTag(reader.language, new Date(one.publishedAt), now)}<p lang="zh-CN">${one.changeNote ?? html`<span lang="${reader.language}">${say('text.open.edition.first')}</span>`}</p></li>`,
  )}</ol>`
}

function proof(scene: Scene, view: PublicEditionView, county: number, at: string): Html {
  const { say } = scene.reader
  const { index, withdrawalIndex } = view.log
  const log = `/log/${county}/proof`
  const fact = (label: string, value: Part) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`
  return html`<h2 id="proof">${say('text.open.proof')}</h2><p>${say('text.open.proof.note')}</p>${
    index === null
      ? html`<p class="card">${say('text.open.proof.waiting')}</p>`
      : html`<dl class="facts">${fact(say('text.open.proof.index'), html`<b class="number">${index}</b>`)}${withdrawalIndex !== null && fact(say('text.open.proof.withdrawal'), html`<a href="${log}/${withdrawalIndex}.tlog-proof">${withdrawalIndex}</a>`)}${fact(say('text.open.proof.fingerprint'), html`<code class="long">${view.commitment}</code>`)}</dl><p class="soft small">${say('text.open.proof.receiptNote')}</p><p><a class="more" href="${log}/${index}.tlog-proof" download>${say('text.open.proof.receipt')}</a> ${view.salt !== null && html`<a class="more" href="${at}/${view.editionId}.json" download>${say('text.open.proof.body')}</a> `}${view.hiding && html`<a class="more" href="${at}/${view.editionId}.json" download>${say('text.open.proof.hiding')}</a> `}<a class="more" href="/verify">${say('text.open.proof.verify')}</a></p><p><img src="${log}/${index}/qr.svg" alt="${say('text.open.proof.qr', { index })}" width="160" height="160" loading="lazy"></p>`
  }`
}

/** Who answers for a text: written, checked and signed by three persons, whom the engine keeps apart. */
function publisher({ reader }: Scene, village: Village | undefined, view: PublicEditionView): string {
  if (!village) return reader.say('text.open.edition.whoPlace', { place: view.place.name })
  const key = village.settled ? 'text.open.edition.whoCommunity' : 'text.open.edition.whoVillage'
  return reader.say(key, { place: reader.name(village.name) })
}

/**
 * One edition: what it says, who published it and when, how long it stands, questions, what changed, and its proof. `at` is where
 * it is read: `/e`, or the pages behind a villager's sign-in.
 */
export function editionPage(scene: Scene, village: Village | undefined, view: PublicEditionView, at = '/e'): Page {
  const { reader, now, county } = scene
  const { say, language } = reader
  const base = village ? `/v/${village.code}` : '/'
  const fact = (label: string, value: Part) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`
  const content = view.body?.content
  const ask =
    village &&
    html`<p class="buttons"><a class="button" href="${base}/ask/${view.publicationId}">${raw(icons.report)} ${say('text.open.ask.one')}</a><a class="button second" href="${base}/ask/${view.publicationId}?kind=error">${say('text.open.ask.error')}</a></p>`
  return {
    title: view.title,
    ...(village && { village: villageHead(scene, village) }),
    body: html`${village && crumb(`${base}/open/${view.itemCode}`, view.item ? reader.name(view.item.name) : say('text.open.back'))}<h1 lang="zh-CN">${view.title}</h1><p>${stateTag(scene, view)}</p>${hiddenNotice(scene, view)}${banner(scene, view, at)}${withheldNotice(scene, view, at === '/e')}${view.audience === 'village' && content && notice('info', html`<p>${say('text.open.village.keep')}</p>`)}${
      content &&
      html`${drawContent({ reader, fileAddress: (id) => `${at}/${view.editionId}/files/${id}` }, content)}<p class="soft small">${say('text.open.edition.masked')}</p>`
    }${view.state === 'live' && ask}
<dl class="facts">${fact(say('text.open.edition.who'), publisher(scene, village, view))}${fact(say('text.open.edition.when'), timeTag(language, new Date(view.publishedAt), now))}${fact(say('text.open.edition.period'), periodWords(reader, view.period))}${fact(say('text.open.edition.stands'), say('text.open.edition.standsDay', { day: dayWords(language, view.standsUntil, now) }))}${view.asOf !== null && fact(say('text.open.edition.asOf'), timeTag(language, new Date(view.asOf), now))}</dl>
${changes(scene, view)}<h2 id="questions">${say('text.open.ask.questions')}</h2>${
      view.questions.length === 0
        ? html`<p class="card">${say('text.open.ask.none')}</p>`
        : view.questions.map((question) => questionItem(scene, question))
    }${view.state !== 'live' && ask}${editions(scene, view, at)}${proof(scene, view, county.config.county, at)}`,
  }
}
