import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ProcessDeclaration } from '@xiangzhi/language'
import type { FastifyInstance } from 'fastify'
import { CallerMemory, callerOf, mountReadiness, openHouse, REMEMBERED_MS } from '#api'
import { caseNumbers } from '#kernel/cases'
import { mountWorkbench } from '#platform/built-files'
import type { Clock } from '#platform/clock'
import { findCluster, openDatabase } from '#platform/database'
import { type Disk, openDisk } from '#platform/disk'
import { diskFileStore } from '#platform/files'
import type { Log } from '#platform/log'
import { openOutlets } from '#platform/messages'
import { type Metrics, openMetrics } from '#platform/metrics'
import { mountVerifyPage } from '#platform/public-log'
import { openSealing } from '#platform/sealing'
import { developmentInbox, openSignIn } from '#platform/sign-in'
import { gatewayCodes, keptMessages } from './messages/index.ts'
import { demoSignIns } from './packs/index.ts'
import { gaugesOf, know, mountIdeas, wire, type Wired } from './wiring.ts'

/** Everything a running installation consists of, wired once; the command line uses the same parts without HTTP. */
export interface Installation extends Wired {
  readonly metrics: Metrics
  /** Whether there is room to write. */
  readonly disk: Disk
  readonly inbox: ReturnType<typeof developmentInbox>
  /** Connection string of the owner, for whatever needs a connection of its own. */
  readonly url: string
  close(): Promise<void>
}

/** What an installation is opened with. */
interface Opening {
  readonly url: string
  readonly dataDir: string
  readonly clock: Clock
  readonly log: Log
  readonly declarations?: readonly ProcessDeclaration[]
}

/** Opens connections but listens to nobody. A declaration that names what nothing here is registered for refuses. */
export function openInstallation({ url, dataDir, clock, log, declarations }: Opening): Installation {
  const known = know(declarations)
  const db = openDatabase({ url, remembersMs: REMEMBERED_MS })
  const metrics = openMetrics(db, clock)
  const embedded = !process.env.DATABASE_URL
  // The embedded database may lie elsewhere, and a server of somebody else's is not seen from here.
  const cluster = embedded ? findCluster(dataDir).cluster : dataDir
  const disk = openDisk({ folders: [...new Set([dataDir, existsSync(cluster) ? cluster : dataDir])], log })
  const sealing = openSealing({ dataDir, keys: process.env.SEALING_KEY })
  const inbox = developmentInbox(db, clock)
  const outlets = openOutlets(dataDir)
  const signIn = openSignIn({ url, database: db, sealing, codes: gatewayCodes(outlets, clock) ?? inbox, clock, log })
  // Blocks of numbers are taken while a report holds its own connection; from the same pool, enough reports at once would wait for themselves.
  const numbering = openDatabase({ url, writersMax: 1, readersMax: 1 })
  const numbers = caseNumbers(numbering, () => clock.now().getTime())
  const store = diskFileStore(dataDir)
  return {
    ...wire({ db, sealing, signIn, store, numbers, outlets, clock, log, dataDir, embedded }, known),
    metrics,
    disk,
    inbox,
    url,
    async close() {
      disk.close()
      metrics.close()
      await signIn.close()
      await numbering.close()
      await db.close()
    },
  }
}

const workbenchFolder = fileURLToPath(new URL('../../workbench/dist/', import.meta.url))

/** The HTTP surfaces of one county on an installation. */
export async function buildServer(
  installation: Installation,
  county: number,
  demo: boolean,
  workbench = workbenchFolder,
): Promise<FastifyInstance> {
  const { inbox, ...parts } = installation
  const { db, log, metrics, outlets } = parts
  const callers = new CallerMemory()
  const served = { ...parts, county, demo, callers, run: installation.runFor(county) }
  const fastify = await openHouse(served)
  for (const gauge of gaugesOf(installation, county)) metrics.onRead(gauge)
  await mountIdeas(fastify, {
    ...served,
    address: outlets.address,
    villagers: installation.signIn,
    remembersMs: REMEMBERED_MS,
    callerOf: (request) => callerOf(served, request),
    ...(process.env.RECORD_NUMBER ? { recordNumber: process.env.RECORD_NUMBER } : {}),
    ...(demo
      ? {
          demoSignIns: () => db.read(county, (tx) => demoSignIns(tx)),
          inbox: { ...inbox, listMessages: () => keptMessages(served) },
        }
      : {}),
  })
  mountReadiness(fastify, served)
  if (existsSync(workbench)) await mountWorkbench(fastify, workbench)
  else log.warn('the workbench is not built, its pages answer 404: npm run build')
  const verifyPage = `${workbench}verify.html`
  if (existsSync(verifyPage)) mountVerifyPage(fastify, { county, file: verifyPage })
  return fastify
}
