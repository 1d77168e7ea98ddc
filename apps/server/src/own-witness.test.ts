import { createHash } from 'node:crypto'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { checkpointText, readSigner, signNote, writeWitnessRequest } from '@xiangzhi/verify'
import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, describe, expect, it } from 'vitest'
import { addGrants, addPersons } from '#kernel/people'
import { findCounty } from '#kernel/places'
import { findRunningPostgres, openDatabase, sql, type Database } from '#platform/database'
import { listInbox } from '#platform/messages'
import { appendToLog, listWitnesses, listWitnessStates, ownWitnessAccount } from '#platform/public-log'
import { sealingFromKeys } from '#platform/sealing'
import { becomesReady, COUNTY, freePort, installed, type Started, startingPlace, until } from './testing-start.ts'

const { dataDir, startServer, beside, end } = startingPlace()
afterAll(end)

const auditors = [uuidv7(), uuidv7()]
const deputy = uuidv7()

/** So many things that are written into the public log. */
const give = (db: Database, count: number): Promise<void> =>
  db.write(COUNTY, (tx) => {
    for (let n = 0; n < count; n += 1) {
      const subjectId = uuidv7()
      const commitment = createHash('sha256').update(subjectId).digest()
      appendToLog(tx, { kind: 'publication', subjectId, commitment, now: new Date() })
    }
    return Promise.resolve()
  })

const addAuditors = (db: Database): Promise<void> =>
  db.write(COUNTY, async (tx) => {
    const persons = [...auditors, deputy].map((id) => ({ id, name: '审计' }))
    await addPersons(tx, sealingFromKeys([Buffer.alloc(32, 7)]), persons, new Date())
    const placeId = (await findCounty(tx))?.id ?? ''
    const grant = (personId: string, role: 'auditor' | 'dispatcher-county') => ({
      id: uuidv7(),
      personId,
      role,
      placeId,
      heldFrom: '2024-02-01',
    })
    await addGrants(tx, [...auditors.map((id) => grant(id, 'auditor')), grant(deputy, 'dispatcher-county')])
  })

interface Running extends Started {
  readonly port: number
  /** The database of the server, as the application sees it. */
  readonly db: Database
}

async function start(): Promise<Running> {
  const port = await freePort()
  const started = startServer({ PORT: String(port), LOG_LEVEL: 'info' })
  await becomesReady(port, started)
  return { ...started, port, db: openDatabase({ url: findRunningPostgres(dataDir)?.url ?? '' }) }
}

