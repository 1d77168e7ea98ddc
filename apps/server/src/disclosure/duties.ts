import {
  defineDuty,
  type DutyDeclaration,
  type DutyDays,
  type EffectiveItem,
  heldAs,
  type StaffRole,
} from '@xiangzhi/language'
import type { CountyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { dropDuty, type Duties, expectDuty, keepDuty, loseEvidence } from '#kernel/duties'
import { itemsOf } from './catalogue.ts'

/** The key of the duty that an item makes. */
export function dutyKeyOf({ catalogue, item }: Pick<EffectiveItem, 'catalogue' | 'item'>): string {
  return `disclosure:${catalogue}:${item.code}`
}

/** The code of the item behind a duty. */
export function itemCodeOf(dutyKey: string): string {
  return dutyKey.split(':')[2] ?? ''
}

/** The event that calls for an item that is published at once: somebody begins to write about it. */
const atOnce = 'disclosure'

function daysOf(limit: EffectiveItem['item']['dueBy']): DutyDays {
  if ('days' in limit) return { days: limit.days }
  if ('workingDays' in limit) return { workingDays: limit.workingDays }
  if ('workingHours' in limit) return { workingDays: Math.ceil(limit.workingHours / 8) }
  return { days: Math.ceil(('hours' in limit ? limit.hours : 24) / 24) }
}

const holders: Readonly<Record<EffectiveItem['item']['scope'], StaffRole>> = {
  village: 'village-clerk',
  town: 'dispatcher-town',
  county: 'dispatcher-county',
}
const exempting: Readonly<Record<EffectiveItem['item']['scope'], readonly StaffRole[]>> = {
  village: ['dispatcher-town'],
  town: ['dispatcher-county'],
  county: ['leader'],
}
const escalations: Readonly<Record<EffectiveItem['item']['scope'], DutyDeclaration['escalate']>> = {
  village: [
    { when: 'late', to: 'village-leader' },
    { when: 'grave', to: 'dispatcher-town' },
  ],
  town: [{ when: 'grave', to: 'supervisor' }],
  county: [{ when: 'grave', to: 'leader' }],
}

/** When it is due: counted from the event, ahead of it, by a day of the year, or from the end of its period. */
function dueOf({ rhythm, dueBy }: EffectiveItem['item']): DutyDeclaration['due'] {
  if ('upon' in rhythm && rhythm.upon === 'ahead')
    return { from: 'event', direction: 'before', count: { days: rhythm.daysBefore }, onDayOff: 'stays' }
  if ('every' in rhythm && rhythm.by !== undefined)
    return { from: { day: rhythm.by }, direction: 'before', count: { days: 0 }, onDayOff: 'stays' }
  const count = daysOf(dueBy)
  const onDayOff = 'days' in count ? 'next-workday' : 'stays'
  return { from: 'upon' in rhythm ? 'event' : 'period-end', direction: 'after', count, onDayOff }
}

/** By what is known that an event was held which nobody announced: what had to be open before it is owed even so. */
function heldOf({ rhythm, calledBy = [] }: EffectiveItem['item']): readonly string[] {
  if (!('upon' in rhythm) || rhythm.upon !== 'ahead') return []
  return calledBy.flatMap((event) => heldAs[event] ?? [])
}

/** The duty that an item makes: the expected publications exist before anybody writes one, so that absence can be seen. */
function dutyOf(found: EffectiveItem): DutyDeclaration {
  const { item } = found
  const { rhythm, scope } = item
  return defineDuty({
    key: dutyKeyOf(found),
    version: 1,
    kind: 'disclosure',
    title: item.name,
    places: { level: scope, ...(item.places ? { settled: item.places === 'communities' } : {}) },
    who: { role: holders[scope] },
    rhythm:
      'every' in rhythm
        ? { every: rhythm.every }
        : 'upon' in rhythm
          ? { upon: [...new Set([atOnce, ...(item.calledBy ?? []), ...heldOf(item)])] }
          : { every: rhythm.reviewEvery },
    due: dueOf(item),
    ...('standing' in rhythm ? { fromFirstDay: true as const } : {}),
    keptBy: { evidence: 'publication', times: 1, byHand: false },
    remindDaysBefore: [3],
    graveAfter: { workingDays: 5 },
    escalate: escalations[scope],
    exemptedBy: exempting[scope],
    isPublic: true,
    form: '/disclosure/{place}/{code}/{period}',
    basis: item.legalBasis,
    ...(item.communityBasis ? { basisWhenSettled: item.communityBasis } : {}),
  })
}

/** The duties that follow from a county's catalogues: one an item. */
export function disclosureDuties(config: CountyConfig): readonly DutyDeclaration[] {
  return [...itemsOf(config).values()].map(dutyOf)
}

/** In which period of its duty a publication counts: a standing item is looked through once a year. */
function occasionOf({ item }: EffectiveItem, periodKey: string, today: string): string {
  return 'standing' in item.rhythm ? today.slice(0, 4) : periodKey
}

/** Notes that something happened which must be published at once. */
export async function expectAtOnce(
  tx: Tx,
  duties: Duties,
  found: EffectiveItem,
  about: { placeId: string; periodKey: string; on: string; now: Date },
): Promise<void> {
  if (!('upon' in found.item.rhythm)) return
  await expectDuty(tx, duties, {
    duty: dutyKeyOf(found),
    placeId: about.placeId,
    occasion: about.periodKey,
    on: about.on,
    now: about.now,
  })
}

/**
 * A text was taken back, and nothing of its publication is shown any more: it is owed again, by its old date. Every edition counts,
 * since each kept the duty once.
 */
export async function loseByWithdrawal(
  tx: Tx,
  duties: Duties,
  found: EffectiveItem,
  about: { placeId: string; editionIds: readonly string[]; by: string | null; reason: string; now: Date },
): Promise<void> {
  await loseEvidence(tx, duties, {
    duty: dutyKeyOf(found),
    placeId: about.placeId,
    evidence: { kind: 'publication', subjectIds: about.editionIds },
    at: about.now,
    by: about.by,
    note: about.reason,
  })
}

/**
 * A text about an event was given up before anything of it was public: where the writer alone said that there was an event, nothing
 * has to be published. What another record called for stays owed.
 */
export async function dropAtOnce(
  tx: Tx,
  found: EffectiveItem,
  about: { placeId: string; periodKey: string; by: string | null; reason: string; now: Date },
): Promise<void> {
  if (!('upon' in found.item.rhythm) || (found.item.calledBy?.length ?? 0) > 0) return
  await dropDuty(tx, {
    duty: dutyKeyOf(found),
    placeId: about.placeId,
    occasion: about.periodKey,
    at: about.now,
    by: about.by,
    note: about.reason,
  })
}

/** Keeps the duty of a publication by its edition. */
export async function keepByPublication(
  tx: Tx,
  duties: Duties,
  found: EffectiveItem,
  about: { placeId: string; periodKey: string; editionId: string; today: string; by: string | null; now: Date },
): Promise<void> {
  await keepDuty(tx, duties, {
    duty: dutyKeyOf(found),
    placeId: about.placeId,
    occasion: occasionOf(found, about.periodKey, about.today),
    evidence: { kind: 'publication', subjectId: about.editionId },
    at: about.now,
    by: about.by,
  })
}
