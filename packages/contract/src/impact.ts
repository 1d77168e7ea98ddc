import { maskKinds } from '@xiangzhi/language'
import { z } from 'zod'
import { named } from './case-words.ts'
import { itemCode } from './disclosure-words.ts'
import { id, instant, operation, requestId } from './operation.ts'

const personalData = z.object({
  audience: z.enum(['everybody', 'village']),
  parts: z
    .array(z.object({ label: z.string(), mask: z.enum(maskKinds) }))
    .describe('columns and lines, and how each is masked'),
})
const assessed = z.string().trim().min(5).max(2000)

export const listImpacts = operation({
  name: 'listImpacts',
  kind: 'read',
  method: 'GET',
  path: '/api/disclosure/impacts',
  audience: 'staff',
  permission: 'disclosure.read',
  summary:
    'Assessments of what publishing personal data does to those in it (PIPL art. 55, 56), and the items without one',
  input: z.object({}),
  output: z.object({
    needed: z
      .array(z.object({ itemCode, name: named, covers: personalData }))
      .describe('items that may not be handed in or signed until they are assessed'),
    rows: z.array(
      z.object({
        id,
        itemCode,
        name: named.nullable().describe('absent when the catalogue of today has the item no more'),
        covers: personalData,
        purpose: z.string(),
        necessity: z.string(),
        risks: z.string(),
        measures: z.string(),
        madeBy: z.string(),
        madeAt: instant,
        holds: z
          .boolean()
          .describe('whether it is of the item as the catalogue has it today; others are kept three years more'),
      }),
    ),
  }),
  refusals: [],
  offline: false,
})

export const assessImpact = operation({
  name: 'assessImpact',
  kind: 'write',
  subject: { kind: 'disclosure', id: 'output.id' },
  method: 'POST',
  path: '/api/disclosure/impacts',
  audience: 'staff',
  permission: 'disclosure.assess',
  summary:
    'Assess what publishing an item with personal data does to those in it, once for the county and the catalogue',
  input: z.object({
    requestId,
    item: itemCode,
    purpose: assessed.describe('why it is published, and that the law asks for it'),
    necessity: assessed.describe('why with personal data, and why with no less'),
    risks: assessed.describe('what it can do to those who stand in it'),
    measures: assessed.describe('what is done against that'),
  }),
  output: z.object({ id }),
  refusals: ['not-found', 'bad-input', 'not-allowed', 'request-reused'],
  offline: false,
})
