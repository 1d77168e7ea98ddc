import { randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { silentLog } from '#platform/log'
import { startEmbeddedPostgres } from './embedded.ts'
import { migrate } from './migrate.ts'
import { urlOf } from './testing-url.ts'

const administer = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: urlOf(url, 'postgres') })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const openServer = async (): Promise<{ url: string; stop: () => Promise<void> }> => {
  const given = process.env['TEST_DATABASE_URL']
  if (given !== undefined && given !== '') return { url: given, stop: () => Promise.resolve() }
  const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-test-'))
  // The account the server runs under must be able to walk through it; what matters lies in a private folder inside.
  chmodSync(dataDir, 0o755)
  const server = await startEmbeddedPostgres({ dataDir, log: silentLog, durable: false })
  return {
    url: server.url,
    stop: async () => {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Runs once before all tests: a server and a migrated template database, of which each worker takes a clone. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await openServer()
  const template = `test_${randomUUID().slice(0, 8)}`
  await administer(server.url, (client) => client.query(`create database ${template}`))
  const templateUrl = urlOf(server.url, template)
  await migrate({ url: templateUrl, log: silentLog, now: new Date() })
  project.provide('templateUrl', templateUrl)
  return async () => {
    await administer(server.url, async (client) => {
      const { rows } = await client.query<{ datname: string }>(
        'select datname from pg_database where datname like $1',
        [`${template}%`],
      )
      for (const { datname } of rows) await client.query(`drop database ${datname} with (force)`)
    })
    await server.stop()
  }
}
