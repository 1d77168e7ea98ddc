import { iconOf, icons } from '@xiangzhi/design'
import type { CategoryClass } from '@xiangzhi/language'
import { introduced, type Village } from './county.ts'
import type { Scene } from './desk.ts'
import type { Draft } from './drafts.ts'
import { button, choiceField, crumb, errorSummary, form, type Problem } from './form-parts.ts'
import { html, type Html, raw } from './html.ts'
import type { Page } from './layout.ts'
import { dueWords } from './times.ts'
import { villageHead } from './village-page.ts'

/** The first question: which class. Plain links, so that the page is the same for everybody. */
export function classesPage(scene: Scene, village: Village): Page {
  const { reader, county } = scene
  const { say } = reader
  const base = `/v/${village.code}`
  const classes = county.config.classes.filter((one) => one.offeredTo === 'everyone')
  const entry = (href: string, icon: string, name: string, note: string) =>
    html`<li class="tile-wide"><a class="tile" href="${href}">${raw(iconOf(icon))}<span><b>${name}</b><small>${note}</small></span></a></li>`
  return {
    title: say('text.portal.kind.question'),
    village: villageHead(scene, village),
    narrow: true,
    body: html`${crumb(base, say('text.portal.back.home'))}<h1>${say('text.portal.kind.question')}</h1><p class="soft small">${say('text.portal.step', { number: 1 })}</p><p class="hint">${say('text.portal.kind.hint')}</p><ul class="tiles">${classes.map(
      (one) =>
        entry(
          `${base}/report?class=${one.code}`,
          one.icon,
          reader.name(one.name),
          one.subclasses
            .slice(0, 3)
            .map((sub) => reader.name(sub.name))
            .join(reader.language === 'en' ? ', ' : '、'),
        ),
    )}</ul>`,
  }
}

/** The second half of the first question: what exactly. Sending it begins a draft. */
export function subclassesPage(
  scene: Scene,
  village: Village,
  group: CategoryClass,
  problems: readonly Problem[],
): Page {
  const { reader } = scene
  const { say } = reader
  const address = `/v/${village.code}/report`
  const choices = group.subclasses.map((one) => ({
    value: one.code,
    label: reader.name(one.name),
    icon: iconOf(one.icon),
    hint: one.confidential ? say('text.portal.kind.sealed') : undefined,
  }))
  const suggested = introduced(scene.county.config).filter(({ key }) =>
    group.subclasses.some(({ suggests }) => suggests === key),
  )
  return {
    title: reader.name(group.name),
    village: villageHead(scene, village),
    narrow: true,
    failed: problems.length > 0,
    body: html`${crumb(address, say('text.portal.back.kind'))}${errorSummary(reader, problems)}<p class="soft small">${say('text.portal.step', { number: 2 })}</p>${form(`${address}?class=${group.code}`, html`${choiceField(reader, { field: 'category', label: reader.name(group.name), hint: say('text.portal.kind.which'), heading: true, choices, value: '', problems })}<div class="buttons">${button(say('text.portal.next'))}</div>`)}${suggested.map(({ key, introduction }) => html`<p>${say(introduction.invitation)} <a href="/v/${village.code}/${key}">${say(introduction.link)}</a></p>`)}`,
  }
}

/** One question of a draft. */
export function stepPage(
  scene: Scene,
  village: Village,
  parts: {
    readonly title: string
    readonly back: string
    readonly number: number
    readonly count: number
    readonly inner: Html
    readonly action: string
    readonly upload: boolean
    readonly ownButtons: boolean
    readonly send: boolean
    readonly problems: readonly Problem[]
  },
): Page {
  const { reader } = scene
  const { say } = reader
  const last = html`<div class="buttons">${button(say(parts.send ? 'text.portal.send' : 'text.portal.next'))}</div>`
  return {
    title: parts.title,
    village: villageHead(scene, village),
    narrow: true,
    failed: parts.problems.length > 0,
    body: html`${crumb(parts.back, say('text.portal.back.step'))}${errorSummary(reader, parts.problems)}<p class="soft small">${say('text.portal.stepOf', { number: parts.number, count: parts.count })}</p>${form(parts.action, html`${parts.inner}${!parts.ownButtons && last}`, parts.upload)}`,
  }
}

/** The reference page at the end: the number, the private link and its code, and what comes next. */
export function donePage(scene: Scene, village: Village, sent: NonNullable<Draft['sent']>, qr: Html): Page {
  const { reader, now } = scene
  const { say } = reader
  const link = `${reader.origin}/t/${sent.token}`
  const due = sent.dueAt === null ? undefined : dueWords(reader.language, new Date(sent.dueAt), now)
  return {
    title: say(sent.followed ? 'text.portal.done.followed' : 'text.portal.done.title'),
    village: villageHead(scene, village),
    narrow: true,
    body: html`<div class="receipt"><h1>${say(sent.followed ? 'text.portal.done.followed' : 'text.portal.done.title')}</h1><p>${say('text.portal.done.number')}</p><b class="number">${sent.number}</b><p>${say('text.portal.done.numberNote')}</p>${due !== undefined && html`<p>${say('text.portal.done.due', { due })}</p>`}</div>
<h2>${say('text.portal.done.link')}</h2><p>${say('text.portal.done.linkNote')}</p><p class="card"><a href="/t/${sent.token}">${link}</a></p><p>${qr}</p>
<h2>${say('text.portal.done.keep')}</h2><div class="card"><ul><li>${say('text.portal.done.keepPhoto')}</li><li>${say('text.portal.done.keepBookmark')}</li><li>${say('text.portal.done.keepPhone')}</li></ul></div>
<p class="buttons"><a class="button" href="/t/${sent.token}">${say('text.portal.done.see')}</a><a class="button second" href="/v/${village.code}">${raw(icons.home)} ${say('text.portal.back.home')}</a></p>`,
  }
}
