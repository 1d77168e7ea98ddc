/** Checks of the decision table: it can be read against the categories, and sealed reports never come near those they name. */

import { staffRoles, type StaffRole } from '../roles.ts'
import type { Question, Subclass } from './categories.ts'
import type { PackSources } from './files.ts'
import { listSubclasses, organisationKeys } from './lists.ts'
import { checkUnique, unknownOrganisation } from './check-places.ts'
import type { PackProblem } from './problems.ts'
import type { Destination, RoutingRow } from './routing.ts'

type Path = readonly (string | number)[]
type Routing = NonNullable<PackSources['routing']>

function covers(row: RoutingRow, code: string): boolean {
  return row.when.category === undefined || row.when.category.some((prefix) => code.startsWith(prefix))
}

/** Whether a row catches every case of its categories, whatever else is so. */
function catchesAll(row: RoutingRow): boolean {
  const { category: _, ...others } = row.when
  return Object.values(others).every((condition) => condition === undefined)
}

/** Whether an earlier row takes every case that a later one could, judged by categories alone. */
function takesAllOf(earlier: RoutingRow, later: RoutingRow): boolean {
  return (
    catchesAll(earlier) &&
    later.when.category !== undefined &&
    later.when.category.every((code) => covers(earlier, code))
  )
}

function checkDestination(file: string, path: Path, to: Destination, sources: PackSources): PackProblem[] {
  const problems: PackProblem[] = []
  const organisation = 'organisation' in to.unit ? to.unit.organisation : undefined
  if (organisation !== undefined && sources.organisations) {
    const known = organisationKeys(sources.organisations.content)
    if (!known.includes(organisation)) {
      problems.push(unknownOrganisation(file, [...path, 'unit', 'organisation'], organisation, known))
    }
  }
  if (to.role === undefined) return problems
  const role: StaffRole = to.role
  const used = sources.roles?.content.roles.some(({ key }) => key === role) ?? true
  if (!used) problems.push({ file, path: [...path, 'role'], code: 'role-not-used', facts: { role } })
  const unit = 'level' in to.unit ? to.unit.level : 'organisation'
  // A discipline liaison works for the whole county and may sit in the organisation that a sealed report goes to.
  const fits =
    staffRoles[role] === unit || (to.sealed === true && staffRoles[role] === 'county' && unit === 'organisation')
  if (!fits) {
    problems.push({
      file,
      path: [...path, 'role'],
      code: 'role-reach-differs',
      facts: { role, reach: staffRoles[role], unit },
    })
  }
  return problems
}

function checkAnswers(file: string, path: Path, row: RoutingRow, questions: readonly Question[]): PackProblem[] {
  return Object.entries(row.when.answers ?? {}).flatMap(([key, value]): PackProblem[] => {
    const here = [...path, 'when', 'answers', key]
    const asked = questions.filter((question) => question.key === key)
    if (asked.length === 0) {
      const allowed = [...new Set(questions.map((question) => question.key))].join(', ')
      return [{ file, path: here, at: 'key', code: 'unknown-question', facts: { key, allowed } }]
    }
    const possible = asked.flatMap((question) => possibleAnswers(question))
    if (possible.length === 0 || possible.includes(value)) return []
    return [
      { file, path: here, code: 'unknown-answer', facts: { key, value: String(value), allowed: possible.join(', ') } },
    ]
  })
}

function possibleAnswers({ kind, options }: Question): (string | number | boolean)[] {
  if (kind === 'yes-no') return [true, false]
  return options ? Object.keys(options) : []
}

/** A sealed category meets a sealed destination first, whatever the case's level, place or answers. */
function checkSealed({ file, content }: Routing, sealedCodes: readonly string[]): PackProblem[] {
  const problems: PackProblem[] = []
  for (const code of sealedCodes) {
    const until = content.rows.findIndex((row) => covers(row, code) && catchesAll(row))
    const last = until < 0 ? content.rows.length : until + 1
    content.rows.slice(0, last).forEach(({ to, ...row }, index) => {
      if (!covers({ to, ...row }, code) || (to.sealed === true && to.role !== undefined)) return
      problems.push({ file, path: ['rows', index, 'to'], code: 'sealed-needed', facts: { code } })
    })
    if (until < 0) {
      problems.push({
        file,
        path: ['default', 'to'],
        code: 'sealed-exposed',
        facts: { code, row: content.default.key },
      })
    }
  }
  return problems
}

function checkRow(
  { file, content }: Routing,
  index: number,
  row: RoutingRow,
  sources: PackSources,
  known: readonly Subclass[],
): PackProblem[] {
  const path: Path = ['rows', index]
  const problems: PackProblem[] = []
  row.when.category?.forEach((code, c) => {
    if (known.some((subclass) => subclass.code.startsWith(code)) || known.length === 0) return
    problems.push({ file, path: [...path, 'when', 'category', c], code: 'unknown-category', facts: { code } })
  })
  if (row.when.category === undefined && catchesAll(row) && content.rows.length > 0) {
    problems.push({ file, path: [...path, 'when'], code: 'row-never-reached', facts: {} })
  }
  const before = content.rows.slice(0, index).find((earlier) => takesAllOf(earlier, row))
  if (before) problems.push({ file, path, code: 'row-shadowed', facts: { row: before.key } })
  const places = placeCodes(sources)
  row.when.place?.forEach((code, p) => {
    if (places.size === 0 || places.has(code)) return
    problems.push({ file, path: [...path, 'when', 'place', p], code: 'unknown-place', facts: { code } })
  })
  const questions = known
    .filter((subclass) => covers(row, subclass.code))
    .flatMap((subclass) => subclass.questions ?? [])
  if (known.length > 0) problems.push(...checkAnswers(file, path, row, questions))
  const near = 'level' in row.to.unit && (row.to.unit.level === 'grid' || row.to.unit.level === 'village')
  if (row.to.sealed === true && near) {
    problems.push({ file, path: [...path, 'to', 'unit'], code: 'sealed-too-near', facts: {} })
  }
  return [...problems, ...checkDestination(file, [...path, 'to'], row.to, sources)]
}

function placeCodes({ county, places }: PackSources): Set<string> {
  if (!county || !places) return new Set()
  const towns = places.content.towns
  const villages = towns.flatMap((town) => town.villages)
  const grids = villages.flatMap((village) => village.grids)
  const lanes = grids.flatMap((grid) => grid.subGrids)
  return new Set([county.content.code, ...[...towns, ...villages, ...grids, ...lanes].map(({ code }) => code)])
}

/** Every row can be reached, names what exists, and sends sealed matters only where they are safe. */
export function checkRouting(routing: Routing, sources: PackSources): PackProblem[] {
  const known = listSubclasses(sources.categories.flatMap(({ content }) => content.classes)).map(
    ({ subclass }) => subclass,
  )
  const { rows } = routing.content
  const sealedCodes = known.filter(({ confidential }) => confidential).map(({ code }) => code)
  return [
    ...checkUnique(routing.file, [
      ...rows.map(({ key }, index) => ({ value: key, path: ['rows', index, 'key'] })),
      { value: routing.content.default.key, path: ['default', 'key'] },
    ]),
    ...rows.flatMap((row, index) => checkRow(routing, index, row, sources, known)),
    ...checkDestination(routing.file, ['default', 'to'], routing.content.default.to, sources),
    ...checkSealed(routing, sealedCodes),
  ]
}
