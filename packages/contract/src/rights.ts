import { staffRoleKeys } from '@xiangzhi/language'
import { z } from 'zod'
import { defineList } from './list.ts'
import { id, instant, isoDate, operation, reason, requestId } from './operation.ts'
import { done, grantRow, responsibilityRow, role } from './people-rows.ts'
import { placeRow } from './places.ts'

export const listResponsibilities = operation({
  name: 'listResponsibilities',
  kind: 'read',
  method: 'GET',
  path: '/api/responsibilities',
  audience: 'staff',
  permission: 'place.read',
  summary: 'Who answers for a place today',
  input: z.object({ place: id }),
  output: z.object({ rows: z.array(responsibilityRow) }),
  refusals: ['not-found'],
  offline: false,
})

export const giveResponsibility = operation({
  name: 'giveResponsibility',
  kind: 'write',
  subject: { kind: 'places', id: 'input.placeId' },
  method: 'POST',
  path: '/api/responsibilities',
  audience: 'staff',
  permission: 'person.write',
  summary: 'Make a person or an organisation answer for a place',
  input: z.object({
    requestId,
    kind: z.enum(['grid-worker', 'grid-helper', 'lane-chief', 'contact-member', 'leader']),
    placeId: id,
    personId: id.optional(),
    organisationId: id.optional(),
    heldFrom: isoDate,
  }),
  output: done,
  refusals: ['bad-input', 'not-allowed', 'not-found', 'place-unknown', 'request-reused'],
  offline: false,
})

export const endResponsibility = operation({
  name: 'endResponsibility',
  kind: 'write',
  subject: { kind: 'responsibilities', id: 'input.responsibilityId' },
  method: 'POST',
  path: '/api/responsibilities/:responsibilityId/ending',
  audience: 'staff',
  permission: 'person.write',
  summary: 'End a responsibility on a day',
  input: z.object({ requestId, responsibilityId: id, heldUntil: isoDate }),
  output: done,
  refusals: ['bad-input', 'not-allowed', 'not-found', 'request-reused'],
  offline: false,
})

/** The proof of “横到边、纵到底、不留白、无盲区”: all its lists are empty. */
export const coverage = operation({
  name: 'coverage',
  kind: 'read',
  method: 'GET',
  path: '/api/coverage',
  audience: 'staff',
  permission: 'place.read',
  summary: 'What is not covered: households in no grid, grids without a worker, villages without a grid or a clerk',
  input: z.object({}),
  output: z.object({
    grids: z.number().int(),
    villages: z.number().int(),
    householdsWithoutGrid: z.number().int(),
    lists: z.object({
      householdsWithoutGrid: z.array(placeRow),
      gridsWithoutWorker: z.array(placeRow),
      villagesWithoutGrid: z.array(placeRow),
      villagesWithoutClerk: z.array(placeRow),
      townsWithoutDispatcher: z.array(placeRow),
    }),
  }),
  refusals: [],
  offline: false,
})

/** Roles with their reach, held today, and those that wait for a second person. */
export const grantList = defineList({
  name: 'listGrants',
  path: '/api/grants',
  permission: 'role.grant',
  summary: 'Roles with their reach, held today, and those that wait for a second person',
  title: 'text.admin.roles.title',
  row: grantRow,
  columns: [
    { member: 'name', title: 'text.admin.person', fixed: true },
    { member: 'role', title: 'text.admin.role', words: 'text.common.role' },
    { member: 'reachName', title: 'text.admin.reach' },
    { member: 'heldFrom', until: 'heldUntil', title: 'text.admin.period', width: 210 },
  ],
  filters: {
    role: { kind: 'choice', of: staffRoleKeys, words: 'text.common.role', label: 'text.admin.role' },
    person: { kind: 'id' },
  },
  beside: {
    waiting: z
      .array(grantRow.extend({ waitsUntil: instant, askedByName: z.string() }))
      .describe('asked for, and not held before a second person agrees; all of them, on every page'),
  },
  export: { name: 'exportGrants', summary: 'The roles held today under a filter, as an Excel file' },
})
export const listGrants = grantList.read
export const exportGrants = grantList.export

export const grantRole = operation({
  name: 'grantRole',
  kind: 'write',
  subject: { kind: 'persons', id: 'input.personId' },
  method: 'POST',
  path: '/api/grants',
  audience: 'staff',
  permission: 'role.grant',
  summary:
    'Grant a role over a place or in an organisation; one that sees behind the seals or makes the rules waits for a second person',
  input: z.object({
    requestId,
    personId: id,
    role,
    placeId: id.optional(),
    organisationId: id.optional(),
    heldFrom: isoDate,
    heldUntil: isoDate.optional(),
    reason: reason.optional().describe('for the second person; needed for a role that waits for one'),
  }),
  output: done.extend({ waits: z.boolean().describe('whether it begins only when a second person has agreed') }),
  refusals: ['bad-input', 'not-allowed', 'not-found', 'second-person', 'admins-apart', 'need-reason', 'request-reused'],
  offline: false,
})

export const endGrant = operation({
  name: 'endGrant',
  kind: 'write',
  subject: { kind: 'persons', id: 'output.personId' },
  method: 'POST',
  path: '/api/grants/:grantId/ending',
  audience: 'staff',
  permission: 'role.grant',
  summary: 'End a role on a day; that it was held stays on record',
  input: z.object({
    requestId,
    grantId: id,
    heldUntil: isoDate,
    reason: reason.optional().describe('for the second person; needed for a role that waits for one'),
  }),
  output: done.extend({
    personId: id.describe('whose it was'),
    waits: z.boolean().describe('whether it ends only when a second person has agreed'),
  }),
  refusals: ['not-allowed', 'not-found', 'second-person', 'need-reason', 'request-reused'],
  offline: false,
})

export const seeAs = operation({
  name: 'seeAs',
  kind: 'read',
  method: 'GET',
  path: '/api/persons/:personId/rights',
  audience: 'staff',
  permission: 'role.grant',
  summary: 'What another person may do and how far it reaches: a preview of rights, not their data',
  input: z.object({ personId: id }),
  output: z.object({
    name: z.string(),
    grants: z.array(grantRow),
    rights: z.array(z.object({ permission: z.string(), roles: z.array(role), reaches: z.array(z.string()) })),
    reach: z.object({
      towns: z.number().int(),
      villages: z.number().int(),
      grids: z.number().int(),
      organisations: z.number().int(),
      persons: z.number().int(),
    }),
    processes: z.array(
      z.object({
        process: z.string(),
        reads: z.boolean(),
        does: z.array(z.string()).describe('text keys of what the person’s roles may do'),
      }),
    ),
  }),
  refusals: ['not-found', 'not-allowed'],
  offline: false,
})
