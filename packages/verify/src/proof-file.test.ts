import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { canonicalJson, type Json } from './canonical-json.ts'
import { toHex } from './bytes.ts'
import { commit, entryBytes, type LogEntry, readEntry } from './entry.ts'
import { leafHash } from './merkle.ts'
import { checkpointText, makeSigner, signNote } from './note.ts'
import { checkEdition, checkProof, readProof, type Trust, writeProof } from './proof-file.ts'
import { TreeBuilder } from './tree-builder.ts'

const log = makeSigner('example.com/log', new Uint8Array(32).fill(1), 'log')
const witness = makeSigner('witness.example', new Uint8Array(32).fill(2), 'witness')
const trust: Trust = { logs: [log] }
const salt = new Uint8Array(32).fill(9)
const body = { title: '三月收支', rows: [{ fen: 120_050, label: '租金' }] }

/** A log of its own whose one entry commits to a document. */
function loggedAs(document: Json) {
  const entry: LogEntry = {
    kind: 'publication',
    subject: '01900000-0000-7000-8000-000000000001',
    commitment: toHex(commit(canonicalJson(document), salt)),
    at: '2026-03-10T02:00:00.000Z',
  }
  const bytes = entryBytes(entry)
  const builder = new TreeBuilder()
  builder.append(leafHash(bytes))
  const checkpoint = signNote(checkpointText({ origin: log.name, size: 1n, root: builder.root() }), [log])
  return { entry, bytes, checkpoint, proof: writeProof({ index: 0n, hashes: [], checkpoint, entry: bytes }) }
}
const fileOf = (document: Json): string => JSON.stringify({ body: document, salt: toHex(salt) })

const { entry, bytes, checkpoint, proof } = loggedAs(body)
const file = fileOf(body)

it('a commitment is counted the same by sha256sum over salt and content', () => {
  const plain = createHash('sha256').update(salt).update(canonicalJson(body)).digest('hex')
  expect(entry.commitment).toBe(plain)
  expect(() => commit('x', new Uint8Array(16))).toThrow('32 bytes')
})

it('an entry is one line of canonical JSON and nothing else is read as one', () => {
  const text = new TextDecoder().decode(bytes)
  expect(text).toBe(
    `{"at":"${entry.at}","commitment":"${entry.commitment}","kind":"publication","subject":"${entry.subject}","v":1}`,
  )
  expect(readEntry(bytes)).toEqual(entry)
  for (const other of [
    ` ${text}`,
    text.replace('"v":1', '"v":2'),
    text.replace('publication', 'gossip'),
    text.replace('{', '{"a":1,'),
    '{',
    'null',
  ])
    expect(readEntry(new TextEncoder().encode(other)), other).toBeUndefined()
})

it('a published text is proved by its file and its receipt', () => {
  expect(checkEdition(file, proof, trust)).toMatchObject({ index: 0n, entry, witnesses: [] })
  expect(checkEdition(file.replace('租金', '租 金'), proof, trust)).toBe('edition-differs')
  expect(checkEdition('{}', proof, trust)).toBe('edition-unreadable')
  expect(checkEdition('', proof, trust)).toBe('edition-unreadable')
})

it('a document of any version is proved, and neither passes for the other nor with one of its members changed', () => {
  const one = {
    format: 'xiangzhi-edition/1',
    place: { code: '610114007200', name: '三合村' },
    item: { code: 'c13-01', name: '财务收支' },
    period: '2026-03',
    title: '三月收支',
    publishedAt: '2026-04-02T02:00:00.000Z',
    content: { blocks: [] },
  }
  const two = {
    ...one,
    format: 'xiangzhi-edition/2',
    class: 'c13',
    affairs: 'finance',
    audience: 'everybody',
    board: true,
    money: true,
    standsUntil: '2026-05-03',
    demo: false,
  }
  const three = {
    ...two,
    format: 'xiangzhi-edition/3',
    content: { blocks: [{ kind: 'files', files: [{ fileId: 'a', name: '报告', sha256: 'ab'.repeat(32) }] }] },
  }
  for (const document of [one, two, three]) {
    const receipt = loggedAs(document)
    expect(checkEdition(fileOf(document), receipt.proof, trust)).toMatchObject({ index: 0n, entry: receipt.entry })
    const other = document === one ? { ...two, format: one.format } : { ...one, format: document.format }
    for (const changed of [other, ...Object.keys(document).map((key) => ({ ...document, [key]: 'x' }))])
      expect(checkEdition(fileOf(changed), receipt.proof, trust), JSON.stringify(changed)).toBe('edition-differs')
  }
})

it('an attachment is proved by the text that names its hash, and another one is not', () => {
  const [plan, map] = [new Uint8Array([37, 80, 68, 70]), new Uint8Array([255, 216, 255, 0])]
  const files = [plan, map].map((bytes) => ({ sha256: createHash('sha256').update(bytes).digest('hex') }))
  const document = {
    content: {
      blocks: [
        { kind: 'text', text: 'x' },
        { kind: 'files', files },
      ],
    },
  }
  const receipt = loggedAs(document)
  const check = (papers: Uint8Array[], text: Json = document): unknown =>
    checkEdition(fileOf(text), receipt.proof, trust, papers)
  expect(check([plan, map])).toMatchObject({ index: 0n })
  expect(check([map])).toMatchObject({ index: 0n })
  expect(check([plan, new Uint8Array([255, 216, 255, 1])])).toBe('paper-differs')
  expect(check([plan], { content: { blocks: [] } })).toBe('edition-differs')
  const older = loggedAs(body)
  expect(checkEdition(fileOf(body), older.proof, trust, [plan])).toBe('paper-differs')
})

it('a receipt tells what it lacks', () => {
  expect(checkProof('', trust)).toBe('proof-unreadable')
  expect(checkProof(writeProof({ index: 0n, hashes: [], checkpoint, entry: undefined }), trust)).toBe('entry-missing')
  expect(checkProof(proof, { logs: [] })).toBe('checkpoint-unsigned')
  expect(checkProof(proof, { ...trust, witnesses: [witness], quorum: 1 })).toBe('too-few-witnesses')
  expect(checkProof(proof.replace('index 0', 'index 1'), trust)).toBe('not-included')
  expect(readProof(proof.replace('index 0', 'index 00'))).toBeUndefined()
  const strange = writeProof({ index: 0n, hashes: [], checkpoint, entry: new TextEncoder().encode('{}') })
  expect(checkProof(strange, trust)).toBe('entry-unreadable')
})
