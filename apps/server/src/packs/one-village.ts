import type { CountyPack } from '@xiangzhi/language'

/** How many cases one village of the demo world has, beside those that are there to be looked at. */
const CASES = 8

/**
 * The pack of a county cut down to one of its villages with its town, for work on the program: it loads within seconds. Whoever could
 * sign in at another place is left out, the county's own offices stay. Undefined where the pack has no such village.
 * @param code code of the village, twelve digits
 */
export function cutToVillage(pack: CountyPack, code: string): CountyPack | undefined {
  const town = pack.places.towns.find(({ villages }) => villages.some((village) => village.code === code))
  if (!town) return undefined
  const villages = town.villages.filter((village) => village.code === code)
  const isThere = (at: string): boolean =>
    !/^\d/.test(at) || [code, town.code, pack.county.code].includes(at) || at.startsWith(code)
  const { demo } = pack
  return {
    ...pack,
    places: { towns: [{ ...town, villages }], jointAreas: [] },
    ...(demo
      ? {
          demo: {
            ...demo,
            cases: Math.min(demo.cases, CASES),
            signIns: demo.signIns.filter(({ roles }) => roles.every(({ at }) => isThere(at))),
          },
        }
      : {}),
  }
}
