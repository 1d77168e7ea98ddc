import type { NextActionView, ProgressView } from '@xiangzhi/contract'
import { icons, type StatusKind, statusTag } from '@xiangzhi/design'
import type { Field } from '@xiangzhi/language'
import { isTextKey } from '@xiangzhi/text'
import { maskPhone } from '#platform/sealing'
import { v7 as uuidv7 } from 'uuid'
import { drawAsked, ofProcess } from './asked-fields.ts'
import { publicStatusTag } from './case-parts.ts'
import { categoryName, processOf } from './county.ts'
import type { Scene } from './desk.ts'
import {
  button,
  crumb,
  errorSummary,
  fileField,
  form,
  hiddenField,
  inputField,
  notice,
  type Problem,
  textField,
} from './form-parts.ts'
import { html, type Html, type Part, raw, verbatim, withContacts } from './html.ts'
import { callLink, type Page } from './layout.ts'
import { dueWords, spanWords, timeTag } from './times.ts'
import { wordLimits } from './word-limits.ts'

/** What the reporter typed into one of the forms of the page, given back when it could not be taken. */
export interface Typed {
  /** The transition or `question:<id>`. */
  readonly of: string
  readonly values: Readonly<Record<string, string>>
  readonly problems: readonly Problem[]
}

const SOON = 24 * 3_600_000

/** The deadline in words: until when, how long that is, and whether it passed. */
function deadline(scene: Scene, view: ProgressView): Part {
  const { reader, now } = scene
  const { say, language } = reader
  if (view.closedAt !== null) return undefined
  if (view.dueAt === null) return html`<span>${say('text.common.deadline.untimed')}</span>`
  const due = new Date(view.dueAt)
  const left = due.getTime() - now.getTime()
  const kind: StatusKind = left < 0 ? 'late' : view.dueProvisional ? 'provisional' : left < SOON ? 'soon' : 'on-time'
  const words = say(left < 0 ? 'text.common.deadline.late' : 'text.common.deadline.left', {
    amount: spanWords(language, left),
  })
  return html`${raw(statusTag(kind, words))} ${say('text.portal.progress.before', { due: dueWords(language, due, now) })}${left < 0 && html`<small>${say('text.portal.progress.lateNote')}</small>`}`
}

/** Who has it now: a unit by its name, otherwise the office. */
function withWhom(scene: Scene, view: ProgressView): string {
  const role = `text.common.role.${view.withWhom ?? ''}`
  if (view.withWhom === null) return scene.reader.say('text.portal.progress.withYou')
  return isTextKey(role) ? scene.reader.say(role) : view.withWhom
}

function labelOf(scene: Scene, view: ProgressView, action: string): string {
  const own = `text.portal.event.${action}`
  if (action === 'open' && (view.follower || view.merged)) return scene.reader.say('text.portal.event.openedByOthers')
  if (isTextKey(own)) return scene.reader.say(own)
  const declared = processOf(view.process, view.processVersion)?.transitions[action]
  if (declared) return scene.reader.say(declared.label)
  return scene.reader.say('text.portal.event.other')
}

function timeline(scene: Scene, view: ProgressView): Html {
  const { reader, now } = scene
  const { say } = reader
  const process = processOf(view.process, view.processVersion)
  const state = process?.states[view.state]
  const open = view.closedAt === null
  const past = view.timeline.map((event) => {
    const unit =
      event.byKind !== 'reporter'
        ? event.unit
        : say(view.follower || view.merged ? 'text.portal.progress.someReporter' : 'text.portal.progress.you')
    return html`<li><b>${labelOf(scene, view, event.action)}</b>${timeTag(reader.language, new Date(event.at), now)}${unit !== null && unit !== '' && html` · <span class="soft">${unit}</span>`}${event.publicNote !== null && event.publicNote !== '' && html`<p>${event.publicNote}</p>`}</li>`
  })
  const present =
    open &&
    state &&
    html`<li class="now" aria-current="step"><b>${say(state.label)}</b><span class="soft">${view.withWhom === null ? withWhom(scene, view) : say('text.portal.progress.with', { who: withWhom(scene, view) })}</span></li>`
  return html`<h2>${say('text.portal.progress.timeline')}</h2><ol class="timeline">${past}${present}${open && !view.follower && html`<li class="next"><b>${say('text.portal.progress.thenAsk')}</b></li>`}</ol>`
}

