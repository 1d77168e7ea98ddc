import type { Named, TextKey } from '@xiangzhi/text'

/** What a person is asked for, as data. The same declaration draws the form, checks the answer and shows it later. */
export type Field =
  | (FieldBase & { readonly kind: 'text' | 'long-text' | 'phone'; readonly maxLength: number })
  | (FieldBase & { readonly kind: 'number'; readonly min: number; readonly max: number })
  | (FieldBase & { readonly kind: 'date' })
  /** `mustBe` where only one answer lets the matter go on, such as a consent. */
  | (FieldBase & { readonly kind: 'yes-no'; readonly mustBe?: boolean })
  | (FieldBase & { readonly kind: 'rating' })
  | (FieldBase & { readonly kind: 'choice'; readonly options: Readonly<Record<string, TextKey>> })
  | (FieldBase & { readonly kind: 'files'; readonly maxCount: number })

interface FieldBase {
  readonly label: TextKey
  readonly hint?: TextKey
  /** Who may read the answer: everybody who reads the case, or only the parties and those who act on it. */
  readonly audience: 'public' | 'staff' | 'parties'
}

/** A field that a county itself added to a category, with its labels in the pack. */
export interface CountyField {
  readonly key: string
  readonly kind: 'text' | 'number' | 'yes-no' | 'choice' | 'date'
  readonly label: Named
  readonly options?: Readonly<Record<string, Named>>
  readonly required: boolean
}

/** The most characters of an answer to a question of the county's own. */
export const COUNTY_ANSWER_MAX = 500

export type FieldValue = string | number | boolean | readonly string[]
export type FieldValues = Readonly<Record<string, FieldValue>>

/** What is wrong with an answer. */
export interface FieldProblem {
  readonly field: string
  readonly problem:
    | 'missing'
    | 'wrong-kind'
    | 'too-long'
    | 'out-of-range'
    | 'unknown-option'
    | 'unknown-field'
    | 'too-many'
    | 'must-agree'
}

const isoDate = /^\d{4}-\d{2}-\d{2}$/

function checkValue(field: Field, value: FieldValue): FieldProblem['problem'] | undefined {
  switch (field.kind) {
    case 'text':
    case 'long-text':
    case 'phone':
      if (typeof value !== 'string') return 'wrong-kind'
      return value.length > field.maxLength ? 'too-long' : undefined
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'wrong-kind'
      return value < field.min || value > field.max ? 'out-of-range' : undefined
    case 'date':
      return typeof value === 'string' && isoDate.test(value) && !Number.isNaN(Date.parse(value))
        ? undefined
        : 'wrong-kind'
    case 'yes-no':
      if (typeof value !== 'boolean') return 'wrong-kind'
      return field.mustBe === undefined || value === field.mustBe ? undefined : 'must-agree'
    case 'rating':
      if (typeof value !== 'number' || !Number.isInteger(value)) return 'wrong-kind'
      return value < 1 || value > 5 ? 'out-of-range' : undefined
    case 'choice':
      return typeof value === 'string' && Object.hasOwn(field.options, value) ? undefined : 'unknown-option'
    case 'files':
      if (!Array.isArray(value)) return 'wrong-kind'
      return value.length > field.maxCount ? 'too-many' : undefined
    default:
      return 'wrong-kind'
  }
}

/** Whether an answer says anything. */
export function isFilled(value: FieldValue | undefined): boolean {
  return value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)
}

/** Everything wrong with a set of answers: unknown fields, wrong kinds, and required ones left empty. */
export function checkFields(
  fields: Readonly<Record<string, Field>>,
  values: FieldValues,
  required: readonly string[],
): FieldProblem[] {
  const problems: FieldProblem[] = []
  for (const [key, value] of Object.entries(values)) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined
    if (!field) problems.push({ field: key, problem: 'unknown-field' })
    else if (isFilled(value)) {
      const problem = checkValue(field, value)
      if (problem) problems.push({ field: key, problem })
    }
  }
  for (const key of required) if (!isFilled(values[key])) problems.push({ field: key, problem: 'missing' })
  return problems
}
