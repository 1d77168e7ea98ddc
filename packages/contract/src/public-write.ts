/**
 * What a public write can lay on somebody who did not ask for it: `work` that a clerk must do, a `message` to a third person, a
 * published `figure` that moves, somebody's `account` that is tried, or `space` of the machine.
 */
export type PublicBurden = 'work' | 'message' | 'figure' | 'account' | 'space'

/** How often somebody may do it, as counted by one of the things that the write names; more than that is told to try later. */
export interface PublicLimit {
  /**
   * `source` is the address it comes from (a network of IPv6), the others are members of the input. A telephone that a write names
   * is proved by nothing: it counts together with its source, or a stranger would use up what belongs to its owner. What all share
   * (a place, a publication, a case) keeps a quarter for sources that have used none of it yet.
   */
  readonly per: 'source' | 'source and case' | 'source and number' | 'case' | 'link' | 'publication' | 'place'
  readonly times: number
  readonly minutes: number
}

/** What every write that needs no sign-in declares: whom it may burden, and how far. Without it, it is no write of ours. */
export interface PublicWrite {
  readonly burdens: readonly [PublicBurden, ...PublicBurden[]]
  readonly limits: readonly [PublicLimit, ...PublicLimit[]]
}
