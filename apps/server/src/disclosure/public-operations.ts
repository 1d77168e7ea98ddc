import type {
  ExpectedView,
  ItemView,
  MissingLine,
  PublicEditionView,
  PublishedLine,
  QuestionView,
} from '@xiangzhi/contract'
import { differencesOf, type EffectiveItem, localDate, newestPeriodFirst, owes } from '@xiangzhi/language'
import type { Named } from '@xiangzhi/text'
import type { Answer, Asked } from '#platform/asked'
import { type CountyConfig, countyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { findLogPositions } from '#platform/public-log'
import { Refusal, refuseUnless } from '#platform/refusal'
import { keyset } from '#platform/keyset'
import { listDutiesOfPlace } from '#kernel/duties'
import { findPlace, findPlaceByCode, type Place } from '#kernel/places'
import {
  countQuestions,
  everybody,
  findPublicEdition,
  listPublic,
  listPublicEditions,
  listQuestions,
  listQuestionsOfVillage,
  numbersToCall,
  type PublicEdition,
  type PublicEditionLine,
  type PublicQuestion,
  type QuestionCounts,
  type Readership,
} from '#kernel/publications'
import { itemsOf, itemView } from './catalogue.ts'
import { dutyKeyOf } from './duties.ts'
import { expectedViews } from './expected.ts'
import { placeRef } from './views.ts'

function lineView(line: PublicEditionLine): PublishedLine {
  return {
    editionId: line.editionId,
    publicationId: line.publicationId,
    no: line.no,
    itemCode: line.itemCode,
    classCode: line.classCode,
    period: line.periodKey,
    title: line.title,
    state: line.state,
    publishedAt: line.publishedAt.toISOString(),
    standsUntil: line.standsUntil,
    changeNote: line.changeNote,
    withdrawnAt: line.withdrawnAt?.toISOString() ?? null,
    withdrawnReason: line.withdrawnReason,
    hiddenReason: line.hiddenReason,
  }
}

function questionView(question: PublicQuestion): QuestionView {
  return {
    id: question.id,
    publicationId: question.publicationId,
    kind: question.kind,
    status: question.status,
    question: question.question,
    followUp: question.followUp,
    askedAt: question.askedAt.toISOString(),
    dueAt: question.dueAt?.toISOString() ?? null,
    answer: question.answer,
    answeredBy: question.answeredBy,
    answeredAt: question.answeredAt?.toISOString() ?? null,
  }
}

async function placeOf(tx: Tx, code: string): Promise<Place> {
  const place = await findPlaceByCode(tx, code)
  if (!place || !['village', 'town', 'county'].includes(place.kind)) throw new Refusal('not-found')
  return place
}

function dayBefore(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)
}

/** What the public sees of an expected item: nothing of what was begun for it or taken back. */
function missingView(view: ExpectedView): MissingLine {
  const { itemCode, itemName, classCode, affairs, period, dueOn, status, exemptReason } = view
  return { itemCode, itemName, classCode, affairs, period, dueOn, status, exemptReason }
}

/** What the public sees of what a place must disclose: a year back, a month ahead. */
async function expectedOf(
  tx: Tx,
  config: CountyConfig,
  place: Place,
  now: Date,
  only?: { readonly duties: readonly string[] },
): Promise<{ missing: MissingLine[]; due: MissingLine[] }> {
  const today = localDate(config.calendar, now)
  const duties = await listDutiesOfPlace(
    tx,
    place.id,
    {
      kind: 'disclosure',
      publicOnly: true,
      from: dayBefore(today, 366),
      until: dayBefore(today, -31),
      limit: 500,
      ...only,
    },
    today,
  )
  const views = await expectedViews(
    tx,
    config,
    duties.filter(({ keptOn }) => keptOn === null),
    today,
  )
  return {
    missing: views.filter(({ status }) => status === 'missing' || status === 'exempt').map(missingView),
    due: views.filter(({ status }) => status === 'due').map(missingView),
  }
}

/** The months that have anything to look at: thirteen, the newest first. */
function monthsUntil(today: string): string[] {
  const [year = 0, month = 1] = today.split('-').map(Number)
  return Array.from({ length: 13 }, (_, back) =>
    new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7),
  )
}

