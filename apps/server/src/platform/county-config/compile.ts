import {
  calendarSourceOf,
  type CategoryClass,
  compileCalendar,
  type County,
  type Duration,
  type Formality,
  type PackCalendar,
  type PackDisclosure,
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

/** Every plain-language sheet is a category of its own: its limit and its department come from the sheet. */
function fromFormalities(formalities: readonly Formality[]): Category[] {
  return formalities.map((sheet) => ({
    ...bare,
    code: sheet.key,
    name: sheet.title,
    icon: 'service',
    process: 'formality',
    limit: sheet.limit,
    offeredTo: 'everyone',
    department: sheet.department,
  }))
}

const mediation: Category = {
  ...bare,
  code: 'mediation',
  name: { zh: '人民调解', en: 'People’s mediation' },
  icon: 'dispute',
  process: 'mediation',
  limit: null,
  offeredTo: 'everyone',
  department: null,
}

/** What reviews and questions of disclosures are filed under; the last one is sealed, so that it never meets whom it concerns. */
const disclosureCategories: readonly Category[] = [
  {
    ...bare,
    code: 'disclosure-review',
    name: { zh: '公开内容审核', en: 'Review of a disclosure' },
    icon: 'service',
    process: 'disclosure-review',
    limit: null,
    offeredTo: 'staff',
    department: null,
  },
  {
    ...bare,
    code: 'disclosure-question',
    name: { zh: '对公开内容的提问', en: 'Question about a disclosure' },
    icon: 'suggestion',
    process: 'disclosure-question',
    limit: null,
    offeredTo: 'everyone',
    department: null,
  },
  {
    ...bare,
    code: 'disclosure-complaint',
    name: { zh: '对公开内容的提问（涉及干部）', en: 'Question about a disclosure that concerns an official' },
    icon: 'suggestion',
    process: 'disclosure-question',
    level: 'county',
    sealed: true,
    limit: null,
    offeredTo: 'everyone',
    department: null,
  },
]

/** Whatever a county's table says: what concerns an official goes to the liaison of discipline alone. */
const complaintRule: RoutingRule = {
  key: 'disclosure-complaint',
  when: { category: ['disclosure-complaint'] },
  to: { unit: { level: 'county' }, role: 'discipline-liaison', sealed: true },
}

function limitsOf(settings: County, disclosure: PackDisclosure | undefined): Map<string, Duration> {
  const limits = new Map<string, Duration>()
  for (const [practice, parameters] of Object.entries(settings.practices)) {
    for (const [name, value] of Object.entries(parameters ?? {}))
      if (typeof value === 'object') limits.set(`${practice}.${name}`, value)
  }
  for (const [name, value] of Object.entries(disclosure?.limits ?? {}))
    if (value) limits.set(`disclosure.${name}`, value)
  return limits
}

/** Makes the stored parts ready for the engine. */
export function compileConfig(
  county: number,
  version: string,
  parts: ConfigParts,
  calendars: readonly PackCalendar[],
): CountyConfig {
  const settings = parts.county
  const all = [...fromClasses(parts.categories), ...fromFormalities(parts.formalities)]
  if (settings.practices.mediation) all.push(mediation)
  if (parts.disclosure) all.push(...disclosureCategories)
  return {
    county,
    version,
    demo: parts.demo.demo,
    settings,
    classes: parts.categories,
    categories: new Map(all.map((category) => [category.code, category])),
    routing: {
      version: parts.routing.version,
      rules: [...(parts.disclosure ? [complaintRule] : []), ...routingRulesOf(parts.routing)],
      notes: new Map([...parts.routing.rows, parts.routing.default].map(({ key, note }) => [key, note])),
    },
    calendar: compileCalendar(calendarSourceOf({ county: settings, calendars: [...calendars] })),
    limits: limitsOf(settings, parts.disclosure),
    calendars,
    replies: parts.replies,
    formalities: parts.formalities,
    messages: parts.messages ?? { rows: [] },
    disclosure: parts.disclosure,
  }
}
