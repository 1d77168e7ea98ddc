import type * as contract from '@xiangzhi/contract'
import type { Actor } from '@xiangzhi/language'
import type { Language } from '@xiangzhi/text'
import type { Answer, Asked, Looking } from '#platform/asked'
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
export interface Call<Input = unknown> extends Looking {
  readonly tx: Tx
  /** The signed-in person. Operations of staff are never called without one; public ones must not look at it. */
  readonly by: Actor
  readonly caller: Caller
  readonly input: Input
  readonly now: Date
  readonly sealing: Sealing
  readonly processes: Processes
}

/** A handler of one operation; the types of its declaration are its own. */
export interface AnyHandler {
  (call: Call<never> & { readonly prepared: never }): Promise<unknown>
  /** What is done with the input before the transaction is opened (`afterPreparing`). */
  readonly prepare?: (input: never) => Promise<unknown>
}

/** The names of all operations of the contract. */
type OperationName = {
  [Name in keyof typeof contract]: (typeof contract)[Name] extends contract.Operation ? Name : never
}[keyof typeof contract]

/** A handler of the operation of this name: what it takes and answers is the contract's. */
type HandlerOf<Name extends OperationName> = AnyHandler &
  ((call: Call<Asked<Name>['input']> & { readonly prepared: never }) => Answer<Name>)

/** A handler for every operation of the contract: one that is missing, or answers something else, does not compile. */
export type Handlers = { readonly [Name in OperationName]: HandlerOf<Name> }
