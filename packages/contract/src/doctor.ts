import { z } from 'zod'
import { operation } from './operation.ts'

/** What an installation still lacks; `level` says how bad it is. */
export const examine = operation({
  name: 'examine',
  kind: 'read',
  method: 'GET',
  path: '/api/doctor',
  audience: 'staff',
  permission: 'config.write',
  summary: 'What the set-up of the county and the installation still lack',
  input: z.object({}),
  output: z.object({
    findings: z.array(
      z.object({
        check: z.string(),
        area: z.enum(['people', 'rules', 'security', 'operation']).describe('whose work it is to mend it'),
        level: z.enum(['problem', 'warning', 'note']),
        text: z.object({ zh: z.string(), en: z.string() }),
        todo: z.object({ zh: z.string(), en: z.string() }).nullable().describe('what to do about it'),
      }),
    ),
  }),
  refusals: ['not-allowed'],
  offline: false,
})
