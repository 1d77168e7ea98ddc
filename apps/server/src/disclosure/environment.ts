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