/** What a declared field is called in the form of a step. */
export const fieldName = (key: string): string => `f-${key}`

function fieldInput(
  { reader }: Scene,
  key: string,
  declared: Field,
  typed: Typed | undefined,
  required: boolean,
): Html {
  const field = fieldName(key)
  const problems = typed?.problems ?? []
  if (declared.kind !== 'files') {
    const asked = { ...ofProcess(reader, { field: key, required }, declared), field }
    return drawAsked(reader, asked, typed?.values[field], { problems })
  }
  return fileField(reader, {
    field,
    label: reader.say(declared.label),
    hint: declared.hint && reader.say(declared.hint),
    problems,
    optional: !required,
    accept: 'image/jpeg,image/png,image/webp,application/pdf',
    multiple: true,
  })
}

function actionForm(
  scene: Scene,
  view: ProgressView,
  token: string,
  action: NextActionView,
  typed: Typed | undefined,
): Html {
  const { say } = scene.reader
  const fields = processOf(view.process, view.processVersion)?.fields ?? {}
  const own = typed?.of === action.transition ? typed : undefined
  const label = `text.portal.act.${action.transition}`
  const words = isTextKey(label) ? say(label) : isTextKey(action.label) ? say(action.label) : action.transition
  const asked = action.asks.flatMap((field) => {
    const declared = fields[field]
    return declared ? [fieldInput(scene, field, declared, own, action.requires.includes(field))] : []
  })
  const reason =
    action.needsReason &&
    textField(scene.reader, {
      field: 'note',
      label: say('text.open.progress.reason'),
      hint: say('text.portal.progress.noNumbers'),
      value: own?.values['note'] ?? '',
      rows: 4,
      maxLength: wordLimits.note,
      problems: own?.problems ?? [],
    })
  const carriesFiles = action.asks.some((field) => fields[field]?.kind === 'files')
  const inner = html`${hiddenField('transition', action.transition)}${hiddenField('requestId', uuidv7())}${asked}${reason}<div class="buttons">${button(words, !action.primary)}</div>`
  const whole = form(`/t/${token}/act`, inner, carriesFiles)
  if (action.primary) return whole
  return html`<details${own && html` open`}><summary>${words}</summary><div>${whole}</div></details>`
}

function actions(scene: Scene, view: ProgressView, token: string, typed: Typed | undefined): Part {
  if (view.next.length === 0) return undefined
  const { say } = scene.reader
  const asksWhetherSolved = view.next.some((action) => action.transition === 'confirm')
  const asksWhetherSatisfied = view.next.some((action) => action.transition === 'accept')
  const heading = asksWhetherSolved
    ? say('text.portal.progress.solved')
    : say(asksWhetherSatisfied ? 'text.open.progress.satisfied' : 'text.portal.progress.actions')
  return html`<h2>${heading}</h2><section class="card" id="act" tabindex="-1">${asksWhetherSolved && view.satisfied === null && html`<p>${say('text.portal.progress.solvedNote')}</p>`}${asksWhetherSatisfied && html`<p>${say('text.open.progress.satisfiedNote')}</p>`}${view.next.map((action) => actionForm(scene, view, token, action, typed))}</section>`
}

function questions(scene: Scene, view: ProgressView, token: string, typed: Typed | undefined): Part {
  const { reader, now } = scene
  const { say } = reader
  return view.questions.map((question) => {
    const of = `question:${question.id}`
    const own = typed?.of === of ? typed : undefined
    if (question.answer !== null)
      return html`<div class="card"><p><b>${say('text.portal.progress.asked')}</b> ${question.question}</p><p><b>${say('text.portal.progress.answered')}</b> ${question.answer}</p></div>`
    return html`<h2>${say('text.portal.progress.question')}</h2><section class="card"><p>${question.question} <span class="soft">${timeTag(reader.language, new Date(question.askedAt), now)}</span></p>${form(`/t/${token}/answer`, html`${hiddenField('questionId', question.id)}${hiddenField('requestId', uuidv7())}${textField(reader, { field: `answer-${question.id}`, label: say('text.portal.progress.yourAnswer'), hint: say('text.portal.progress.noNumbers'), value: own?.values['answer'] ?? '', rows: 4, maxLength: wordLimits.answer, problems: own?.problems ?? [] })}<div class="buttons">${button(say('text.portal.progress.sendAnswer'))}</div>`)}</section>`
  })
}

