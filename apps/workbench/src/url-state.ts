import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** Search parameters as plain text: what stands in the address is what a person can read, keep and send on. */
export type UrlState = Readonly<Record<string, string>>

/** Reads an address's query without giving types to the values. */
export function parseSearch(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query))
}

/** Writes a query; empty values are left out. */
export function writeSearch(state: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(state))
    if (value !== undefined && value !== '') query.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** The named parts of an address as a query, in the order of the names, so that equal parts make equal queries. */
export const partsAsQuery = (state: UrlState, names: readonly string[]): string =>
  new URLSearchParams(names.flatMap((name) => (state[name] ? [[name, state[name]]] : []))).toString()

type Patch = Readonly<Record<string, string | undefined>>

/** The state kept in the address. A patch changes what it names; `undefined` removes; `{ whole: true }` replaces all. */
export function useUrlState(): [UrlState, (patch: Patch, options?: { whole?: boolean; push?: boolean }) => void] {
  const state = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = useCallback(
    (patch: Patch, options: { whole?: boolean; push?: boolean } = {}) => {
      void navigate({
        to: '.',
        search: (former: UrlState) => (options.whole ? patch : { ...former, ...patch }),
        replace: !options.push,
      })
    },
    [navigate],
  )
  return [state, change]
}
