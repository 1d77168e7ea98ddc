import { z } from 'zod'
import { defineList } from './list.ts'
import { id, instant, isoDate, operation, requestId } from './operation.ts'
import { done, grantRow, officeRow, responsibilityRow, saved, title } from './people-rows.ts'

export type { GrantRowView, ResponsibilityRowView } from './people-rows.ts'
export * from './rights.ts'

const key = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(80)
export const organisationRow = z.object({
  id,
  key: z.string(),
  kind: z.string(),
  name: z.string(),
  nameEn: z.string(),
  line: z.string().nullable(),
  placeId: id,
  placeName: z.string(),
  parentId: id.nullable(),
  parentName: z.string().nullable(),
  validFrom: isoDate,
  validUntil: isoDate.nullable(),
  version: z.number().int(),
})
export type OrganisationRowView = z.infer<typeof organisationRow>

/** Departments, offices, committees and teams; without a day those of today. */
export const organisationList = defineList({
  name: 'listOrganisations',
  path: '/api/organisations',
  permission: 'organisation.read',
  summary: 'Departments, offices, committees and teams',
  title: 'text.admin.organisations.title',
  row: organisationRow,
  columns: [
    { member: 'key', title: 'text.admin.organisation.key', rare: true },
    { member: 'name', inEnglish: 'nameEn', title: 'text.admin.organisation.name', fixed: true },
    { member: 'nameEn', title: 'text.admin.organisation.nameEn', fileOnly: true },
    { member: 'kind', title: 'text.admin.organisation.kind', words: 'text.admin.organisationKind', width: 130 },
    { member: 'line', title: 'text.admin.organisation.line', words: 'text.admin.line', width: 120 },
    { member: 'placeName', title: 'text.admin.organisation.place' },
    { member: 'parentName', title: 'text.admin.organisation.parent' },
    { member: 'validFrom', until: 'validUntil', title: 'text.admin.period', width: 200 },
  ],
  filters: {
    q: { kind: 'text', most: 60, label: 'text.admin.organisation.name' },
    kind: { kind: 'word', most: 40, label: 'text.admin.organisation.kind' },
    line: { kind: 'word', most: 40, label: 'text.admin.organisation.line' },
    place: { kind: 'id' },
    on: { kind: 'date', label: 'text.admin.validOn' },
  },
  // Whoever picks a unit is offered all of them.
  page: { most: 5000, usual: 5000 },
  export: {
    name: 'exportOrganisations',
    permission: 'organisation.write',
    summary: 'The filtered organisations as an Excel file',
  },
})
export const listOrganisations = organisationList.read
export const exportOrganisations = organisationList.export

export const getOrganisation = operation({
  name: 'getOrganisation',
  kind: 'read',
  method: 'GET',
  path: '/api/organisations/:organisationId',
  audience: 'staff',
  permission: 'organisation.read',
  summary: 'An organisation with the offices held in it',
  input: z.object({ organisationId: id }),
  output: organisationRow.extend({ offices: z.array(officeRow), mayWrite: z.boolean() }),
  refusals: ['not-found'],
  offline: false,
})

export const addOrganisation = operation({
  name: 'addOrganisation',
  kind: 'write',
  subject: { kind: 'organisations', id: 'output.id' },
  method: 'POST',
  path: '/api/organisations',
  audience: 'staff',
  permission: 'organisation.write',
  summary: 'Add an organisation',
  input: z.object({
    requestId,
    key,
    kind: z.string().trim().min(1).max(40),
    name: title,
    nameEn: title,
    line: z.string().trim().max(40).optional(),
    placeId: id,
    parentId: id.optional(),
    validFrom: isoDate,
  }),
  output: saved,
  refusals: ['bad-input', 'not-allowed', 'place-unknown', 'not-found', 'overlap', 'request-reused'],
  offline: false,
})

export const changeOrganisation = operation({
  name: 'changeOrganisation',
  kind: 'write',
  subject: { kind: 'organisations', id: 'input.organisationId' },
  method: 'PUT',
  path: '/api/organisations/:organisationId',
  audience: 'staff',
  permission: 'organisation.write',
  summary: 'Change the names, the line or the superior of an organisation, or end it on a day',
  input: z.object({
    requestId,
    organisationId: id,
    version: z.number().int().min(1).max(2_147_483_647),
    name: title,
    nameEn: title,
    line: z.string().trim().max(40).nullable(),
    parentId: id.nullable(),
    validUntil: isoDate.nullable(),
  }),
  output: saved,
  refusals: ['bad-input', 'not-allowed', 'not-found', 'changed-meanwhile', 'in-use', 'request-reused'],
  offline: false,
})

export const giveOffice = operation({
  name: 'giveOffice',
  kind: 'write',
  subject: { kind: 'persons', id: 'input.personId' },
  method: 'POST',
  path: '/api/offices',
  audience: 'staff',
  permission: 'organisation.write',
  summary: 'Record that somebody holds an office from a day on',
  input: z.object({ requestId, organisationId: id, personId: id, title, heldFrom: isoDate }),
  output: done,
  refusals: ['bad-input', 'not-allowed', 'not-found', 'request-reused'],
  offline: false,
})
export const endOffice = operation({
  name: 'endOffice',
  kind: 'write',
  subject: { kind: 'persons', id: 'output.personId' },
  method: 'POST',
  path: '/api/offices/:officeId/ending',
  audience: 'staff',
  permission: 'organisation.write',
  summary: 'Record that an office ended',
  input: z.object({ requestId, officeId: id, heldUntil: isoDate }),
  output: done.extend({ personId: id.describe('whose it was') }),
  refusals: ['bad-input', 'not-allowed', 'not-found', 'request-reused'],
  offline: false,
})

