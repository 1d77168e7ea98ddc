/**
 * What a public write can lay on somebody who did not ask for it: `work` that a clerk must do, a `message` to a third person, a
 * published `figure` that moves, somebody's `account` that is tried, or `space` of the machine.
 */
export type PublicBurden = 'work' | 'message' | 'figure' | 'account' | 'space'

/** How often somebody may do it, as counted by one of the things that the write names; more than that is told to try later. */
export interface PublicLimit {
  /** `source` is the address it comes from (a network of IPv6), the others are members of the input. */
  readonly per: 'source' | 'source and case' | 'case' | 'link' | 'number' | 'publication' | 'place'
  readonly times: number
  readonly minutes: number
}

/** What every write that needs no sign-in declares: whom it may burden, and how far. Without it, it is no write of ours. */
export interface PublicWrite {
  readonly burdens: readonly [PublicBurden, ...PublicBurden[]]
  readonly limits: readonly [PublicLimit, ...PublicLimit[]]
}
