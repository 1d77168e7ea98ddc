import { z } from 'zod'
import { describe, expect, it } from 'vitest'
import { requireDeclared } from './declared-answer.ts'

const counted = {
  name: 'countWells',
  output: z.object({
    rows: z.array(z.object({ name: z.string(), depthM: z.number().nullable(), note: z.string().optional() })),
    total: z.number().default(0),
    beside: z.record(z.string(), z.number()),
  }),
}
const answer = { rows: [{ name: '东井', depthM: 41.5 }], total: 1, beside: { dry: 3 } }
const refused = (given: unknown): string => {
  try {
    requireDeclared(counted, given)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

describe('an answer', () => {
  it('passes as declared, with members that are free or not there', () => {
    expect(refused(answer)).toBe('')
    expect(refused({ ...answer, rows: [{ name: '西井', depthM: null, note: undefined, secret: undefined }] })).toBe('')
  })

  it('is refused where a member is missing or something else', () => {
    expect(refused({ ...answer, rows: [{ name: '西井', depthM: '41' }] })).toContain('countWells answers what')
    expect(refused({ total: 0, beside: {} })).toContain('rows')
  })

  it('is refused where it has members that nobody declared, each named by its path', () => {
    const rows = [...answer.rows, { name: '北井', depthM: 7, owner: '薛井生' }]
    expect(refused({ ...answer, rows, sealed: true })).toMatch(/: rows\.1\.owner, sealed$/)
  })

  it('may be a file, which is no answer of JSON', () => {
    expect(refused({ file: Buffer.from('x'), name: 'wells.xlsx', mediaType: 'text/plain' })).toBe('')
  })
})
