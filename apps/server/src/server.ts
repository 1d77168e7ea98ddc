import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import zlib from 'node:zlib'
import fastifyCompress from '@fastify/compress'
import { getCase, getEdition } from '@xiangzhi/contract'
import type { ProcessDeclaration } from '@xiangzhi/language'
import { indicators as indicatorDeclarations, processes as everyProcess } from '@xiangzhi/practices'
import Fastify, { type FastifyInstance } from 'fastify'
import {
  administrationOperations,
  answerError,
  approvalOperations,
  type Handlers,
  type Caller,
  callerOf,
  CallerMemory,
  exportOperations,
  forgetAfterChanges,
  REMEMBERED_MS,
  keyCarryOuts,
  keyOperations,
  listOperations,
  mountLive,
  mountApi,
  mountRateLimit,
  mountReference,
  openApiDocument,
  rateLimits,
  type Run,
  runner,
  sessionOperations,
  signInHooks,
  webhookOperations,
} from '#api'
import { doctorOperations } from '#doctor'
import { importsOperations, mountImports } from '#imports'
import {
  askingAgain,
  type CarryOuts,
  caseNumbers,
  casesOperations,
  concernedCarryOuts,
  countByStatus,
  type Processes,
  processRegistry,
  requireBeyond,
  relationCarryOuts,
} from '#kernel/cases'
import { dutyOperations } from '#kernel/duties'
import { indicatorOperations, soundIndicators } from '#kernel/indicators'
import { grantCarryOuts, hearing, peopleOperations } from '#kernel/people'
import { placesOperations } from '#kernel/places'
import { checkEditions, checkPapers, checkPublished, listAttached } from '#kernel/publications'
import { keepNothingUnasked, mountWorkbench } from '#platform/built-files'
import { type Clock } from '#platform/clock'
import { type Database, findCluster, openDatabase, sql, withReplica } from '#platform/database'
import { type Disk, mountDisk, openDisk } from '#platform/disk'
import { diskFileStore, type FileStore, mountFiles } from '#platform/files'
import type { Log } from '#platform/log'
import { type Metrics, mountMetrics, openMetrics } from '#platform/metrics'
import { openPressure, pressureLimits } from '#platform/pressure'
import { type CheckEntries, type CheckThings, mountPublicLog, mountVerifyPage } from '#platform/public-log'
import { holdWrites } from '#platform/public-writes'
import { openSealing, type Sealing } from '#platform/sealing'
import { developmentInbox, mountSignIn, openSignIn, type SignIn } from '#platform/sign-in'
import { deliveryState, type MessageOutlets, openOutlets } from '#platform/messages'
import { mountPortal, mountPreviews, screenVersions } from '#portal'
import { gatewayCodes, keptMessages, messageOperations } from './messages/index.ts'
import {
  contactCarryOuts,
  disclosureCarryOuts,
  disclosureOperations,
  disclosureTellers,
  hidingCarryOuts,
} from '#disclosure'
import { deviceOperations } from './devices/index.ts'
import { duties, mountDutyCalendars } from './duties/index.ts'
import { mountOpen311 } from './open311/index.ts'
import { demoSignIns } from '#packs'

/** Everything a running installation consists of, wired once; the command line uses the same parts without HTTP. */
export interface Installation {
  readonly db: Database
  readonly sealing: Sealing
  readonly signIn: SignIn
  readonly store: FileStore
  readonly processes: Processes
  /** What transitions of cases bring about beyond them. */
  readonly carryOuts: CarryOuts
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly dataDir: string
  /** Whether there is room to write. */
  readonly disk: Disk
  readonly inbox: ReturnType<typeof developmentInbox>
  /** The ways out for messages. */
  readonly outlets: MessageOutlets
  /** What the keepers of the things in the public log say of them when the log is verified. */
  readonly checksOfLog: { readonly checkEntries: readonly CheckEntries[]; readonly checkThings: readonly CheckThings[] }
  /** Connection string of the owner, for whatever needs a connection of its own. */
  readonly url: string
  /** The gate to the kernel for one county; `on` reads elsewhere than on the primary. */
  runFor(county: number, on?: Database): Run
  close(): Promise<void>
}

/** Nobody can guess from the public log what a text of few words says. */
export const newSalt = (): Buffer => randomBytes(32)

export const indicators = soundIndicators(indicatorDeclarations, everyProcess)

