import { firstCharacters } from '@xiangzhi/language'
import type { OwnReport } from '#kernel/cases'
import type { Look } from '#kernel/people'
import { maskPhone } from '#platform/sealing'
import type { VillagerSession } from '#platform/sign-in'
import { publicStatusTag } from './case-parts.ts'
import { categoryName, processOf } from './county.ts'
import type { Scene } from './desk.ts'
import { button, crumb, errorSummary, form, hiddenField, inputField, notice, type Problem } from './form-parts.ts'
import { html, type Html, type Part, verbatim } from './html.ts'
import { callLink, type Page } from './layout.ts'
import { instantWords, timeTag } from './times.ts'
import { wordLimits } from './word-limits.ts'

/** Where one goes after signing in by phone: the own reports, or everything that is kept about one. */
export type After = 'progress' | 'my-data'

const titles = { progress: 'text.portal.own.title', 'my-data': 'text.portal.data.title' } as const
const leads = { progress: 'text.portal.own.lead', 'my-data': 'text.portal.data.lead' } as const

/** The first half of the sign-in: the phone number. */
export function phonePage(scene: Scene, after: After, phone: string, problems: readonly Problem[]): Page {
  const { say } = scene.reader
  const title = say(titles[after])
  const { hotline } = scene.county.around
  return {
    title,
    narrow: true,
    failed: problems.length > 0,
    body: html`${crumb('/', say('text.portal.back.home'))}${errorSummary(scene.reader, problems)}<h1>${title}</h1><p class="lead">${say(leads[after])}</p>${form(`/${after}`, html`${inputField(scene.reader, { field: 'phone', label: say('text.portal.own.phone'), hint: say('text.portal.own.phoneHint'), value: phone, type: 'tel', inputMode: 'tel', autocomplete: 'tel', maxLength: wordLimits.phone, short: true, problems })}<div class="buttons">${button(say('text.portal.own.sendCode'))}</div>`)}${after === 'progress' && html`<h2>${say('text.portal.own.otherWay')}</h2><p>${say('text.portal.own.linkNote')}</p><p>${say('text.portal.own.callNote')} ${callLink(hotline)}</p>`}`,
  }
}

/** The second half: the code from the message. The number travels along, so that nothing is typed twice. */
export function codePage(scene: Scene, after: After, phone: string, problems: readonly Problem[]): Page {
  const { say } = scene.reader
  return {
    title: say('text.portal.own.codeTitle'),
    narrow: true,
    failed: problems.length > 0,
    body: html`${crumb(`/${after}`, say('text.portal.back.step'))}${errorSummary(scene.reader, problems)}${form(`/${after}/code`, html`${hiddenField('phone', phone)}${inputField(scene.reader, { field: 'code', label: say('text.portal.own.codeTitle'), hint: say('text.portal.own.codeHint', { phone: maskPhone(phone) }), heading: true, value: '', inputMode: 'numeric', autocomplete: 'one-time-code', short: true, problems })}<div class="buttons">${button(say('text.portal.own.signIn'))}</div>`)}${form(`/${after}`, html`${hiddenField('phone', phone)}<button class="plain" type="submit">${say('text.portal.own.again')}</button>`)}${scene.county.config.demo && notice('warn', html`<p>${say('text.portal.own.demoCode')} <a href="/dev/inbox">/dev/inbox</a></p>`)}`,
  }
}

function reportLine(scene: Scene, report: OwnReport): Html {
  const { reader, now } = scene
  const state = processOf(report.process, report.processVersion)?.states[report.state]
  return html`<li><a href="/progress/${report.caseId}"><b>${reader.name(categoryName(scene.county, report.category))}</b><small>${publicStatusTag(scene, report.status as 'received')} ${state && reader.say(state.label)} · <span class="num">${report.number}</span> · ${timeTag(reader.language, report.openedAt, now)}</small></a></li>`
}

function reportList(scene: Scene, reports: readonly OwnReport[]): Part {
  return reports.length === 0
    ? html`<p class="card">${scene.reader.say('text.portal.own.none')}</p>`
    : html`<ul class="list">${reports.map((report) => reportLine(scene, report))}</ul>`
}

function signedIn(scene: Scene, villager: VillagerSession): Html {
  const { say } = scene.reader
  return form(
    '/sign-out',
    html`<p>${say('text.portal.own.signedIn', { phone: maskPhone(villager.phone) })} <button class="plain" type="submit">${say('text.portal.own.signOut')}</button></p>`,
  )
}

/** The own reports. */
export function ownReportsPage(scene: Scene, villager: VillagerSession, reports: readonly OwnReport[]): Page {
  const { say } = scene.reader
  return {
    title: say('text.portal.own.title'),
    narrow: true,
    body: html`${crumb('/', say('text.portal.back.home'))}<h1>${say('text.portal.own.title')}</h1>${signedIn(scene, villager)}${reportList(scene, reports)}<p><a class="more" href="/my-data">${say('text.portal.data.title')}</a></p>`,
  }
}

export interface OwnData {
  readonly reports: readonly OwnReport[]
  readonly looks: readonly Look[]
  readonly sessions: readonly {
    readonly sessionId: string
    readonly userAgent: string
    readonly startedAt: Date
    readonly expiresAt: Date
  }[]
}

