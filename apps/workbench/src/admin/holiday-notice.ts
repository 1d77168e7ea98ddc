/** Reads the days off and make-up workdays out of the State Council's yearly notice, as it is published in words. */

/** The days of one year, as the calendar file of a county holds them. */
export interface NoticeRead {
  readonly holidays: { readonly on: string; readonly name: string }[]
  readonly workdays: string[]
  /** Lines in which something that looks like a date could not be read. */
  readonly unread: string[]
}

const dayMs = 86_400_000
const pad = (n: number): string => String(n).padStart(2, '0')
const isoOf = (year: number, month: number, day: number): string => `${year}-${pad(month)}-${pad(day)}`

function isDay(iso: string): boolean {
  const at = Date.parse(`${iso}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(iso)
}

function daysBetween(from: string, to: string): string[] {
  const [start, end] = [Date.parse(`${from}T00:00:00Z`), Date.parse(`${to}T00:00:00Z`)]
  // No announced holiday is longer than two weeks; more is a misreading.
  if (!(end >= start) || end - start > 14 * dayMs) return []
  return Array.from({ length: (end - start) / dayMs + 1 }, (_, n) =>
    new Date(start + n * dayMs).toISOString().slice(0, 10),
  )
}

const remark = String.raw`(?:[（(][^）)]*[）)])?`
const dated = String.raw`(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日`
const spans = new RegExp(
  `${dated}${remark}(?:\\s*(?:至|到|—|－|-|～|~)\\s*(?:(\\d{4})年)?(?:(\\d{1,2})月)?(\\d{1,2})日${remark})?`,
  'g',
)

function spansOf(text: string, year: number): { days: string[]; rest: string }[] {
  const found: { days: string[]; rest: string }[] = []
  for (const match of text.matchAll(spans)) {
    const [whole, fromYear, fromMonth, fromDay, toYear, toMonth, toDay] = match
    const from = isoOf(Number(fromYear ?? year), Number(fromMonth), Number(fromDay))
    const to =
      toDay === undefined
        ? from
        : isoOf(Number(toYear ?? fromYear ?? year), Number(toMonth ?? fromMonth), Number(toDay))
    found.push({ days: isDay(from) && isDay(to) ? daysBetween(from, to) : [], rest: whole })
  }
  return found
}

/**
 * Reads a notice such as “一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。”, one holiday a line.
 * Days of another year, which such notices name too, are left out: they belong to that year's calendar.
 */
export function readHolidayNotice(year: number, text: string): NoticeRead {
  const holidays = new Map<string, string>()
  const workdays = new Set<string>()
  const unread: string[] = []
  const own = (day: string): boolean => day.startsWith(`${year}-`)
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*(?:[一二三四五六七八九十]+[、.．]|\d+[、.．])?\s*([^：:，。\d]{2,12})[：:]/.exec(line)
    if (!heading) continue
    const name = (heading[1] ?? '').trim()
    for (const sentence of line.slice(heading[0].length).split(/[。；;]/)) {
      const found = spansOf(sentence, year)
      if (found.length === 0) continue
      const days = found.flatMap((span) => span.days)
      if (days.length === 0 || found.some((span) => span.days.length === 0)) unread.push(sentence.trim())
      if (/上班/.test(sentence)) for (const day of days.filter(own)) workdays.add(day)
      else if (/放假|休/.test(sentence)) for (const day of days.filter(own)) holidays.set(day, name)
      else unread.push(sentence.trim())
    }
  }
  return {
    holidays: [...holidays]
      .map(([on, holiday]) => ({ on, name: holiday }))
      .sort((one, other) => (one.on < other.on ? -1 : 1)),
    workdays: [...workdays].sort(),
    unread,
  }
}

const english: readonly [RegExp, string][] = [
  [/元旦/, "New Year's Day"],
  [/春节/, 'Spring Festival'],
  [/清明/, 'Tomb-sweeping Day'],
  [/劳动/, 'Labour Day'],
  [/端午/, 'Dragon Boat Festival'],
  [/国庆.*中秋|中秋.*国庆/, 'National Day and Mid-Autumn Festival'],
  [/中秋/, 'Mid-Autumn Festival'],
  [/国庆/, 'National Day'],
]

/** The English name of a statutory holiday (全国年节及纪念日放假办法); the calendar holds both languages. */
export function holidayInEnglish(name: string): string {
  return english.find(([pattern]) => pattern.test(name))?.[1] ?? 'Holiday'
}
