import { z } from 'zod'
import { id, operation } from './operation.ts'

const named = z.object({ zh: z.string(), en: z.string() })
const categoryView = z.object({
  code: z.string(),
  name: named,
  icon: z.string(),
  process: z.string(),
  level: z.enum(['grid', 'village', 'town', 'county']),
  classCode: z.string().nullable(),
  offeredTo: z.enum(['everyone', 'staff']),
  urgency: z.enum(['ordinary', 'urgent', 'emergency']),
  suggests: z.string().nullable(),
  isPublic: z.boolean(),
  sealed: z.boolean(),
  limit: z.record(z.string(), z.number()).nullable(),
  notice: named.nullable(),
  register: named.nullable(),
  close: named.nullable(),
  questions: z.array(
    z.object({
      key: z.string(),
      kind: z.enum(['text', 'number', 'yes-no', 'choice', 'date']),
      label: named,
      options: z.record(z.string(), named).optional(),
      required: z.boolean(),
    }),
  ),
})
export type CategoryView = z.infer<typeof categoryView>

export const whoAmI = operation({
  name: 'whoAmI',
  kind: 'read',
  method: 'GET',
  path: '/api/me',
  audience: 'staff',
  summary: 'Who is signed in, with which roles and where they reach',
  input: z.object({}),
  output: z.object({
    personId: id,
    name: z.string(),
    accountName: z.string(),
    twoFactor: z.boolean(),
    grants: z.array(
      z.object({
        role: z.string(),
        placeId: id.nullable(),
        organisationId: id.nullable(),
        level: z.string().nullable(),
        reachName: z.string(),
      }),
    ),
    permissions: z.array(z.string()),
  }),
  refusals: [],
  offline: false,
})

/** What every screen needs to know of the county: fetched once, cached by its version. */
export const getCounty = operation({
  name: 'getCounty',
  kind: 'read',
  method: 'GET',
  path: '/api/county',
  audience: 'public',
  summary: 'The county: its names, categories, processes, towns and villages',
  input: z.object({}),
  output: z.object({
    county: z.number().int(),
    code: z.string(),
    name: named,
    demo: z.boolean(),
    hotline: z.string(),
    schematicNote: named,
    version: z.string(),
    calendar: z
      .object({
        years: z.array(z.any()),
        hours: z.array(z.object({ from: z.string(), to: z.string() })),
        offsetMinutes: z.number().int(),
      })
      .describe('working time, from which screens say how long is left'),
    classes: z.array(
      z.object({ code: z.string(), name: named, icon: z.string(), offeredTo: z.enum(['everyone', 'staff']) }),
    ),
    categories: z.array(categoryView),
    processes: z.array(z.any()).describe('the process declarations that run here, as data'),
    towns: z.array(
      z.object({
        id,
        code: z.string(),
        name: z.string(),
        villages: z.array(z.object({ id, code: z.string(), name: z.string(), settled: z.boolean() })),
      }),
    ),
    replies: z.array(z.object({ key: z.string(), category: z.string().nullable(), action: z.string(), text: named })),
    now: z.string().describe('the server’s clock, by which deadlines are judged'),
  }),
  refusals: [],
  offline: false,
})
