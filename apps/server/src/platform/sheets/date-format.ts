/**
 * Formats that Excel keeps by number alone and shows as dates or times (ECMA-376 18.8.30), those of East Asian editions among
 * them: 31 is yyyy年m月d日 in every Chinese Excel.
 */
const builtIn: ReadonlySet<number> = new Set(
  [
    [14, 22],
    [27, 36],
    [45, 47],
    [50, 58],
  ].flatMap(([first = 0, last = 0]) => Array.from({ length: last - first + 1 }, (_, at) => first + at)),
)

/** Whether a format of a workbook shows a number as a date or a time: letters of dates outside of quotes, escapes and brackets. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtIn.has(id)
  const bare = code
    .replaceAll(/"[^"]*"|\\.|_.|\*./gu, '')
    .replaceAll(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/giu, '')
    .replaceAll(/general|g\/通用格式/giu, '')
  return /[ymdhs]|上午|下午|aaa/iu.test(bare)
}

const DAY_MS = 24 * 60 * 60_000
/** The last day of the year 9999, as Excel counts. */
const LAST_DAY = 2_958_465

/**
 * The day or time that a number means, as the clock on the wall shows it: `2026-11-30`, `2026-11-30 14:05:00`, `14:05:00`;
 * undefined for a number that is no day. Excel counts a 29 February 1900 that never was, and some books count from 1904.
 */
export function momentOf(value: number, from1904: boolean): string | undefined {
  const shifted = from1904 && value >= 1 ? value + 1462 : value
  if (!Number.isFinite(shifted) || shifted <= 0 || shifted >= LAST_DAY + 1) return undefined
  const days = shifted < 61 ? shifted + 1 : shifted
  const at = new Date(Date.UTC(1899, 11, 30) + Math.round((days * DAY_MS) / 1000) * 1000)
  const [day = '', time = ''] = at.toISOString().slice(0, 19).split('T')
  if (shifted < 1) return time
  return time === '00:00:00' ? day : `${day} ${time}`
}
