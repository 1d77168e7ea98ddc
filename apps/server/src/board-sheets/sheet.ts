import { type Affairs, type Content, leastStandsDays, publicValue } from '@xiangzhi/language'
import type { Language } from '@xiangzhi/text'
import { refuseUnless } from '#platform/refusal'

export const boardSizes = ['a3', 'a4'] as const
export type BoardSize = (typeof boardSizes)[number]

/** A local day, `2026-10-08`. */
export type LocalDay = string

/** One item on the sheet, with the address that its code leads to. */
export interface BoardSection {
  readonly heading: string
  readonly affairs: Affairs
  /** The page of this item: whole text, questions, older editions. */
  readonly address: string
  /** When the figures were taken, for items that fill themselves. */
  readonly asOf?: LocalDay
  /** The last day on which this item is on display; the sheet as a whole may come down earlier and be replaced. */
  readonly standsUntil?: LocalDay
  /** What is shown; absent for an item that is due and was not published. */
  readonly content?: Content
  /** The day on which a missing item was due. */
  readonly dueOn?: LocalDay
  /** It is for the people of the village alone. */
  readonly forVillage?: true
}

/** A post whose number stands on the sheet; never a villager's own. */
export interface BoardContact {
  readonly label: string
  readonly phone: string
  /** Mobile numbers in `phone` that a second person let through. */
  readonly contacts?: readonly string[]
}

/** Everything a sheet says. Its content is the public body of editions, masked already; nothing is masked here. */
export interface BoardSheet {
  readonly language: Language
  /** For example `颜家村村务公开`. */
  readonly title: string
  /** What the sheet is about: a month, a quarter, in words. */
  readonly period: string
  readonly village: { readonly code: string; readonly name: string; readonly within: string }
  /** From when to when the sheet hangs, both days included. The law's floor is 15 days (村民委员会组织法 art. 35). */
  readonly stands: { readonly from: LocalDay; readonly to: LocalDay }
  readonly sections: readonly BoardSection[]
  /** Who publishes, and who watches over it; their seals go on the sheet. */
  readonly issuer: string
  readonly oversight: string
  readonly contacts: readonly BoardContact[]
  /** The village's page of disclosures, for the code beside the signatures. */
  readonly address: string
  /** Root of the public log at the time of printing, and how many entries it covers. */
  readonly log?: {
    readonly root: string
    readonly size: number
    /** The signed head of the log, which goes onto the sheet as a code: whoever keeps a photo of it can check the log. */
    readonly note?: string
  }
  /** The mark that all demo data carry. */
  readonly mark?: string
}

/** The sheet with every word of it screened, whoever put it together. The signed head of the log is a code, no words. */
export function publicSheet(sheet: BoardSheet): BoardSheet {
  const { log, ...said } = sheet
  return { ...publicValue(said), ...(log ? { log } : {}) }
}

const dayMs = 86_400_000

/** How many days a sheet hangs, both ends included; not a number when a day is none. */
export function daysHung({ from, to }: BoardSheet['stands']): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs) + 1
}

/** Refuses a sheet that would hang for less than 15 days: a board that is cleared early discloses nothing. */
export function checkBoardSheet(sheet: BoardSheet): void {
  const days = daysHung(sheet.stands)
  refuseUnless(
    days >= leastStandsDays,
    'bad-input',
    {},
    `the sheet of ${sheet.village.code} would stand ${days} days, the least is ${leastStandsDays}`,
  )
}
