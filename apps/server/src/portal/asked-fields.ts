import { type AskedField, COUNTY_ANSWER_MAX, type Field, type Question } from '@xiangzhi/language'
import type { Answers } from './drafts.ts'
import { agreeField, choiceField, inputField, type Problem, textField } from './form-parts.ts'
import type { Html } from './html.ts'
import { type Form, readWords } from './read-form.ts'
import type { Reader } from './reader.ts'

/** A question of a form, whoever declared it: a process for one of its fields, or a county for one of its categories. */
export interface Asked {
  /** What the answer is called in the draft, and what the field is called in the form. */
  readonly key: string
  readonly field: string
  readonly label: string
  readonly hint?: string | undefined
  readonly kind: 'text' | 'long-text' | 'number' | 'date' | 'yes-no' | 'agree' | 'choice' | 'rating'
  readonly options: readonly (readonly [value: string, label: string])[]
  readonly required: boolean
  /** What is said where an answer is missing. */
  readonly missing: Pick<Problem, 'key' | 'facts'>
  /** Of texts: how many characters they take. */
  readonly most: number
  /** Of numbers: the least and the greatest. */
  readonly range: readonly [number, number]
  readonly autocomplete?: string | undefined
}

const anyNumber = [-Infinity, Infinity] as const

/** A question of the county's own, as a villager is asked it. */
export function ofCounty(reader: Reader, { key, kind, label, options, required }: Question): Asked {
  return {
    key,
    field: `q-${key}`,
    label: reader.name(label),
    kind,
    options: Object.entries(options ?? {}).map(([value, words]) => [value, reader.name(words)]),
    required,
    missing: { key: 'text.portal.problem.answer' },
    most: COUNTY_ANSWER_MAX,
    range: anyNumber,
  }
}

type AnyField = Exclude<Field, { kind: 'files' }>

function kindOf(field: AnyField): Asked['kind'] {
  if (field.kind === 'yes-no') return field.mustBe === true ? 'agree' : 'yes-no'
  return field.kind === 'phone' ? 'text' : field.kind
}

function optionsOf({ say }: Reader, field: AnyField): Asked['options'] {
  if (field.kind === 'rating')
    return ([5, 4, 3, 2, 1] as const).map((stars) => [String(stars), say(`text.portal.rating.${stars}`)])
  return field.kind === 'choice' ? Object.entries(field.options).map(([value, words]) => [value, say(words)]) : []
}

/** A field of a process, as a form asks it. Files have a page of their own. */
export function ofProcess(reader: Reader, asked: AskedField, field: AnyField): Asked {
  const hint = asked.hint ?? field.hint
  return {
    key: asked.field,
    field: asked.field,
    label: reader.say(asked.label ?? field.label),
    hint: hint && reader.say(hint),
    kind: kindOf(field),
    options: optionsOf(reader, field),
    required: asked.required ?? false,
    missing: { key: asked.missing ?? 'text.portal.problem.answer' },
    most: 'maxLength' in field ? field.maxLength : 0,
    range: field.kind === 'number' ? [field.min, field.max] : anyNumber,
    autocomplete: asked.autocomplete,
  }
}

/** An answer as it was typed, or as it was understood. */
const isYes = (value: Answers[string] | undefined): boolean => value === true || value === 'yes'

/** The field of a question; `heading` makes its label the heading of the page. */
export function drawAsked(
  reader: Reader,
  asked: Asked,
  value: Answers[string] | undefined,
  { problems, heading = false }: { readonly problems: readonly Problem[]; readonly heading?: boolean },
): Html {
  const look = {
    field: asked.field,
    label: asked.label,
    hint: asked.hint,
    problems,
    heading,
    optional: !asked.required,
  }
  const { say } = reader
  switch (asked.kind) {
    case 'agree':
      return agreeField(reader, look, isYes(value))
    case 'yes-no': {
      const choices = [
        { value: 'yes', label: say('text.portal.yes') },
        { value: 'no', label: say('text.portal.no') },
      ]
      return choiceField(reader, {
        ...look,
        choices,
        value: value === undefined || value === '' ? '' : isYes(value) ? 'yes' : 'no',
      })
    }
    case 'choice':
    case 'rating': {
      const choices = asked.options.map(([key, label]) => ({ value: key, label }))
      return choiceField(reader, { ...look, choices, value: String(value ?? '') })
    }
    case 'long-text':
      return textField(reader, { ...look, value: String(value ?? ''), maxLength: asked.most })
    case 'text':
      return inputField(reader, {
        ...look,
        value: String(value ?? ''),
        maxLength: asked.most,
        ...(asked.autocomplete !== undefined && { autocomplete: asked.autocomplete }),
      })
    case 'date':
    case 'number':
    default:
      return inputField(reader, { ...look, value: String(value ?? ''), type: asked.kind, short: true })
  }
}

/** What was answered, and what is wrong with it. What is too long stays in the answers, so that its writer can make it shorter. */
export function takeAsked(
  form: Form,
  questions: readonly Asked[],
): { readonly answers: Answers; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const answers: Record<string, Answers[string]> = {}
  for (const { key, field, kind, options, required, missing, most, range } of questions) {
    if (kind === 'agree') {
      if (form.has(field)) answers[key] = true
      else if (required) problems.push({ field, ...missing })
      continue
    }
    const isText = kind === 'text' || kind === 'long-text'
    const { words, problems: tooLong } = readWords(form, { [field]: isText ? most : COUNTY_ANSWER_MAX })
    const typed = words[field] ?? ''
    problems.push(...tooLong)
    if (tooLong.length > 0) answers[key] = typed
    else if (typed === '') {
      if (required) problems.push({ field, ...missing })
    } else if (kind === 'yes-no') answers[key] = typed === 'yes'
    else if (kind === 'number') {
      const number = Number(typed)
      if (number >= range[0] && number <= range[1] && Number.isFinite(number)) answers[key] = number
      else problems.push({ field, key: 'text.portal.problem.number' })
    } else if (options.length > 0 && !options.some(([value]) => value === typed)) problems.push({ field, ...missing })
    else if (kind === 'rating') answers[key] = Number(typed)
    else if (kind === 'date' && Number.isNaN(Date.parse(typed)))
      problems.push({ field, key: 'text.portal.problem.date' })
    else answers[key] = typed
  }
  return { answers, problems }
}

/** An answer in words; '' where there is none. */
export function answerWords({ say }: Reader, asked: Asked, value: Answers[string] | undefined): string {
  if (value === undefined || value === '') return ''
  if (typeof value === 'boolean') return say(value ? 'text.portal.yes' : 'text.portal.no')
  return asked.options.find(([key]) => key === String(value))?.[1] ?? String(value)
}
