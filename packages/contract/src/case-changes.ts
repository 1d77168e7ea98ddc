import { z } from 'zod'
import { changeBase, changed, changeRefusals } from './case-inputs.ts'
import { level, fieldValues, note } from './case-words.ts'
import { id, operation, requestId } from './operation.ts'

export const actOnCase = operation({
  name: 'actOnCase',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/actions',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Make a transition of the process',
  input: z.object({
    ...changeBase,
    version: changeBase.version.optional().describe('left out by an outbox: it is tried on the case as it stands then'),
    transition: z.string().max(60),
    fields: fieldValues.default({}),
    note: note.optional(),
    reason: note.optional(),
    publicNote: note.optional(),
    organisationId: id.optional(),
  }),
  output: changed,
  refusals: [
    ...changeRefusals,
    'need-field',
    'need-reason',
    'need-children-closed',
    'need-level',
    'need-unit',
    'too-late',
    'second-person',
    'not-yet-done',
  ],
  offline: 'tried',
})

export const commentOnCase = operation({
  name: 'commentOnCase',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/comments',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Add a remark or files for colleagues, or a line that the reporter sees too',
  input: z.object({
    ...changeBase,
    version: changeBase.version.optional().describe('not compared: what is said stands beside what others did'),
    note: note.optional(),
    publicNote: note.optional(),
    files: z.array(id).max(10).default([]),
  }),
  output: changed,
  refusals: changeRefusals,
  offline: 'adds',
})

export const assignCase = operation({
  name: 'assignCase',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/assignee',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Give the case to one person of the unit that owns it, or back to the unit',
  input: z.object({ ...changeBase, personId: id.nullable(), note: note.optional() }),
  output: changed,
  refusals: changeRefusals,
  offline: false,
})

export const moveCaseLevel = operation({
  name: 'moveCaseLevel',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/level',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Raise or lower the level at which the case lies',
  input: z.object({ ...changeBase, level, reason: note.min(1) }),
  output: changed,
  refusals: [...changeRefusals, 'need-level'],
  offline: false,
})

export const classifyCase = operation({
  name: 'classifyCase',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/classification',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Correct category or place; the limit and the route follow, and the change is kept',
  input: z.object({
    ...changeBase,
    category: z.string().max(60).optional(),
    placeId: id.optional(),
    summary: z.string().trim().min(1).max(200).optional(),
    reason: note.min(1),
  }),
  output: changed,
  refusals: [...changeRefusals, 'place-unknown'],
  offline: false,
})

export const whistleCase = operation({
  name: 'whistleCase',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/whistles',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Whistle for a department: a child case with its own clock',
  input: z.object({ ...changeBase, organisationIds: z.array(id).min(1).max(10), wanted: note.min(1) }),
  output: changed.extend({ children: z.array(z.object({ id, number: z.string() })) }),
  refusals: [...changeRefusals, 'need-unit'],
  offline: false,
})

export const mergeCase = operation({
  name: 'mergeCase',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/merge',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Merge this duplicate into another case; its followers and reporter go along',
  input: z.object({ ...changeBase, intoCaseId: id, reason: note.optional() }),
  output: changed,
  refusals: [...changeRefusals, 'merge-itself'],
  offline: false,
})

export const linkCase = operation({
  name: 'linkCase',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/parent',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Make this a part of another case, or no longer',
  input: z.object({ ...changeBase, parentId: id.nullable() }),
  output: changed,
  refusals: [...changeRefusals, 'merge-itself'],
  offline: false,
})

export const askForTime = operation({
  name: 'askForTime',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/time-requests',
  audience: 'staff',
  permission: 'case.read',
  summary:
    'Ask to pause a clock (ten working days unless told, sixty days at most) or to extend it; a second person decides',
  input: z.object({
    ...changeBase,
    kind: z.enum(['pause', 'extend']),
    clock: z.string().max(60),
    amount: z.number().int().min(1).max(200).optional(),
    unit: z.enum(['workingDays', 'workingMinutes', 'days']).optional(),
    reason: note.min(1),
  }),
  output: changed,
  refusals: [...changeRefusals, 'clock-not-running', 'clock-fixed', 'asked-enough'],
  offline: false,
})

export const decideTime = operation({
  name: 'decideTime',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/time-decisions',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Grant or refuse what somebody else asked for',
  input: z.object({ ...changeBase, decisionOn: id, grant: z.boolean(), note: note.optional() }),
  output: changed,
  refusals: [...changeRefusals, 'second-person', 'clock-not-running', 'clock-fixed', 'asked-enough'],
  offline: false,
})

export const resumeClock = operation({
  name: 'resumeClock',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/resume',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Let a paused clock go on',
  input: z.object({ ...changeBase, clock: z.string().max(60), note: note.optional() }),
  output: changed,
  refusals: [...changeRefusals, 'clock-not-running'],
  offline: false,
})

export const superviseCase = operation({
  name: 'superviseCase',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/supervision',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Put the case under supervision 督办, or lift it',
  input: z.object({ ...changeBase, supervised: z.boolean(), note: note.min(1) }),
  output: changed,
  refusals: changeRefusals,
  offline: false,
})

export const askReporter = operation({
  name: 'askReporter',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/questions',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Ask the reporter something; the answer comes back through the private link',
  input: z.object({ ...changeBase, question: z.string().trim().min(2).max(1000) }),
  output: changed,
  refusals: changeRefusals,
  offline: false,
})

export const sealCase = operation({
  name: 'sealCase',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/seal',
  audience: 'staff',
  permission: 'case.read',
  summary: 'Move the case into the sealed class, out of the hands of those it concerns',
  input: z.object({
    ...changeBase,
    reason: note.min(1),
    children: z
      .enum(['seal', 'detach'])
      .default('seal')
      .describe(
        'whether its children are sealed with it or go on by themselves; what was merged into it is always sealed',
      ),
  }),
  output: changed,
  refusals: changeRefusals,
  offline: false,
})

export const askToReveal = operation({
  name: 'askToReveal',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/reveal-requests',
  audience: 'staff',
  permission: 'case.reveal-reporter',
  summary: 'Ask to see who reported; a second person decides, and the reporter sees that it happened',
  input: z.object({ ...changeBase, reason: note.min(4) }),
  output: changed,
  refusals: changeRefusals,
  offline: false,
})

export const decideReveal = operation({
  name: 'decideReveal',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/reveal-decisions',
  audience: 'staff',
  permission: 'case.grant-reveal',
  summary: 'Grant or refuse to show who reported',
  input: z.object({ ...changeBase, decisionOn: id, grant: z.boolean(), note: note.optional() }),
  output: changed,
  refusals: [...changeRefusals, 'second-person'],
  offline: false,
})

export const revealReporter = operation({
  name: 'revealReporter',
  kind: 'write',
  subject: { kind: 'cases', id: 'input.caseId' },
  method: 'POST',
  path: '/api/cases/:caseId/reporter',
  audience: 'staff',
  permission: 'case.reveal-reporter',
  summary: 'See, once, who reported, after it was granted; the look is recorded',
  input: z.object({ caseId: id, requestId, grantedRequest: id }),
  output: z.object({ name: z.string().nullable(), phone: z.string().nullable() }),
  refusals: ['not-found', 'not-allowed', 'avoidance', 'second-person', 'approval-expired'],
  offline: false,
  secretAnswer: true,
})
