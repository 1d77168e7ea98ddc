import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { addToDigest, type AuditLine, type AuditRow, checkAudit, hashOfLink, NO_HASH, readAuditLine } from './audit.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const rowAt = (minute: number): AuditRow => [
  `01900000-0000-7000-8000-00000000000${minute}`,
  'actOnCase',
  null,
  null,
  `2026-03-10T02:0${minute}:00.000000Z`,
  null,
  null,
  'f',
  sha256('{}'),
]

/** An export with one link over two lines. */
function makeExport(): AuditLine[] {
  const rows = [rowAt(1), rowAt(2)]
  let digest = NO_HASH
  for (const row of rows) digest = addToDigest(sha256, digest, row)
  const plain = { no: 1, untilAt: '2026-03-10T02:05:00.000000Z', rows: 2, digest, previousHash: NO_HASH }
  const link = { ...plain, hash: hashOfLink(sha256, 610_114, plain) }
  return [{ audit: 1, county: 610_114 }, ...rows.map((row) => ({ row })), { link }]
}

const kindsOf = (lines: readonly AuditLine[]): string[] => {
  const checker = checkAudit(sha256)
  for (const line of lines) checker.add(line)
  return checker.end().faults.map(({ kind }) => kind)
}

it('an export that nobody touched has no fault', () => {
  expect(kindsOf(makeExport())).toEqual([])
})

it('a chain belongs to its county: under another one no link holds', () => {
  expect(kindsOf(makeExport().with(0, { audit: 1, county: 610_115 }))).toEqual(['link-hash'])
})

it('a line behind the link it is too old for is found, also when nothing covers it yet', () => {
  expect(kindsOf([...makeExport(), { row: rowAt(4) }])).toEqual(['row-outside'])
  expect(kindsOf([...makeExport(), { row: rowAt(7) }])).toEqual([])
})

it('an export without its head, or with lines in another order, is found', () => {
  const [head, one, two, link] = makeExport() as [AuditLine, AuditLine, AuditLine, AuditLine]
  expect(kindsOf([one, two, link])).toContain('no-head')
  expect(kindsOf([head, two, one, link])).toEqual(['row-order', 'row-content'])
})

it.each([
  '',
  '{',
  'null',
  '[]',
  '{"row":[1]}',
  '{"row":["a","b",null,null,null,null,null,"f","h"]}',
  '{"link":{"no":1}}',
])('what is no line of an export is not read: %s', (text) => {
  expect(readAuditLine(text)).toBeUndefined()
})
