import { decideRouting, localDate, type RoutingFacts, type StaffRole, staffRoles } from '@xiangzhi/language'
import { roleLabel } from '@xiangzhi/language'
import { say } from '@xiangzhi/text'
import type { CountyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import type { Finding } from '#platform/doctor'
import { coverageOf, listGrants, listHoldersOfOrganisations, listOrganisations, listUnmanned } from '#kernel/people'
import { findCounty, listPlaces, type Place, type PlaceKind } from '#kernel/places'
import { countContactsOverdue, listCounterDifferences } from '#kernel/cases'

/** The roles without which cases of a level stay where they are, whatever the county; where each must be held. */
const NEEDED: readonly (readonly [StaffRole, PlaceKind])[] = [
  ['intake-clerk', 'county'],
  ['dispatcher-county', 'county'],
  ['supervisor', 'county'],
  ['discipline-liaison', 'county'],
  ['county-admin', 'county'],
  ['security-admin', 'county'],
  ['auditor', 'county'],
  ['dispatcher-town', 'town'],
  ['village-clerk', 'village'],
]

const ADMINISTRATORS = ['county-admin', 'security-admin', 'auditor'] as const satisfies readonly StaffRole[]

/** From October on, deadlines reach into the next year, and the State Council publishes its calendar soon. */
const NEXT_YEAR_FROM_MONTH = 10

/** Names enough to begin with; the count tells of the rest. */
const few = (names: readonly string[]): string => names.slice(0, 5).join('、')

function examineCalendar(config: CountyConfig, today: string): Finding[] {
  const years = new Set(config.calendars.map(({ year }) => year))
  const year = Number(today.slice(0, 4))
  const wanted = [year, ...(Number(today.slice(5, 7)) >= NEXT_YEAR_FROM_MONTH ? [year + 1] : [])]
  return wanted
    .filter((one) => !years.has(one))
    .map((one) => ({
      check: 'calendar',
      level: one === year ? 'problem' : 'warning',
      text: 'text.doctor.calendar.missing',
      facts: { year: one },
    }))
}

async function examineRoles(tx: Tx, today: string): Promise<Finding[]> {
  const county = await findCounty(tx)
  const places: Record<'county' | 'town' | 'village', readonly Place[]> = {
    county: county ? [county] : [],
    town: await listPlaces(tx, { kind: 'town' }),
    village: await listPlaces(tx, { kind: 'village' }),
  }
  const findings: Finding[] = []
  for (const [role, kind] of NEEDED) {
    const here = places[kind as keyof typeof places]
    const empty = new Set(
      await listUnmanned(
        tx,
        role,
        here.map(({ id }) => id),
        today,
      ),
    )
    const bare = here.filter(({ id }) => empty.has(id))
    if (bare.length === 0) continue
    findings.push({
      check: 'role',
      level: staffRoles[role] === 'county' ? 'problem' : 'warning',
      text: 'text.doctor.role.nobody',
      facts: {
        role: say('zh-CN', roleLabel(role)),
        roleEn: say('en', roleLabel(role)),
        places: few(bare.map(({ name }) => name)),
        count: bare.length,
      },
    })
  }
  return findings
}

async function examineCoverage(tx: Tx, today: string): Promise<Finding[]> {
  const { gridsWithoutWorker: bare, householdsWithoutGrid: count } = await coverageOf(tx, today)
  const findings: Finding[] = []
  if (bare.length > 0)
    findings.push({
      check: 'grid',
      level: 'warning',
      text: 'text.doctor.grid.noWorker',
      facts: { places: few(bare.map(({ name }) => name)), count: bare.length },
    })
  if (count > 0)
    findings.push({ check: 'household', level: 'warning', text: 'text.doctor.household.noGrid', facts: { count } })
  return findings
}

/** Decides each category as if it came in without any answer: that is what the least helpful report looks like. */
function examineRouting(config: CountyConfig): Finding[] {
  const { rules, version } = config.routing
  const byDefault: (typeof config.settings.name)[] = []
  const findings: Finding[] = []
  for (const { code, process, level, sealed, name } of config.categories.values()) {
    const facts: RoutingFacts = { process, category: code, level, placeCodes: [], answers: {} }
    const { rule, to } = decideRouting(rules, version, facts)
    if (sealed && !(to.sealed === true && to.role !== undefined))
      findings.push({
        check: 'sealed',
        level: 'problem',
        text: 'text.doctor.routing.sealedExposed',
        facts: { category: name.zh, categoryEn: name.en },
      })
    // What the grid or the village settles itself needs no rule; a category for a department does.
    if (rule === rules.at(-1)?.key && (level === 'town' || level === 'county')) byDefault.push(name)
  }
  if (byDefault.length > 0)
    findings.push({
      check: 'routing',
      level: 'note',
      text: 'text.doctor.routing.onlyDefault',
      facts: {
        count: byDefault.length,
        categories: few(byDefault.map(({ zh }) => zh)),
        categoriesEn: byDefault
          .slice(0, 5)
          .map(({ en }) => en)
          .join(', '),
      },
    })
  return findings
}

async function examineUnits(tx: Tx, config: CountyConfig, today: string): Promise<Finding[]> {
  const keys = new Set(
    config.routing.rules.flatMap(({ to }) => ('organisation' in to.unit ? [to.unit.organisation] : [])),
  )
  const organisations = (await listOrganisations(tx, { on: today })).filter(({ key }) => keys.has(key))
  const known = new Set(organisations.map(({ key }) => key))
  const findings: Finding[] = [...keys]
    .filter((key) => !known.has(key))
    .map((unit) => ({ check: 'unit', level: 'problem', text: 'text.doctor.unit.unknown', facts: { unit } }))
  const ids = organisations.map(({ id }) => id)
  const held = await listHoldersOfOrganisations(tx, 'department-handler', ids, today)
  const bare = organisations.filter(({ id }) => !held.has(id))
  if (bare.length > 0)
    findings.push({
      check: 'unit',
      level: 'warning',
      text: 'text.doctor.unit.noHandler',
      facts: { units: few(bare.map(({ name }) => name)), count: bare.length },
    })
  return findings
}

/** Who administers: person → roles held among the three that must be apart (三员分立). */
export async function administratorsOf(
  tx: Tx,
  today: string,
): Promise<Map<string, { name: string; roles: StaffRole[] }>> {
  const found = new Map<string, { name: string; roles: StaffRole[] }>()
  for (const role of ADMINISTRATORS)
    for (const { personId, name } of await listGrants(tx, { role, today })) {
      const one = found.get(personId) ?? { name, roles: [] }
      if (!one.roles.includes(role)) one.roles.push(role)
      found.set(personId, one)
    }
  return found
}

async function examineAdministrators(tx: Tx, today: string): Promise<Finding[]> {
  return [...(await administratorsOf(tx, today)).values()]
    .filter(({ roles }) => roles.length > 1)
    .map(({ name, roles }) => ({
      check: 'administrators',
      level: 'problem',
      text: 'text.doctor.admin.two',
      facts: {
        name,
        roles: roles.map((role) => say('zh-CN', roleLabel(role))).join('、'),
        rolesEn: roles.map((role) => say('en', roleLabel(role))).join(', '),
      },
    }))
}

async function examineContacts(tx: Tx, now: Date): Promise<Finding[]> {
  // A day's grace: the job runs every hour, and a server may have stood still over night.
  const count = await countContactsOverdue(tx, new Date(now.getTime() - 86_400_000))
  return count === 0
    ? []
    : [{ check: 'contacts', level: 'problem', text: 'text.doctor.contacts.kept', facts: { count } }]
}

async function examineCounters(tx: Tx): Promise<Finding[]> {
  const { length: count } = await listCounterDifferences(tx)
  return count === 0
    ? []
    : [{ check: 'counters', level: 'problem', text: 'text.doctor.counters.differ', facts: { count } }]
}

/** What the set-up of a county lacks on a day. */
export async function examineCounty(tx: Tx, config: CountyConfig, now: Date): Promise<Finding[]> {
  const today = localDate(config.calendar, now)
  return [
    ...examineCalendar(config, today),
    ...(await examineRoles(tx, today)),
    ...(await examineAdministrators(tx, today)),
    ...(await examineCoverage(tx, today)),
    ...examineRouting(config),
    ...(await examineUnits(tx, config, today)),
    ...(await examineContacts(tx, now)),
    ...(await examineCounters(tx)),
  ]
}
