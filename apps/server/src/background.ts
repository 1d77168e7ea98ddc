import { forgetOldRows } from '#imports'
import { runWebhooks } from '#api'
import { forgetOldContacts, runClocks } from '#kernel/cases'
import { refreshIndicators } from '#kernel/indicators'
import { removeOldImpacts } from '#kernel/publications'
import { linkAndNote } from '#platform/audit'
import { type Recurring, startRecurring } from '#platform/clock'
import { whileThereIsRoom } from '#platform/disk'
import { removeOrphans, removeUnneeded, searchWaiting } from '#platform/files'
import { type OwnWitness, publicLogWork, witnessWork } from '#platform/public-log'
import { allowedInside, removeOldDeliveries } from '#platform/webhooks'
import { removeOldMessages } from '#platform/messages'
import { removeOldDrafts, removeUnconfirmed, tellSubscribers } from '#portal'
import { logMissedDisclosures, publishScheduled } from '#disclosure'
import { messageWork, witnessAlarm } from './messages/index.ts'
import { duties, dutyWork } from './duties/index.ts'
import { indicators, type Installation, newSalt } from './server.ts'

const minute = 60_000
const hour = 3_600_000

/** What a server does besides answering: steps of clocks as they fall due, and clearing away what nobody came back for. */
export function startBackground(
  installation: Installation,
  county: number,
  demo: boolean,
  own?: OwnWitness,
): () => Promise<void> {
  const { db, processes, carryOuts, store, clock, log } = installation
  const steps = (): Promise<number> =>
    runClocks(
      db,
      processes,
      county,
      clock.now(),
      (error, caseId) => log.error('a step of a clock failed', { caseId, error }),
      200,
      carryOuts,
    )
  const publish = (): Promise<number> =>
    publishScheduled(db, { processes, duties, salt: newSalt }, county, clock.now(), (error, editionId) =>
      log.error('a scheduled publication failed', { editionId, error }),
    )
  const allowed = allowedInside(process.env.WEBHOOK_ALLOW)
  const tell = (): Promise<number> =>
    runWebhooks({ db, county, processes, sealing: installation.sealing, clock, allowed })
  const tasks: Recurring[] = [
    { name: 'clocks', everyMs: 5000, work: steps },
    { name: 'webhooks', everyMs: 5000, work: tell },
    ...dutyWork({ db, county, clock, log, onStep: logMissedDisclosures(() => clock.now()) }),
    { name: 'scheduled publications', everyMs: 10_000, work: publish },
    ...messageWork({ ...installation, county, demo, duties }),
    { name: 'indicators', everyMs: 10 * minute, work: () => refreshIndicators(db, indicators, county, clock.now()) },
    { name: 'old drafts', everyMs: hour, work: () => removeOldDrafts(db, county, clock.now()) },
    { name: 'subscribers', everyMs: minute, work: () => tellSubscribers({ ...installation, county }) },
    { name: 'unconfirmed subscribers', everyMs: hour, work: () => removeUnconfirmed({ ...installation, county }) },
    { name: 'old import rows', everyMs: hour, work: () => forgetOldRows(db, county, clock.now()) },
    { name: 'old contacts', everyMs: hour, work: () => forgetOldContacts(db, processes, county, clock.now()) },
    { name: 'old impact assessments', everyMs: hour, work: () => removeOldImpacts(db, county, clock.now()) },
    { name: 'old messages', everyMs: hour, work: () => removeOldMessages(db, county, clock.now()) },
    { name: 'old deliveries', everyMs: hour, work: () => removeOldDeliveries(db, county, clock.now()) },
    { name: 'papers to search', everyMs: minute, work: () => searchWaiting(db, county, store) },
    { name: 'files let go', everyMs: 10_000, work: () => removeUnneeded(db, county, store, clock.now()) },
    { name: 'orphaned uploads', everyMs: hour, work: () => removeOrphans(db, county, store, clock.now()) },
    { name: 'public log', everyMs: 1000, work: publicLogWork({ ...installation, county }, log) },
    ...(own ? [{ name: 'own witness', everyMs: 2000, work: () => own.keep() }] : []),
    {
      name: 'witnesses of the log',
      everyMs: 10_000,
      work: witnessWork({ ...installation, county }, log, { own, onRefused: witnessAlarm(demo, installation.outlets) }),
    },
    { name: 'audit links', everyMs: 300_000, work: () => linkAndNote(installation, county) },
  ]
  return startRecurring(whileThereIsRoom(installation.disk, tasks), log, (name, succeeded, seconds) =>
    installation.metrics.job(name, succeeded, seconds),
  )
}
