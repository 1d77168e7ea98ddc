import { organisationList } from '@xiangzhi/contract'
import { localDate, mayDo } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { findPlace } from '#kernel/places'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import { serveList } from '#platform/lists'
import { refuseUnless } from '#platform/refusal'
import { addOrganisation, changeOrganisation, endOffice, giveOffice } from './commands.ts'
import {
  findOrganisation,
  findOrganisationByKey,
  inOrder,
  listOffices,
  organisationColumns,
  validOn,
} from './organisations.ts'
import { organisationRows } from './rows.ts'
import type { Organisation } from './types.ts'

/** The day in the county's time on which an instant falls. */
export async function dayOf(tx: Tx, now: Date): Promise<string> {
  return localDate((await countyConfig(tx)).calendar, now)
}

const organisations = serveList(organisationList, {
  from: 'organisation n',
  columns: organisationColumns,
  within: ({ tx, input }) => sql`n.county = ${tx.county} and ${validOn(input.on)}`,
  filters: {
    q: (words) => sql`n.name like ${inOrder(words)}`,
    kind: (kind) => sql`n.kind = ${kind}`,
    line: (line) => sql`n.line = ${line}`,
    place: (placeId) => sql`n.place_id = ${placeId}`,
    on: 'within',
  },
  order: { key: 'text', id: 'uuid' },
  finish: (tx: Tx, rows: readonly Organisation[]) => organisationRows(tx, rows),
})

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
  listOrganisations: organisations.read,
  exportOrganisations: organisations.export,
  getOrganisation: get,
  addOrganisation: add,
  changeOrganisation: change,
  giveOffice: give,
  endOffice: end,
} as const
