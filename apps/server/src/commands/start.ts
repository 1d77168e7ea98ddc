import type { FastifyInstance } from 'fastify'
import { findCountyConfig } from '#platform/county-config'
import { listenWide } from '#platform/pressure'
import { demoSignIns } from '#packs'
import { buildServer, type Installation, startBackground } from '#server'
import { type Commands, findCounty, log, open, say, setUp } from './environment.ts'

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

async function start(): Promise<void> {
  let lost = (): void => undefined
  const { installation, stop } = await open(() => lost())
  let county = await findCounty(installation)
  const demoName = process.env.DEMO ?? 'yanliang'
  if (county === undefined && demoName !== 'none') county = await setUp(installation, demoName, true)
  if (county === undefined) {
    await stop()
    say(
      '这套系统还是空的。请先运行：npm run xiangzhi -- init <县域包>\nThis installation is empty. Run: npm run xiangzhi -- init <county pack>',
    )
    process.exitCode = 1
    return
  }
  const servedCounty = county
  const demo = await installation.db.read(servedCounty, async (tx) => (await findCountyConfig(tx))?.demo ?? false)
  const fastify = await buildServer(installation, servedCounty, demo)
  const port = Number(process.env.PORT ?? 8080)
  const host = process.env.HOST ?? '127.0.0.1'
  await listenWide(fastify, { port, host })
  const stopBackground = startBackground(installation, servedCounty, demo)
  let ending: Promise<void> | undefined
  const end = (code: number): void => {
    ending ??= (async () => {
      await closeGently(fastify)
      await stopBackground()
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
    process.exit(1)
  }
  process.on('SIGTERM', () => end(0))
  process.on('SIGINT', () => end(0))
  await announce(
    installation,
    servedCounty,
    demo,
    `http://${host === '0.0.0.0' ? 'localhost' : host.replace('127.0.0.1', 'localhost')}:${port}`,
  )
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
  start: { use: 'start                      start the server (PORT, HOST, DATA_DIR, DATABASE_URL, DEMO)', run: start },
}
