import type * as contract from '@xiangzhi/contract'
import { type Actor } from '@xiangzhi/language'
import type { Asked } from '#platform/asked'
import type { Tx } from '#platform/database'
import { claimUploads, type Hand } from '#platform/files'
import { Refusal } from '#platform/refusal'
import { placeAt, placeStanding, placeStandingByCode, type PlaceStanding } from '#kernel/places'
import type { CarryOuts } from './carry-out.ts'
import { type LoadedCase, loadForChange } from './load.ts'
import type { CaseNumbers } from './numbers.ts'
import { mayRead } from './reading.ts'
import type { Processes } from './registry.ts'
import type { By, CaseChanged } from './types.ts'
import type { CaseFileWrite } from './write.ts'

/** What the operations of cases need besides the call: the declarations, and where numbers come from. */
export interface CasesEnvironment {
  readonly processes: Processes
  readonly numbers: CaseNumbers
  /** What transitions call beyond the case; without any where no process declares such an effect. */
  readonly carryOuts?: CarryOuts
}

export const staff = (actor: Actor): By => ({ kind: 'staff', actor })

/** Whose uploads a write may attach: those of the person of staff, or those that were handed in for this very request. */
export const handOf = (by: By, requestId: string): Hand =>
  by.kind === 'staff' ? { personId: by.actor.personId } : { requestId }

/**
 * Uploads of the same hand that are named in the answers become files of the case; what the villager hands in, the villager may see
 * again. Refuses `bad-input` where one belongs to something already, or was handed in by somebody else.
 */
export async function filesIn(
  tx: Tx,
  fields: Readonly<Record<string, unknown>>,
  { audience, hand, now }: { readonly audience: 'staff' | 'reporter'; readonly hand: Hand; readonly now: Date },
): Promise<CaseFileWrite[]> {
  const wanted = Object.entries(fields).flatMap(([field, value]) =>
    Array.isArray(value) ? value.map((id) => ({ field, id: String(id) })) : [],
  )
  if (wanted.length === 0) return []
  const claimed = await claimUploads(
    tx,
    wanted.map(({ id }) => id),
    { hand, now },
  )
  return wanted.map(({ field, id }) => {
    const upload = claimed.find((one) => one.id === id)
    if (!upload) throw new Refusal('bad-input', {}, `upload ${id}`)
    return {
      id,
      field,
      name: upload.name,
      mediaType: upload.mediaType,
      bytes: upload.bytes,
      sha256: upload.sha256,
      storeKey: upload.storeKey,
      audience,
    }
  })
}

/** How an input names a place: by id, by code, or by a point. */
interface NamedPlace {
  readonly placeId?: string | undefined
  readonly placeCode?: string | undefined
  readonly position?: { readonly lng: number; readonly lat: number } | undefined
}

/**
 * The place that an input names. By public doors no household is there, whether it is or not: the register answers no stranger,
 * and no public page says where somebody lives.
 */
export async function standingFor(tx: Tx, input: NamedPlace, by: By): Promise<PlaceStanding> {
  let found: PlaceStanding | undefined
  if (input.placeId) found = await placeStanding(tx, input.placeId)
  else if (input.placeCode) found = await placeStandingByCode(tx, input.placeCode)
  else if (input.position) found = await placeAt(tx, input.position.lng, input.position.lat)
  if (!found || found.place.validUntil !== null) throw new Refusal('place-unknown')
  if (by.kind === 'reporter' && found.place.kind === 'household') throw new Refusal('place-unknown')
  return found
}

/** The village that an input from outside names, however it spells the place; its town or county above villages, else undefined. */
export async function villageNamed(tx: Tx, input: NamedPlace): Promise<string | undefined> {
  try {
    const { place, villageId, townId } = await standingFor(tx, input, { kind: 'reporter' })
    return villageId ?? townId ?? place.id
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

/** Every change names its case and the version that was seen. */
type ChangeOfCase = Pick<Asked<'actOnCase'>, 'tx' | 'by' | 'now'> & {
  readonly input: Pick<Asked<'actOnCase'>['input'], 'caseId' | 'version'>
}

/** Loads a case that the person may read and compares versions: the beginning of every change by staff. */
export async function loadToChange(
  processes: Processes,
  call: ChangeOfCase,
  caseId = call.input.caseId,
  version: number | null = call.input.version ?? null,
): Promise<LoadedCase> {
  const subject = await loadForChange(call.tx, processes, caseId, staff(call.by), call.now)
  if (!mayRead(call.by, subject.process, subject.record)) throw new Refusal('not-found')
  if (version !== null && subject.record.version !== version) throw new Refusal('changed-meanwhile')
  return subject
}
/** Who, by which request and when: the same in every command. */
export const base = (call: { by: Actor; input: { requestId: string }; now: Date }) => ({
  by: staff(call.by),
  requestId: call.input.requestId,
  now: call.now,
})
/** Most general commands only need the loaded case. */
export const simple =
  (processes: Processes) =>
  <N extends keyof typeof contract>(
    command: (call: Asked<N>, subject: LoadedCase) => Promise<CaseChanged> | CaseChanged,
  ) =>
  async (call: Asked<N> & ChangeOfCase): Promise<CaseChanged> =>
    command(call, await loadToChange(processes, call))
