import { expect, it } from 'vitest'
import { toUtf8 } from './bytes.ts'
import { leafHash, type Tree } from './merkle.ts'
import { checkpointText, makeSigner, readNote, type Signer, signersOf, signNote } from './note.ts'
import { tilePath, TileTree } from './tiles.ts'
import { TreeBuilder } from './tree-builder.ts'
import { decideCosigning, originOf, readWitnessRequest, type WitnessAnswer, writeWitnessRequest } from './witness.ts'

const log = makeSigner('example.com/log', new Uint8Array(32).fill(1), 'log')
const stranger = makeSigner('example.com/log', new Uint8Array(32).fill(2), 'log')
const other = makeSigner('other.example/log', new Uint8Array(32).fill(3), 'log')
const witness = makeSigner('witness.example', new Uint8Array(32).fill(4), 'witness')
const now = new Date('2026-03-10T02:00:00Z')

const tiles = new Map<string, Uint8Array>()
const roots = new Map<number, Uint8Array>([[0, new TreeBuilder().root()]])
const builder = new TreeBuilder()
for (let size = 1; size <= 40; size += 1) {
  builder.append(leafHash(toUtf8(String(size))))
  for (const tile of builder.edge()) tiles.set(tilePath(tile), tile.bytes)
  roots.set(size, builder.root())
}

const treeAt = (size: number): Tree => ({ size: BigInt(size), root: roots.get(size) as Uint8Array })
const proof = (from: number, to: number): Promise<Uint8Array[]> =>
  new TileTree(to, (tile) => Promise.resolve(tiles.get(tilePath(tile)) as Uint8Array)).consistencyProof(from)
const noteAt = (size: number, signer: Signer = log, tree = treeAt(size)): string =>
  signNote(checkpointText({ origin: signer.name, ...tree }), [signer])

const ask = (old: number, hashes: readonly Uint8Array[], note: string, seen?: Tree): WitnessAnswer =>
  decideCosigning(readWitnessRequest(writeWitnessRequest({ oldSize: BigInt(old), proof: hashes, note })), {
    logs: [log],
    seen,
    signer: witness,
    now,
  })

it('a witness cosigns the first head it sees, and every one that goes on from it', async () => {
  const first = ask(0, [], noteAt(7))
  expect(first).toMatchObject({ status: 200, keep: { size: 7n } })
  const next = ask(7, await proof(7, 40), noteAt(40), treeAt(7))
  expect(next).toMatchObject({ status: 200, keep: { size: 40n } })
  const note = readNote(`${noteAt(40)}${next.body}`)
  expect(note && signersOf(note, [log, witness])?.map(({ name }) => name)).toEqual([log.name, witness.name])
  expect(ask(40, [], noteAt(40), treeAt(40)).status, 'the same again').toBe(200)
})

it('a witness tells what it has seen when somebody begins elsewhere', async () => {
  const answer = ask(3, await proof(3, 40), noteAt(40), treeAt(7))
  expect(answer).toEqual({ status: 409, body: '7\n', mediaType: 'text/x.tlog.size' })
  expect(ask(0, [], noteAt(40), treeAt(7)).status).toBe(409)
  expect(ask(7, [], noteAt(7, log, { ...treeAt(7), root: leafHash(toUtf8('fork')) }), treeAt(7)).status).toBe(409)
})

it('a witness never signs a head that goes another way', async () => {
  const forked = { size: 40n, root: leafHash(toUtf8('fork')) }
  expect(ask(7, await proof(7, 40), noteAt(40, log, forked), treeAt(7)).status).toBe(422)
  expect(ask(7, [], noteAt(40), treeAt(7)).status).toBe(422)
  expect(ask(0, await proof(7, 40), noteAt(40)).status, 'a proof from nothing').toBe(422)
})

it('a witness knows its logs and their keys', () => {
  expect(ask(0, [], noteAt(7, other)).status).toBe(404)
  expect(ask(0, [], noteAt(7, stranger)).status).toBe(403)
  expect(ask(9, [], noteAt(7), treeAt(9)).status, 'smaller than the old size').toBe(400)
})

it('a request that has not the form is refused', () => {
  const whole = writeWitnessRequest({ oldSize: 0n, proof: [], note: noteAt(7) })
  expect(originOf(readWitnessRequest(whole) as never)).toBe(log.name)
  for (const body of [
    '',
    'old\n\nx',
    whole.replace('old 0', 'old 00'),
    whole.replace('old 0', 'old 0\nAAAA'),
    'old 0\n\nx',
  ])
    expect(
      decideCosigning(readWitnessRequest(body), { logs: [log], seen: undefined, signer: witness, now }).status,
    ).toBe(400)
  const many = `old 0\n${`${btoa('x'.repeat(32))}\n`.repeat(64)}\n${noteAt(7)}`
  expect(readWitnessRequest(many)).toBeUndefined()
})