/** Wires the parts; opens connections but listens to nobody. A declaration that names what nothing here is registered for refuses. */
export function openInstallation({
  url,
  dataDir,
  clock,
  log,
  declarations = everyProcess,
}: {
  url: string
  dataDir: string
  clock: Clock
  log: Log
  declarations?: readonly ProcessDeclaration[]
}): Installation {
  const carryOuts = disclosureCarryOuts({ duties, salt: newSalt })
  requireBeyond(declarations, { tellers: disclosureTellers, carryOuts })
  const processes = processRegistry(declarations, disclosureTellers)
  const db = hearing(openDatabase({ url, remembersMs: REMEMBERED_MS }), askingAgain(processes))
  const metrics = openMetrics(db, clock)
  // The embedded database may lie elsewhere, and a server of somebody else's is not seen from here.
  const cluster = process.env.DATABASE_URL ? dataDir : findCluster(dataDir).cluster
  const disk = openDisk({ folders: [...new Set([dataDir, existsSync(cluster) ? cluster : dataDir])], log })
  const store = diskFileStore(dataDir)
  const sealing = openSealing({ dataDir, keys: process.env.SEALING_KEY })
  const inbox = developmentInbox(db, clock)
  const outlets = openOutlets(dataDir)
  const codes = gatewayCodes(outlets, clock) ?? inbox
  const signIn = openSignIn({ url, database: db, sealing, codes, clock, log })
  // Blocks of numbers are taken while a report holds its own connection; from the same pool, enough reports at once would wait for themselves.
  const numbering = openDatabase({ url, writersMax: 1, readersMax: 1 })
  const numbers = caseNumbers(numbering, () => clock.now().getTime())
  const disclosure = { processes, numbers, duties, salt: newSalt }
  const handlers: Handlers = {
    ...sessionOperations,
    ...placesOperations,
    ...peopleOperations,
    ...administrationOperations(signIn),
    ...exportOperations(listOperations),
    ...doctorOperations({ db, signIn, dataDir, embedded: !process.env.DATABASE_URL }),
    ...importsOperations,
    ...keyOperations,
    ...approvalOperations({
      ...keyCarryOuts,
      ...grantCarryOuts,
      ...concernedCarryOuts(processes),
      ...relationCarryOuts,
      ...contactCarryOuts,
      ...hidingCarryOuts({ duties, salt: newSalt }),
    }),
    ...webhookOperations,
    ...casesOperations({ processes, numbers, carryOuts }),
    ...indicatorOperations(indicators),
    ...dutyOperations(duties),
    ...disclosureOperations(disclosure),
    ...deviceOperations(screenVersions),
    ...messageOperations({ processes, outlets }),
  }
  return {
    db,
    sealing,
    signIn,
    store,
    processes,
    carryOuts,
    clock,
    log,
    metrics,
    dataDir,
    disk,
    url,
    inbox,
    outlets,
    checksOfLog: { checkEntries: [checkEditions], checkThings: [checkPublished, checkPapers(store)] },
    runFor: (county, on = db) => runner({ db: on, county, sealing, clock, processes, handlers }),
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

/** Public pages are read on a replica of the database where the installation has one. */
function publicReads(installation: Installation, county: number, replicaUrl: string, fastify: FastifyInstance) {
  const { db: primary, url, log, metrics } = installation
  const db = withReplica(primary, {
    primaryUrl: url,
    replicaUrl,
    remembersMs: REMEMBERED_MS,
    onMove: (used, why) => log.warn('public pages are read from another database now', { replica: used, why }),
  })
  fastify.addHook('onClose', () => db.close())
  metrics.onRead(async (registry) => {
    const { used, lagMs } = db.replica()
    registry.gauge('xiangzhi_replica_used', 'Whether public pages are read on the replica').set(used ? 1 : 0)
    registry.gauge('xiangzhi_replica_lag_seconds', 'How far the replica is behind').set(lagMs / 1000)
  })
  return { db, run: installation.runFor(county, db) }
}

/** The HTTP surfaces of one county on an installation. */
export async function buildServer(
  installation: Installation,
  county: number,
  demo: boolean,
  workbench = workbenchFolder,
): Promise<FastifyInstance> {
  const { db, signIn, clock, log, store, sealing } = installation
  const pressure = openPressure(pressureLimits(process.env), installation.metrics.registry)
  const fastify = Fastify({
    serverFactory: (handler) => pressure.serverFactory(handler),
    logger: false,
    genReqId: () => randomUUID(),
    bodyLimit: 1024 * 1024,
    trustProxy: process.env.TRUST_PROXY === '1' ? 'loopback' : false,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
  })
  const run = installation.runFor(county)
  const callers = new CallerMemory()
  forgetAfterChanges(fastify, callers)
  keepNothingUnasked(fastify)
  fastify.addHook('onRequest', async (_request, reply) => {
    reply
      .header('x-content-type-options', 'nosniff')
      .header('x-frame-options', 'DENY')
      .header('referrer-policy', 'same-origin')
      .header('permissions-policy', 'camera=(), microphone=(), geolocation=(self)')
  })
  installation.metrics.onRead(async (registry) => {
    const counted = await db.read(county, countByStatus)
    const cases = registry.gauge('xiangzhi_cases', 'Cases, by process and status')
    for (const { process, status, n } of counted) cases.set(n, { process, status })
  })
  installation.metrics.onRead(async (registry) => {
    const state = await db.read(county, (tx) => deliveryState(tx, clock.now()))
    registry.gauge('xiangzhi_messages_waiting', 'Messages on their way').set(state.waiting)
    registry
      .gauge('xiangzhi_messages_stuck', 'Messages due for half an hour or tried three times, and not delivered')
      .set(state.stuck)
    registry.gauge('xiangzhi_messages_given_up_in_a_day', 'Messages given up within a day').set(state.givenUpInADay)
    const oldest = state.oldestDueAt ? (clock.now().getTime() - state.oldestDueAt.getTime()) / 1000 : 0
    registry.gauge('xiangzhi_messages_oldest_due_seconds', 'How long the oldest due message has waited').set(oldest)
  })
  mountMetrics(fastify, { metrics: installation.metrics, log, token: process.env.METRICS_TOKEN })
  pressure.mount(fastify)
  mountDisk(fastify, installation)
  fastify.setErrorHandler((error, request, reply) => answerError(log, error, request, reply))

  // Only the API is compressed here: portal pages and built assets are kept compressed.
  await fastify.register(fastifyCompress, {
    global: false,
    globalDecompression: false,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } },
  })
  holdWrites(fastify, { contract: new Set(listOperations().map(({ path }) => path)) })
  const limits = rateLimits(process.env)
  if (limits) mountRateLimit(fastify, limits)
  mountApi(fastify, { run, db, county, signIn, clock, log, callers })
  mountReference(fastify)
  mountPublicLog(fastify, { db, county })
  await mountOpen311(fastify, { run, db, county, clock, log, demo, processes: installation.processes })
  mountSignIn(fastify, signIn, signInHooks({ db, county, clock }))
  mountImports(fastify, {
    db,
    county,
    sealing,
    clock,
    log,
    dataDir: installation.dataDir,
    callerOf: (request) => callerOf({ signIn, db, county, clock, callers }, request),
  })
  mountFiles<Caller>(fastify, {
    db,
    county,
    store,
    clock,
    holders: {
      case: async (caller, caseId) => (await run(getCase, caller, { caseId })).files.map(({ id }) => id),
      edition: async (caller, editionId) =>
        listAttached((await run(getEdition, caller, { editionId })).edition.content).map(({ fileId }) => fileId),
    },
    callerOf: (request) => callerOf({ signIn, db, county, clock, callers }, request),
  })
  mountLive(fastify, {
    run,
    log,
    clock,
    callerOf: (request) => callerOf({ signIn, db, county, clock, callers }, request),
  })
  mountPreviews(fastify, {
    county,
    run,
    db,
    clock,
    log,
    callerOf: (request) => callerOf({ signIn, db, county, clock, callers }, request),
  })
  mountDutyCalendars(fastify, { db, county, clock, duties, address: installation.outlets.address })
  const document = JSON.stringify(openApiDocument())
  fastify.get('/api/openapi.json', (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(document),
  )
  if (demo) {
    fastify.get('/api/demo/sign-ins', () => db.read(county, (tx) => demoSignIns(tx)))
    fastify.get('/dev/inbox.json', () => installation.inbox.list())
    fastify.get('/dev/messages.json', () => keptMessages({ ...installation, county }))
  }
  fastify.get('/healthz', (_request, reply) => reply.send({ status: 'ok' }))
  fastify.get('/readyz', async (_request, reply) => {
    if (installation.disk.isFull()) return reply.code(503).header('retry-after', '60').send({ status: 'disk full' })
    try {
      await db.read(county, (tx) => tx.row(sql`select 1 as ok`))
      return await reply.send({ status: 'ready' })
    } catch {
      return reply.code(503).header('retry-after', '5').send({ status: 'database unreachable' })
    }
  })

  if (existsSync(workbench)) await mountWorkbench(fastify, workbench)
  else log.warn('the workbench is not built, its pages answer 404: npm run build')
  const verifyPage = `${workbench}verify.html`
  if (existsSync(verifyPage)) mountVerifyPage(fastify, { county, file: verifyPage })
  await mountPortal(fastify, {
    county,
    run,
    db,
    store,
    sealing,
    clock,
    log,
    processes: installation.processes,
    villagers: signIn,
    outlets: installation.outlets,
    ...(process.env.DATABASE_REPLICA_URL
      ? { publicReads: publicReads(installation, county, process.env.DATABASE_REPLICA_URL, fastify) }
      : {}),
    ...(process.env.RECORD_NUMBER ? { recordNumber: process.env.RECORD_NUMBER } : {}),
    ...(demo
      ? {
          inbox: { ...installation.inbox, listMessages: () => keptMessages({ ...installation, county }) },
          demoSignIns: () => db.read(county, (tx) => demoSignIns(tx)),
        }
      : {}),
  })
  return fastify
}
