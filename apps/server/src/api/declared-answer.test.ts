import { listWebhooks, openReport } from '@xiangzhi/contract'
import { z } from 'zod'
import { describe, expect, it } from 'vitest'
import { Refusal } from '#platform/refusal'
import { requireDeclared, requireDeclaredRefusal } from './declared-answer.ts'

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

describe('a refusal', () => {
  it('passes where its operation declares it, or where all operations of its kind may refuse so', () => {
    for (const code of ['place-unknown', 'bad-input', 'request-reused', 'try-later'] as const)
      expect(() => requireDeclaredRefusal(openReport, new Refusal(code)), code).not.toThrow()
    for (const code of ['sign-in-first', 'not-allowed'] as const)
      expect(() => requireDeclaredRefusal(listWebhooks, new Refusal(code)), code).not.toThrow()
  })

  it('is an error where no client was told of it, and whatever else went wrong stays what it was', () => {
    expect(() => requireDeclaredRefusal(openReport, new Refusal('second-person'))).toThrow(
      'openReport refuses with second-person, which it does not declare',
    )
    expect(() => requireDeclaredRefusal(listWebhooks, new Refusal('request-reused'))).toThrow('request-reused')
    expect(() => requireDeclaredRefusal(openReport, new Error('second-person'))).not.toThrow()
  })
})
