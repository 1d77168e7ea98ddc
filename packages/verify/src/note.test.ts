import { describe, expect, it } from 'vitest'
import { toUtf8 } from './bytes.ts'
import { EMPTY_ROOT, leafHash } from './merkle.ts'
import {
  checkpointText,
  cosignatureLine,
  cosignedAt,
  makeSigner,
  readCheckpoint,
  readNote,
  readSigner,
  readVerifier,
  signersOf,
  signingKey,
  signNote,
  verifierKey,
} from './note.ts'

// From the documentation of Go's note package.
const NEUMANN = {
  skey: 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
  vkey: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  line: '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
}

const seed = new Uint8Array(32).fill(7)

describe('a signed note', () => {
  it('is the same that Go makes with the same key', () => {
    const signer = readSigner(NEUMANN.skey)
    expect(verifierKey(signer)).toBe(NEUMANN.vkey)
    expect(signingKey(signer)).toBe(NEUMANN.skey)
    expect(signNote(NEUMANN.text, [signer])).toBe(`${NEUMANN.text}\n${NEUMANN.line}`)
  })

  it('names who signed it, and passes over keys that are not known', () => {
    const note = readNote(`${NEUMANN.text}\n${NEUMANN.line}— somebody AAAAAAAA\n`)
    if (!note) throw new Error('no note')
    expect(signersOf(note, [readVerifier(NEUMANN.vkey)])?.map(({ name }) => name)).toEqual(['PeterNeumann'])
    expect(signersOf(note, [])).toEqual([])
  })

  it('is false as a whole when a signature claims a known key and is not its own', () => {
    const note = readNote(`${NEUMANN.text.replace('think', 'thank')}\n${NEUMANN.line}`)
    if (!note) throw new Error('no note')
    expect(signersOf(note, [readVerifier(NEUMANN.vkey)])).toBeUndefined()
  })

  it.each([
    ['no empty line', 'text\n— a AAAAAAAA\n'],
    ['no end of the last line', 'text\n\n— a AAAAAAAA'],
    ['a line that is no signature', 'text\n\nb\n'],
    ['another dash', 'text\n\n- a AAAAAAAA\n'],
    ['a control character', 'te\u0007xt\n\n— a AAAAAAAA\n'],
    ['a signature too short for its id', 'text\n\n— a AAAA\n'],
  ])('is none with %s', (_why, text) => {
    expect(readNote(text)).toBeUndefined()
  })

  it.each(['PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'a+b', '', NEUMANN.skey])(
    'the key %s is refused',
    (vkey) => {
      expect(() => readVerifier(vkey)).toThrow(TypeError)
    },
  )

  it('can be signed under a Chinese name, but not under one with a space or a plus sign', () => {
    const signer = makeSigner('阎良区/log/610114', seed, 'log')
    const note = readNote(signNote('一\n', [signer]))
    expect(note && signersOf(note, [readVerifier(verifierKey(signer))])).toHaveLength(1)
    expect(() => makeSigner('a b', seed, 'log')).toThrow(TypeError)
    expect(() => makeSigner('a+b', seed, 'log')).toThrow(TypeError)
  })
})

describe('a checkpoint', () => {
  const checkpoint = { origin: 'example.com/log/1', size: 20_852_163n, root: leafHash(toUtf8('x')) }

  it('comes back as it was written, and a witness says when it saw it', () => {
    const text = checkpointText(checkpoint)
    expect(readCheckpoint(text)).toEqual(checkpoint)
    const witness = makeSigner('witness.example/w1', seed, 'witness')
    const at = new Date('2026-03-10T02:00:05.900Z')
    const note = readNote(`${text}\n${cosignatureLine(text, witness, at)}`)
    expect(note && signersOf(note, [readVerifier(verifierKey(witness))])?.[0]?.name).toBe('witness.example/w1')
    expect(note?.signatures[0] && cosignedAt(note.signatures[0])).toEqual(new Date('2026-03-10T02:00:05.000Z'))
    const other = readNote(`${checkpointText({ ...checkpoint, size: 1n })}\n${cosignatureLine(text, witness, at)}`)
    expect(other && signersOf(other, [witness])).toBeUndefined()
  })

  it.each([
    '',
    'a\n1\n',
    `a\n01\n${btoa('x'.repeat(32))}\n`,
    `a\n-1\n${btoa('x'.repeat(32))}\n`,
    `a\n1\n${btoa('x')}\n`,
  ])('%j is none', (text) => {
    expect(readCheckpoint(text)).toBeUndefined()
  })

  it('of an empty log has the hash of nothing', () => {
    expect(checkpointText({ origin: 'a', size: 0n, root: EMPTY_ROOT })).toBe(
      'a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n',
    )
  })
})
