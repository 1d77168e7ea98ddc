import type * as contract from '@xiangzhi/contract'
import type { Actor } from '@xiangzhi/language'
import type { Language } from '@xiangzhi/text'
import type { z } from 'zod'
import type { Tx } from '#platform/database'
import type { Sealing } from '#platform/sealing'
import type { Processes } from '#kernel/cases'

/** Who calls an operation. A reporter is public and proves itself by the token in the input. */
export type Caller =
  | { readonly kind: 'public'; readonly address: string; readonly language: Language }
  | {
      readonly kind: 'staff'
      readonly actor: Actor
      readonly accountId: string
      readonly address: string
      readonly language: Language
      /** How the person is signed in; absent when a key or a test calls. */
      readonly account?: { readonly userName: string; readonly twoFactor: boolean }
      /** The key of a connected system, when a program calls and nobody is signed in. */
      readonly keyId?: string
    }

/** What every handler is given: the transaction, who calls, the checked input, and the time that counts. */
export interface Call<Input = unknown> {
  readonly tx: Tx
  /** The signed-in person. Operations of staff are never called without one; public ones must not look at it. */
  readonly by: Actor
  readonly caller: Caller
  readonly input: Input
  readonly now: Date
  readonly sealing: Sealing
  readonly processes: Processes
}

type OperationName = {
  [K in keyof typeof contract]: (typeof contract)[K] extends { readonly input: z.ZodType; readonly output: z.ZodType }
    ? K
    : never
}[keyof typeof contract]
export type InputOf<Name extends OperationName> = (typeof contract)[Name] extends {
  readonly input: infer I extends z.ZodType
}
  ? z.output<I>
  : never
export type OutputOf<Name extends OperationName> = (typeof contract)[Name] extends {
  readonly output: infer O extends z.ZodType
}
  ? z.input<O>
  : never

/** A handler of one operation, with the types of its declaration. */
export type HandlerOf<Name extends OperationName> = (call: Call<InputOf<Name>>) => Promise<OutputOf<Name>>
export type AnyHandler = (call: Call<never>) => Promise<unknown>
