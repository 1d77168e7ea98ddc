import { parseArgs } from 'node:util'
import { languages, say as tell } from '@xiangzhi/text'
import type { FastifyInstance } from 'fastify'
import { findNewestCommand } from '#platform/audit'
import { findCountyConfig } from '#platform/county-config'
import { Hindrance, PASSING_EXIT_CODE, readListening, requireAddress } from '#platform/hindrance'
import { listenWide } from '#platform/pressure'
import { openOwnWitness } from '#platform/public-log'
import { demoSignIns } from '#packs'
import { startBackground } from '#background'
import { planBeforeServing } from '#duties'
import { buildServer, type Installation } from '#server'
import { clock, type Commands, findCounty, log, open, say, setUp } from './environment.ts'

/** How long requests that are under way may take to finish once the server was told to stop. */
const FINISH_MAX_MS = 10_000

/** Takes no new requests, lets those under way finish, and cuts the connections of whoever takes too long. */
async function closeGently(fastify: FastifyInstance): Promise<void> {
  const impatience = setTimeout(() => {
    log.warn('requests did not finish in time, their connections are cut')
    fastify.server.closeAllConnections()
  }, FINISH_MAX_MS)
  await fastify.close()
  clearTimeout(impatience)
}

/** The clock of a machine may be a little behind that of another which wrote the newest record. */
const BEHIND_MAX_MS = 5 * 60_000

/** Records stand in the order of time: with a clock behind the newest one, deadlines and the order of things would be wrong. */
async function requireClock({ db }: Installation, county: number): Promise<void> {
  const now = clock.now()
  const newest = await db.read(county, findNewestCommand)
  if (newest !== undefined && newest.getTime() - now.getTime() > BEHIND_MAX_MS)
    throw new Hindrance('text.start.clockBehind', { clock: now.toISOString(), newest: newest.toISOString() })
}

async function start(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { 'clock-behind': { type: 'boolean', default: false } } })
  const { port, host } = readListening(process.env)
  await requireAddress({ port, host })
  let lost = (): void => undefined
  const { installation, stop } = await open(() => lost())
  let county = await findCounty(installation)
  const demoName = process.env.DEMO ?? 'yanliang'
  if (county === undefined && demoName !== 'none')
    county = await setUp(installation, demoName, true, { village: process.env.DEMO_VILLAGE })
  if (county === undefined) {
    await stop()
    throw new Hindrance('text.start.empty')
  }
  if (!values['clock-behind'])
    await requireClock(installation, county).catch(async (error: unknown) => {
      await stop()
      throw error
    })
  const servedCounty = county
  const demo = await installation.db.read(servedCounty, async (tx) => (await findCountyConfig(tx))?.demo ?? false)
  await planBeforeServing(installation, servedCounty, clock.now())
  const fastify = await buildServer(installation, servedCounty, demo)
  await listenWide(fastify, { port, host })
  const own = process.env.OWN_WITNESS === 'none' ? undefined : openOwnWitness({ ...installation, county: servedCounty })
  const stopBackground = startBackground(installation, servedCounty, demo, own)
  let ending: Promise<void> | undefined
  const end = (code: number): void => {
    ending ??= (async () => {
      await closeGently(fastify)
      await stopBackground()
      await own?.stop()
      await stop()
      process.exit(code)
    })().catch((error: unknown) => {
      log.error('stopping failed', { error })
      process.exit(1)
    })
  }
  lost = () => {
    // No request can be finished without it, and whoever started this process starts it again.
    log.error('the embedded database ended')
    process.stderr.write(`${new Hindrance('text.start.databaseLost').message}\n`)
    process.exit(PASSING_EXIT_CODE)
  }
  process.on('SIGTERM', () => end(0))
  process.on('SIGINT', () => end(0))
  await announce(
    installation,
    servedCounty,
    demo,
    `http://${host === '0.0.0.0' ? 'localhost' : host.replace('127.0.0.1', 'localhost')}:${port}`,
  )
  if (own)
    for (const language of languages)
      say(`  ${tell(language, own.isSeparate ? 'text.start.witness.separate' : 'text.start.witness.same')}`)
}

async function announce({ db }: Installation, county: number, demo: boolean, address: string): Promise<void> {
  say('')
  say(`  乡治 Xiangzhi  ${demo ? '【演示 DEMO】' : ''}`)
  say('')
  say(`  群众端 Villagers   ${address}/`)
  say(`  工作台 Staff       ${address}/staff/`)
  if (!demo) return
  const signIns = await db.read(county, (tx) => demoSignIns(tx))
  const example = signIns[0]
  if (example) say('')
  if (example) say('  演示账号 Demo sign-ins (user name / password)')
  for (const { userName, password, name, role } of signIns)
    say(`    ${userName.padEnd(16)} ${password.padEnd(14)} ${name} · ${role}`)
  say('')
}

/** The server itself. */
export const startCommands: Commands = {
  start: {
    use: 'start [--clock-behind]     start the server (PORT, HOST, DATA_DIR, DATABASE_URL, DEMO, DEMO_VILLAGE, OWN_WITNESS)',
    run: start,
  },
}
