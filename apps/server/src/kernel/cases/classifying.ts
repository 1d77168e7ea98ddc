import { levels, publicText, readsSealed } from '@xiangzhi/language'
import type { Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { nameOfPath, type PlaceStanding } from '#kernel/places'
import { rerouteFacts } from './act.ts'
import { startClock } from './clocks.ts'
import { type Base, plainEvent, requireAllowance, save } from './general.ts'
import type { LoadedCase } from './load.ts'
import { lowestLevel, ownerFor } from './rules.ts'
import { type FamilyToSeal, sealFamily } from './sealing.ts'
import type { CaseRecord } from './types.ts'
import type { CaseChange } from './write.ts'

/**
 * Corrects category, place or the words of the list. The limit follows the category; the promise already running is kept if it was
 * the same. What would have been sealed at opening is sealed now, as by hand, whoever had it until then; what is sealed stays sealed
 * under whatever category.
 */
export async function classify(
  tx: Tx,
  subject: LoadedCase,
  base: Base,
  input: {
    category: string | undefined
    standing: PlaceStanding | undefined
    codes: readonly string[]
    summary: string | undefined
    reason: string
    family: () => Promise<FamilyToSeal>
  },
): Promise<CaseRecord> {
  requireAllowance(subject, base.by, 'classify')
  const { record, config, process } = subject
  const category = input.category ?? record.category
  const declared = config.categories.get(category)
  if (!declared || (declared.process !== record.process && category !== record.category))
    throw new Refusal('bad-input', {}, `category ${category}`)
  const place = input.standing
  const where = place
    ? {
        placeId: place.place.id,
        townId: place.townId,
        villageId: place.villageId,
        gridId: place.gridId,
        placeName: nameOfPath(place.path),
      }
    : {}
  const moved = { ...record, ...where, category }
  const lowest = lowestLevel(moved)
  const level = levels.indexOf(record.level) < levels.indexOf(lowest) ? lowest : record.level
  const routing = rerouteFacts(config, { ...moved, level }, input.codes, category)
  const owner = ownerFor(process, record.state, subject.countyPlaceId, { ...moved, level })
  const state = process.states[record.state]
  const clocks = subject.clocks.map((clock) => {
    const declaration = state?.kind === 'open' ? state.due.find(({ key }) => key === clock.clock) : undefined
    if (
      clock.status !== 'running' ||
      category === record.category ||
      !declaration ||
      !('limitOf' in declaration.within)
    )
      return clock
    // A new category has its own limit, which counts from when the first one began: correcting a label buys no time.
    const fresh = startClock(config, declaration, declared, undefined, clock.startedAt)
    return { ...fresh, extendedTimes: clock.extendedTimes }
  })
  const change: CaseChange = {
    ...where,
    category,
    level,
    routing,
    summary: input.summary === undefined ? record.summary : publicText(input.summary),
    suggestedOrganisationKey: 'organisation' in routing.to.unit ? routing.to.unit.organisation : declared.department,
    ...owner,
    ownerPersonId: owner.ownerId === record.ownerId ? record.ownerPersonId : null,
    isPublic: record.confidentiality === 'open' && declared.isPublic && record.parentId === null,
  }
  const facts = {
    category: category === record.category ? undefined : { from: record.category, to: category },
    place: place ? { from: record.placeId, to: place.place.id } : undefined,
  }
  const after = save(
    tx,
    subject,
    base,
    change,
    plainEvent(subject, base.by, 'classify', 'classify', {
      note: input.reason,
      facts: JSON.parse(JSON.stringify(facts)) as Record<string, unknown>,
    }),
    clocks,
  )
  if (record.confidentiality === 'sealed' || !(declared.sealed || routing.to.sealed === true)) return after
  return sealFamily(tx, { ...subject, record: { ...record, ...after }, clocks }, base, {
    allowance: 'classify',
    reason: input.reason,
    reader: routing.to.role !== undefined && readsSealed(routing.to.role) ? routing.to.role : undefined,
    children: 'seal',
    ...(await input.family()),
  })
}
