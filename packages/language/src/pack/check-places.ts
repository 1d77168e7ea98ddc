/** Checks of places and organisations that no single value shows: codes that fit together, names that exist. */

import { staffRoles } from '../roles.ts'
import type { PackSources, Sourced } from './files.ts'
import { organisationKeys } from './lists.ts'
import type { DerivedBody, Organisations } from './organisations.ts'
import type { Places } from './places.ts'
import { nearestHint, type PackProblem } from './problems.ts'

type Path = readonly (string | number)[]

/** Finds values used twice within a file; the first use is named in the problem. */
export function checkUnique(
  file: string,
  uses: readonly { readonly value: string; readonly path: Path }[],
): PackProblem[] {
  const first = new Map<string, Path>()
  return uses.flatMap(({ value, path }) => {
    const earlier = first.get(value)
    if (earlier) return [{ file, path, code: 'duplicate' as const, facts: { value }, first: { file, path: earlier } }]
    first.set(value, path)
    return []
  })
}

/** Serial ranges of the statistical division code (统计用区划代码) for towns and villages, both ends included. */
const serials = {
  subdistrict: [1, 99],
  town: [100, 199],
  township: [200, 399],
  community: [1, 199],
  village: [200, 399],
} as const

/**
 * Units like towns (400–599), quasi-communities (400–499) and quasi-villages (500–599): development zones, forest farms and the like.
 */
const quasiSerials = { town: [400, 599], community: [400, 499], village: [500, 599] } as const

function fits(kind: keyof typeof serials, code: string): boolean {
  const serial = Number(code.slice(-3))
  const within = ([from, to]: readonly [number, number]) => serial >= from && serial <= to
  return within(serials[kind]) || (kind in quasiSerials && within(quasiSerials[kind as keyof typeof quasiSerials]))
}

function kindProblem(file: string, path: Path, kind: keyof typeof serials, code: string): PackProblem[] {
  if (fits(kind, code)) return []
  const expected = serials[kind].map((serial) => String(serial).padStart(3, '0')).join('–')
  return [{ file, path: [...path, 'code'], code: 'code-kind', facts: { code, kind, expected: `…${expected}` } }]
}

function belowProblem(file: string, path: Path, code: string, parent: string): PackProblem[] {
  return code.startsWith(parent) ? [] : [{ file, path: [...path, 'code'], code: 'not-below', facts: { code, parent } }]
}

/** Codes agree with kinds and with the tree, nothing stands twice, joint areas name villages that exist. */
export function checkPlaces({ file, content }: Sourced<Places>, countyCode: string | undefined): PackProblem[] {
  const problems: PackProblem[] = []
  const uses: { value: string; path: Path }[] = []
  const villages = new Set<string>()
  const use = (path: Path, code: string, parent: string | undefined) => {
    uses.push({ value: code, path: [...path, 'code'] })
    if (parent !== undefined) problems.push(...belowProblem(file, path, code, parent))
  }
  content.towns.forEach((town, t) => {
    const townPath = ['towns', t]
    use(townPath, town.code, countyCode)
    problems.push(...kindProblem(file, townPath, town.kind, town.code))
    town.villages.forEach((village, v) => {
      const villagePath = [...townPath, 'villages', v]
      villages.add(village.code)
      use(villagePath, village.code, town.code)
      problems.push(...kindProblem(file, villagePath, village.kind, village.code))
      village.grids.forEach((grid, g) => {
        const gridPath = [...villagePath, 'grids', g]
        use(gridPath, grid.code, village.code)
        grid.subGrids.forEach((lane, l) => use([...gridPath, 'subGrids', l], lane.code, grid.code))
      })
    })
  })
  content.jointAreas.forEach((area, a) => {
    uses.push({ value: area.key, path: ['jointAreas', a, 'key'] })
    problems.push(
      ...checkUnique(
        file,
        area.villages.map((value, v) => ({ value, path: ['jointAreas', a, 'villages', v] })),
      ),
    )
    area.villages.forEach((code, v) => {
      if (villages.has(code)) return
      problems.push({ file, path: ['jointAreas', a, 'villages', v], code: 'unknown-village', facts: { code } })
    })
  })
  return [...problems, ...checkUnique(file, uses)]
}

