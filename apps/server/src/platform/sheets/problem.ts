/** Why a sheet is not read. Each code is a refusal of the contract, whose sentence says what to do. */
export type SheetProblemCode =
  | 'sheet-unreadable'
  | 'sheet-old'
  | 'sheet-too-long'
  | 'sheet-too-wide'
  | 'sheet-too-large'
  | 'sheet-too-slow'
  | 'sheet-text-too-long'
  | 'sheet-not-text'
  | 'sheet-mixed'
  | 'sheet-quote-open'

export type SheetFacts = Readonly<Record<string, string | number>>

/** A sheet that cannot be read, or must not be: thrown inside the reader, a refusal or a named mistake outside. */
export class SheetProblem extends Error {
  readonly code: SheetProblemCode
  readonly facts: SheetFacts
  constructor(code: SheetProblemCode, facts: SheetFacts = {}, detail: string = code) {
    super(detail)
    this.code = code
    this.facts = facts
  }
}

export const tooLarge = (detail: string): SheetProblem => new SheetProblem('sheet-too-large', {}, detail)
export const unreadable = (detail: string): SheetProblem => new SheetProblem('sheet-unreadable', {}, detail)
