import { type CaseFilter, caseFilter } from '@xiangzhi/contract'
import type { z } from 'zod'
import type { UrlState } from '../url-state.ts'

/** The filter as operations take it: everything as text, as it stands in the address. */
export type CaseFilterInput = z.input<typeof caseFilter>

const names = Object.keys(caseFilter.shape) as (keyof CaseFilter)[]

/** The part of an address that filters cases; list, map and export read the same. */
export function filterOf(state: UrlState): CaseFilterInput {
  return Object.fromEntries(names.flatMap((name) => (state[name] ? [[name, state[name]]] : []))) as CaseFilterInput
}

/** The filter as a query string, to be kept as a view. */
export function filterQuery(state: UrlState): string {
  return new URLSearchParams([
    ...Object.entries(filterOf(state)).map(([name, value]) => [name, String(value)]),
    ...(state['sort'] ? [['sort', state['sort']]] : []),
  ]).toString()
}