/** Villagers masked, staff by name: who holds an office is public inside the county. */
export const personRow = z.object({
  id,
  name: z.string(),
  staff: z.boolean(),
  placeName: z.string().nullable(),
  villageId: id.nullable(),
  phoneMasked: z.string().nullable(),
  demo: z.boolean(),
  version: z.number().int(),
})
export type PersonRowView = z.infer<typeof personRow>

/** Persons within reach. Its file has staff only, with their roles: villagers are never taken out from here. */
export const personList = defineList({
  name: 'listPersons',
  path: '/api/persons',
  permission: 'person.read',
  summary: 'Persons within my reach, masked',
  title: 'text.admin.persons.title',
  row: personRow,
  columns: [
    { member: 'name', title: 'text.admin.person.name', fixed: true, sort: true },
    { member: 'placeName', title: 'text.admin.person.village' },
    { member: 'phoneMasked', title: 'text.admin.person.phone', as: 'figures', width: 160 },
    { member: 'roles', title: 'text.admin.person.roles', fileOnly: true, width: 630 },
  ],
  filters: {
    q: {
      kind: 'text',
      most: 50,
      about: 'the beginning of the name',
      label: 'text.admin.person.name',
      hint: 'text.admin.person.nameHint',
    },
    village: { kind: 'village', label: 'text.admin.person.village' },
    staff: { kind: 'flag', about: 'only who holds a role', label: 'text.admin.person.who' },
  },
  export: {
    name: 'exportPersons',
    permission: 'person.write',
    summary: 'Staff with their roles as a file; villagers are never exported from here',
  },
})
export const listPersons = personList.read
export const exportPersons = personList.export

export const getPerson = operation({
  name: 'getPerson',
  kind: 'read',
  method: 'GET',
  path: '/api/persons/:personId',
  audience: 'staff',
  permission: 'person.read',
  summary: 'A person, masked, with roles, offices and responsibilities',
  input: z.object({ personId: id }),
  output: personRow.extend({
    householdId: id.nullable(),
    grants: z.array(grantRow),
    offices: z.array(officeRow),
    responsibilities: z.array(responsibilityRow),
    mayWrite: z.boolean(),
    mayReveal: z.boolean(),
  }),
  refusals: ['not-found'],
  offline: false,
})

export const addPerson = operation({
  name: 'addPerson',
  kind: 'write',
  subject: { kind: 'persons', id: 'output.id' },
  method: 'POST',
  path: '/api/persons',
  audience: 'staff',
  permission: 'person.write',
  summary: 'Add a person; telephone numbers are sealed',
  input: z.object({
    requestId,
    name: z.string().trim().min(1).max(50),
    villageId: id.optional(),
    householdId: id.optional(),
    phone: z.string().trim().max(30).optional(),
    partyMember: z.boolean().default(false),
  }),
  output: done,
  refusals: ['bad-input', 'not-allowed', 'place-unknown', 'request-reused'],
  offline: false,
})

export const changePerson = operation({
  name: 'changePerson',
  kind: 'write',
  subject: { kind: 'persons', id: 'input.personId' },
  method: 'PUT',
  path: '/api/persons/:personId',
  audience: 'staff',
  permission: 'person.write',
  summary: 'Correct what is known of a person; what is left out stays, a null telephone number is really removed',
  input: z.object({
    requestId,
    personId: id,
    version: z.number().int().min(1).max(2_147_483_647),
    name: z.string().trim().min(1).max(50).optional(),
    villageId: id.nullable().optional(),
    phone: z.string().trim().max(30).nullable().optional(),
    partyMember: z.boolean().optional(),
  }),
  output: z.object({
    id,
    version: z.number().int(),
    fields: z.array(z.string()).describe('which fields changed; never their values'),
  }),
  refusals: ['bad-input', 'not-allowed', 'not-found', 'place-unknown', 'changed-meanwhile', 'request-reused'],
  offline: false,
})

/** It writes — the look is recorded — and its answer is not kept, so that the log never holds what was looked at. */
export const revealPerson = operation({
  name: 'revealPerson',
  kind: 'write',
  subject: { kind: 'persons', id: 'input.personId' },
  method: 'POST',
  path: '/api/persons/:personId/reveal',
  audience: 'staff',
  permission: 'person.reveal',
  summary: 'See unmasked fields of a person; the look is recorded and can be shown to them',
  input: z.object({
    requestId,
    personId: id,
    fields: z.array(z.enum(['name', 'phone', 'household'])).min(1),
    reason: z.string().trim().min(4).max(300),
  }),
  output: z.object({ id, name: z.string().nullable(), phone: z.string().nullable(), household: z.string().nullable() }),
  refusals: ['not-found', 'not-allowed', 'need-reason', 'bad-input', 'request-reused'],
  offline: false,
  secretAnswer: true,
})

export const listLooks = operation({
  name: 'listLooks',
  kind: 'read',
  method: 'GET',
  path: '/api/persons/:personId/looks',
  audience: 'staff',
  permission: 'person.read',
  summary: 'Who looked at a person’s data, when and why',
  input: z.object({ personId: id }),
  output: z.object({
    looks: z.array(
      z.object({
        id,
        subject: z.enum(['person', 'household', 'reporter']),
        lookedBy: z.string(),
        lookedByTitle: z.string().nullable(),
        lookedAt: instant,
        fields: z.array(z.string()),
        reason: z.string(),
      }),
    ),
  }),
  refusals: ['not-found'],
  offline: false,
})
