import { icons } from '@xiangzhi/design'
import type { PortalForm } from '@xiangzhi/language'
import type { TextFacts, TextKey } from '@xiangzhi/text'
import { html, type Html, type Part, raw } from './html.ts'
import type { Search } from './read-form.ts'
import type { Reader } from './reader.ts'

/** Something that was not filled in well: the field it belongs to and the sentence that says what to do. */
export interface Problem {
  readonly field: string
  readonly key: TextKey
  readonly facts?: TextFacts
}

/** The problem of a field in words, if it has one. */
function wordsOf(reader: Reader, field: string, problems: readonly Problem[]): string | undefined {
  const problem = problems.find((one) => one.field === field)
  return problem && reader.say(problem.key, problem.facts)
}

/** What is wrong, on top of the page: it takes the focus, and each line leads to its field. */
export function errorSummary(reader: Reader, problems: readonly Problem[]): Part {
  if (problems.length === 0) return undefined
  return html`<div class="errors" role="alert" tabindex="-1" autofocus id="errors"><h2>${reader.say('text.portal.errors.heading')}</h2><ul>${problems.map(
    (problem) => html`<li><a href="#${problem.field}">${reader.say(problem.key, problem.facts)}</a></li>`,
  )}</ul></div>`
}

export interface FieldLook {
  readonly field: string
  readonly label: string
  readonly hint?: string | undefined
  readonly problems?: readonly Problem[]
  /** How many characters the field takes; said beside it, counted while typing where there is script. Nothing is ever cut. */
  readonly maxLength?: number
  /** The label is the page's heading: one question a page. */
  readonly heading?: boolean
  readonly optional?: boolean
}

function label(reader: Reader, look: FieldLook): Html {
  const optional = look.optional === true && html` <span class="soft">${reader.say('text.portal.optional')}</span>`
  return html`${look.label}${optional}`
}

/** Hint and error of a field, and the `aria` words that tie them to it. */
function notes(
  reader: Reader,
  look: FieldLook,
): { readonly above: Html; readonly described: Html; readonly bad: boolean } {
  const error = wordsOf(reader, look.field, look.problems ?? [])
  const ids = [
    look.hint !== undefined && `${look.field}-hint`,
    error !== undefined && `${look.field}-error`,
    look.maxLength !== undefined && `${look.field}-count`,
  ].filter((id) => id !== false)
  return {
    above: html`${look.hint !== undefined && html`<p class="hint" id="${look.field}-hint">${look.hint}</p>`}${error !== undefined && html`<p class="error" id="${look.field}-error">${error}</p>`}`,
    described: html`${ids.length > 0 && html` aria-describedby="${ids.join(' ')}"`}${error !== undefined && html` aria-invalid="true"`}`,
    bad: error !== undefined,
  }
}

function around(reader: Reader, look: FieldLook, inner: (described: Html) => Html): Html {
  const { above, described, bad } = notes(reader, look)
  const named = html`<label for="${look.field}">${label(reader, look)}</label>`
  return html`<div class="field${bad ? ' bad' : ''}">${look.heading === true ? html`<h1>${named}</h1>` : named}${above}${inner(described)}${counter(reader, look)}</div>`
}

/**
 * What a field takes. Fields for a number or a name, which nobody fills, say it only once they are nearly full. The script replaces
 * the sentence as somebody types; its patterns keep a place for the number that it counts.
 */
function counter({ say }: Reader, { field, maxLength: most, short }: FieldLook & { readonly short?: boolean }): Part {
  if (most === undefined) return undefined
  const words = say('text.portal.count.most', { most })
  return html`<p class="hint count" id="${field}-count" data-of="${field}" data-most="${most}" data-left="${say('text.portal.count.left', { most })}" data-over="${say('text.portal.count.over', { most })}"${short === true && html` data-late hidden`}>${words}</p>`
}

export interface InputLook extends FieldLook {
  readonly value: string
  readonly type?: 'text' | 'tel' | 'date' | 'number'
  readonly short?: boolean
  readonly autocomplete?: string
  readonly inputMode?: string
}

