import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { silentLog } from '#platform/log'
import { readCatalogue } from './catalogue.ts'
import { renderSchema } from './current-schema.ts'
import { startEmbeddedPostgres } from './embedded.ts'
import { SCHEMA_FOLDER, migrate } from './migrate.ts'
import { renderRows } from './row-types.ts'

/** The generated files of the schema, by path, as they should be. */
export const generateSchemaFiles = async (url: string): Promise<Map<string, string>> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const catalogue = await readCatalogue(client)
    return new Map([
      [join(SCHEMA_FOLDER, 'current.sql'), renderSchema(catalogue)],
      [join(SCHEMA_FOLDER, 'rows.ts'), renderRows(catalogue)],
    ])
  } finally {
    await client.end()
  }
}

const readOrEmpty = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Command line: writes the files, or with --check only says which of them are out of date and exits with 1. */
const main = async (): Promise<void> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-generate-'))
  chmodSync(dataDir, 0o755)
  const server = await startEmbeddedPostgres({ dataDir, log: silentLog, durable: false })
  try {
    await migrate({ url: server.url, log: silentLog, now: new Date() })
    for (const [path, text] of await generateSchemaFiles(server.url)) {
      if (readOrEmpty(path) === text) continue
      if (process.argv.includes('--check')) {
        console.error(`${path} is out of date: run npm run generate`)
        process.exitCode = 1
      } else {
        writeFileSync(path, text)
        console.log(`wrote ${path}`)
      }
    }
  } finally {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

if (import.meta.main) await main()
