import { z } from 'zod'
import { exportInput, exportRefusals, id, instant, isoDate, operation } from './operation.ts'

/** A month, a quarter or a year: 2026-11, 2026-Q4, 2026. */
export const period = z.string().regex(/^\d{4}(-(0[1-9]|1[0-2])|-Q[1-4])?$/)

const cell = z.object({
  /** Absent with the denominator where fewer than five cases would tell too much. */
  numerator: z.number().int().nullable(),
  denominator: z.number().int().nullable().describe('null for a plain number'),
  excluded: z.number().int().describe('duplicates that were merged and are left out'),
  hidden: z.boolean().describe('fewer than five cases: no figures are given'),
})
export type IndicatorCell = z.infer<typeof cell>

const declared = z.object({
  key: z.string(),
  title: z.string(),
  numerator: z.string(),
  denominator: z.string().nullable(),
  unit: z.enum(['percent', 'cases']),
  better: z.enum(['higher', 'lower', 'neither']),
  excludes: z.array(z.string()),
  beside: z.string().nullable(),
  counts: z.array(z.string()).describe('the filter of the cases behind numerator and denominator, as JSON'),
})
export type IndicatorView = z.infer<typeof declared>

const figures = z.object({
  period: z.string(),
  from: isoDate,
  until: isoDate,
  asOf: instant,
  /** One list for each row, in the order of the indicators. */
  rows: z.array(z.object({ placeId: id, values: z.array(cell) })),
})
export type IndicatorFigures = z.infer<typeof figures>

/** The indicators of all places within reach in one period, and in another one to compare with. */
export const listIndicators = operation({
  name: 'listIndicators',
  kind: 'read',
  method: 'GET',
  path: '/api/indicators',
  audience: 'staff',
  permission: 'case.count',
  summary: 'Indicators by town and village: numerator, denominator and what is left out',
  input: z.object({ period, compare: period.optional() }),
  output: z.object({
    indicators: z.array(declared),
    places: z.array(
      z.object({
        id,
        kind: z.enum(['county', 'town', 'village']),
        name: z.string(),
        nameEn: z.string().nullable(),
        townId: id.nullable(),
      }),
    ),
    figures,
    compared: figures.nullable(),
  }),
  refusals: ['bad-input', 'not-allowed'],
  offline: false,
})

/** The same as an Excel file. */
export const exportIndicators = operation({
  name: 'exportIndicators',
  kind: 'read',
  method: 'GET',
  path: '/api/indicators.xlsx',
  audience: 'staff',
  permission: 'case.count',
  summary: 'Indicators by town and village as an Excel file',
  input: exportInput.extend({ period }),
  output: z.unknown(),
  refusals: ['bad-input', 'not-allowed', ...exportRefusals],
  offline: false,
})

/** A number that everybody in the hall reads. */
const shownCount = z.number().int().nullable().describe('null: fewer than five, or one that would tell such a number')

/** The figures of the big screen: only what may be public, and nothing about persons. */
export const cockpitFigures = z.object({
  asOf: instant,
  newToday: shownCount,
  inHand: shownCount,
  late: shownCount,
  closedThisMonth: shownCount,
  closedOnTime: shownCount,
  reopenedThisMonth: shownCount,
  villages: z.array(z.object({ id, open: shownCount })),
  urgent: z.array(z.object({ category: z.string(), villageId: id.nullable(), dueAt: instant })),
})
export type CockpitFigures = z.infer<typeof cockpitFigures>

export const getCockpit = operation({
  name: 'getCockpit',
  kind: 'read',
  method: 'GET',
  path: '/api/cockpit',
  audience: 'staff',
  permission: 'case.count',
  summary: 'The figures of the big screen, from kept counters; public cases only',
  input: z.object({}),
  output: cockpitFigures,
  refusals: ['not-allowed'],
  offline: false,
})
