import { type Actor, localDate, type OfficeNumber, officeNumbers } from '@xiangzhi/language'
import { sentences } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import { listWaiting } from '#platform/approvals'
import { type CountyConfig, countyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import { findCounty } from '#kernel/places'
import { askPublicContact, grantPublicContact } from './contacts.ts'

/** The parts of the configuration that everybody reads, and that hold numbers to call. */
const parts = ['county', 'categories', 'formalities', 'disclosure'] as const
type Part = (typeof parts)[number]

/** A number of the configuration, and whether everybody sees it. */
export interface CountyNumber extends OfficeNumber {
  /** The words of the part in which it stands. */
  readonly part: Part
  /** `starred`: refused, run out, or never asked; nobody is asked about it now. */
  readonly state: 'shown' | 'waiting' | 'starred'
  /** The last day on which it is shown. */
  readonly shownUntil: string | null
}

/** For objects of the configuration, the mobile numbers in their telephone field that a second person let through. */
export type NumbersToCall = ReadonlyMap<object, readonly string[]>

/** No item of a catalogue has such a code. */
const itemCode = (part: Part): string => `config:${part}`

const known = new WeakMap<CountyConfig, readonly (OfficeNumber & { readonly part: Part })[]>()

/** Looked for once for each version of the configuration; most counties have none. */
function numbersIn(config: CountyConfig): readonly (OfficeNumber & { readonly part: Part })[] {
  const found = known.get(config)
  if (found) return found
  const contents: Readonly<Record<Part, unknown>> = {
    county: config.settings,
    categories: config.classes,
    formalities: config.formalities,
    disclosure: config.disclosure,
  }
  const numbers = parts.flatMap((part) => officeNumbers(part, contents[part]).map((one) => ({ ...one, part })))
  known.set(config, numbers)
  return numbers
}

/**
 * Every mobile number of the configuration with what has become of it: changed by one digit it is another number. Public pages, which
 * show what was granted and nothing else, need not be told what waits.
 */
export async function listCountyNumbers(
  tx: Tx,
  config: CountyConfig,
  now: Date,
  { tellsWaiting = true }: { readonly tellsWaiting?: boolean } = {},
): Promise<CountyNumber[]> {
  const numbers = numbersIn(config)
  if (numbers.length === 0) return []
  const today = localDate(config.calendar, now)
  const rows = await tx.rows<{ id: string; itemCode: string; field: string; number: string; until: string | null }>(
    sql`select id, item_code, field, number, valid_until::text as until from public_contact
      where county = ${tx.county} and item_code = any(${parts.map(itemCode)}::text[])`,
  )
  const asks = tellsWaiting && rows.some(({ until }) => until === null)
  const waiting = asks ? await listWaiting(tx, { kind: 'public-contact', now }) : []
  const asked = new Set(waiting.map(({ subjectId }) => subjectId))
  return numbers.map((one): CountyNumber => {
    const row = rows.find(
      (kept) => kept.itemCode === itemCode(one.part) && kept.field === one.field && kept.number === one.number,
    )
    if (row?.until && row.until >= today) return { ...one, state: 'shown', shownUntil: row.until }
    return { ...one, state: row && asked.has(row.id) ? 'waiting' : 'starred', shownUntil: null }
  })
}

const none: NumbersToCall = new Map()

/** What may be shown of the numbers of the configuration today; the same empty map wherever there is nothing. */
export async function numbersToCall(tx: Tx, config: CountyConfig, now: Date): Promise<NumbersToCall> {
  const listed = await listCountyNumbers(tx, config, now, { tellsWaiting: false })
  const shown = listed.filter(({ state }) => state === 'shown')
  if (shown.length === 0) return none
  const found = new Map<object, string[]>()
  for (const { holder, number } of shown) found.set(holder, [...(found.get(holder) ?? []), number])
  return found
}

/**
 * Asks a second person about every number of the configuration that is starred and that nobody is asked about: of one part that
 * was saved, or of all. Whoever asks may change the configuration; whoever signs disclosures for the county decides. A county without
 * places yet asks nobody.
 *
 * @returns how many were asked about
 */
export async function askCountyNumbers(
  tx: Tx,
  {
    part,
    reason,
    by,
    now,
  }: { readonly part?: string; readonly reason: string; readonly by: Actor; readonly now: Date },
): Promise<number> {
  return forStarred(tx, part, now, async (number, given) => {
    const { settings, calendar } = given.config
    await askPublicContact(tx, {
      id: uuidv7(),
      at: { placeId: given.countyId, itemCode: itemCode(number.part), field: number.field },
      number: number.number,
      subjectKind: 'config',
      said: {
        place: settings.name.zh,
        item: sentences['zh-CN'][`text.approvals.part.${number.part}`],
        field: number.label.zh,
      },
      reason,
      by,
      now,
      today: localDate(calendar, now),
    })
  })
}

/** In a demo nobody is there to be called: the numbers of its pack are shown as if somebody had let them through. */
export async function showDemoNumbers(tx: Tx, now: Date): Promise<void> {
  await forStarred(tx, undefined, now, async ({ part, field, number }, { config, countyId }) => {
    const kept = await tx.row<{
      id: string
    }>(sql`insert into public_contact (county, id, place_id, item_code, field, number, asked_at)
      values (${tx.county}, ${uuidv7()}, ${countyId}, ${itemCode(part)}, ${field}, ${number}, ${now})
      on conflict (county, place_id, item_code, field, number) do update set asked_at = excluded.asked_at returning id`)
    if (kept) await grantPublicContact(tx, kept.id, localDate(config.calendar, now))
  })
}

async function forStarred(
  tx: Tx,
  part: string | undefined,
  now: Date,
  act: (number: CountyNumber, given: { config: CountyConfig; countyId: string }) => Promise<void>,
): Promise<number> {
  const config = await countyConfig(tx)
  const starred = (await listCountyNumbers(tx, config, now)).filter(
    (one) => one.state === 'starred' && (part === undefined || one.part === part),
  )
  const county = starred.length > 0 ? await findCounty(tx) : undefined
  if (!county) return 0
  // oxlint-disable-next-line no-await-in-loop -- a few numbers, on one connection
  for (const number of starred) await act(number, { config, countyId: county.id })
  return starred.length
}
