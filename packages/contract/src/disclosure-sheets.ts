import { z } from 'zod'
import { exportInput, exportRefusals, id, operation, requestId, sheetRefusals, takingInput } from './operation.ts'

export const exportEditionTable = operation({
  name: 'exportEditionTable',
  kind: 'read',
  method: 'GET',
  path: '/api/disclosure/editions/:editionId/table.xlsx',
  audience: 'staff',
  permission: 'disclosure.read',
  summary: 'A table of a text as an Excel sheet, to be filled and brought in again',
  input: exportInput.extend({ editionId: id, block: z.coerce.number().int().min(0).max(29).default(0) }),
  output: z.unknown(),
  refusals: ['not-found', 'bad-input', ...exportRefusals],
  offline: false,
})

/** The answer is a stream of lines, each a JSON object: how far it is after every village, and last the archive. */
export const printRun = operation({
  name: 'printRun',
  kind: 'read',
  method: 'GET',
  path: '/api/disclosure/print-run',
  audience: 'staff',
  permission: 'disclosure.read',
  summary:
    'The board sheets of all villages of a town, as they are posted there: lines of JSON that say how far it is, the last one with the archive (base64)',
  input: takingInput.extend({
    town: z.string().max(40).describe('code of the town'),
    month: z
      .string()
      .regex(/^\d{4}-(?:0[1-9]|1[0-2])$/)
      .optional()
      .describe('what was published in it; without it the newest month of each village'),
    paper: z.enum(['a3', 'a4']).default('a3'),
  }),
  output: z.unknown(),
  refusals: ['not-allowed', 'place-unknown', 'bad-input', ...exportRefusals],
  offline: false,
})

export const importEditionTable = operation({
  name: 'importEditionTable',
  kind: 'write',
  subject: { kind: 'disclosure', id: 'input.editionId' },
  method: 'POST',
  path: '/api/disclosure/editions/:editionId/table',
  audience: 'staff',
  permission: 'disclosure.write',
  summary: 'Bring the rows of an Excel sheet into a table of a draft; columns are known by their titles',
  input: z.object({
    editionId: id,
    requestId,
    version: z.number().int(),
    block: z.number().int().min(0).max(29),
    file: z.base64().max(900_000).describe('the .xlsx or .csv file'),
  }),
  output: z.object({
    id,
    version: z.number().int(),
    rows: z.number().int(),
    renamedColumns: z
      .array(z.object({ title: z.string(), column: z.string() }))
      .describe('titles of the sheet that were taken for a column of the table that is called otherwise'),
    unknownColumns: z.array(z.string()),
    lostRows: z
      .array(z.object({ row: z.number().int(), code: z.enum(['no-column']), words: z.string() }))
      .describe('rows that hold something and were not taken in, and why'),
    wrongCells: z
      .array(z.object({ row: z.number().int(), column: z.string(), code: z.string() }))
      .describe('left empty, and why'),
    doubleColumns: z.array(z.string()).describe('titles that stand over several columns; the first was read'),
    totalRows: z
      .array(
        z.object({
          row: z.number().int(),
          label: z.string(),
          wrong: z.array(z.object({ column: z.string(), stated: z.number(), counted: z.number() })),
        }),
      )
      .describe('rows that add others up, which are left out; and where they state another sum than the rows give'),
    signatureRows: z
      .array(z.number().int())
      .describe('rows in which the sheet is signed (制表人, 审核人), which are left out'),
    mergedCells: z
      .array(z.object({ row: z.number().int(), toRow: z.number().int(), column: z.string() }))
      .describe('cells that are one on the screen: a text was given to every row, an amount to the first only'),
  }),
  refusals: [
    'not-found',
    'not-allowed',
    'changed-meanwhile',
    'not-from-this-state',
    'bad-input',
    'request-reused',
    'try-later',
    ...sheetRefusals,
  ],
  offline: false,
})
