/** Checks of a pack as a whole. Parts that are not sound yet are left out, so that all problems show at once. */

import { staffRoles } from '../roles.ts'
import { checkOrganisations, checkPlaces, checkRoles, checkUnique, unknownOrganisation } from './check-places.ts'
import { checkRouting } from './check-routing.ts'
import type { PackSources, Sourced } from './files.ts'
import { bodyKey, listPackPlaces, organisationKeys } from './lists.ts'
import { checkLawLimits } from './law-limits.ts'
import { checkParameters, type PracticeDeclaration } from './parameters.ts'
import { nearestHint, type PackProblem, type PackSpot } from './problems.ts'
import { replyPlaceholders } from './replies.ts'

function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))].sort()
}

function checkCounty(
  { file, content }: NonNullable<PackSources['county']>,
  practices: readonly PracticeDeclaration[],
  duties: readonly string[],
): PackProblem[] {
  const problems: PackProblem[] = []
  for (const [index, key] of (content.duties ?? []).entries()) {
    if (duties.includes(key)) continue
    const facts = { key, nearest: nearestHint(key, duties), allowed: duties.join(', ') }
    problems.push({ file, path: ['duties', index], code: 'unknown-duty', facts })
  }
  problems.push(
    ...checkUnique(
      file,
      (content.duties ?? []).map((value, index) => ({ value, path: ['duties', index] })),
    ),
  )
  let before = ''
  content.workingHours.forEach(({ from, to }, index) => {
    if (from < before || to <= from)
      problems.push({ file, path: ['workingHours', index], code: 'hours-order', facts: {} })
    before = to
  })
  return [...problems, ...checkParameters(file, content.practices, practices)]
}

function checkCategories(sources: PackSources): PackProblem[] {
  const run = sources.county ? Object.keys(sources.county.content.practices) : undefined
  const firstUse = new Map<string, PackSpot>()
  const problems: PackProblem[] = []
  const use = (file: string, path: (string | number)[], value: string) => {
    const first = firstUse.get(value)
    if (first) problems.push({ file, path, code: 'duplicate', facts: { value }, first })
    else firstUse.set(value, { file, path })
  }
  for (const { file, content } of sources.categories) {
    content.classes.forEach((one, c) => {
      use(file, ['classes', c, 'code'], one.code)
      one.subclasses.forEach((subclass, s) => {
        const path = ['classes', c, 'subclasses', s]
        use(file, [...path, 'code'], subclass.code)
        if (!subclass.code.startsWith(one.code)) {
          const facts = { code: subclass.code, parent: one.code }
          problems.push({ file, path: [...path, 'code'], code: 'class-code', facts })
        }
        for (const key of ['opens', 'suggests'] as const) {
          const process = subclass[key]
          if (process === undefined || run === undefined || run.includes(process)) continue
          const facts = { key: process, allowed: run.join(', ') }
          problems.push({ file, path: [...path, key], code: 'practice-not-run', facts })
        }
        const questions = subclass.questions ?? []
        problems.push(
          ...checkUnique(
            file,
            questions.map(({ key }, q) => ({ value: key, path: [...path, 'questions', q, 'key'] })),
          ),
        )
      })
    })
  }
  return problems
}

function knownCodes(sources: PackSources): string[] {
  return sources.categories.flatMap(({ content }) =>
    content.classes.flatMap((one) => [one.code, ...one.subclasses.map(({ code }) => code)]),
  )
}

function checkReplies({ file, content }: NonNullable<PackSources['replies']>, codes: readonly string[]): PackProblem[] {
  const allowed = replyPlaceholders.map((name) => `{${name}}`).join(' ')
  const problems = checkUnique(
    file,
    content.replies.map(({ key }, index) => ({ value: key, path: ['replies', index, 'key'] })),
  )
  content.replies.forEach(({ category, text }, index) => {
    const path = ['replies', index, 'text']
    if (category !== '*' && codes.length > 0 && !codes.some((code) => code.startsWith(category))) {
      problems.push({ file, path: ['replies', index, 'category'], code: 'unknown-category', facts: { code: category } })
    }
    const [zhPlaces, enPlaces] = [placeholdersOf(text.zh), placeholdersOf(text.en)]
    if (zhPlaces.join() !== enPlaces.join()) {
      const facts = { zhPlaces: zhPlaces.join(' ') || '–', enPlaces: enPlaces.join(' ') || '–' }
      problems.push({ file, path, code: 'placeholders-differ', facts })
    }
    for (const name of zhPlaces) {
      if ((replyPlaceholders as readonly string[]).includes(name)) continue
      problems.push({ file, path: [...path, 'zh'], code: 'unknown-placeholder', facts: { name, allowed } })
    }
  })
  return problems
}

