import type { TextFacts, TextKey } from '@xiangzhi/text'
import { say } from '@xiangzhi/text'
import { composeBlock, type DrawnBlock } from './compose-block.ts'
import { drawQr } from './qr-drawing.ts'
import { type BoardSection, type BoardSheet, type BoardSize, checkBoardSheet, daysHung } from './sheet.ts'

interface Drawing {
  readonly drawing: string
  readonly label: string
}

interface DrawnSection {
  readonly heading: string
  readonly about: readonly string[]
  readonly qr: Drawing
  readonly missing: string
  /** Whether it is short and the last, and so goes on the page of the signatures. */
  readonly keep: boolean
  readonly blocks: readonly DrawnBlock[]
}

/** A sheet in the words and strings that the layout places; it decides nothing any more. */
export interface DrawnSheet {
  readonly no: number
  readonly size: BoardSize
  readonly lang: string
  readonly region: string
  readonly indent: boolean
  readonly documentTitle: string
  readonly issuer: string
  readonly keywords: readonly string[]
  readonly date: readonly number[]
  readonly title: string
  readonly mark: string
  readonly about: readonly { readonly label: string; readonly value: string }[]
  readonly sections: readonly DrawnSection[]
  readonly empty: string
  readonly signatures: readonly { readonly label: string; readonly date: string }[]
  readonly contacts: readonly { readonly label: string; readonly phone: string }[]
  readonly seals: readonly { readonly label: string; readonly name: readonly string[] }[]
  readonly home: Drawing & { readonly how: string }
  readonly proof: readonly Drawing[]
  readonly log: string
  readonly root: string
  readonly paging: string
}

export type Say = (key: TextKey, facts?: TextFacts) => string

const numerals = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九']

/** 1 as 一, 12 as 十二, 24 as 二十四: sections of Chinese papers are counted in characters. */
export function chineseNumeral(value: number): string {
  const [tens, ones] = [Math.floor(value / 10), value % 10]
  return `${tens > 1 ? (numerals[tens] ?? '') : ''}${tens > 0 ? '十' : ''}${numerals[ones] ?? ''}`
}

/** A section that takes no more than a few lines. */
function isShort({ content }: BoardSection): boolean {
  const [block, more] = content?.blocks ?? []
  if (more) return false
  if (block?.kind === 'table' || block?.kind === 'facts') return block.rows.length <= 6
  return block === undefined || (block.kind === 'text' && block.text.length < 300)
}

function composeSection(sheet: BoardSheet, section: BoardSection, at: number, tell: Say): DrawnSection {
  const { heading, affairs, address, asOf, standsUntil, content, dueOn } = section
  const no = sheet.language === 'zh-CN' ? `${chineseNumeral(at + 1)}、` : `${at + 1}. `
  return {
    heading: `${no}${heading}`,
    about: [
      [
        tell(`text.board.affairs.${affairs}`),
        ...(asOf === undefined ? [] : [tell('text.board.as-of', { day: asOf })]),
        ...(standsUntil === undefined ? [] : [tell('text.board.until', { day: standsUntil })]),
      ].join(tell('text.board.between')),
      tell('text.board.scan'),
    ],
    qr: { drawing: drawQr(address), label: tell('text.board.qr', { heading }) },
    missing: content ? '' : tell('text.board.missing', { day: dueOn ?? '' }),
    keep: at === sheet.sections.length - 1 && isShort(section),
    blocks: (content?.blocks ?? []).flatMap((block) => composeBlock(block, tell)),
  }
}

/** Puts a sheet into words. Pure: the same sheet gives the same answer. Refuses one that hangs for less than 15 days. */
export function composeSheet(sheet: BoardSheet, size: BoardSize, no = 1): DrawnSheet {
  checkBoardSheet(sheet)
  const { language, village, stands, log } = sheet
  const tell: Say = (key, facts) => say(language, key, facts)
  const [from, to] = [stands.from, stands.to]
  return {
    no,
    size,
    lang: language === 'zh-CN' ? 'zh' : 'en',
    region: language === 'zh-CN' ? 'cn' : 'gb',
    indent: language === 'zh-CN',
    documentTitle: `${sheet.title} ${sheet.period}`,
    issuer: sheet.issuer,
    keywords: [village.code, `${from}/${to}`, ...(log ? [`${log.size} ${log.root}`] : [])],
    date: from.split('-').map(Number),
    title: sheet.title,
    mark: sheet.mark ?? '',
    about: [
      {
        label: tell('text.board.village'),
        value: `${village.within}${language === 'zh-CN' ? '' : ', '}${village.name}`,
      },
      { label: tell('text.board.period'), value: sheet.period },
      { label: tell('text.board.stands'), value: tell('text.board.from-to', { from, to, days: daysHung(stands) }) },
      { label: tell('text.board.issuer'), value: sheet.issuer },
    ],
    sections: sheet.sections.map((section, at) => composeSection(sheet, section, at, tell)),
    empty: sheet.sections.length === 0 ? tell('text.board.empty') : '',
    signatures: (['maker', 'head', 'oversight'] as const).map((who) => ({
      label: tell(`text.board.sign.${who}`),
      date: tell('text.board.sign.date'),
    })),
    contacts: sheet.contacts.map(({ label, phone }) => ({ label, phone })),
    seals: [sheet.issuer, sheet.oversight].map((name) => ({
      label: tell('text.board.seal'),
      name: name.startsWith(village.name) ? [village.name, name.slice(village.name.length)] : [name],
    })),
    home: {
      drawing: drawQr(sheet.address),
      label: tell('text.board.qr', { heading: village.name }),
      how: tell('text.board.home', { days: daysHung(stands) }),
    },
    proof: log?.note === undefined ? [] : [{ drawing: drawQr(log.note), label: tell('text.board.proof') }],
    log: log ? tell('text.board.log', { size: log.size }) : tell('text.board.no-log'),
    root: log?.root ?? '',
    paging: tell('text.board.page'),
  }
}
