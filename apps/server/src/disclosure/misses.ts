import { canonicalJson, commit } from '@xiangzhi/verify'
import type { OnDutyStep } from '#kernel/duties'
import { appendToLog, findLogPositions } from '#platform/public-log'

/**
 * A disclosure that was missed goes into the public log on the day it is late, so that a late one can never be said to have been
 * in time. What it commits to is public anyway; the id of the item is its salt, which the same item never has twice.
 */
export function logMissedDisclosures(now: () => Date): OnDutyStep {
  return async (tx, item, step) => {
    if (step !== 'late' || item.kind !== 'disclosure') return
    // What was missed, published late and withdrawn is late again; that it was missed is said once.
    const said = await findLogPositions(tx, [item.id])
    if (!said.some(({ kind }) => kind === 'duty-miss')) {
      const body = {
        format: 'xiangzhi-miss/1',
        itemId: item.id,
        duty: item.duty,
        placeId: item.placeId,
        occasion: item.occasion,
        dueOn: item.dueOn,
      }
      const commitment = commit(canonicalJson(body), Buffer.from(item.id.replaceAll('-', '').repeat(2), 'hex'))
      appendToLog(tx, { kind: 'duty-miss', subjectId: item.id, commitment, now: now() })
    }
  }
}
