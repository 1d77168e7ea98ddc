import { createHash } from 'node:crypto'

/** A finished SQL statement: parameters are numbered in `text`; `name` lets a connection prepare it only once. */
export interface Statement {
  /** Undefined when the text was composed at run time and too many different texts were already seen. */
  readonly name: string | undefined
  readonly text: string
  readonly values: readonly unknown[]
  /** The text between the values, kept so that a statement can be nested in another one. */
  readonly pieces: readonly string[]
}

interface Prepared {
  readonly name: string
  readonly text: string
}

/** Each connection keeps what it prepared, so the number of composed texts that earn a name is bounded. */
const COMPOSED_NAMES_MAX = 500

const byTemplate = new WeakMap<readonly string[], Prepared>()

const isStatement = (value: unknown): value is Statement =>
  typeof value === 'object' && value !== null && 'pieces' in value && 'values' in value && 'text' in value

const nameOf = (text: string): string => `s${createHash('sha256').update(text).digest('base64url').slice(0, 20)}`

const numbered = (pieces: readonly string[]): string => {
  let text = pieces[0] ?? ''
  for (let index = 1; index < pieces.length; index += 1) text += `$${index}${pieces[index]}`
  return text
}

/** Gives names to texts composed at run time until there are too many of them; a text keeps the name it was given. */
export const namesUpTo = (most: number): ((text: string) => string | undefined) => {
  const names = new Map<string, string>()
  return (text) => {
    const known = names.get(text)
    if (known !== undefined) return known
    if (names.size >= most) return undefined
    const name = nameOf(text)
    names.set(text, name)
    return name
  }
}
const composedName = namesUpTo(COMPOSED_NAMES_MAX)

const compose = (pieces: readonly string[], values: readonly unknown[]): Statement => {
  const flatPieces = [pieces[0] ?? '']
  const flatValues: unknown[] = []
  const glue = (text: string): void => {
    flatPieces[flatPieces.length - 1] += text
  }
  values.forEach((value, index) => {
    if (isStatement(value)) {
      glue(value.pieces[0] ?? '')
      value.values.forEach((inner, innerIndex) => {
        flatValues.push(inner)
        flatPieces.push(value.pieces[innerIndex + 1] ?? '')
      })
    } else {
      flatValues.push(value)
      flatPieces.push('')
    }
    glue(pieces[index + 1] ?? '')
  })
  const text = numbered(flatPieces)
  return {
    // Asked only of what is sent: the parts that a statement is made of use up no names.
    get name() {
      return composedName(text)
    },
    text,
    values: flatValues,
    pieces: flatPieces,
  }
}

const template = (strings: TemplateStringsArray, ...values: unknown[]): Statement => {
  let composed = false
  for (const value of values) {
    // Undefined nearly always is a forgotten field; null says "no value" on purpose.
    if (value === undefined) throw new TypeError(`undefined as a parameter of: ${strings.join('?').slice(0, 200)}`)
    if (isStatement(value)) composed = true
  }
  if (composed) return compose(strings, values)
  let prepared = byTemplate.get(strings)
  if (prepared === undefined) {
    const text = numbered(strings)
    prepared = { name: nameOf(text), text }
    byTemplate.set(strings, prepared)
  }
  return { name: prepared.name, text: prepared.text, values, pieces: strings }
}

/** Text that goes into the statement as it is. Never pass anything that came from outside. */
const raw = (text: string): Statement => ({ name: undefined, text, values: [], pieces: [text] })

/** Fragments one after another with a separator between them; nothing when the list is empty. */
const join = (fragments: readonly Statement[], separator = ', '): Statement => {
  if (fragments.length === 0) return raw('')
  const pieces = ['', ...fragments.slice(1).map(() => separator), '']
  return compose(pieces, fragments)
}

/** A value for a json or jsonb column. Without it an array would be sent as a PostgreSQL array. */
const json = (value: unknown): string => JSON.stringify(value)

/**
 * Writes a statement: sql`select name from place where county = ${county}`. Values become parameters, nested statements
 * become part of the text, so `where ${sql.join(filters, ' and ')}` works.
 */
export const sql = Object.assign(template, { raw, join, json })
