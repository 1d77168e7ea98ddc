import {
  type MessageAudience,
  type MessageChannel,
  type messagePlaceholders,
  type MessageRow,
  type ProcessDeclaration,
  sayPeriod,
} from '@xiangzhi/language'
import { type Language, type Named, nameIn, say } from '@xiangzhi/text'

type Placeholder = (typeof messagePlaceholders)[number]

/** What stands at the placeholders; the link is filled in only when a message is sent or read. */
export type MessageFacts = Readonly<Record<Exclude<Placeholder, 'link'>, string>>

/** What messages are told of a case. */
export interface ToldCase {
  readonly number: string
  readonly category: Named | undefined
  readonly place: string
  readonly state: string
  readonly process: ProcessDeclaration
  readonly dueAt: Date | null
  readonly unit: Named | undefined
  readonly confidentiality: 'open' | 'parties' | 'sealed'
}

const two = (value: number): string => String(value).padStart(2, '0')

const monthsEn = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A deadline as people say it, in the county's time. */
export function sayDeadline(language: Language, at: Date, offsetMinutes: number): string {
  const local = new Date(at.getTime() + offsetMinutes * 60_000)
  const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`
  return language === 'en'
    ? `${local.getUTCDate()} ${monthsEn[local.getUTCMonth()]} ${time}`
    : `${local.getUTCMonth() + 1}月${local.getUTCDate()}日 ${time}`
}

/** A day as people say it, with its year unless it lies in this one. Both days are `YYYY-MM-DD`. */
export function sayDay(language: Language, date: string, today: string): string {
  const [year = '', month, day] = date.split('-')
  return say(language, today.startsWith(`${year}-`) ? 'text.portal.time.date' : 'text.portal.time.dateYear', {
    year,
    month: language === 'en' ? (monthsEn[Number(month) - 1] ?? '') : Number(month),
    day: Number(day),
  })
}

/** What the occasion of a duty is called: its period, or the day of the event, whose id says nothing to a reader. */
export function sayOccasion(
  language: Language,
  { occasion, firstOn }: { readonly occasion: string; readonly firstOn: string },
  today: string,
): string {
  const [, year, week] = /^(\d{4})-W(\d{2})$/.exec(occasion) ?? []
  if (year !== undefined) return say(language, 'text.duties.week', { year, n: Number(week) })
  return /^\d{4}(?:-(?:\d{2}|Q\d|H\d))?$/.test(occasion)
    ? sayPeriod(language, occasion)
    : sayDay(language, firstOn, today)
}

/**
 * What may be named to an audience by a channel. Outside the house nothing is said of what a sealed case is about, and
 * whoever only follows a case does not learn the exact place.
 */
export function factsFor(
  told: ToldCase,
  to: { readonly language: Language; readonly discreet: boolean; readonly offsetMinutes: number },
): MessageFacts {
  const { language, discreet, offsetMinutes } = to
  const state = told.process.states[told.state]
  return {
    number: told.number,
    category:
      discreet || !told.category ? say(language, 'text.messages.discreet.category') : nameIn(language, told.category),
    place: discreet ? say(language, 'text.messages.discreet.place') : told.place,
    state: state ? say(language, state.label) : told.state,
    deadline: told.dueAt
      ? sayDeadline(language, told.dueAt, offsetMinutes)
      : say(language, 'text.messages.withoutDeadline'),
    unit: told.unit ? nameIn(language, told.unit) : say(language, 'text.messages.someUnit'),
  }
}

/** Whether a message may say little only. */
export function isDiscreet(
  told: Pick<ToldCase, 'confidentiality'>,
  audience: MessageAudience,
  channel: MessageChannel,
  mayRead: boolean,
): boolean {
  return audience === 'followers' || !mayRead || (told.confidentiality === 'sealed' && channel !== 'in-app')
}

/** The words of a row with the facts in them; `{link}` stays open. */
export function fillRow(row: MessageRow, language: Language, facts: MessageFacts): string {
  return nameIn(language, row.text).replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(facts, name) ? facts[name as keyof MessageFacts] : whole,
  )
}

/** The values of a row's placeholders in their order, for gateways that send registered templates. */
export function valuesOf(
  row: MessageRow,
  language: Language,
  facts: Readonly<Record<string, string>>,
  link: string,
): string[] {
  return [...nameIn(language, row.text).matchAll(/\{(\w+)\}/g)].map(([, name = '']) =>
    name === 'link' ? link : (facts[name] ?? ''),
  )
}
