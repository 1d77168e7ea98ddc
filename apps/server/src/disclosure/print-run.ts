import { type Content, mayDo, mayVouch } from '@xiangzhi/language'
import { say } from '@xiangzhi/text'
import { boardPress, type BoardSheet, printRun as printSheets, villageSheet } from '#board-sheets'
import { findPlaceByCode, listPlaces, type Place } from '#kernel/places'
import { villagersOf } from '#kernel/publications'
import type { Asked } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import { noteLeaving } from '#platform/excel'
import { refuseUnless } from '#platform/refusal'
import { publicOperations } from './public-operations.ts'

/** More do not hang on a board; the sheet itself asks for those that are missing only. */
const LINES_MAX = 200

/** One press for all runs; it ends by itself when nothing was printed for a minute. */
const press = boardPress()

/** How many rows of a text may tell of somebody: those of its tables and its money, and one for each other part of it. */
function rowsOf(content: Content | undefined): number {
  const rows = (content?.blocks ?? []).map((block) => {
    if (block.kind === 'money') return block.income.length + block.expense.length
    return 'rows' in block ? block.rows.length : 1
  })
  return rows.reduce((sum, n) => sum + n, 0)
}

/** What is for the people of the village alone; the rest anybody may take from the web. */
const rowsForVillage = ({ sections }: BoardSheet): number =>
  sections.reduce((rows, { forVillage, content }) => rows + (forVillage ? rowsOf(content) : 0), 0)

/** Codes on paper lead to the whole address. */
const addressedAt = (origin: string, sheet: BoardSheet): BoardSheet => ({
  ...sheet,
  address: origin + sheet.address,
  sections: sheet.sections.map((section) => ({ ...section, address: origin + section.address })),
})

export const printOperations = {
  printRun: async (asked: Asked<'printRun'>): Promise<unknown> => {
    const { tx, by, input, now } = asked
    // The sheets hold what is for the village alone: somebody prints them, no program takes them.
    refuseUnless(mayVouch(by), 'not-allowed')
    const [town, { demo }] = await Promise.all([findPlaceByCode(tx, input.town), countyConfig(tx)])
    refuseUnless(town?.kind === 'town', 'place-unknown')
    refuseUnless(mayDo(by, 'disclosure.read', town), 'not-allowed')
    const villages = await listPlaces(tx, { kind: 'village', under: town.id })
    const { language, month, purpose, paper } = input
    const sheetOf = async ({ id, code }: Place): Promise<BoardSheet | undefined> => {
      const disclosure = await publicOperations.getVillageDisclosure({
        ...asked,
        input: { code, limit: LINES_MAX },
      })
      const mark = demo ? { mark: say(language, 'text.common.demo') } : {}
      return villageSheet(tx, now, { as: villagersOf([id], 'paper'), disclosure, language, origin: '', month, ...mark })
    }
    const sheets: BoardSheet[] = []
    for (const village of villages) {
      // oxlint-disable-next-line no-await-in-loop -- the texts of one village at a time stand in memory twice
      const sheet = await sheetOf(village)
      if (sheet && sheet.sections.length > 0) sheets.push(sheet)
    }
    const rows = sheets.reduce((sum, sheet) => sum + rowsForVillage(sheet), 0)
    return {
      // What goes through the gate is what will be printed; the paper is made of it while it is sent.
      file: noteLeaving(Buffer.from(JSON.stringify(sheets)), { rows, purpose }),
      name: [town.name, month, 'zip'].filter(Boolean).join('.'),
      mediaType: 'application/zip',
      steps: async function* (origin: string) {
        yield { done: 0, of: sheets.length }
        if (sheets.length === 0) return
        const addressed = sheets.map((sheet) => addressedAt(origin, sheet))
        for await (const step of printSheets(press, addressed, paper, town.name))
          yield 'archive' in step ? { ...step, archive: step.archive.toString('base64') } : step
      },
    }
  },
} as const
