import { z } from 'zod'
import { changeBase, changed, changeRefusals } from './case-inputs.ts'
import { note } from './case-words.ts'
import { defineList } from './list.ts'
import { id, instant, isoDate, operation, reason, requestId } from './operation.ts'

/** What binds somebody to another: near kin (公务员法 art. 74), a contract, or another interest of their own (art. 76). */
export const relationKinds = ['family', 'contract', 'interest'] as const

const relationRow = z.object({
  id,
  kind: z.enum(relationKinds),
  personId: id,
  personName: z.string(),
  otherPersonId: id.nullable(),
  organisationId: id.nullable(),
  otherName: z.string().describe('the other person, known or only by name, or the organisation'),
  note: z.string().nullable(),
  heldFrom: isoDate,
  heldUntil: isoDate.nullable(),
})

/** What a person declared, or others declared about them. */
export const relationList = defineList({
  name: 'listRelations',
  path: '/api/relations',
  summary: 'Declared relations of a person: one’s own, or of others for whoever keeps them',
  title: 'text.relations.title',
  row: relationRow,
  columns: [
    { member: 'personName', title: 'text.admin.person', fixed: true },
    { member: 'kind', title: 'text.relations.kind', words: 'text.relations.kind' },
    { member: 'otherName', title: 'text.relations.person' },
    { member: 'note', title: 'text.relations.what' },
    { member: 'heldFrom', until: 'heldUntil', title: 'text.admin.period', width: 210 },
  ],
  filters: { personId: { kind: 'id', about: 'oneself, unless told' } },
  beside: {
    waiting: z
      .array(
        relationRow.extend({
          change: z.enum(['declare', 'end']),
          askedByName: z.string(),
          askedByMe: z.boolean(),
          waitsUntil: instant,
        }),
      )
      .describe('what begins or ends when a second person has agreed'),
  },
  page: { most: 500, usual: 500 },
  export: { name: 'exportRelations', summary: 'Declared relations of a person as an Excel file' },
})
export const listRelations = relationList.read
export const exportRelations = relationList.export

export const declareRelation = operation({
  name: 'declareRelation',
  kind: 'write',
  subject: { kind: 'persons', id: 'output.personId' },
  method: 'POST',
  path: '/api/relations',
  audience: 'staff',
  summary: 'Declare near kin, a contract or another interest, for standing back from matters 回避',
  input: z.object({
    requestId,
    personId: id.optional().describe('oneself, unless told'),
    kind: z.enum(relationKinds),
    otherPersonId: id.optional(),
    organisationId: id.optional(),
    otherName: z.string().trim().min(2).max(40).optional().describe('whom the county does not keep, by name'),
    note: z
      .string()
      .trim()
      .max(200)
      .optional()
      .describe('numbers in it are starred; the reason, where it waits for a second person'),
    heldFrom: isoDate,
  }),
  output: z.object({
    id,
    personId: id,
    waits: z
      .boolean()
      .describe('true where it keeps away who supervises matters, so that a second person decides before it holds'),
  }),
  refusals: ['not-allowed', 'not-found', 'bad-input', 'need-reason', 'last-supervisor', 'request-reused'],
  offline: false,
})

export const endRelation = operation({
  name: 'endRelation',
  kind: 'write',
  subject: { kind: 'persons', id: 'output.personId' },
  method: 'POST',
  path: '/api/relations/:relationId/end',
  audience: 'staff',
  permission: 'relation.keep',
  summary: 'End a declared relation on a day; only whoever keeps them, and never one of one’s own',
  input: z.object({
    requestId,
    relationId: id,
    heldUntil: isoDate,
    reason: reason.optional().describe('needed where it waits for a second person'),
  }),
  output: z.object({
    id,
    personId: id,
    waits: z.boolean().describe('true where it lets back who supervises matters, so that a second person decides'),
  }),
  refusals: [
    'not-allowed',
    'not-found',
    'bad-input',
    'need-reason',
    'second-person',
    'changed-meanwhile',
    'request-reused',
  ],
  offline: false,
})

export const nameConcerned = operation({
  name: 'nameConcerned',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/concerned',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Say whom a case concerns, or that one stands back oneself; they and their relations are kept away from it',
  input: z.object({
    ...changeBase,
    part: z.enum(['reported', 'party', 'self']),
    personId: id.optional(),
    organisationId: id.optional(),
    note: note.optional(),
  }),
  output: changed.extend({
    waits: z
      .boolean()
      .describe('true where it keeps members of staff away, so that a second person decides before it holds'),
  }),
  refusals: [...changeRefusals, 'last-supervisor'],
  offline: false,
})

export const withdrawConcerned = operation({
  name: 'withdrawConcerned',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/concerned/:concernedId/withdraw',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Take back that a case concerns somebody, with a reason; nobody takes back what keeps themself away',
  input: z.object({ ...changeBase, concernedId: id, reason: note.min(1) }),
  output: changed.extend({
    waits: z
      .boolean()
      .describe('true where it lets members of staff back, so that a second person decides as at naming'),
  }),
  refusals: changeRefusals,
  offline: false,
})
