import { type Block, type Content, mayDo } from '@xiangzhi/language'
import { afterPreparing, type Asked } from '#platform/asked'
import { writeSheet } from '#platform/excel'
import { Refusal, refuseUnless } from '#platform/refusal'
import { findEdition, findPublication, saveDraft } from '#kernel/publications'
import { lockToWrite } from './drafts.ts'
import { type FilledSheet, readFilledSheet, tableFrom, titleOf } from './filled-table.ts'

type Table = Extract<Block, { kind: 'table' }>

function tableIn(content: Content, at: number): Table {
  const block = content.blocks[at]
  if (block?.kind !== 'table') throw new Refusal('bad-input', {}, `block ${at} is no table`)
  return block
}

export const excelOperations = {
  exportEditionTable: async ({ tx, by, input, now }: Asked<'exportEditionTable'>): Promise<unknown> => {
    const edition = await findEdition(tx, input.editionId)
    const publication = edition && (await findPublication(tx, edition.publicationId))
    if (!edition || !publication || !mayDo(by, 'disclosure.read', publication)) throw new Refusal('not-found')
    const table = tableIn(edition.content, input.block)
    return writeSheet(
      { by, input, now },
      {
        title: table.heading ?? edition.title,
        columns: table.columns.map((column) => ({
          title: titleOf(column),
          kind: column.align === 'text' ? 'text' : 'number',
        })),
        rows: table.rows.map((row) =>
          table.columns.map(({ key, align }) => {
            const value = row[key] ?? null
            return align === 'money' && typeof value === 'number' ? value / 100 : value
          }),
        ),
        about: edition.title,
        fileName: edition.title,
      },
    )
  },

  importEditionTable: afterPreparing<'importEditionTable', FilledSheet>(
    ({ file }) => readFilledSheet(Buffer.from(file, 'base64')),
    async ({ tx, by, input, now, prepared }) => {
      const locked = await lockToWrite(tx, by, input.editionId, input.version)
      refuseUnless(locked.edition.status === 'draft', 'not-from-this-state')
      const { content, title, changeNote, asOf, publishAt } = locked.edition
      const table = tableIn(content, input.block)
      const { rows, ...named } = tableFrom(prepared, table)
      const saved = await saveDraft(tx, locked, {
        version: input.version,
        title,
        content: { blocks: content.blocks.map((block, at) => (at === input.block ? { ...table, rows } : block)) },
        changeNote,
        asOf,
        publishAt,
        by: by.personId,
        now,
      })
      return { id: saved.id, version: saved.version, rows: rows.length, ...named }
    },
  ),
} as const
