import type { CaseCount } from '@xiangzhi/language'
import { z } from 'zod'

const words = z.array(z.string().max(60)).max(20)

const counted = z.strictObject({
  count: z.literal('cases'),
  of: z.string().max(60),
  in: z.enum(['opened', 'closed', 'due']),
  where: z
    .strictObject({
      did: words.optional(),
      didNot: words.optional(),
      onTime: words.optional(),
      extended: z.literal(true).optional(),
      ended: z.literal(true).optional(),
      level: z.array(z.enum(['grid', 'village', 'town', 'county'])).optional(),
      answered: z.literal(true).optional(),
      satisfied: z.literal(true).optional(),
    })
    .optional(),
})

/** What an indicator counts, as text in an address: a list filtered by it holds exactly the cases that were counted. */
export const measureText = z
  .string()
  .max(800)
  .transform((text, context): CaseCount => {
    try {
      const parsed = counted.safeParse(JSON.parse(text))
      if (parsed.success) return parsed.data as CaseCount
    } catch {
      // Broken text is a wrong input like any other.
    }
    context.addIssue({ code: 'custom', message: 'no measure' })
    return z.NEVER
  })
  .describe('what an indicator counts, as JSON; needs measureFrom and measureUntil')
