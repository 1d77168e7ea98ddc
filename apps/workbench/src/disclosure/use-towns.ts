import { type County, useCounty, useMe } from '../session.tsx'

/** Roles whose holders look after more than one village. */
const wide = new Set(['dispatcher-town', 'dispatcher-county', 'supervisor', 'leader'])

/** The towns whose disclosure somebody looks after: their own, or all of them from the county. Nobody's for a single village. */
export function useTowns(): County['towns'] {
  const county = useCounty()
  const me = useMe()
  const grants = me.grants.filter(({ role }) => wide.has(role))
  const own = county.towns.filter(({ id }) => grants.some(({ placeId }) => placeId === id))
  return grants.length > 0 && own.length === 0 ? county.towns : own
}