function photos(scene: Scene, view: ProgressView, token: string): Part {
  const { say } = scene.reader
  if (view.files.length === 0) return undefined
  return html`<h2>${say('text.portal.progress.files')}</h2><ul class="photos">${view.files.map(
    (file) =>
      html`<li><a href="/t/${token}/files/${file.id}">${file.mediaType === 'image/jpeg' ? html`<img src="/t/${token}/files/${file.id}?size=thumb" alt="${say(file.eventNo === 1 ? 'text.portal.progress.photoBefore' : 'text.portal.progress.photoAfter')}" width="160">` : file.name}</a></li>`,
  )}</ul>`
}

const thanks = {
  answered: 'text.portal.thanks.answered',
  confirm: 'text.portal.thanks.confirm',
  contest: 'text.portal.thanks.contest',
  rate: 'text.portal.thanks.rate',
  accept: 'text.portal.thanks.accept',
  dispute: 'text.portal.thanks.dispute',
  bringHigher: 'text.portal.thanks.bringHigher',
  followUp: 'text.portal.thanks.followUp',
  supplement: 'text.portal.thanks.supplement',
  withdraw: 'text.portal.thanks.withdraw',
} as const

/** What is left of the page when the case is none of its reader's business any more. */
function neutralPage(scene: Scene, view: ProgressView): Page {
  const { say, name, language } = scene.reader
  const { hotline } = scene.county.around
  return {
    title: say('text.portal.progress.title', { number: view.number }),
    narrow: true,
    body: html`<h1>${name(categoryName(scene.county, view.category))} ${publicStatusTag(scene, view.status)}</h1><dl class="facts"><div><dt>${say('text.portal.progress.number')}</dt><dd><b class="number">${view.number}</b></dd></div><div><dt>${say('text.portal.progress.opened')}</dt><dd>${timeTag(language, new Date(view.openedAt), scene.now)}</dd></div></dl>${view.sealed && notice('info', html`<p>${say('text.portal.progress.sealedMerged')}</p>`)}<p>${withContacts(say('text.portal.progress.neutral', { phone: hotline.phone }), hotline)}</p><p>${callLink(hotline)}</p>`,
  }
}

/** Where a follower leaves a number, or takes it back. */
function numberLeft(
  scene: Scene,
  view: ProgressView,
  token: string,
  typed: string,
  problems: readonly Problem[],
): Part {
  const { reader } = scene
  const { say } = reader
  if (view.numberLeft === null) return undefined
  if (view.numberLeft)
    return form(
      `/t/${token}/number/forget`,
      html`<p>${say('text.portal.progress.number.left')} <button class="plain" type="submit">${say('text.portal.progress.number.forget')}</button></p>`,
    )
  return html`<h2>${say('text.portal.progress.number.title')}</h2><section class="card"><p>${say('text.portal.progress.number.note')}</p>${form(`/t/${token}/number`, html`${inputField(reader, { field: 'phone', label: say('text.portal.own.phone'), value: typed, type: 'tel', inputMode: 'tel', autocomplete: 'tel', maxLength: wordLimits.phone, short: true, problems })}<div class="buttons">${button(say('text.portal.own.sendCode'), true)}</div>`)}</section>`
}

