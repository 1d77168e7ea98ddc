import { auditList } from '@xiangzhi/contract'
import { beijing, endOfDay, type ProcessDeclaration, staffRoles, type StaffRole, startOfDay } from '@xiangzhi/language'
import { processes } from '@xiangzhi/practices'
import { numbersOf } from '#kernel/cases'
import { countPlaces, listPlacesByIds } from '#kernel/places'
import { listAccountLinks, namesOf, organisationNamesOf, previewRights } from '#kernel/people'
import { titlesOfEditions } from '#kernel/publications'
import type { Answer, Asked } from '#platform/asked'
import { listApiKeys } from '#platform/api-keys'
import { type CommandLogged, commandLog, listCommandsOn } from '#platform/audit'
import { countyConfig, listConfigParts } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import type { Sealing } from '#platform/sealing'
import { listWebhooks } from '#platform/webhooks'
import { type ListQuestion, serveList } from '#platform/lists'

const present = (ids: readonly (string | null)[]): string[] => [
  ...new Set(ids.filter((id): id is string => id !== null)),
]

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Names of what commands were about, as far as they have one that may be told: cases by number, texts by title, places, units, other
 * systems, accounts and the staff behind them; never villagers.
 */
async function subjectNames(tx: Tx, commands: readonly CommandLogged[]): Promise<Map<string, string>> {
  const named = present(commands.map((command) => command.subjectId))
  if (named.length === 0) return new Map()
  const names = new Map<string, string>()
  for (const { accountId, personId, name } of await listAccountLinks(tx)) {
    names.set(accountId, name)
    names.set(personId, name)
  }
  const ids = named.filter((id) => UUID.test(id))
  for (const place of await listPlacesByIds(tx, ids)) if (place.kind !== 'household') names.set(place.id, place.name)
  for (const [id, { name }] of await organisationNamesOf(tx, ids)) names.set(id, name)
  for (const [id, number] of await numbersOf(tx, ids)) names.set(id, number)
  for (const [id, title] of await titlesOfEditions(tx, ids)) names.set(id, title)
  const kinds = new Set(commands.map(({ subjectKind }) => subjectKind))
  if (kinds.has('keys')) for (const { id, name } of await listApiKeys(tx)) names.set(id, name)
  if (kinds.has('webhooks')) for (const { id, name } of await listWebhooks(tx)) names.set(id, name)
  return names
}

const sayChange = ({ field, from, to }: CommandLogged['changes'][number]): string =>
  `${field}: ${from ?? '—'} → ${to ?? '—'}`

const audit = serveList(auditList, {
  ...commandLog,
  within: ({ tx }) => sql`l.county = ${tx.county}`,
  filters: {
    operation: (operation) => sql`l.operation = ${operation}`,
    person: (personId) => sql`l.by_person = ${personId}`,
    subject: (subjectId) => sql`l.subject_id = ${subjectId}`,
    from: (day) => sql`l.at >= ${startOfDay(beijing, day)}`,
    until: (day) => sql`l.at < ${endOfDay(beijing, day)}`,
  },
  order: { at: 'instant', requestId: 'uuid' },
  falling: true,
  finish: async (tx: Tx, commands: readonly CommandLogged[], { fileIn }: ListQuestion) => {
    const names = await namesOf(tx, present(commands.map((command) => command.byPerson)))
    const subjects = await subjectNames(tx, commands)
    return commands.map((command) => ({
      ...command,
      byName: command.byPerson === null ? null : (names.get(command.byPerson) ?? null),
      subjectName: command.subjectId === null ? null : (subjects.get(command.subjectId) ?? null),
      changes: command.changes.map((change) => ({ ...change })),
      ...(fileIn !== undefined && { changed: command.changes.map(sayChange).join('; ') }),
    }))
  },
})

async function listHistory({ tx, input }: Asked<'listHistory'>): Answer<'listHistory'> {
  const found = await listCommandsOn(tx, input.subject, ['places', 'organisations'])
  const names = await namesOf(tx, present(found.map((command) => command.byPerson)))
  return {
    rows: found.map(({ at, operation, byPerson, changes }) => ({
      operation,
      at: at.toISOString(),
      byName: byPerson === null ? null : (names.get(byPerson) ?? null),
      changes: changes.map((change) => ({ ...change })),
    })),
  }
}

const heldBy = (process: ProcessDeclaration, role: string): readonly StaffRole[] => {
  const declared = process.roles[role]
  if (!declared || declared.of === 'reporter') return []
  return declared.of === 'level' ? Object.values(declared.held).flat() : declared.held
}

/** The actions of a process that somebody with these roles may take somewhere. */
function actionsFor(process: ProcessDeclaration, held: ReadonlySet<StaffRole>): string[] {
  const mine = new Set(Object.keys(process.roles).filter((role) => heldBy(process, role).some((one) => held.has(one))))
  return [
    ...new Set(
      Object.values(process.transitions)
        .filter((transition) => transition.by.some((role) => mine.has(role)))
        .map((transition) => transition.label),
    ),
  ]
}

async function seeAs({ tx, by, input, now, sealing }: Asked<'seeAs'> & { sealing: Sealing }): Answer<'seeAs'> {
  const { held, ...preview } = await previewRights({ tx, by, input, now, sealing })
  const roles = new Set(held.filter((role) => Object.hasOwn(staffRoles, role)))
  return {
    ...preview,
    processes: processes.map((process) => ({
      process: process.key,
      reads: process.readers.some((reader) => roles.has(reader)),
      does: actionsFor(process, roles),
    })),
  }
}

async function about({ tx }: Asked<'about'>): Answer<'about'> {
  const database = await tx.row<{ version: string }>(sql`select current_setting('server_version') as version`)
  const config = await countyConfig(tx)
  return {
    product: '0.1.0',
    node: process.version,
    database: database?.version ?? '',
    startedAt: null,
    demo: config.demo,
    processes: processes.map(({ key, version, title }) => ({ key, version, title })),
    parts: (await listConfigParts(tx)).map(({ part, version, changedAt }) => ({
      part,
      version,
      changedAt: changedAt.toISOString(),
    })),
    places: await countPlaces(tx),
    migrations: [],
  }
}

/** The audit trail, the preview of rights, and the versions. */
export const auditOperations = {
  listAudit: audit.read,
  exportAuditTrail: audit.export,
  listHistory,
  seeAs,
  about,
} as const
