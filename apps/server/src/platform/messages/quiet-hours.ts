/** Hours in which nobody is disturbed, in the county's time of day; they may run over midnight. */
export interface QuietHours {
  readonly from: string
  readonly to: string
}

const minuteMs = 60_000
const dayMinutes = 24 * 60

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** When the quiet hours end in which an instant lies; the instant itself when it lies in none. */
export function afterQuiet(quiet: QuietHours | undefined, offsetMinutes: number, at: Date): Date {
  if (quiet === undefined) return at
  const [from, to] = [minuteOf(quiet.from), minuteOf(quiet.to)]
  const localMinutes = Math.floor(at.getTime() / minuteMs) + offsetMinutes
  const now = ((localMinutes % dayMinutes) + dayMinutes) % dayMinutes
  const isQuiet = from <= to ? now >= from && now < to : now >= from || now < to
  if (!isQuiet) return at
  const wait = (to - now + dayMinutes) % dayMinutes
  return new Date((localMinutes - offsetMinutes + wait) * minuteMs)
}
