import { z } from 'zod'
import { countyNumber } from './approvals.ts'
import { defineList } from './list.ts'
import { id, instant, operation, reason, requestId } from './operation.ts'
import { fieldChange } from './places.ts'

const userName = z.string().trim().min(2).max(30)
const accountId = z.string().min(1).max(80)

export const listAccounts = operation({
  name: 'listAccounts',
  kind: 'read',
  method: 'GET',
  path: '/api/accounts',
  audience: 'staff',
  permission: 'account.manage',
  summary: 'Accounts of staff with who signs in by them',
  input: z.object({ q: z.string().trim().max(50).optional() }),
  output: z.object({
    rows: z.array(
      z.object({
        accountId,
        userName: z.string(),
        personId: id.nullable(),
        name: z.string(),
        disabled: z.boolean(),
        twoFactor: z.boolean(),
        mustChangePassword: z.boolean(),
        lastSeenAt: instant.nullable(),
        demo: z.boolean(),
        guarded: z
          .boolean()
          .describe(
            'its owner sees behind the seals or makes the rules: a new password and a lost second factor need a second person',
          ),
      }),
    ),
  }),
  refusals: ['not-allowed'],
  offline: false,
})

const once = z.object({ accountId, password: z.string().nullable().describe('told once, and never again') })

export const createAccount = operation({
  name: 'createAccount',
  kind: 'write',
  subject: { kind: 'accounts', id: 'output.accountId' },
  method: 'POST',
  path: '/api/accounts',
  audience: 'staff',
  permission: 'account.manage',
  summary: 'Make an account for a person; its first password is told once',
  input: z.object({ requestId, personId: id, userName }),
  output: once,
  refusals: ['approval-needed', 'bad-input', 'not-allowed', 'not-found', 'password-weak', 'request-reused'],
  offline: false,
  secretAnswer: true,
})
export const resetPassword = operation({
  name: 'resetPassword',
  kind: 'write',
  subject: { kind: 'accounts', id: 'input.accountId' },
  method: 'POST',
  path: '/api/accounts/:accountId/password',
  audience: 'staff',
  permission: 'account.manage',
  summary: 'Give an account a new password, told once; all its sessions end',
  input: z.object({ requestId, accountId }),
  output: once,
  refusals: ['second-person', 'approval-needed', 'not-allowed', 'not-found', 'request-reused'],
  offline: false,
  secretAnswer: true,
})
/** What may be asked for with an account of somebody who sees behind the seals or makes the rules. */
export const guardedAccountChanges = [
  'password-reset',
  'second-step-removal',
  'account-opening',
  'account-reopening',
] as const

export const askForAccountChange = operation({
  name: 'askForAccountChange',
  kind: 'write',
  subject: { kind: 'output.subjectKind', id: 'output.subjectId' },
  method: 'POST',
  path: '/api/account-changes',
  audience: 'staff',
  permission: 'account.manage',
  summary:
    'Ask a second person for a new password, the end of a second step, or a new or reopened account of a guarded person',
  input: z.object({
    requestId,
    change: z.enum(guardedAccountChanges),
    about: accountId.describe('the account; for a new account the person'),
    reason: z.string().trim().min(5).max(300),
  }),
  output: z.object({ approvalId: id, subjectKind: z.string(), subjectId: z.string() }),
  refusals: ['not-allowed', 'not-found', 'second-person', 'request-reused'],
  offline: false,
})
export const endSessions = operation({
  name: 'endSessions',
  kind: 'write',
  subject: { kind: 'accounts', id: 'input.accountId' },
  method: 'POST',
  path: '/api/accounts/:accountId/sessions/ending',
  audience: 'staff',
  permission: 'account.manage',
  summary: 'End every session of an account',
  input: z.object({ requestId, accountId }),
  output: z.object({ accountId, ended: z.number().int() }),
  refusals: ['not-allowed', 'not-found', 'request-reused'],
  offline: false,
})
export const removeSecondStep = operation({
  name: 'removeSecondStep',
  kind: 'write',
  subject: { kind: 'accounts', id: 'input.accountId' },
  method: 'POST',
  path: '/api/accounts/:accountId/second-step/removal',
  audience: 'staff',
  permission: 'account.manage',
  summary: 'Take the second step away from an account whose owner lost the telephone; all its sessions end',
  input: z.object({ requestId, accountId }),
  output: z.object({ accountId }),
  refusals: ['approval-needed', 'not-allowed', 'not-found', 'second-person', 'request-reused'],
  offline: false,
})
export const setAccountDisabled = operation({
  name: 'setAccountDisabled',
  kind: 'write',
  subject: { kind: 'accounts', id: 'input.accountId' },
  method: 'PUT',
  path: '/api/accounts/:accountId/disabled',
  audience: 'staff',
  permission: 'account.manage',
  summary: 'Shut an account, or open it again',
  input: z.object({
    requestId,
    accountId,
    disabled: z.boolean(),
    reason: reason
      .optional()
      .describe('needed to shut a guarded account, of which its owner and the other administrators are told'),
  }),
  output: z.object({ accountId, disabled: z.boolean(), reason: z.string().optional() }),
  refusals: ['approval-needed', 'need-reason', 'not-allowed', 'not-found', 'second-person', 'request-reused'],
  offline: false,
})

