import type * as contract from '@xiangzhi/contract'
import type { Actor } from '@xiangzhi/language'
import type { z } from 'zod'
import type { Tx } from '#platform/database'

/** What an operation of administration works with. */
export interface Asked<Name extends keyof typeof contract> {
  readonly tx: Tx
  readonly by: Actor
  readonly input: (typeof contract)[Name] extends { input: infer I extends z.ZodType } ? z.output<I> : never
  readonly now: Date
}

/** What it answers, before the contract's output schema has looked at it. */
export type Answer<Name extends keyof typeof contract> = Promise<
  (typeof contract)[Name] extends { output: infer O extends z.ZodType } ? z.input<O> : never
>
