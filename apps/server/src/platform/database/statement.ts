import { createHash } from 'node:crypto'

/** A finished SQL statement: parameters are numbered in `text`; `name` lets a connection prepare it only once. */
export interface Statement {
  /** Undefined when the text was composed at run time and too many different texts were already seen. */
  readonly name: string | undefined
  readonly text: string
  readonly values: readonly unknown[]
  /** Everything of the statement but its values. */
  readonly shape: Shape
}

/** Each connection keeps what it prepared, so the number of composed texts that earn a name is bounded. */
const COMPOSED_NAMES_MAX = 500

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

/** What stays the same whatever the values are. Its text is numbered only when it is sent: parts of a statement never are. */
class Shape {
  /** The text between the values, kept so that a statement can be nested in another one. */
  readonly pieces: readonly string[]
  readonly #nameOf: (text: string) => string | undefined
  #text: string | undefined
  #name: string | undefined

  constructor(pieces: readonly string[], name: (text: string) => string | undefined) {
    this.pieces = pieces
    this.#nameOf = name
  }

  get text(): string {
    return (this.#text ??= numbered(this.pieces))
  }

  get name(): string | undefined {
    return (this.#name ??= this.#nameOf(this.text))
  }
}

class Shaped implements Statement {
  readonly shape: Shape
  readonly values: readonly unknown[]

  constructor(shape: Shape, values: readonly unknown[]) {
    this.shape = shape
    this.values = values
  }

  get name(): string | undefined {
    return this.shape.name
  }

  get text(): string {
    return this.shape.text
  }
}

/** Shapes by what they are made of: a template, and at each of its places a value (undefined) or the shape of a nested statement. */
interface Known {
  shape: Shape | undefined
  readonly next: Map<Shape | undefined, Known>
}

/** How many places of shapes are remembered; then it begins anew. A server's statements need a few hundred. */
const KNOWN_MAX = 10_000
let byTemplate = new WeakMap<readonly string[], Known>()
let known = 0

const remember = (): Known => {
  known += 1
  return { shape: undefined, next: new Map() }
}

const findKnown = (pieces: readonly string[], values: readonly unknown[]): Known => {
  if (known > KNOWN_MAX) {
    byTemplate = new WeakMap()
    known = 0
  }
  let at: Known = byTemplate.get(pieces) ?? remember()
  byTemplate.set(pieces, at)
  for (const value of values) {
    const key = value instanceof Shaped ? value.shape : undefined
    const next: Known = at.next.get(key) ?? remember()
    at.next.set(key, next)
    at = next
  }
  return at
}

/** The pieces of a template with those of nested statements in their places. */
const flatten = (pieces: readonly string[], values: readonly unknown[]): string[] => {
  const flat = [pieces[0] ?? '']
  const glue = (text: string): void => {
    flat[flat.length - 1] += text
  }
  values.forEach((value, index) => {
    if (value instanceof Shaped) {
      const [first = '', ...rest] = value.shape.pieces
      glue(first)
      flat.push(...rest)
    } else flat.push('')
    glue(pieces[index + 1] ?? '')
  })
  return flat
}

const compose = (pieces: readonly string[], values: readonly unknown[]): Statement => {
  const found = findKnown(pieces, values)
  const nested = values.some((value) => value instanceof Shaped)
  found.shape ??= nested ? new Shape(flatten(pieces, values), composedName) : new Shape(pieces, nameOf)
  return new Shaped(
    found.shape,
    nested ? values.flatMap((value) => (value instanceof Shaped ? value.values : [value])) : values,
  )
}

const template = (strings: TemplateStringsArray, ...values: unknown[]): Statement => {
  for (const value of values) {
    // Undefined nearly always is a forgotten field; null says "no value" on purpose.
    if (value === undefined) throw new TypeError(`undefined as a parameter of: ${strings.join('?').slice(0, 200)}`)
  }
  return compose(strings, values)
}

const raws = new Map<string, Shape>()
const RAWS_MAX = 2000

/** Text that goes into the statement as it is. Never pass anything that came from outside. */
const raw = (text: string): Statement => {
  let shape = raws.get(text)
  if (shape === undefined) {
    shape = new Shape([text], () => undefined)
    if (raws.size >= RAWS_MAX) raws.clear()
    raws.set(text, shape)
  }
  return new Shaped(shape, [])
}

const joints = new Map<string, readonly string[]>()
const JOINTS_MAX = 2000

/** What stands around and between so many fragments: the same array each time, by which their shape is found again. */
const jointOf = (count: number, separator: string): readonly string[] => {
  const key = `${count} ${separator}`
  let joint = joints.get(key)
  if (joint === undefined) {
    joint = ['', ...Array.from({ length: count - 1 }, () => separator), '']
    if (joints.size >= JOINTS_MAX) joints.clear()
    joints.set(key, joint)
  }
  return joint
}

/** Fragments one after another with a separator between them; nothing when the list is empty. */
const join = (fragments: readonly Statement[], separator = ', '): Statement =>
  fragments.length === 0 ? raw('') : compose(jointOf(fragments.length, separator), fragments)

/** A value for a json or jsonb column. Without it an array would be sent as a PostgreSQL array. */
const json = (value: unknown): string => JSON.stringify(value)

/** A text as a part of a `like` pattern: the signs of patterns in it stand for themselves. */
const pattern = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`)

/** What is selected, by the member that each expression becomes. Expressions are ours, never anything that came from outside. */
const columns = (expressions: Readonly<Record<string, string>>): Statement =>
  raw(
    Object.entries(expressions)
      .map(([member, expression]) => `${expression} as "${member}"`)
      .join(', '),
  )

/**
 * Writes a statement: sql`select name from place where county = ${county}`. Values become parameters, nested statements
 * become part of the text, so `where ${sql.join(filters, ' and ')}` works.
 */
export const sql = Object.assign(template, { raw, join, json, pattern, columns })