/** Parts that a county configures. Each has the shape of the pack file of the same name, and is checked by the same schema. */
export const configPart = z
  .string()
  .regex(/^(county|categories|routing|replies|formalities|messages|disclosure|calendar-20[0-9]{2})$/)
const configVersion = z.object({
  version: z.number().int(),
  changedAt: instant,
  changedBy: z.string().nullable(),
  reason: z.string().nullable(),
})

export const listConfigParts = operation({
  name: 'listConfigParts',
  kind: 'read',
  method: 'GET',
  path: '/api/config',
  audience: 'staff',
  permission: 'config.read',
  summary: 'What the county configures, with versions',
  input: z.object({}),
  output: z.object({
    parts: z.array(
      z.object({ part: z.string(), version: z.number().int(), changedAt: instant, changedBy: z.string().nullable() }),
    ),
    numbers: z
      .array(countyNumber)
      .describe(
        'mobile numbers to call, each starred for the public until a second person let it through in its field',
      ),
  }),
  refusals: [],
  offline: false,
})
export const getConfigPart = operation({
  name: 'getConfigPart',
  kind: 'read',
  method: 'GET',
  path: '/api/config/:part',
  audience: 'staff',
  permission: 'config.read',
  summary: 'A configured part, now or in an earlier version, with its history',
  input: z.object({ part: configPart, version: z.coerce.number().int().min(1).max(2_147_483_647).optional() }),
  output: z
    .object({
      part: z.string(),
      content: z.any(),
      current: z.number().int(),
      history: z.array(configVersion),
      mayWrite: z.boolean(),
      changes: z.array(fieldChange).describe('what this version changed against the one before it'),
      difference: z.array(fieldChange).describe('what would change if this version were put in force again'),
    })
    .extend(configVersion.shape),
  refusals: ['not-found'],
  offline: false,
})

const configProblem = z.object({ path: z.array(z.union([z.string(), z.number()])), zh: z.string(), en: z.string() })
export type ConfigProblem = z.infer<typeof configProblem>

export const checkConfigPart = operation({
  name: 'checkConfigPart',
  kind: 'read',
  method: 'POST',
  path: '/api/config/:part/check',
  audience: 'staff',
  permission: 'config.read',
  summary: 'Everything that is wrong with a changed part, against the other parts too',
  input: z.object({ part: configPart, content: z.any() }),
  output: z.object({ problems: z.array(configProblem) }),
  refusals: [],
  offline: false,
})
export const saveConfigPart = operation({
  name: 'saveConfigPart',
  kind: 'write',
  subject: { kind: 'config', id: 'input.part' },
  method: 'PUT',
  path: '/api/config/:part',
  audience: 'staff',
  permission: 'config.write',
  summary: 'Put a changed part in force; version 0 adds a part that was not there, such as the calendar of a new year',
  input: z.object({
    requestId,
    part: configPart,
    content: z.any(),
    version: z.number().int().min(0).max(2_147_483_647),
    reason: reason,
  }),
  output: z.object({
    part: z.string(),
    version: z.number().int(),
    changes: z.array(fieldChange).max(50),
    recomputed: z.number().int().describe('deadlines that a newly loaded calendar moved or confirmed'),
  }),
  refusals: ['bad-input', 'not-allowed', 'changed-meanwhile', 'need-reason', 'request-reused'],
  offline: false,
})
export const restoreConfigPart = operation({
  name: 'restoreConfigPart',
  kind: 'write',
  subject: { kind: 'config', id: 'input.part' },
  method: 'POST',
  path: '/api/config/:part/restore',
  audience: 'staff',
  permission: 'config.write',
  summary: 'Put an earlier version in force again, as a new version',
  input: z.object({
    requestId,
    part: configPart,
    from: z.number().int().min(1),
    version: z.number().int().min(1).max(2_147_483_647),
    reason: reason,
  }),
  output: z.object({ part: z.string(), version: z.number().int(), recomputed: z.number().int() }),
  refusals: ['bad-input', 'not-found', 'not-allowed', 'changed-meanwhile', 'request-reused'],
  offline: false,
})

