import { nameInCode } from './column-names.ts'
import pg from 'pg'
import { valueTypes } from './value-types.ts'

/** What PostgreSQL answered to one statement. */
export interface Answer {
  readonly rows: readonly Record<string, unknown>[]
  /** How PostgreSQL names what it did: `SELECT 3`, `INSERT 0 1`, `COMMIT`. */
  readonly command: string
}

/** The columns of a statement's rows, and how each is read. */
interface Columns {
  readonly names: readonly string[]
  readonly readers: readonly ((text: string) => unknown)[]
}

/** The parts of the driver's connection that a batch writes to. */
interface Connection {
  parse(statement: { name: string; text: string; types: readonly number[] }): void
  bind(values: { statement: string; values: Item['values'] }): void
  describe(what: { type: 'S'; name: string }): void
  close(what: { type: 'S'; name: string }): void
  execute(portal: object): void
  sync(): void
}

interface RowDescription {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
}

/** A statement on its way, with its values as they travel, and who waits for the answer. */
export interface Item {
  readonly name: string | undefined
  readonly text: string
  readonly values: readonly (string | Buffer | null)[]
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

const NO_COLUMNS: Columns = { names: [], readers: [] }

/** What each connection has prepared, by name. A statement is known once it has been answered, not before. */
const prepared = new WeakMap<Connection, Map<string, Columns>>()

const columnsOf = ({ fields }: RowDescription): Columns => ({
  names: fields.map(({ name }) => nameInCode(name)),
  readers: fields.map(({ dataTypeID }) => valueTypes.getTypeParser(dataTypeID, 'text') as (text: string) => unknown),
})

const readRow = ({ names, readers }: Columns, texts: readonly (string | null)[]): Record<string, unknown> => {
  const row: Record<string, unknown> = {}
  for (let at = 0; at < names.length; at += 1) {
    const text = texts[at] as string | null
    row[names[at] as string] = text === null ? null : (readers[at] as (text: string) => unknown)(text)
  }
  return row
}

/**
 * Statements that leave together and are answered together: one packet and one waking up of each side, where the driver would
 * write and read once for each. A statement that this connection has prepared is not described again. When one fails, PostgreSQL
 * passes over those behind it, and all of them fail by its error.
 */
export class Batch extends pg.Query {
  readonly #items: readonly Item[]
  readonly #answers: (Answer | Error)[] = []
  #known: Map<string, Columns> = new Map()
  #rows: Record<string, unknown>[] = []
  #columns: Columns | undefined
  /** A value that cannot be read spoils the answer to its own statement only. */
  #unreadable: Error | undefined

  constructor(items: readonly Item[]) {
    super({ text: '' }, () => undefined)
    this.#items = items
  }

  override submit = (connection: unknown): null => {
    const to = connection as Connection
    let known = prepared.get(to)
    if (known === undefined) prepared.set(to, (known = new Map()))
    this.#known = known
    for (const { name = '', text, values } of this.#items) {
      if (name === '' || !known.has(name)) {
        // An earlier attempt may have failed after it was prepared; closing what is not there is no error.
        if (name !== '') to.close({ type: 'S', name })
        to.parse({ name, text, types: [] })
        to.describe({ type: 'S', name })
      }
      to.bind({ statement: name, values })
      to.execute({})
    }
    to.sync()
    return null
  }

  #current(): Item | undefined {
    return this.#items[this.#answers.length]
  }

  handleRowDescription(description: RowDescription): void {
    this.#columns = columnsOf(description)
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    if (this.#unreadable !== undefined) return
    const name = this.#current()?.name
    this.#columns ??= (name === undefined ? undefined : this.#known.get(name)) ?? NO_COLUMNS
    try {
      this.#rows.push(readRow(this.#columns, fields))
    } catch (error) {
      this.#unreadable = error as Error
    }
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const name = this.#current()?.name
    if (name !== undefined && !this.#known.has(name)) this.#known.set(name, this.#columns ?? NO_COLUMNS)
    this.#answers.push(this.#unreadable ?? { rows: this.#rows, command: text })
    this.#rows = []
    this.#columns = undefined
    this.#unreadable = undefined
  }

  /** Answers reach those who asked when the connection is ready again, so that nobody meets it in between. */
  handleReadyForQuery(): void {
    this.#end()
  }

  handleError(error: Error): void {
    this.#end(error)
  }

  #end(failure?: Error): void {
    for (let at = 0; at < this.#items.length; at += 1) {
      const { resolve, reject } = this.#items[at] as Item
      const answer = this.#answers[at] ?? failure ?? new Error('the database ended a batch early')
      if (answer instanceof Error) reject(answer)
      else resolve(answer)
    }
  }
}
