import { localDate, mayDo } from '@xiangzhi/language'
import { say } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import { findPlace } from '#kernel/places'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { type ExcelFile, writeSheet } from '#platform/excel'
import { refuseUnless } from '#platform/refusal'
import { addOrganisation, changeOrganisation, endOffice, giveOffice } from './commands.ts'
import {
  findOrganisation,
  findOrganisationByKey,
  listOffices,
  listOrganisations,
  type OrganisationFilter,
} from './organisations.ts'
import { organisationRows } from './rows.ts'

/** The day in the county's time on which an instant falls. */
export async function dayOf(tx: Tx, now: Date): Promise<string> {
  return localDate((await countyConfig(tx)).calendar, now)
}

interface Filter {
  readonly q?: string | undefined
  readonly kind?: string | undefined
  readonly line?: string | undefined
  readonly place?: string | undefined
  readonly on?: string | undefined
}

const filterOf = (input: Filter): OrganisationFilter => ({
  ...(input.q ? { search: input.q } : {}),
  ...(input.kind ? { kind: input.kind } : {}),
  ...(input.line ? { line: input.line } : {}),
  ...(input.place ? { placeId: input.place } : {}),
  ...(input.on ? { on: input.on } : {}),
})

async function list({ tx, input }: Asked<'listOrganisations'>): Answer<'listOrganisations'> {
  return { rows: await organisationRows(tx, await listOrganisations(tx, filterOf(input))) }
}

const columns = [
  ['text.admin.organisation.key', 26],
  ['text.admin.organisation.kind', 14],
  ['text.admin.organisation.name', 30],
  ['text.admin.organisation.nameEn', 36],
  ['text.admin.organisation.line', 14],
  ['text.admin.organisation.place', 20],
  ['text.admin.organisation.parent', 26],
  ['text.admin.validFrom', 12],
  ['text.admin.validUntil', 12],
] as const

async function exportList(asked: Asked<'exportOrganisations'>): Promise<ExcelFile> {
  const { tx, input } = asked
  const { language } = input
  const rows = await organisationRows(tx, await listOrganisations(tx, filterOf(input)))
  const title = say(language, 'text.admin.organisations.title')
  return writeSheet(asked, {
    title,
    columns: columns.map(([heading, width], index) => ({
      title: say(language, heading),
      width,
      kind: index > 6 ? 'date' : 'text',
    })),
    rows: rows.map((row) => [
      row.key,
      row.kind,
      row.name,
      row.nameEn,
      row.line,
      row.placeName,
      row.parentName,
      row.validFrom,
      row.validUntil,
    ]),
  })
}

async function get({ tx, by, input, now }: Asked<'getOrganisation'>): Answer<'getOrganisation'> {
  const organisation = await findOrganisation(tx, input.organisationId)
  refuseUnless(organisation, 'not-found')
  const [row] = await organisationRows(tx, [organisation])
  refuseUnless(row, 'not-found')
  const place = await findPlace(tx, organisation.placeId)
  return {
    ...row,
    offices: await listOffices(tx, organisation.id, await dayOf(tx, now)),
    mayWrite: place !== undefined && mayDo(by, 'organisation.write', place),
  }
}

async function add({ tx, by, input, now }: Asked<'addOrganisation'>): Answer<'addOrganisation'> {
  const { requestId: _, line, parentId, ...rest } = input
  refuseUnless(!(await findOrganisationByKey(tx, input.key)), 'overlap')
  if (parentId) refuseUnless(await findOrganisation(tx, parentId), 'not-found')
  const { id } = await addOrganisation({
    tx,
    by,
    now,
    input: { ...rest, id: uuidv7(), line: line ?? null, parentId: parentId ?? null },
  })
  return {
    id,
    version: 1,
    changes: [
      { field: 'name', from: null, to: input.name },
      { field: 'key', from: null, to: input.key },
    ],
  }
}

async function change({ tx, by, input, now }: Asked<'changeOrganisation'>): Answer<'changeOrganisation'> {
  const before = await findOrganisation(tx, input.organisationId)
  refuseUnless(before, 'not-found')
  if (input.parentId) refuseUnless(await findOrganisation(tx, input.parentId), 'not-found')
  const { organisationId: id, version: seen, name, nameEn, line, parentId, validUntil } = input
  if (validUntil !== null && validUntil !== before.validUntil) {
    // A unit that the routing table still names must not disappear: cases would have nowhere to go.
    const { routing } = await countyConfig(tx)
    const uses = routing.rules.filter(
      (rule) => 'organisation' in rule.to.unit && rule.to.unit.organisation === before.key,
    ).length
    refuseUnless(uses === 0, 'in-use', { count: uses })
  }
  const { version } = await changeOrganisation({
    tx,
    by,
    now,
    input: { id, version: seen, name, nameEn, line, parentId, ...(validUntil === null ? {} : { validUntil }) },
  })
  const fields = ['name', 'nameEn', 'line', 'parentId', 'validUntil'] as const
  return {
    id,
    version,
    changes: fields.flatMap((field) =>
      before[field] === input[field] ? [] : [{ field, from: before[field], to: input[field] }],
    ),
  }
}

async function give({ tx, by, input, now }: Asked<'giveOffice'>): Answer<'giveOffice'> {
  const { requestId: _, ...office } = input
  return giveOffice({ tx, by, now, input: { ...office, id: uuidv7() } })
}

async function end({ tx, by, input, now }: Asked<'endOffice'>): Answer<'endOffice'> {
  const { personId } = await endOffice({ tx, by, now, input: { id: input.officeId, heldUntil: input.heldUntil } })
  return { id: input.officeId, personId }
}

/** What the contract's operations on organisations do here. */
export const organisationOperations = {
  listOrganisations: list,
  exportOrganisations: exportList,
  getOrganisation: get,
  addOrganisation: add,
  changeOrganisation: change,
  giveOffice: give,
  endOffice: end,
} as const
