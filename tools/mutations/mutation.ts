/** One text of one file, which must occur in it exactly once, and what stands there once the rule is broken. */
export interface Edit {
  readonly file: string
  readonly search: string
  readonly replace: string
}

export interface Mutation {
  /** What the broken code does, in a few words. */
  readonly breaks: string
  /** The safeguard, design rule or article that it breaks. */
  readonly rule: string
  readonly edits: readonly Edit[]
  /** Files of tests, each alone or with ` > ` and words of the tests' names: `a.test.ts > is used once`. At least one of them must fail. */
  readonly tests: readonly string[]
}

/** The usual mutation: one text of one file. */
export const broken = (breaks: string, rule: string, edit: Edit, ...tests: readonly string[]): Mutation => ({
  breaks,
  rule,
  edits: [edit],
  tests,
})