function checkCalendar({ file, content }: PackSources['calendars'][number]): PackProblem[] {
  const { year, holidays, workdays } = content
  const problems: PackProblem[] = []
  if (!file.endsWith(`/${year}.yaml`)) problems.push({ file, path: ['year'], code: 'year-file-name', facts: { year } })
  const days = [
    ...holidays.map(({ on }, index) => ({ value: on, path: ['holidays', index, 'on'] })),
    ...workdays.map((value, index) => ({ value, path: ['workdays', index] })),
  ]
  for (const { value: day, path } of days) {
    if (!day.startsWith(`${year}-`)) problems.push({ file, path, code: 'day-in-other-year', facts: { day, year } })
  }
  const off = new Set(holidays.map(({ on }) => on))
  workdays.forEach((day, index) => {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
    const facts = { day }
    if (off.has(day)) problems.push({ file, path: ['workdays', index], code: 'day-twice', facts })
    else if (weekday !== 0 && weekday !== 6) {
      problems.push({ file, path: ['workdays', index], code: 'makeup-on-weekday', facts })
    }
  })
  return [
    ...problems,
    ...checkUnique(
      file,
      holidays.map(({ on }, index) => ({ value: on, path: ['holidays', index, 'on'] })),
    ),
    ...checkUnique(
      file,
      workdays.map((value, index) => ({ value, path: ['workdays', index] })),
    ),
  ]
}

function checkFormalities(sources: PackSources): PackProblem[] {
  const known = sources.organisations ? organisationKeys(sources.organisations.content) : undefined
  const first = new Map<string, PackSpot>()
  return sources.formalities.flatMap(({ file, content }) => {
    const problems: PackProblem[] = []
    for (const key of ['key', 'number'] as const) {
      const value = String(content[key])
      const earlier = first.get(`${key} ${value}`)
      if (earlier) problems.push({ file, path: [key], code: 'duplicate', facts: { value }, first: earlier })
      else first.set(`${key} ${value}`, { file, path: [key] })
    }
    if (known && !known.includes(content.department)) {
      problems.push(unknownOrganisation(file, ['department'], content.department, known))
    }
    return problems
  })
}

function checkDemo(
  { file, content }: NonNullable<PackSources['demo']>,
  sources: PackSources,
  codes: readonly string[],
): PackProblem[] {
  const problems = checkUnique(
    file,
    content.signIns.map(({ account }, index) => ({ value: account, path: ['signIns', index, 'account'] })),
  )
  for (const code of Object.keys(content.categoryWeights)) {
    if (codes.length === 0 || codes.some((known) => known.startsWith(code))) continue
    problems.push({ file, path: ['categoryWeights', code], at: 'key', code: 'unknown-category', facts: { code } })
  }
  const { county, places, organisations, roles } = sources
  if (!county || !places || !organisations) return problems
  const kinds = new Map<string, string>(
    listPackPlaces({ county: county.content, places: places.content }).map(({ code, kind }) => [code, kind]),
  )
  for (const key of organisationKeys(organisations.content)) kinds.set(key, 'organisation')
  for (const town of places.content.towns) {
    for (const { key } of organisations.content.everyTown) kinds.set(bodyKey(town.code, key), 'organisation')
  }
  content.signIns.forEach((signIn, index) => {
    signIn.roles.forEach(({ role, at }, r) => {
      const path = ['signIns', index, 'roles', r]
      if (roles && !roles.content.roles.some(({ key }) => key === role)) {
        problems.push({ file, path: [...path, 'role'], code: 'role-not-used', facts: { role } })
      }
      if (kinds.get(at) === staffRoles[role]) return
      problems.push({
        file,
        path: [...path, 'at'],
        code: 'place-for-role',
        facts: { role, expected: staffRoles[role] },
      })
    })
  })
  return problems
}

/**
 * Everything in which the parts of a pack disagree. `practices` are the processes that this installation has, `duties` the keys of
 * its duties.
 */
export function checkPack(
  sources: PackSources,
  practices: readonly PracticeDeclaration[],
  duties: readonly string[],
): PackProblem[] {
  const { county, places, organisations, roles, routing, replies, demo } = sources
  const codes = knownCodes(sources)
  const check = <Content>(part: Sourced<Content> | undefined, find: (part: Sourced<Content>) => PackProblem[]) =>
    part ? find(part) : []
  return [
    ...check(county, (part) => checkCounty(part, practices, duties)),
    ...check(places, (part) => checkPlaces(part, county?.content.code)),
    ...check(organisations, checkOrganisations),
    ...check(roles, checkRoles),
    ...checkCategories(sources),
    ...check(routing, (part) => checkRouting(part, sources)),
    ...check(replies, (part) => checkReplies(part, codes)),
    ...sources.calendars.flatMap(checkCalendar),
    ...checkFormalities(sources),
    ...checkLawLimits(sources),
    ...check(demo, (part) => checkDemo(part, sources, codes)),
  ]
}