function checkBodies(
  file: string,
  organisations: Organisations,
  part: 'everyTown' | 'everyVillage' | 'everyCommunity',
): PackProblem[] {
  const bodies: readonly DerivedBody[] = organisations[part]
  const placeholder = part === 'everyTown' ? '{town}' : '{village}'
  const above = part === 'everyTown' ? [] : organisations.everyTown.map(({ key }) => key)
  const known = [...organisationKeys(organisations), ...above, ...bodies.map(({ key }) => key)]
  return bodies.flatMap((body, b) => {
    const problems: PackProblem[] = []
    for (const language of ['zh', 'en'] as const) {
      if (body.name[language].includes(placeholder)) continue
      problems.push({ file, path: [part, b, 'name', language], code: 'placeholder-needed', facts: { placeholder } })
    }
    if (!known.includes(body.reportsTo) || body.reportsTo === body.key) {
      problems.push(unknownOrganisation(file, [part, b, 'reportsTo'], body.reportsTo, known))
    }
    return problems
  })
}

/** The problem of a key that no organisation has. */
export function unknownOrganisation(file: string, path: Path, key: string, known: readonly string[]): PackProblem {
  return { file, path, code: 'unknown-organisation', facts: { key, nearest: nearestHint(key, known) } }
}

/** Who reports to somebody who, sooner or later, reports to them: then a case that is raised goes round for ever. */
function checkCircles(
  file: string,
  part: string,
  units: readonly { readonly key: string; readonly reportsTo: string }[],
): PackProblem[] {
  const above = new Map(units.map(({ key, reportsTo }) => [key, reportsTo]))
  const told = new Set<string>()
  return units.flatMap(({ key }, index) => {
    const way = [key]
    for (let next = above.get(key); next !== undefined && !way.includes(next); next = above.get(next)) way.push(next)
    // A circle is named once, where the first of its units stands; a unit that reports to itself is refused elsewhere.
    if (way.length < 2 || above.get(way.at(-1) ?? '') !== key || told.has(key)) return []
    for (const one of way) told.add(one)
    const facts = { key, circle: [...way, key].join(' → ') }
    return [{ file, path: [part, index, 'reportsTo'], code: 'reports-in-circle' as const, facts }]
  })
}

/** Keys stand once, lines and superiors exist, nobody reports in a circle, names of derived bodies differ from place to place. */
export function checkOrganisations({ file, content }: Sourced<Organisations>): PackProblem[] {
  const known = organisationKeys(content)
  const lines = content.lines.map(({ key }) => key)
  const allowed = lines.join(', ')
  const parts = ['everyTown', 'everyVillage', 'everyCommunity'] as const
  const withLine = [
    { line: content.centre.line, path: ['centre', 'line'] },
    ...(['departments', ...parts] as const).flatMap((part) =>
      content[part].map(({ line }, index) => ({ line, path: [part, index, 'line'] })),
    ),
  ]
  return [
    ...checkUnique(
      file,
      lines.map((value, index) => ({ value, path: ['lines', index, 'key'] })),
    ),
    ...checkUnique(
      file,
      known.map((value, index) => ({
        value,
        path: index === 0 ? ['centre', 'key'] : ['departments', index - 1, 'key'],
      })),
    ),
    ...parts.flatMap((part) => [
      ...checkUnique(
        file,
        content[part].map(({ key }, index) => ({ value: key, path: [part, index, 'key'] })),
      ),
      ...checkBodies(file, content, part),
    ]),
    ...(['departments', ...parts] as const).flatMap((part) => checkCircles(file, part, content[part])),
    ...withLine.flatMap(({ line: key, path }) =>
      lines.includes(key) ? [] : [{ file, path, code: 'unknown-line' as const, facts: { key, allowed } }],
    ),
    ...content.departments.flatMap(({ key, reportsTo }, index) =>
      known.includes(reportsTo) && reportsTo !== key
        ? []
        : [unknownOrganisation(file, ['departments', index, 'reportsTo'], reportsTo, known)],
    ),
  ]
}

/** A role stands once and has the reach that its rights were made for. */
export function checkRoles({ file, content }: NonNullable<PackSources['roles']>): PackProblem[] {
  return [
    ...checkUnique(
      file,
      content.roles.map(({ key }, index) => ({ value: key, path: ['roles', index, 'key'] })),
    ),
    ...content.roles.flatMap(({ key, reach }, index) =>
      staffRoles[key] === reach
        ? []
        : [
            {
              file,
              path: ['roles', index, 'reach'],
              code: 'reach-wrong' as const,
              facts: { role: key, expected: staffRoles[key] },
            },
          ],
    ),
  ]
}
