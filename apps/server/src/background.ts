import { startRecurring } from '#platform/clock'
import { whileThereIsRoom } from '#platform/disk'
import type { OwnWitness } from '#platform/public-log'
import type { Installation } from './server.ts'
import { jobsOf } from './wiring.ts'

/** What a server does besides answering: what all ideas do for its county, while there is room to write. */
export function startBackground(
  installation: Installation,
  county: number,
  demo: boolean,
  own?: OwnWitness,
): () => Promise<void> {
  const { disk, log, metrics } = installation
  const jobs = jobsOf(installation, { county, demo, own })
  return startRecurring(whileThereIsRoom(disk, jobs), log, (name, succeeded, seconds) =>
    metrics.job(name, succeeded, seconds),
  )
}
