import type { RefusalCode } from '@xiangzhi/contract'
import type { TextFacts, TextKey } from '@xiangzhi/text'

/**
 * The expected no: a command throws it so that its transaction rolls back, and the edge turns it into an answer in the
 * reader's language. `detail` is for the log only and never reaches a person.
 */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly facts: TextFacts
  readonly detail: string | undefined

  constructor(code: RefusalCode, facts: TextFacts = {}, detail?: string) {
    super(detail === undefined ? code : `${code}: ${detail}`)
    this.name = 'Refusal'
    this.code = code
    this.facts = facts
    this.detail = detail
  }

  /** The sentence that says it: each code of the contract has one. */
  get key(): TextKey {
    return `text.common.refusal.${this.code}`
  }
}

/** Throws the refusal unless the condition holds. */
export function refuseUnless(
  condition: unknown,
  code: RefusalCode,
  facts?: TextFacts,
  detail?: string,
): asserts condition {
  if (!condition) throw new Refusal(code, facts, detail)
}
