import type { Idea } from '#platform/idea'
import type { Log } from '#platform/log'
import { mountPublicLog } from './mount.ts'
import type { OwnWitness } from './own-witness.ts'
import { type PublicLog, publicLogWork } from './public-log.ts'
import { type OnRefused, witnessWork } from './witnesses.ts'

type Running = PublicLog &
  Parameters<typeof witnessWork>[0] & {
    readonly log: Log
    /** The witness that this server keeps itself. */
    readonly own?: OwnWitness | undefined
    /** Who is told that a witness refuses a head. */
    readonly onRefused: OnRefused
  }

/** The public log and its witnesses. */
export const publicLogIdea = {
  jobs: ({ own, onRefused, ...running }: Running) => [
    { name: 'public log', everyMs: 1000, work: publicLogWork(running, running.log) },
    ...(own ? [{ name: 'own witness', everyMs: 2000, work: () => own.keep() }] : []),
    {
      name: 'witnesses of the log',
      everyMs: 10_000,
      work: witnessWork(running, running.log, { own, onRefused }),
    },
  ],
  mount: mountPublicLog,
} satisfies Idea
