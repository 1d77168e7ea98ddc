import type { getVillageDisclosure } from '@xiangzhi/contract'
import { leastStandsDays, localDate, periodLabel } from '@xiangzhi/language'
import { type Language, nameIn, say } from '@xiangzhi/text'
import type { z } from 'zod'
import { countyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { findLogHead } from '#platform/public-log'
import { findOrganisationByKey } from '#kernel/people'
import { findPlace, pathOf, type Place } from '#kernel/places'
import { listPublicTexts, type PublicEdition, type Readership } from '#kernel/publications'
import type { BoardSection, BoardSheet } from './sheet.ts'

/** What the operation getVillageDisclosure answered: names and order of the items, and what is missing. */
export type VillageDisclosure = z.output<(typeof getVillageDisclosure)['output']>

export interface SheetWishes {
  readonly disclosure: VillageDisclosure
  /** A month `2026-10` in which things were published; without it the newest one in which anything was. */
  readonly month?: string | undefined
  /** A period that things are about, such as `2026-Q3`; it goes before the month. */
  readonly period?: string | undefined
  readonly language: Language
  /** Scheme and host of the portal, which the codes lead to. */
  readonly origin: string
  /** For whom it is: the sheet that is posted in the village holds what only the village may read, the one on the web does not. */
  readonly as: Readership
  /** The mark of demo data, where they are. */
  readonly mark?: string | undefined
}

/** More does not hang on a board; whatever is left out is on the village's page. */
const sectionsMax = 120
const dayMs = 86_400_000

const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)

/** The bodies whose seals go on the sheet, as the county's organisations have them. */
async function sealsOf(
  tx: Tx,
  place: Place,
  language: Language,
): Promise<readonly [issuer: string, oversight: string]> {
  const key = place.kind === 'village' ? 'committee' : 'office'
  const [issuer, oversight] = await Promise.all([
    findOrganisationByKey(tx, `${place.code}-${key}`),
    findOrganisationByKey(tx, `${place.code}-oversight`),
  ])
  const english = language === 'en'
  const named = (one: typeof issuer): string | undefined => (english ? one?.nameEn : one?.name)
  const name = english ? (place.nameEn ?? place.name) : place.name
  return [named(issuer) ?? name, named(oversight) ?? say(language, 'text.board.oversight', { place: name })]
}

/** Which of the things on the board go onto this sheet, and what the sheet is about. */
function chosenOf(
  texts: readonly PublicEdition[],
  dayOf: (instant: Date) => string,
  { month, period, language }: SheetWishes,
): {
  texts: readonly PublicEdition[]
  about: string
  covers: (line: { period: string; dueOn: string | null }) => boolean
} {
  if (period !== undefined) {
    return {
      texts: texts.filter(({ periodKey }) => periodKey === period),
      about: language === 'en' ? period : periodLabel(period),
      covers: (line) => line.period === period,
    }
  }
  const newest = texts[0] && dayOf(texts[0].publishedAt).slice(0, 7)
  const chosen = month ?? newest ?? ''
  const [year = '', nth = ''] = chosen.split('-')
  return {
    texts: texts.filter(({ publishedAt }) => dayOf(publishedAt).startsWith(chosen)),
    about: chosen === '' ? '' : say(language, 'text.board.published-in', { year, month: Number(nth) }),
    covers: ({ dueOn }) => chosen === '' || dueOn?.startsWith(chosen) === true,
  }
}

/**
 * The sheet of a village for a month or a period: everything that stands on its board now, in the order of the catalogue, and
 * what is missing. Only public bodies are read. Undefined when the place is unknown.
 */
export async function villageSheet(tx: Tx, now: Date, wishes: SheetWishes): Promise<BoardSheet | undefined> {
  const { disclosure, language, origin, mark } = wishes
  const [place, path, { calendar }, all, head] = await Promise.all([
    findPlace(tx, disclosure.place.id),
    pathOf(tx, disclosure.place.id),
    countyConfig(tx),
    listPublicTexts(tx, wishes.as, {
      placeId: disclosure.place.id,
      month: wishes.month,
      board: true,
      limit: sectionsMax,
    }),
    findLogHead(tx),
  ])
  if (!place) return undefined
  const [issuer, oversight] = await sealsOf(tx, place, language)
  const dayOf = (instant: Date): string => localDate(calendar, instant)
  const { texts, about, covers } = chosenOf(
    all.filter(({ state, body }) => state === 'live' && body !== null),
    dayOf,
    wishes,
  )
  const items = disclosure.classes.flatMap((one) => one.items)
  const rank = new Map(items.map(({ code }, at) => [code, at]))
  const address = `${origin}/v/${place.code}/open`
  const sections: BoardSection[] = texts.map((text) => ({
    heading: text.title,
    affairs: text.affairs,
    address: `${origin}/e/${text.editionId}`,
    standsUntil: text.standsUntil,
    ...(text.asOf ? { asOf: dayOf(text.asOf) } : {}),
    ...(text.body ? { content: text.body.content } : {}),
    ...(text.audience === 'village' ? { forVillage: true } : {}),
  }))
  const onBoard = new Set(items.filter(({ board }) => board).map(({ code }) => code))
  const missing = disclosure.missing.filter(
    (one) => one.status === 'missing' && onBoard.has(one.itemCode) && covers(one),
  )
  for (const { itemCode, itemName, affairs, period, dueOn } of missing) {
    const label = period === 'standing' || language === 'en' ? '' : periodLabel(period)
    sections.push({
      heading: label === '' ? nameIn(language, itemName) : `${nameIn(language, itemName)}（${label}）`,
      affairs,
      address: `${address}/${itemCode}`,
      ...(dueOn === null ? {} : { dueOn }),
    })
  }
  const codes = [...texts.map(({ itemCode }) => itemCode), ...missing.map(({ itemCode }) => itemCode)]
  const inOrder = sections
    .map((section, at) => ({ section, rank: rank.get(codes[at] ?? '') ?? items.length }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ section }) => section)
  const from =
    texts
      .map(({ publishedAt }) => dayOf(publishedAt))
      .toSorted()
      .at(-1) ?? dayOf(now)
  const shortest = texts.map(({ standsUntil }) => standsUntil).toSorted()[0] ?? from
  const floor = daysAfter(from, leastStandsDays - 1)
  const name = language === 'en' ? (place.nameEn ?? place.name) : place.name
  const above = path.slice(0, -1).map((step) => (language === 'en' ? (step.nameEn ?? step.name) : step.name))
  return {
    language,
    title: say(language, 'text.board.title', { place: name }),
    period: about,
    village: { code: place.code, name, within: language === 'en' ? above.toReversed().join(', ') : above.join('') },
    stands: { from, to: shortest > floor ? shortest : floor },
    sections: inOrder,
    issuer,
    oversight,
    contacts: disclosure.contacts.map(({ name: label, phone, contacts }) => ({
      label: nameIn(language, label),
      phone,
      ...(contacts ? { contacts } : {}),
    })),
    address,
    ...(head
      ? {
          log: {
            root: Buffer.from(head.checkpoint.root).toString('base64'),
            size: Number(head.checkpoint.size),
            note: head.note,
          },
        }
      : {}),
    ...(mark === undefined ? {} : { mark }),
  }
}