export function inputField(reader: Reader, look: InputLook): Html {
  return around(
    reader,
    look,
    (described) =>
      html`<input id="${look.field}" name="${look.field}" type="${look.type ?? 'text'}" value="${look.value}"${look.short === true && html` class="short"`}${look.autocomplete !== undefined && html` autocomplete="${look.autocomplete}"`}${look.inputMode !== undefined && html` inputmode="${look.inputMode}"`}${described}>`,
  )
}

export function textField(
  reader: Reader,
  look: FieldLook & { readonly value: string; readonly rows?: number; readonly maxLength: number },
): Html {
  return around(
    reader,
    look,
    (described) => html`<textarea id="${look.field}" name="${look.field}" rows="${look.rows ?? 5}"${described}>
${look.value}</textarea>`,
  )
}

export function fileField(
  reader: Reader,
  look: FieldLook & { readonly accept: string; readonly multiple: boolean },
): Html {
  return around(
    reader,
    look,
    (described) =>
      html`<input id="${look.field}" name="${look.field}" type="file" accept="${look.accept}"${look.multiple && html` multiple`}${described}>`,
  )
}

export interface Choice {
  readonly value: string
  readonly label: string
  readonly hint?: string | undefined
  /** Markup of an icon of the design package. */
  readonly icon?: string
}

export function choiceField(
  reader: Reader,
  look: FieldLook & {
    readonly choices: readonly Choice[]
    readonly value: string
    readonly kind?: 'radio' | 'checkbox'
  },
): Html {
  const { above, described, bad } = notes(reader, look)
  const legend = look.heading === true ? html`<h1>${label(reader, look)}</h1>` : label(reader, look)
  return html`<fieldset class="field${bad ? ' bad' : ''}"${described}><legend>${legend}</legend>${above}${look.choices.map(
    (choice, index) =>
      html`<label class="choice"><input type="${look.kind ?? 'radio'}" name="${look.field}" value="${choice.value}"${index === 0 && html` id="${look.field}"`}${choice.value === look.value && html` checked`}><span>${choice.icon !== undefined && raw(choice.icon)}<span>${choice.label}${choice.hint !== undefined && html`<small>${choice.hint}</small>`}</span></span></label>`,
  )}</fieldset>`
}

/** One thing to agree to or to switch on, with what is said about it. */
export function agreeField(reader: Reader, look: FieldLook, ticked: boolean): Html {
  const { above, described, bad } = notes(reader, look)
  return html`<div class="field${bad ? ' bad' : ''}">${above}<label class="choice"><input type="checkbox" id="${look.field}" name="${look.field}" value="yes"${ticked && html` checked`}${described}><span>${look.label}</span></label></div>`
}

export function hiddenField(field: string, value: string): Html {
  return html`<input type="hidden" name="${field}" value="${value}">`
}

export function button(words: string, second = false): Html {
  return html`<button class="button${second ? ' second' : ''}" type="submit">${words}</button>`
}

/** A form that is sent to an address of ours; `upload` lets it carry photos. */
export function form(action: string, inner: Part, upload = false): Html {
  return html`<form method="post" action="${action}" novalidate${upload && html` enctype="multipart/form-data"`}>${inner}</form>`
}

/** That a search looked for less than was typed, if it did. */
export function searchedFor({ say }: Reader, { asked, cut }: Search): Part {
  return cut && html`<p class="card" role="status">${say('text.portal.searchedShort', { asked })}</p>`
}

/** A remark with an icon and a tone, for what must not be overlooked. */
export function notice(tone: 'info' | 'good' | 'warn' | 'danger', inner: Part): Html {
  const icon = { info: icons.info, good: icons.check, warn: icons.warning, danger: icons.warning }[tone]
  return html`<div class="notice ${tone}">${raw(icon)}<div>${inner}</div></div>`
}

export function crumb(href: string, words: string): Html {
  return html`<a class="crumb" href="${href}">← ${words}</a>`
}

/** What a process tells everybody before anything is typed. */
export function formNotice({ say }: Reader, { heading, note, points }: NonNullable<PortalForm['notice']>): Html {
  return html`${notice('info', html`<p><b>${say(heading)}</b></p><p>${say(note)}</p>`)}<div class="card"><ul>${points.map((point) => html`<li>${say(point)}</li>`)}</ul></div>`
}
