const patterns: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  MM: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{1,2})',
  hh: '(?<half>\\d{1,2})',
  mm: '(?<minute>\\d{1,2})',
  ss: '(?<second>\\d{1,2})',
  a: '(?<noon>[AaPp][Mm]|上午|下午)',
}

/** A format such as `MM/dd/yyyy hh:mm:ss a` as a pattern; everything else in it stands for itself. */
export function timePattern(format: string): RegExp {
  const source = format.replace(/yyyy|MM|dd|HH|hh|mm|ss|a|[^A-Za-z0-9\s]/g, (token) => patterns[token] ?? `\\${token}`)
  return new RegExp(`^${source.replaceAll(/\s+/g, '\\s+')}$`)
}

const zones = new Map<string, Intl.DateTimeFormat>()

/** What a clock on the wall shows in a zone at an instant, as if it were UTC. */
function shownIn(zone: string, at: number): number {
  let format = zones.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-u-hc-h23', {
      timeZone: zone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    zones.set(zone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/**
 * The instant that a written time means in a zone; undefined when it is not written so, or no such day exists. An hour that a
 * change of clocks repeats means one of the two.
 */
export function instantOfWallTime(pattern: RegExp, zone: string, text: string): Date | undefined {
  const found = pattern.exec(text.trim())?.groups
  if (!found) return undefined
  const number = (name: string): number => Number(found[name] ?? 0)
  const afternoon = /p|下午/i.test(found['noon'] ?? '')
  const hour = found['half'] === undefined ? number('hour') : (number('half') % 12) + (afternoon ? 12 : 0)
  const shown = Date.UTC(number('year'), number('month') - 1, number('day'), hour, number('minute'), number('second'))
  const day = new Date(shown)
  if (
    day.getUTCMonth() !== number('month') - 1 ||
    day.getUTCDate() !== number('day') ||
    hour > 23 ||
    number('minute') > 59 ||
    number('second') > 59
  )
    return undefined
  const offset = shownIn(zone, shown) - shown
  const guess = shown - offset
  const better = shown - (shownIn(zone, guess) - guess)
  return new Date(better)
}