/** A follower's number, or the code that was sent to it. */
export function numberPage(
  scene: Scene,
  view: ProgressView,
  token: string,
  asked: { readonly typed: string; readonly phone: string | undefined; readonly problems: readonly Problem[] },
): Page {
  const { reader } = scene
  const { say } = reader
  const { typed, phone, problems } = asked
  const codeForm = (number: string): Html =>
    html`<h1>${say('text.portal.own.codeTitle')}</h1>${form(`/t/${token}/number/code`, html`${hiddenField('phone', number)}${inputField(reader, { field: 'code', label: say('text.portal.own.codeTitle'), hint: say('text.portal.own.codeHint', { phone: maskPhone(number) }), value: '', inputMode: 'numeric', autocomplete: 'one-time-code', short: true, problems })}<div class="buttons">${button(say('text.portal.progress.number.confirm'))}</div>`)}${scene.county.config.demo && notice('warn', html`<p>${say('text.portal.own.demoCode')} <a href="/dev/inbox">/dev/inbox</a></p>`)}`
  return {
    title: say('text.portal.progress.number.title'),
    narrow: true,
    failed: problems.length > 0,
    body: html`${crumb(`/t/${token}`, say('text.portal.back.step'))}${errorSummary(reader, problems)}${phone === undefined ? numberLeft(scene, view, token, typed, problems) : codeForm(phone)}`,
  }
}

/** The progress of a report by its private link. */
export function progressPage(
  scene: Scene,
  view: ProgressView,
  token: string,
  done: string | undefined,
  typed?: Typed,
): Page {
  if (view.neutral) return neutralPage(scene, view)
  const { reader, county, now } = scene
  const { say } = reader
  const village = view.villageCode === null ? undefined : county.villages.get(view.villageCode)
  const fact = (label: string, value: Part) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`
  const isOpen = view.closedAt === null
  const thanked = done !== undefined && Object.hasOwn(thanks, done) ? thanks[done as keyof typeof thanks] : undefined
  return {
    title: say('text.portal.progress.title', { number: view.number }),
    ...(village && { village: { code: village.code, name: reader.name(village.name) } }),
    narrow: true,
    failed: (typed?.problems.length ?? 0) > 0,
    body: html`${village && crumb(`/v/${village.code}`, say('text.portal.back.home'))}${errorSummary(reader, typed?.problems ?? [])}${thanked && notice('good', html`<p role="status">${say(thanked)}</p>`)}<h1>${reader.name(categoryName(county, view.category))} ${publicStatusTag(scene, view.status)}</h1>${view.sealed && notice('info', html`<p>${say('text.portal.progress.sealedOwn')}</p>`)}${view.follower && html`<p>${say('text.portal.progress.follower')}</p>`}${view.merged && notice('info', html`<p>${say('text.portal.progress.merged', { number: view.number })}</p>`)}${view.publicNote !== null && view.publicNote !== '' && notice('info', html`<p><b>${say('text.portal.progress.reply')}</b></p><p>${view.publicNote}</p>`)}${questions(scene, view, token, typed)}
<dl class="facts">${fact(say('text.portal.progress.number'), html`<b class="number">${view.number}</b>`)}${isOpen && fact(say('text.portal.progress.who'), withWhom(scene, view))}${isOpen && fact(say('text.portal.progress.due'), deadline(scene, view))}${fact(say('text.portal.progress.place'), village && reader.language === 'en' ? `${reader.name(village.town.name)} · ${reader.name(village.name)}` : view.placeName)}${fact(say('text.portal.progress.opened'), timeTag(reader.language, new Date(view.openedAt), now))}${view.closedAt !== null && fact(say('text.portal.progress.closed'), timeTag(reader.language, new Date(view.closedAt), now))}${view.followerCount > 0 && fact(say('text.portal.progress.others'), say('text.portal.case.followers', { count: view.followerCount }))}${view.satisfied !== null && fact(say('text.portal.progress.yourView'), say(view.satisfied ? 'text.portal.progress.satisfied' : 'text.portal.progress.unsatisfied'))}</dl>
${actions(scene, view, token, typed)}${timeline(scene, view)}${numberLeft(scene, view, token, '', [])}${photos(scene, view, token)}${!view.follower && html`<details><summary>${say('text.portal.progress.said')}</summary><div>${view.description.split('\n').map((line) => html`<p>${verbatim(line, 'own-words')}</p>`)}</div></details>`}${view.looks.length > 0 && html`<h2>${say('text.portal.progress.looks')}</h2><p>${say('text.portal.progress.looksNote')}</p><ul class="list">${view.looks.map((look) => html`<li><div>${timeTag(reader.language, new Date(look.at), now)}<small>${look.reason}</small></div></li>`)}</ul>`}
<p class="soft small">${raw(icons.lock)} ${say('text.portal.progress.private')}</p>`,
  }
}
