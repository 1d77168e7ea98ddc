import type { Sameness } from './testing-sameness.ts'

/** A column that comes out of a query; its term says which county it holds, when that is certain. */
export interface OutColumn {
  readonly name: string | undefined
  readonly term: string | undefined
}

export interface Relation {
  readonly id: string
  readonly name: string
  /** The names of what it has; undefined for what only a function or a list of values makes. */
  readonly columns: readonly string[] | undefined
  readonly tenant: boolean
}

export interface CommonTable {
  readonly columns: readonly OutColumn[]
  readonly changes: boolean
}

export interface Scope {
  readonly relations: Map<string, Relation>
  readonly outer: Scope | undefined
  readonly common: Map<string, CommonTable>
  readonly same: Sameness
}
