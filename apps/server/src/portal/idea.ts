import type { FastifyInstance } from 'fastify'
import { withReplica } from '#platform/database'
import type { Idea } from '#platform/idea'
import type { Metrics } from '#platform/metrics'
import type { Clock } from '#platform/clock'
import type { Database } from '#platform/database'
import type { Run } from '#api'
import { removeOldDrafts } from './drafts.ts'
import type { PortalOptions } from './desk.ts'
import { mountPortal } from './mount.ts'
import { mountPreviews, type PreviewOptions } from './preview-routes.ts'
import { removeUnconfirmed, type SubscriptionWork, tellSubscribers } from './subscriptions.ts'

type Served = PortalOptions &
  PreviewOptions & {
    /** Connection string of the primary. */
    readonly url: string
    readonly metrics: Metrics
    /** How long what was read may be remembered, in milliseconds. */
    readonly remembersMs: number
    readonly runFor: (county: number, on: Database) => Run
    readonly readingHere: <Of extends Database>(on: Of) => Of
  }

/** Public pages are read on a replica of the database where the installation has one. */
function publicReads(
  { county, db: primary, url, log, metrics, remembersMs, runFor, readingHere }: Served,
  replicaUrl: string,
  fastify: FastifyInstance,
) {
  const onMove = (used: boolean, why: string): void =>
    log.warn('public pages are read from another database now', { replica: used, why })
  const db = readingHere(withReplica(primary, { primaryUrl: url, replicaUrl, remembersMs, onMove }))
  fastify.addHook('onClose', () => db.close())
  metrics.onRead(async (registry) => {
    const { used, lagMs } = db.replica()
    registry.gauge('xiangzhi_replica_used', 'Whether public pages are read on the replica').set(used ? 1 : 0)
    registry.gauge('xiangzhi_replica_lag_seconds', 'How far the replica is behind').set(lagMs / 1000)
  })
  return { db, run: runFor(county, db) }
}

const MINUTE_MS = 60_000

/** The villagers' pages, and the previews of them for staff. */
export const portalIdea = {
  jobs: (running: SubscriptionWork & { readonly clock: Clock }) => {
    const { db, county, clock } = running
    return [
      { name: 'old drafts', everyMs: 60 * MINUTE_MS, work: () => removeOldDrafts(db, county, clock.now()) },
      { name: 'subscribers', everyMs: MINUTE_MS, work: () => tellSubscribers(running) },
      { name: 'unconfirmed subscribers', everyMs: 60 * MINUTE_MS, work: () => removeUnconfirmed(running) },
    ]
  },
  mount: async (fastify: FastifyInstance, served: Served) => {
    const { demoSignIns, inbox } = served
    mountPreviews(fastify, served)
    if (demoSignIns) fastify.get('/api/demo/sign-ins', () => demoSignIns())
    if (inbox) {
      fastify.get('/dev/inbox.json', () => inbox.list())
      fastify.get('/dev/messages.json', () => inbox.listMessages())
    }
    const replica = process.env.DATABASE_REPLICA_URL
    await mountPortal(fastify, {
      ...served,
      ...(replica ? { publicReads: publicReads(served, replica, fastify) } : {}),
    })
  },
} satisfies Idea