/** What everybody may know of a withheld text, with the words of the catalogue for its columns. */
export function withheldView(
  { withheld }: Pick<PublicEdition, 'withheld'>,
  found: EffectiveItem | undefined,
): PublicEditionView['withheld'] {
  const labels = new Map(
    (found?.item.template ?? []).flatMap((block) =>
      block.kind === 'table' ? block.columns.map(({ key, label }) => [key, label] as const) : [],
    ),
  )
  return (
    withheld?.map(({ rows, totals }) => ({
      rows,
      totals: totals.map(({ key, fen }) => ({ label: labels.get(key) ?? null, fen })),
    })) ?? null
  )
}

/** An edition with everything that its page shows to a readership. */
async function editionPage(
  tx: Tx,
  as: Readership,
  config: CountyConfig,
  edition: PublicEdition,
): Promise<PublicEditionView> {
  const [place, editions, questions, positions] = await Promise.all([
    findPlace(tx, edition.placeId),
    listPublicEditions(tx, as, edition.publicationId),
    listQuestions(tx, as, edition.publicationId),
    findLogPositions(tx, [edition.editionId]),
  ])
  if (!place) throw new Refusal('not-found')
  const before = editions.find(({ no }) => no < edition.no)
  const found = itemsOf(config).get(edition.itemCode)
  const indexOf = (withdrawn: boolean): number | null =>
    positions.find(({ kind }) => (kind === 'withdrawal') === withdrawn)?.index ?? null
  return {
    ...lineView(edition),
    place: placeRef(place),
    item: found ? itemView(found, place) : null,
    body: edition.body,
    salt: edition.salt,
    hiding:
      edition.hiding && edition.hidingSalt !== null ? { salt: edition.hidingSalt, document: edition.hiding } : null,
    audience: edition.audience,
    withheld: withheldView(edition, found),
    commitment: edition.commitment,
    log: { index: indexOf(false), withdrawalIndex: indexOf(true) },
    supersededAt: edition.supersededAt?.toISOString() ?? null,
    asOf: edition.asOf?.toISOString() ?? null,
    editions: editions.map(lineView),
    differences: before?.body && edition.body ? differencesOf(before.body.content, edition.body.content) : [],
    questions: questions.map(questionView),
    demo: edition.demo,
  }
}

/** An edition as a readership reads it; undefined where there is none. Whoever calls it answers for the readership. */
export async function readEdition(tx: Tx, as: Readership, editionId: string): Promise<PublicEditionView | undefined> {
  const [config, edition] = await Promise.all([countyConfig(tx), findPublicEdition(tx, as, editionId)])
  return edition && editionPage(tx, as, config, edition)
}

const order = keyset({ publishedAt: 'instant', editionId: 'uuid' })

/**
 * How many questions were asked and what became of them, exactly: each stands below in public without its asker, and how a village
 * answers is itself to be seen (村民委员会组织法 art. 35).
 */
function publishQuestions(counts: Partial<QuestionCounts> = {}) {
  const { asked = 0, answered = 0, late = 0, waiting = 0 } = counts
  return { asked, answered, late, waiting }
}

const yearMs = 366 * 86_400_000

