import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { expect, test } from 'vitest'
import { inTransaction } from '#platform/database/testing'
import { sealingFromKeys } from '#platform/sealing'
import { revealReporter } from './reporter.ts'
import type { CaseRequest } from './time.ts'

test('a grant by whoever asked opens nothing, however it came about, and neither does one by nobody', async () => {
  const asker = uuidv7()
  const now = new Date('2026-11-30T02:00:00Z')
  const request: CaseRequest = {
    id: uuidv7(),
    kind: 'reveal-reporter',
    status: 'granted',
    clock: null,
    amount: null,
    unit: null,
    reason: '需要上门核实',
    askedBy: asker,
    askedAt: now,
    decidedBy: asker,
    decidedAt: now,
    decisionNote: null,
  }
  const sealing = sealingFromKeys([randomBytes(32)])
  for (const decidedBy of [asker, null]) {
    const input = { caseId: uuidv7(), request: { ...request, decidedBy }, personId: asker, now }
    await expect(inTransaction((tx) => revealReporter(tx, sealing, input))).rejects.toMatchObject({
      code: 'second-person',
    })
  }
})
