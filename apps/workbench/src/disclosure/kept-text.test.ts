import { expect, it } from 'vitest'
import { dropText, findText, keepText } from './kept-text.ts'
import type { DraftText } from './use-draft.ts'

/** A browser's storage in memory. */
function storage() {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    key: (no: number) => [...kept.keys()][no] ?? null,
    get length() {
      return kept.size
    },
  }
}

const of = { personId: 'p', editionId: 'e' }
const saved: DraftText = {
  title: '月度收支',
  content: {
    blocks: [
      { kind: 'files', files: [] },
      { kind: 'text', text: '' },
    ],
  },
  changeNote: '改过',
  publishAt: '2026-12-01T00:00:00.000Z',
}

it('a text that did not reach the server is found whole, with what was emptied in it, and the version it was written over', () => {
  const device = storage()
  const typed = { ...saved, title: '月度收支明细', changeNote: '', publishAt: null }
  keepText(device, of, { text: typed, version: 7 }, 1000)
  expect(findText(device, of, saved, 2000)).toEqual({ text: typed, version: 7 })
  expect(findText(device, { ...of, editionId: 'other' }, saved, 2000)).toBeUndefined()
  expect(findText(device, { ...of, personId: 'other' }, saved, 2000)).toBeUndefined()
})

it('nothing is offered back that the server has, or that was dropped', () => {
  const device = storage()
  keepText(device, of, { text: saved, version: 7 }, 1000)
  expect(findText(device, of, saved, 2000)).toBeUndefined()
  keepText(device, of, { text: { ...saved, title: '另一个' }, version: 7 }, 1000)
  dropText(device, of)
  expect(findText(device, of, saved, 2000)).toBeUndefined()
})

it('what the server has in another order, and without lines that say nothing, is the same text', () => {
  const device = storage()
  const typed: DraftText = {
    ...saved,
    content: {
      blocks: [
        {
          kind: 'facts',
          rows: [
            { label: '电话', value: '值班室' },
            { label: '', value: ' ' },
          ],
        },
      ],
    },
    changeNote: ' ',
  }
  keepText(device, of, { text: typed, version: 7 }, 1000)
  const onServer = { rows: [{ value: '值班室', label: '电话' }], kind: 'facts' as const }
  expect(findText(device, of, { ...typed, content: { blocks: [onServer] }, changeNote: null }, 2000)).toBeUndefined()
})