async function stop(running: Running): Promise<void> {
  await running.db.close()
  running.child.kill('SIGTERM')
  expect(await running.ended()).toBe(0)
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** The process of the witness, once there is one that is not `other`. */
const witnessOf = (running: Running, other?: number): Promise<number> =>
  until(running, 'a witness', () => {
    const pids = [...running.said().matchAll(/own witness of the public log runs.*?"pid":(\d+)/g)].map(([, pid]) =>
      Number(pid),
    )
    const newest = pids.at(-1)
    return Promise.resolve(newest === other || newest === undefined || !isAlive(newest) ? undefined : newest)
  })

const ownOf = async () => {
  const [own] = await listWitnesses(dataDir)
  if (!own) throw new Error('no own witness is registered')
  return own
}

/** Waits until the head of so many entries carries the signature of the own witness. */
const signedAt = (running: Running, size: number): Promise<string> =>
  until(running, `a signature at ${size}`, async () => {
    const note = await (await fetch(`http://127.0.0.1:${running.port}/log/${COUNTY}/checkpoint`)).text()
    const { verifier } = await ownOf().catch(() => ({ verifier: { name: '?' } }))
    return note.split('\n')[1] === String(size) && note.includes(`— ${verifier.name} `) ? note : undefined
  })

const inboxes = (db: Database, persons: readonly string[]) =>
  db.read(COUNTY, (tx) => Promise.all(persons.map((id) => listInbox(tx, id, { unread: true, limit: 20 }, sql`true`))))

describe('a fresh installation has a witness of its own', () => {
  it('that is another process under another account, signs, comes again when it is killed, remembers, and ends with a server that is killed', async () => {
    await beside((url) =>
      installed(url, async (db) => {
        await addAuditors(db)
        await give(db, 3)
      }),
    )
    const running = await start()
    const first = await witnessOf(running)
    await signedAt(running, 3)
    expect(first).not.toBe(running.child.pid)
    const folder = statSync(join(dataDir, 'witness'))
    expect(folder.mode & 0o777).toBe(0o700)
    const status = readFileSync(`/proc/${first}/status`, 'utf8')
    const uid = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])
    expect(folder.uid).toBe(uid)
    if (process.getuid?.() === 0) {
      expect(uid).not.toBe(0)
      expect(uid, 'nor the account of the database').not.toBe(statSync(join(dataDir, 'postgres')).uid)
      expect(status, 'and no group of root').toMatch(/^Groups:\s*$/m)
      expect(running.announced()).toContain('公开日志的本机见证人由另一个系统账号运行')
    } else expect(running.announced()).toContain('公开日志的本机见证人与服务器是同一个系统账号')

    expect(ownWitnessAccount(dataDir)).toBe(process.getuid?.() === 0 ? 'other' : 'same')

    const before = await ownOf()
    process.kill(first, 'SIGKILL')
    await give(running.db, 2)
    const second = await witnessOf(running, first)
    await signedAt(running, 5)
    const { verifier, url } = await ownOf()
    expect(verifier.name).toBe(before.verifier.name)

    // Another log under the key of this one: whoever has the key of the server cannot lead the witness.
    const signer = readSigner(readFileSync(join(dataDir, 'keys', `log-${COUNTY}.key`), 'utf8'))
    const forged = (size: bigint) =>
      signNote(checkpointText({ origin: signer.name, size, root: createHash('sha256').update('other').digest() }), [
        signer,
      ])
    const ask = async (oldSize: bigint, size: bigint, proof: Uint8Array[] = []) =>
      (
        await fetch(`${url}/add-checkpoint`, {
          method: 'POST',
          body: writeWitnessRequest({ oldSize, proof, note: forged(size) }),
        })
      ).status
    expect(await ask(5n, 5n)).toBe(409)
    expect(await ask(0n, 9n)).toBe(409)
    expect(await ask(5n, 9n, [createHash('sha256').update('a proof').digest()])).toBe(422)

    // It ends with a server that is killed, which could not tell it to.
    await running.db.close()
    running.child.kill('SIGKILL')
    await running.ended()
    await expect.poll(() => isAlive(second)).toBe(false)
  })

  it('that refuses a log begun anew, which every auditor is told once for each head', async () => {
    await beside(async (url) => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      for (const table of ['head', 'key', 'checkpoint', 'entry', 'tile', 'waiting'])
        await client.query(`delete from public_log_${table}`)
      await client.end()
      rmSync(join(dataDir, `log-${COUNTY}.checkpoint`), { force: true })
      const db = openDatabase({ url })
      await give(db, 1)
      await db.close()
    })
    const running = await start()
    const refusedAt = (size: number) =>
      until(running, `refused at ${size}`, async () => {
        const [first = []] = await inboxes(running.db, auditors)
        return first.some(({ body }) => body.includes(`第 ${size} 条`)) ? true : undefined
      })
    await refusedAt(1)
    const { verifier } = await ownOf()
    const [said] = await running.db.read(COUNTY, listWitnessStates)
    expect(said).toMatchObject({ name: verifier.name, state: 'refused' })
    await give(running.db, 6)
    await refusedAt(7)
    const all = await inboxes(running.db, [...auditors, deputy])
    expect(all.map(({ length }) => length)).toEqual([2, 2, 0])
    expect(all[1]?.[0]).toMatchObject({ urgent: true, title: '公开日志被拒签' })
    expect(all[1]?.[0]?.facts['en']).toContain(`The witness ${verifier.name} refuses`)
    const witness = await witnessOf(running)
    await stop(running)
    expect(isAlive(witness), 'stopped with the server').toBe(false)
  })
})
