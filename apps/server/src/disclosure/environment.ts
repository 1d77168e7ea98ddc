import type * as contract from '@xiangzhi/contract'
import type { z } from 'zod'
import type { Actor } from '@xiangzhi/language'
import type { Tx } from '#platform/database'
import type { Sealing } from '#platform/sealing'
import type { CaseNumbers, Processes } from '#kernel/cases'
import type { Duties } from '#kernel/duties'

/** What disclosure needs besides the call: the declarations, where case numbers come from, and bytes nobody can guess. */
export interface DisclosureEnvironment {
  readonly processes: Processes
  readonly numbers: CaseNumbers
  readonly duties: Duties
  /** 32 random bytes for each published text. */
  readonly salt: () => Buffer
}

export interface Asked<Name extends keyof typeof contract> {
  readonly tx: Tx
  readonly by: Actor
  readonly input: (typeof contract)[Name] extends { input: infer I extends z.ZodType } ? z.output<I> : never
  readonly now: Date
  readonly sealing: Sealing
}
export type Answer<Name extends keyof typeof contract> = Promise<
  (typeof contract)[Name] extends { output: infer O extends z.ZodType } ? z.input<O> : never
>
