import { z } from 'zod'
import { id, languageChoice } from './operation.ts'

export const named = z.object({ zh: z.string(), en: z.string() })
export const level = z.enum(['grid', 'village', 'town', 'county'])
export const status = z.enum(['received', 'in-hand', 'done', 'not-done'])
export const source = z.enum(['portal', 'phone', 'counter', 'patrol', 'hotline', 'api', 'open311', 'import', 'case'])
/** How staff come to know of a matter that they open: somebody told them, or they saw it on patrol; `api` is what a connected system knows. */
export const takenSource = z.enum(['phone', 'counter', 'hotline', 'patrol', 'api'])
export const confidentiality = z.enum(['open', 'parties', 'sealed'])
export const fieldValue = z.union([z.string().max(10_000), z.number(), z.boolean(), z.array(id).max(20)])
export const fieldValues = z.record(z.string().max(60), fieldValue)
export const note = z.string().trim().max(4000)
export const position = z.object({ lng: z.number().min(-180).max(180), lat: z.number().min(-90).max(90) })

/** A position with its datum: phones in China report GCJ-02, everything stored is CGCS2000 / WGS84. */
export const givenPosition = position.extend({ datum: z.enum(['wgs84', 'gcj02']).default('wgs84') })

export const reporterGiven = z.object({
  name: z.string().trim().max(50).optional(),
  phone: z.string().trim().max(30).optional(),
  wantsAnswer: z.boolean().default(true),
  language: languageChoice.default('zh-CN'),
})
