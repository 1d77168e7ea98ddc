import { mkdtempSync, chmodSync, writeFileSync } from 'node:fs'
import { startEmbeddedPostgres } from '../apps/server/src/platform/database/index.ts'
import { silentLog } from '../apps/server/src/platform/log/index.ts'
import { asOwner, databaseUrl, openWorld } from './world.ts'
import { fill } from './fill.ts'
const dir = process.argv[2]!
const server = await startEmbeddedPostgres({ dataDir: dir, log: silentLog, durable: false })
for (const [name, n] of [['small', 10_000], ['large', Number(process.argv[3])]] as const) {
  const t = Date.now()
  await asOwner(databaseUrl(server.url, 'postgres'), `create database bench_${name}`)
  const w = await openWorld(databaseUrl(server.url, `bench_${name}`), name, dir)
  await fill(w, n)
  await w.installation.close()
  console.log(name, Date.now() - t)
}
await server.stop()
