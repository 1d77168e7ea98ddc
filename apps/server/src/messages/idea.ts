import type { Tx } from '#platform/database'
import type { Idea, Registry } from '#platform/idea'
import { deliveryState, removeOldMessages } from '#platform/messages'
import { type MessageWork, messageWork } from './work.ts'
import { messageOperations } from './operations.ts'

const HOUR_MS = 3_600_000

/** Messages: who is told what by which channel. */
export const messagesIdea = {
  operations: messageOperations,
  jobs: (work: MessageWork) => [
    ...messageWork(work),
    {
      name: 'old messages',
      everyMs: HOUR_MS,
      work: () => removeOldMessages(work.db, work.county, work.clock.now()),
    },
  ],
  gauges: async ({ tx, now }: { readonly tx: Tx; readonly now: Date }, registry: Registry) => {
    const state = await deliveryState(tx, now)
    registry.gauge('xiangzhi_messages_waiting', 'Messages on their way').set(state.waiting)
    registry
      .gauge('xiangzhi_messages_stuck', 'Messages due for half an hour or tried three times, and not delivered')
      .set(state.stuck)
    registry.gauge('xiangzhi_messages_given_up_in_a_day', 'Messages given up within a day').set(state.givenUpInADay)
    const oldest = state.oldestDueAt ? (now.getTime() - state.oldestDueAt.getTime()) / 1000 : 0
    registry.gauge('xiangzhi_messages_oldest_due_seconds', 'How long the oldest due message has waited').set(oldest)
  },
} satisfies Idea
