import type { BlockList } from 'node:net'
import { localDate } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { findKey } from '#platform/api-keys'
import { findCountyConfig } from '#platform/county-config'
import type { Database, Tx } from '#platform/database'
import type { Sealing } from '#platform/sealing'
import { fillLedger, noteAttempt, sendSigned, takeDue, takeWebhooks, type Webhook } from '#platform/webhooks'
import { type CaseChange, listCaseChanges, type Processes } from '#kernel/cases'
import { actorsOfPersons } from '#kernel/people'

export interface WebhookEnvironment {
  readonly db: Database
  readonly county: number
  readonly processes: Processes
  readonly sealing: Sealing
  readonly clock: { now(): Date }
  /** Networks inside the house that may be sent to (WEBHOOK_ALLOW). */
  readonly allowed: BlockList
}

const PAGE = 200
const SENT_AT_ONCE = 20

/** The topics that a line of a timeline belongs to, the narrowest first. */
function topicsOf({ no, fromState, toState, isOpen }: CaseChange): string[] {
  const moved = toState !== null && fromState !== toState
  const narrow = no === 1 ? ['case.opened'] : moved ? (isOpen ? ['case.moved'] : ['case.closed', 'case.moved']) : []
  return [...narrow, 'case.changed']
}

function bodyOf(change: CaseChange, topic: string): Record<string, unknown> {
  const { isOpen: _isOpen, at, ...rest } = change
  return { topic, at: at.toISOString(), ...rest }
}

/** Reads the feed on for one subscription, with the eyes of its key; a key that ended hears nothing more. */
async function readOn(environment: WebhookEnvironment, tx: Tx, webhook: Webhook, now: Date): Promise<void> {
  const [key, config] = await Promise.all([findKey(tx, webhook.keyId, now), findCountyConfig(tx)])
  if (!key || !config) return
  const actor = (await actorsOfPersons(tx, [key.personId], localDate(config.calendar, now))).get(key.personId)
  if (!actor) return
  const page = await listCaseChanges(
    tx,
    environment.processes,
    actor,
    { after: webhook.position ?? undefined, since: webhook.createdAt, limit: PAGE },
    now,
  )
  const deliveries = page.rows.flatMap((change) => {
    const topic = topicsOf(change).find((one) => webhook.topics.includes(one))
    return topic === undefined ? [] : [{ id: uuidv7(), topic, body: bodyOf(change, topic) }]
  })
  if (page.nextCursor !== webhook.position) fillLedger(tx, webhook, deliveries, page.nextCursor, now)
}

/**
 * One turn: the feed goes into the ledger, what is due is sent, and what came of it is written down. Several servers may do so:
 * each line of the ledger has one holder at a time. Answers how many were sent.
 */
export async function runWebhooks(environment: WebhookEnvironment): Promise<number> {
  let sent = 0
  for (;;) {
    const n = await turn(environment)
    sent += n
    if (n < SENT_AT_ONCE) return sent
  }
}

async function turn(environment: WebhookEnvironment): Promise<number> {
  const { db, county, clock, sealing, allowed } = environment
  await db.write(county, async (tx) => {
    for (const webhook of await takeWebhooks(tx)) await readOn(environment, tx, webhook, clock.now())
  })
  const due = await db.write(county, (tx) => takeDue(tx, SENT_AT_ONCE, clock.now()))
  await Promise.all(
    due.map(async (delivery) => {
      const at = clock.now()
      const sent = await sendSigned(
        {
          url: delivery.url,
          secret: sealing.open(delivery.secretSealed),
          body: JSON.stringify(delivery.body),
          headers: { 'x-xiangzhi-delivery': delivery.id, 'x-xiangzhi-topic': delivery.topic },
          at,
        },
        allowed,
      )
      await db.write(county, (tx) => noteAttempt(tx, delivery, sent, clock.now()))
    }),
  )
  return due.length
}
