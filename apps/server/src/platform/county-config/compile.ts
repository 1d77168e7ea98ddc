import {
  calendarSourceOf,
  type CategoryClass,
  compileCalendar,
  type County,
  type Duration,
  namedCategories,
  type PackCalendar,
  type PackDisclosure,
  type ProcessDeclaration,
  type RoutingRule,
  routingRulesOf,
} from '@xiangzhi/language'
import type { Category, ConfigParts, CountyConfig } from './types.ts'

function fromClasses(classes: readonly CategoryClass[]): Category[] {
  return classes.flatMap((group) =>
    group.subclasses.map((one) => ({
      code: one.code,
      classCode: group.code,
      name: one.name,
      icon: one.icon,
      process: one.opens,
      level: one.level,
      isPublic: one.publicOnMap,
      sealed: one.confidential,
      limit: one.limit,
      offeredTo: group.offeredTo,
      urgency: one.urgency,
      suggests: one.suggests ?? null,
      questions: one.questions ?? [],
      notice: one.emergency?.say ?? null,
      registerWhen: one.registerWhen,
      closeWhen: one.closeWhen,
      department: null,
    })),
  )
}

const bare = {
  classCode: null,
  level: 'village',
  isPublic: false,
  sealed: false,
  urgency: 'ordinary',
  suggests: null,
  questions: [],
  notice: null,
  registerWhen: null,
  closeWhen: null,
} as const

/** The categories of a process itself, where the county has taken it up; of sheets, each one's limit and department come from it. */
function fromProcess({ key, takenUpBy, categories = [] }: ProcessDeclaration, parts: ConfigParts): Category[] {
  const isRun = takenUpBy === 'practices' ? parts.county.practices[key] : takenUpBy === 'disclosure' && parts.disclosure
  if (!isRun) return []
  if (categories === 'formalities')
    return parts.formalities.map((sheet) => ({
      ...bare,
      code: sheet.key,
      name: sheet.title,
      icon: 'service',
      process: key,
      limit: sheet.limit,
      offeredTo: 'everyone',
      department: sheet.department,
    }))
  return categories.map(({ code, name, icon, offeredTo, sealedFor }) => ({
    ...bare,
    code,
    name,
    icon,
    process: key,
    limit: null,
    offeredTo,
    department: null,
    ...(sealedFor && { sealed: true, level: sealedFor.level }),
  }))
}

/** Whatever a county's table says: a category that is sealed for one role goes to that role alone. */
const sealedRules = (processes: readonly ProcessDeclaration[], found: ReadonlyMap<string, Category>): RoutingRule[] =>
  processes.flatMap(namedCategories).flatMap(({ code, sealedFor }) =>
    sealedFor && found.has(code)
      ? [
          {
            key: code,
            when: { category: [code] },
            to: { unit: { level: sealedFor.level }, role: sealedFor.role, sealed: true },
          },
        ]
      : [],
  )

/** What the county set of its processes, named `process.parameter`: how long something may take, and plain numbers. */
function parametersOf(settings: County, disclosure: PackDisclosure | undefined) {
  const limits = new Map<string, Duration>()
  const numbers = new Map<string, number>()
  for (const [process, parameters] of Object.entries({ ...settings.practices, disclosure: disclosure?.limits ?? {} }))
    for (const [name, value] of Object.entries(parameters))
      if (typeof value === 'number') numbers.set(`${process}.${name}`, value)
      else if (value) limits.set(`${process}.${name}`, value)
  return { limits, numbers }
}

/** Makes the stored parts ready for the engine, with what the processes of this installation declare themselves. */
export function compileConfig(
  county: number,
  version: string,
  parts: ConfigParts,
  calendars: readonly PackCalendar[],
  processes: readonly ProcessDeclaration[],
): CountyConfig {
  const settings = parts.county
  const all = [...fromClasses(parts.categories), ...processes.flatMap((process) => fromProcess(process, parts))]
  const categories = new Map(all.map((category) => [category.code, category]))
  return {
    county,
    version,
    demo: parts.demo.demo,
    settings,
    classes: parts.categories,
    categories,
    routing: {
      version: parts.routing.version,
      rules: [...sealedRules(processes, categories), ...routingRulesOf(parts.routing)],
      notes: new Map([...parts.routing.rows, parts.routing.default].map(({ key, note }) => [key, note])),
    },
    calendar: compileCalendar(calendarSourceOf({ county: settings, calendars: [...calendars] })),
    ...parametersOf(settings, parts.disclosure),
    calendars,
    replies: parts.replies,
    formalities: parts.formalities,
    messages: parts.messages ?? { rows: [] },
    disclosure: parts.disclosure,
  }
}
