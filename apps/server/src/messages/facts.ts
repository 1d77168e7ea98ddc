import type {
  MessageAudience,
  MessageChannel,
  messagePlaceholders,
  MessageRow,
  ProcessDeclaration,
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