const unitNamed = z.object({ key: z.string(), zh: z.string(), en: z.string() })
export const dryRunRouting = operation({
  name: 'dryRunRouting',
  kind: 'read',
  method: 'POST',
  path: '/api/config/routing/dry-run',
  audience: 'staff',
  permission: 'config.write',
  summary: 'What a changed routing table would have decided for the newest past cases; nothing is changed',
  input: z.object({ content: z.any(), cases: z.number().int().min(1).max(5000).default(1000) }),
  output: z.object({
    examined: z.number().int(),
    changed: z.number().int(),
    problems: z.array(configProblem),
    totals: z.array(z.object({ unit: unitNamed, before: z.number().int(), after: z.number().int() })),
    rules: z
      .array(z.object({ rule: z.string(), hits: z.number().int() }))
      .describe('how many cases each row of the new table decides; a row without hits may be superfluous'),
    rows: z
      .array(
        z.object({
          caseId: id,
          number: z.string(),
          summary: z.string(),
          category: z.string(),
          before: unitNamed,
          after: unitNamed,
          ruleBefore: z.string(),
          ruleAfter: z.string(),
        }),
      )
      .max(200),
  }),
  refusals: ['bad-input'],
  offline: false,
})

/** The record of commands, the newest first. */
export const auditList = defineList({
  name: 'listAudit',
  path: '/api/audit',
  permission: 'audit.read',
  summary: 'Every command that anybody gave, every sign-in, file taken and look at what is sealed, the newest first',
  title: 'text.admin.audit.title',
  row: z.object({
    requestId: z.string(),
    at: instant,
    operation: z.string(),
    byName: z.string().nullable(),
    byPerson: id.nullable(),
    subjectKind: z.string().nullable(),
    subjectId: z.string().nullable().describe('null only in lines from before operations declared it'),
    subjectName: z.string().nullable(),
    address: z.string().nullable().describe('from where an account was used'),
    purpose: z.string().nullable().describe('what a file that was taken is for'),
    changes: z.array(fieldChange),
  }),
  columns: [
    { member: 'at', title: 'text.admin.when', as: 'instant', width: 170, fixed: true, sort: true },
    { member: 'byName', title: 'text.admin.who', width: 140 },
    { member: 'operation', title: 'text.admin.audit.operation', words: 'text.admin.operation' },
    { member: 'subjectName', title: 'text.admin.audit.subject' },
    { member: 'changed', title: 'text.admin.audit.changes', fileOnly: true, width: 540 },
    { member: 'purpose', title: 'text.admin.audit.purpose', fileOnly: true },
    { member: 'address', title: 'text.admin.audit.address', fileOnly: true },
    { member: 'requestId', title: 'text.admin.audit.request', rare: true },
  ],
  filters: {
    operation: { kind: 'word', most: 60, label: 'text.admin.audit.operation' },
    from: { kind: 'from', until: 'until', label: 'text.admin.audit.dates' },
    until: { kind: 'date' },
    person: { kind: 'id' },
    subject: { kind: 'word', most: 100, about: 'id of what it was about: a case, an account, a person …' },
  },
  export: { name: 'exportAuditTrail', summary: 'The record of commands under a filter as a file' },
})
export const listAudit = auditList.read
export const exportAuditTrail = auditList.export

export const listHistory = operation({
  name: 'listHistory',
  kind: 'read',
  method: 'GET',
  path: '/api/history/:subject',
  audience: 'staff',
  permission: 'place.write',
  summary: 'Who changed a place or an organisation, when and what',
  input: z.object({ subject: id }),
  output: z.object({
    rows: z.array(
      z.object({ at: instant, operation: z.string(), byName: z.string().nullable(), changes: z.array(fieldChange) }),
    ),
  }),
  refusals: ['not-allowed'],
  offline: false,
})

export const about = operation({
  name: 'about',
  kind: 'read',
  method: 'GET',
  path: '/api/about',
  audience: 'staff',
  permission: 'config.read',
  summary: 'Versions of the software, the database, the processes and the configuration',
  input: z.object({}),
  output: z.object({
    product: z.string(),
    node: z.string(),
    database: z.string(),
    startedAt: instant.nullable(),
    demo: z.boolean(),
    processes: z.array(z.object({ key: z.string(), version: z.number().int(), title: z.string() })),
    parts: z.array(z.object({ part: z.string(), version: z.number().int(), changedAt: instant })),
    places: z.record(z.string(), z.number().int()),
    migrations: z.array(z.string()),
  }),
  refusals: [],
  offline: false,
})
