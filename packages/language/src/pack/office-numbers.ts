import type { Named } from '@xiangzhi/text'
import { findSecrets, mobilesOf } from '../screen.ts'

/** A mobile number in a field of the configuration that is there to be called. */
export interface OfficeNumber {
  /** The way to the field, members of lists by their key: `disclosure.contacts.discipline.phone`. */
  readonly field: string
  /** Whose number it is, as the configuration names it. */
  readonly label: Named
  /** Eleven digits, nothing else. */
  readonly number: string
  /** The very object of the configuration in which the field stands. */
  readonly holder: object
}

/** The fields of the configuration that hold numbers to call; no other text may show one. */
const fields: readonly string[] = ['phone', 'complaintPhone']

const isNamed = (value: unknown): value is Named =>
  typeof value === 'object' && value !== null && 'zh' in value && typeof value.zh === 'string' && 'en' in value

const stringIn = (value: object, key: string): string | undefined => {
  const found: unknown = (value as Record<string, unknown>)[key]
  return typeof found === 'string' ? found : undefined
}

function labelOf(value: object): Named | undefined {
  for (const key of ['name', 'title']) {
    const found: unknown = (value as Record<string, unknown>)[key]
    if (isNamed(found)) return found
  }
  return undefined
}

/**
 * The mobile numbers of a part of the configuration that everybody would read: they are starred until a second person let each
 * one through, in its own field. Landlines and short numbers belong to offices and are shown at once.
 */
export function officeNumbers(part: string, content: unknown): OfficeNumber[] {
  return numbersIn(content, part, { zh: part, en: part })
}

function numbersIn(value: unknown, way: string, above: Named): OfficeNumber[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value))
    return value.flatMap((one: unknown, at) => {
      const name =
        typeof one === 'object' && one !== null
          ? (stringIn(one, 'key') ?? stringIn(one, 'code') ?? labelOf(one)?.zh)
          : undefined
      return numbersIn(one, `${way}.${name ?? at}`, above)
    })
  const label = labelOf(value) ?? above
  return Object.entries(value).flatMap(([key, one]: [string, unknown]) => {
    if (!fields.includes(key) || typeof one !== 'string') return numbersIn(one, `${way}.${key}`, label)
    const numbers = new Set(findSecrets(one).flatMap((secret) => mobilesOf(one, secret)))
    return [...numbers].map((number) => ({ field: `${way}.${key}`, label, number, holder: value }))
  })
}
