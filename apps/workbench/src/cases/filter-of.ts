import { type CaseFilterInput, caseFilterNames } from '@xiangzhi/contract'
import type { UrlState } from '../url-state.ts'

/** The part of an address that filters cases; list, map and export read the same. */
export function filterOf(state: UrlState): CaseFilterInput {
  return Object.fromEntries(
    caseFilterNames.flatMap((name) => (state[name] ? [[name, state[name]]] : [])),
  ) as CaseFilterInput
}