/** Everything that is kept about this number, who looked at it, and how to take it back (PIPL art. 15, 44–47). */
export function myDataPage(scene: Scene, villager: VillagerSession, data: OwnData, done: string | undefined): Page {
  const { reader, now } = scene
  const { say, language } = reader
  return {
    title: say('text.portal.data.title'),
    narrow: true,
    body: html`${crumb('/', say('text.portal.back.home'))}${done === 'withdrawn' && notice('good', html`<p role="status">${say('text.portal.data.withdrawn')}</p>`)}<h1>${say('text.portal.data.title')}</h1>${signedIn(scene, villager)}
<h2>${say('text.portal.data.kept')}</h2><dl class="facts"><div><dt>${say('text.portal.contact.phone')}</dt><dd>${maskPhone(villager.phone)}</dd></div><div><dt>${say('text.portal.data.reports')}</dt><dd>${data.reports.length}</dd></div></dl>
<h2>${say('text.portal.data.reports')}</h2>${
      data.reports.length === 0
        ? html`<p class="card">${say('text.portal.own.none')}</p>`
        : data.reports.map(
            (report) =>
              html`<div class="card"><p><a href="/progress/${report.caseId}"><b>${reader.name(categoryName(scene.county, report.category))}</b></a> <span class="number soft">${report.number}</span></p><details><summary>${say('text.portal.data.withdraw')}</summary><div><p>${say('text.portal.data.withdrawNote')}</p>${form(`/my-data/${report.caseId}/withdraw`, button(say('text.portal.data.withdrawSure'), true))}</div></details></div>`,
          )
    }
<h2>${say('text.portal.data.village')}</h2><p>${say('text.portal.data.villageNote')} <a class="more" href="/my-data/village">${say('text.portal.data.village')}</a></p>
<h2>${say('text.portal.data.looks')}</h2>${data.looks.length === 0 ? html`<p class="card">${say('text.portal.data.noLooks')}</p>` : html`<div class="table" role="region" tabindex="0" aria-label="${say('text.portal.data.looks')}"><table><thead><tr><th>${say('text.portal.data.lookAt')}</th><th>${say('text.portal.data.lookReason')}</th></tr></thead><tbody>${data.looks.map((look) => html`<tr><td>${timeTag(language, look.lookedAt, now)}</td><td>${look.reason}</td></tr>`)}</tbody></table></div>`}
<h2>${say('text.portal.data.sessions')}</h2><ul class="list">${data.sessions.map(
      (session) =>
        html`<li><div class="row"><span>${instantWords(language, session.startedAt, now)}<small>${session.sessionId === villager.sessionId ? say('text.portal.data.thisDevice') : firstCharacters(session.userAgent, 80)}</small></span><span>${session.sessionId !== villager.sessionId && form(`/my-data/sessions/${session.sessionId}/end`, html`<button class="plain" type="submit">${say('text.portal.data.endSession')}</button>`)}</span></div></li>`,
    )}</ul>
<h2>${say('text.portal.data.rights')}</h2><p>${say('text.portal.data.rightsNote')} <a href="/privacy">${say('text.portal.foot.privacy')}</a></p>`,
  }
}

/** Codes that were not sent anywhere, in a demo. */
export function inboxPage(
  scene: Scene,
  messages: readonly { readonly phoneMasked: string; readonly code: string; readonly sentAt: Date }[],
  kept: readonly { readonly phoneMasked: string; readonly text: string; readonly sentAt: Date }[],
): Page {
  const { say, language } = scene.reader
  return {
    title: say('text.portal.inbox.title'),
    narrow: true,
    body: html`<h1>${say('text.portal.inbox.title')}</h1><p>${say('text.portal.inbox.note')}</p>${messages.length === 0 ? html`<p class="card">${say('text.portal.inbox.none')}</p>` : html`<div class="table" role="region" tabindex="0" aria-label="${say('text.portal.inbox.title')}"><table><thead><tr><th>${say('text.portal.contact.phone')}</th><th>${say('text.portal.inbox.code')}</th><th>${say('text.portal.inbox.sent')}</th></tr></thead><tbody>${messages.map((message) => html`<tr><td>${message.phoneMasked}</td><td class="number"><b>${message.code}</b></td><td>${timeTag(language, message.sentAt, scene.now)}</td></tr>`)}</tbody></table></div>`}<h2>${say('text.portal.inbox.messages')}</h2>${kept.length === 0 ? html`<p class="card">${say('text.portal.inbox.noMessages')}</p>` : html`<ul class="list">${kept.map((message) => html`<li>${message.phoneMasked} · ${timeTag(language, message.sentAt, scene.now)}<br>${keptText(message.text)}</li>`)}</ul>`}`,
  }
}

/** The text of a message with its link to press; links of text messages are plain words otherwise. */
function keptText(text: string) {
  const [, before = text, link, after = ''] = /^(.*?)(https?:\/\/[^\s]+)(.*)$/s.exec(text) ?? []
  return html`${before}${link !== undefined && html`<a href="${link}">${verbatim(link, 'own-words')}</a>`}${after}`
}
