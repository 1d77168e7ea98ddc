import type * as contract from '@xiangzhi/contract'
import type { Actor } from '@xiangzhi/language'
import type { z } from 'zod'
import type { Tx } from '#platform/database'
import type { Sealing } from '#platform/sealing'

/** What an operation on people works with: the checked input, who asks, and the key to sealed fields. */
export interface Asked<Name extends keyof typeof contract> {
  readonly tx: Tx
  readonly by: Actor
  readonly input: (typeof contract)[Name] extends { input: infer I extends z.ZodType } ? z.output<I> : never
  readonly now: Date
  readonly sealing: Sealing
}

/** What it answers, before the contract's output schema has looked at it. */
export type Answer<Name extends keyof typeof contract> = Promise<
  (typeof contract)[Name] extends { output: infer O extends z.ZodType } ? z.input<O> : never
>

/** An Excel file as the HTTP edge sends it on. */
export interface ExcelFile {
  readonly file: Buffer
  readonly name: string
  readonly mediaType: string
}