/** What everybody may read, as everybody. Everything comes from the two public views and from the duties that are public. */
export const publicOperations = {
  getVillageDisclosure: async ({ tx, input, now }: Asked<'getVillageDisclosure'>): Answer<'getVillageDisclosure'> => {
    const [config, place] = await Promise.all([countyConfig(tx), placeOf(tx, input.code)])
    const [lines, { missing, due }, counts, numbers] = await Promise.all([
      listPublic(tx, everybody, {
        placeId: place.id,
        month: input.month,
        classCode: input.class,
        after: order.read(input.cursor),
        limit: input.limit + 1,
      }),
      expectedOf(tx, config, place, now),
      place.kind === 'village'
        ? countQuestions(tx, { villageIds: [place.id], from: new Date(now.getTime() - yearMs), until: now, now })
        : [],
      numbersToCall(tx, config, now),
    ])
    const { rows: page, nextCursor } = order.page(lines, input.limit, (last) => last)
    const inClass = (one: { classCode: string }): boolean => input.class === undefined || one.classCode === input.class
    const classes = new Map<string, { code: string; name: Named; items: ItemView[] }>()
    for (const found of itemsOf(config).values()) {
      if (!owes(found.item, place)) continue
      const group = classes.get(found.classCode) ?? { code: found.classCode, name: found.className, items: [] }
      group.items.push(itemView(found, place))
      classes.set(found.classCode, group)
    }
    const toCall = (holder: object): { contacts?: string[] } =>
      numbers.has(holder) ? { contacts: [...(numbers.get(holder) ?? [])] } : {}
    return {
      place: placeRef(place),
      classes: [...classes.values()],
      published: page.map(lineView),
      nextCursor,
      missing: missing.filter(inClass),
      due: due.filter(inClass),
      months: monthsUntil(localDate(config.calendar, now)),
      boards: (config.disclosure?.boards ?? []).map((board) => ({
        ...board,
        phone: board.phone ?? null,
        ...toCall(board),
      })),
      contacts: (config.disclosure?.contacts ?? []).map((one) => ({ ...one, ...toCall(one) })),
      questions: publishQuestions(counts[0]),
    }
  },

  getPublicEdition: async ({ tx, input }: Asked<'getPublicEdition'>): Answer<'getPublicEdition'> => {
    const view = await readEdition(tx, everybody, input.editionId)
    if (!view) throw new Refusal('not-found')
    return view
  },

  getPublicItem: async ({ tx, input, now }: Asked<'getPublicItem'>): Answer<'getPublicItem'> => {
    const [config, place] = await Promise.all([countyConfig(tx), placeOf(tx, input.code)])
    const found = itemsOf(config).get(input.item)
    if (!found || found.item.scope !== place.kind) throw new Refusal('not-found')
    const [lines, expected] = await Promise.all([
      listPublic(tx, everybody, { placeId: place.id, itemCode: input.item, limit: 100 }),
      expectedOf(tx, config, place, now, { duties: [dutyKeyOf(found)] }),
    ])
    return { place: placeRef(place), item: itemView(found, place), published: lines.map(lineView), ...expected }
  },

  getPlaceMoney: async ({ tx, input, now }: Asked<'getPlaceMoney'>): Answer<'getPlaceMoney'> => {
    const [config, place] = await Promise.all([countyConfig(tx), placeOf(tx, input.code)])
    const money = [...itemsOf(config).values()].filter(({ item }) => item.money && owes(item, place))
    const [lines, { missing }] = await Promise.all([
      listPublic(tx, everybody, { placeId: place.id, money: true, limit: 60 }),
      expectedOf(tx, config, place, now, { duties: money.map(dutyKeyOf) }),
    ])
    const newest = lines.toSorted((a, b) => newestPeriodFirst(a.periodKey, b.periodKey))
    const chosen = input.period === undefined ? newest[0] : newest.find(({ periodKey }) => periodKey === input.period)
    refuseUnless(input.period === undefined || chosen, 'not-found')
    const edition = chosen && (await findPublicEdition(tx, everybody, chosen.editionId))
    return {
      place: placeRef(place),
      edition: edition ? await editionPage(tx, everybody, config, edition) : null,
      periods: newest.map(({ periodKey, editionId, title }) => ({ period: periodKey, editionId, title })),
      missing,
    }
  },

  searchDisclosures: async ({ tx, input }: Asked<'searchDisclosures'>): Answer<'searchDisclosures'> => {
    const place = await placeOf(tx, input.code)
    const words = input.q.split(/[\s，,、]+/u).filter((word) => word !== '')
    refuseUnless(words.length > 0 && words.length <= 6, 'bad-input')
    const lines = await listPublic(tx, everybody, { placeId: place.id, words, limit: input.limit })
    return { place: placeRef(place), rows: lines.map(lineView) }
  },

  listVillageQuestions: async ({ tx, input }: Asked<'listVillageQuestions'>): Answer<'listVillageQuestions'> => {
    const place = await placeOf(tx, input.code)
    const rows = await listQuestionsOfVillage(tx, everybody, place.id, input.limit)
    return { place: placeRef(place), rows: rows.map((row) => ({ ...questionView(row), title: row.title })) }
  },
} as const
