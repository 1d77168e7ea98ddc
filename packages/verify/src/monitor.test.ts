import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toHex } from './bytes.ts'
import { canonicalJson, type Json } from './canonical-json.ts'
import { commit, type LogEntry, type LogKind } from './entry.ts'
import { type EditionAnswer, isContradiction, monitorEntries, monitorMissing, type Told } from './monitor.ts'

/** A site with its log, as a test sets it. */
function site() {
  const entries: LogEntry[] = []
  const editions = new Map<string, EditionAnswer>()
  const log = (kind: LogKind, subject: string, commitment: string, at: string): void =>
    void entries.push({ kind, subject, commitment, at: `${at}T08:00:00.000Z` })
  const publish = (id: string, at: string, kind: 'publication' | 'correction' = 'publication'): void => {
    const body: Json = { title: `账目 ${id}`, income: 9_120_050 }
    const salt = randomBytes(32)
    const commitment = toHex(commit(canonicalJson(body), salt))
    log(kind, id, commitment, at)
    editions.set(id, {
      editionId: id,
      publicationId: 'p',
      no: 1,
      title: `账目 ${id}`,
      itemCode: 'h3-3',
      period: '2026-08',
      state: 'live',
      place: { code: '371603106204', name: '大宋村' },
      changeNote: kind === 'correction' ? '改正一处金额' : null,
      withdrawnAt: null,
      withdrawnReason: null,
      commitment,
      salt: toHex(salt),
      body,
    })
  }
  const change = (id: string, changed: Partial<EditionAnswer>): void =>
    void editions.set(id, { ...(editions.get(id) as EditionAnswer), ...changed })
  const read = (path: string): Promise<unknown> => Promise.resolve(editions.get(path.split('/').at(-1) ?? ''))
  const kinds = async (told?: Told) => (await monitorEntries(entries, read, told)).map(({ kind }) => kind)
  return { entries, editions, log, publish, change, read, kinds }
}

describe('a monitor', () => {
  it('has nothing to say about texts that stand as they were published', async () => {
    const { publish, kinds } = site()
    for (const id of ['a', 'b', 'c']) publish(id, '2026-09-03')
    expect(await kinds()).toEqual([])
  })

  it('says who withdrew, corrected and hid what, and how often a deadline was missed', async () => {
    const { publish, change, log, entries, read } = site()
    publish('a', '2026-09-03')
    publish('b', '2026-09-04', 'correction')
    publish('c', '2026-09-05')
    change('a', { state: 'withdrawn', withdrawnReason: '发错了村' })
    log('withdrawal', 'a', 'ab'.repeat(32), '2026-09-06')
    change('c', { body: null, salt: null })
    log('duty-miss', 'd1', 'cd'.repeat(32), '2026-09-07')
    log('duty-miss', 'd2', 'cd'.repeat(32), '2026-09-08')
    const findings = await monitorEntries(entries, read)
    expect(findings).toMatchObject([
      { kind: 'corrected', edition: { editionId: 'b', changeNote: '改正一处金额', place: { name: '大宋村' } } },
      { kind: 'hidden', edition: { editionId: 'c' } },
      { kind: 'withdrawn', edition: { editionId: 'a', withdrawnReason: '发错了村' } },
      { kind: 'missed-once', count: 2 },
    ])
    expect(findings.some(isContradiction)).toBe(false)
  })

  it('finds a text that is gone, one that is another, one withdrawn behind the log, however long ago', async () => {
    const { publish, change, editions, kinds } = site()
    for (const id of ['gone', 'changed', 'renamed', 'taken']) publish(id, '2026-01-03')
    editions.delete('gone')
    change('changed', { body: { title: '账目 changed', income: 9_120_049 } })
    change('renamed', { commitment: '00'.repeat(32) })
    change('taken', { state: 'withdrawn', withdrawnReason: '不需要了' })
    expect(await kinds({ entries: 4 })).toEqual(['gone', 'differs', 'differs', 'withdrawn-unlogged'])
  })

  it('tells only what is new since the last time', async () => {
    const { publish, kinds } = site()
    publish('a', '2026-09-03', 'correction')
    publish('b', '2026-10-04', 'correction')
    expect(await kinds({ since: '2026-10-01' })).toEqual(['corrected'])
    // By the place in the log: what was published before the last look may have come into it after.
    expect(await kinds({ entries: 1 })).toEqual(['corrected'])
    publish('c', '2026-09-30', 'correction')
    expect(await kinds({ entries: 2 })).toEqual(['corrected'])
    expect(await kinds({ entries: 3 })).toEqual([])
  })

  it('tells once of a text that was hidden long after it was published', async () => {
    const { publish, change, kinds } = site()
    publish('a', '2026-02-03')
    publish('b', '2026-02-04')
    change('a', { body: null, salt: null })
    expect(await kinds({ entries: 2 })).toEqual(['hidden'])
    expect(await kinds({ entries: 2, hidden: ['a'] })).toEqual([])
  })

  it('asks every town and village what it has not published, and passes over what is exempt', async () => {
    const missing = (itemCode: string, exemptReason: string | null) => ({
      itemCode,
      itemName: { zh: '收支', en: 'Money' },
      period: '2026-10',
      dueOn: '2026-11-10',
      status: 'missing',
      exemptReason,
    })
    const asked: string[] = []
    const read = (path: string): Promise<unknown> => {
      asked.push(path)
      if (path === '/api/county')
        return Promise.resolve({
          towns: [{ code: '371603106', name: '黄升镇', villages: [{ code: '371603106204', name: '大宋村' }] }],
        })
      const lines = path.includes('106204') ? [missing('h3-3', null), missing('h9-1', '本村没有集体企业')] : []
      return Promise.resolve({ missing: lines })
    }
    expect(await monitorMissing(read)).toMatchObject([
      { kind: 'missed', place: { name: '大宋村' }, missing: { itemCode: 'h3-3' } },
    ])
    expect(asked).toHaveLength(3)
  })

  it('is a command that says how it is used', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, '..', 'monitor.ts')], {
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    expect(stderr).toContain('xiangzhi-monitor <address of the site> <county>')
  })
})
