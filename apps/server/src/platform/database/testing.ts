import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { APP_ROLE, openDatabase, type Database } from './database.ts'
import { watchStatements } from './testing-statements.ts'
import { Session } from './session.ts'
import { WriteTx, type Tx } from './transaction.ts'
import { urlOf } from './testing-url.ts'
import { valueTypes } from './value-types.ts'

export { type Replicated, startReplicated } from './testing-replica.ts'
export { listSeenStatements } from './testing-statements.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Connection string of the owner of the template database. */
    templateUrl: string
  }
}

/** A county that no pack names, so that what tests roll back never meets what other tests of the same worker committed. */
export const TEST_COUNTY = 999_114

const administer = async (url: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: urlOf(url, 'postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

export interface TestDatabase extends Database {
  /** Connection string of the owner of this worker's clone. */
  readonly url: string
}

const cloneTemplate = async (): Promise<TestDatabase> => {
  const templateUrl = inject('templateUrl')
  const template = /^postgres(?:ql)?:\/\/[^/]*\/([^?]*)/.exec(templateUrl)?.[1]
  const name = `${template}_${randomUUID().slice(0, 8)}`
  await administer(templateUrl, `create database ${name} template ${template}`)
  const url = urlOf(templateUrl, name)
  await watchStatements(url)
  return { ...openDatabase({ url, writersMax: 3, readersMax: 2 }), url }
}

let clone: Promise<TestDatabase> | undefined
let rehearsals: pg.Pool | undefined

/** This worker's own copy of the migrated, empty database. What is written through it stays until the run ends. */
export const testDatabase = (): Promise<TestDatabase> => (clone ??= cloneTemplate())

/** A copy for one file alone: for tests of the whole server, which commit into a county that others load as well. */
export const ownDatabase = (): Promise<TestDatabase> => cloneTemplate()

/** Runs the work in a transaction that is always rolled back. `tx.last` does not commit either. */
export const inTransaction = async <T>(work: (tx: Tx) => Promise<T>, county = TEST_COUNTY): Promise<T> => {
  const { url } = await testDatabase()
  rehearsals ??= new pg.Pool({ connectionString: url, max: 3, pipeline: true, types: valueTypes })
  const client = await rehearsals.connect()
  const tx = new WriteTx(client, county, { setting: new Session().leave(county), rehearsal: true })
  try {
    await client.query(`set role ${APP_ROLE}; set timezone = 'UTC'`)
    const result = await work(tx)
    await tx.settle()
    return result
  } finally {
    await tx.rollback()
    client.release()
  }
}
