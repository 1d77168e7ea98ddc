import type * as contract from '@xiangzhi/contract'
import type { Actor } from '@xiangzhi/language'
import type { z } from 'zod'
import type { Tx } from '#platform/database'
import type { Sealing } from '#platform/sealing'

/** What an operation of the contract works with: the checked input, who asks, the time that counts, and the key to sealed fields. */
export interface Asked<Name extends keyof typeof contract> {
  readonly tx: Tx
  /** The signed-in person. Operations that anybody may call must not look at it. */
  readonly by: Actor
  readonly input: (typeof contract)[Name] extends { input: infer I extends z.ZodType } ? z.output<I> : never
  readonly now: Date
  readonly sealing: Sealing
}

/** What an operation that may show something sealed is given besides. */
export interface Looking {
  /** Notes that somebody was shown what is sealed; nothing is answered before it is in the record. */
  readonly looked: (subject: { readonly kind: 'cases'; readonly id: string }) => void
}

/** What it answers, before the contract's output schema has looked at it. */
export type Answer<Name extends keyof typeof contract> = Promise<
  (typeof contract)[Name] extends { output: infer O extends z.ZodType } ? z.input<O> : never
>

/**
 * An operation whose input is worked on before its transaction is opened: whatever takes long (reading a sheet that was handed in)
 * holds neither a connection nor a lock. A repeated transaction uses what was prepared again.
 */
export function afterPreparing<Name extends keyof typeof contract, Prepared>(
  prepare: (input: Asked<Name>['input']) => Promise<Prepared>,
  handle: (asked: Asked<Name> & { readonly prepared: Prepared }) => Answer<Name>,
): typeof handle & { readonly prepare: typeof prepare } {
  return Object.assign(handle, { prepare })
}
