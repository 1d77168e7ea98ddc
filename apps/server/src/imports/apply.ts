import { type Actor, isGuardedRole, type StaffRole } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import {
  addOrganisations,
  addResponsibilities,
  addSealedPersons,
  endGrant,
  followHouseholds,
  grantRole,
  type HeldOffice,
  type HeldTable,
  type Organisation,
  removeImported,
  rewriteOrganisations,
  rewritePersons,
  type SealedPerson,
  setHeldUntil,
  withdrawAskedEndings,
  withdrawAskedGrants,
} from '#kernel/people'
import { say } from '@xiangzhi/text'
import { addPlaces, countLeftHanging, removeUntouchedPlaces, rewritePlaces } from '#kernel/places'
import type { Tx } from '#platform/database'
import type { StagedAction, StagedRow } from '#platform/imports'
import { Refusal, refuseUnless } from '#platform/refusal'
import type { StagedPlace } from './check-places.ts'
import type { RosterKind } from './columns.ts'

/** Who carries an import out; the command line acts for nobody. */
export interface Doing {
  readonly tx: Tx
  readonly by: Actor | undefined
  readonly now: Date
}

const contents = <T>(rows: readonly StagedRow[], ...actions: readonly StagedAction[]): T[] =>
  rows.filter(({ action }) => actions.includes(action)).map(({ content }) => content as unknown as T)

/** What stood there before, to be written over what the import made of it: the import raised the version by one. */
const befores = <T extends { readonly version: number }>(rows: readonly StagedRow[]): T[] =>
  rows
    .filter(({ action }) => action === 'changed' || action === 'ended')
    .map(({ before }) => ({ ...(before as unknown as T), version: (before as unknown as T).version + 1 }))

async function applyPlaces({ tx }: Doing, rows: readonly StagedRow[]): Promise<void> {
  await addPlaces(tx, contents<StagedPlace>(rows, 'new'))
  const changed = contents<StagedPlace>(rows, 'changed', 'ended')
  await rewritePlaces(tx, changed)
  await followHouseholds(
    tx,
    changed.filter(({ kind }) => kind === 'household'),
  )
}

async function undoPlaces({ tx }: Doing, rows: readonly StagedRow[]): Promise<void> {
  const before = befores<StagedPlace>(rows)
  await rewritePlaces(tx, before)
  await followHouseholds(
    tx,
    before.filter(({ kind }) => kind === 'household'),
  )
  await removeUntouchedPlaces(
    tx,
    contents<StagedPlace>(rows, 'new').map(({ id }) => id),
  )
}

/** Gives a role by the same rules as by hand: about who may hold what, and what waits for a second person. */
async function give({ tx, by, now }: Doing, one: HeldOffice): Promise<void> {
  refuseUnless(by, 'not-allowed')
  const reason = say('zh-CN', 'text.imports.grantReason')
  await grantRole({
    tx,
    by,
    now,
    reason,
    input: { ...one, personId: one.personId ?? '', role: one.kind as StaffRole },
  })
}

async function applyHeld(doing: Doing, table: HeldTable, rows: readonly StagedRow[]): Promise<void> {
  const { tx, by, now } = doing
  const fresh = contents<HeldOffice>(rows, 'new')
  const ended = contents<HeldOffice>(rows, 'ended')
  if (table === 'responsibility') {
    await addResponsibilities(
      tx,
      fresh.map((one) => ({ ...one, placeId: one.placeId ?? '' })),
    )
    await setHeldUntil(
      tx,
      table,
      ended.map(({ id, heldUntil }) => ({ id, heldUntil, was: null })),
      now,
    )
    return
  }
  if (!by) throw new Refusal('not-allowed')
  for (const one of fresh) await give(doing, one)
  const reason = say('zh-CN', 'text.imports.endReason')
  for (const { id, heldUntil } of ended)
    await endGrant({ tx, by, now, reason, input: { id, heldUntil: heldUntil ?? '' } })
}

async function undoHeld(doing: Doing, table: HeldTable, rows: readonly StagedRow[]): Promise<void> {
  const { tx, now } = doing
  const ended = contents<HeldOffice>(rows, 'ended')
  const waits = ({ kind }: HeldOffice): boolean => table === 'role_grant' && isGuardedRole(kind as StaffRole)
  await setHeldUntil(
    tx,
    table,
    ended.filter((one) => !waits(one)).map(({ id, heldUntil }) => ({ id, heldUntil: null, was: heldUntil })),
    now,
  )
  // A guarded role that was ended is not held again by one person's word.
  const guarded = ended.filter(waits)
  const gone = await withdrawAskedEndings(
    tx,
    guarded.map(({ id }) => id),
    now,
  )
  for (const one of guarded.filter(({ id }) => gone.includes(id)))
    await give(doing, { ...one, id: uuidv7(), heldUntil: null })
  const fresh = Map.groupBy(contents<HeldOffice>(rows, 'new'), waits)
  const ids = (of: boolean): string[] => (fresh.get(of) ?? []).map(({ id }) => id)
  await removeImported(tx, table, [...ids(false), ...(await withdrawAskedGrants(tx, ids(true), now))])
}

/** Does what some staged rows say. Rows come in the order of the file, so what others stand on is there already. */
export async function applyRows(doing: Doing, kind: RosterKind, rows: readonly StagedRow[]): Promise<void> {
  const { tx, now } = doing
  if (kind === 'places' || kind === 'households') return applyPlaces(doing, rows)
  if (kind === 'responsibilities') return applyHeld(doing, 'responsibility', rows)
  if (kind === 'grants') return applyHeld(doing, 'role_grant', rows)
  if (kind === 'people') {
    await addSealedPersons(tx, contents<SealedPerson>(rows, 'new'), now)
    return rewritePersons(tx, contents<SealedPerson>(rows, 'changed'), now)
  }
  await addOrganisations(tx, contents<Organisation>(rows, 'new'))
  return rewriteOrganisations(tx, contents<Organisation>(rows, 'changed', 'ended'))
}

/** Takes back what some staged rows did. Rows come backwards, so nothing loses what it stands on. */
export async function undoRows(doing: Doing, kind: RosterKind, rows: readonly StagedRow[]): Promise<void> {
  const { tx } = doing
  if (kind === 'places' || kind === 'households') return undoPlaces(doing, rows)
  if (kind === 'responsibilities') return undoHeld(doing, 'responsibility', rows)
  if (kind === 'grants') return undoHeld(doing, 'role_grant', rows)
  const table = kind === 'people' ? 'person' : 'organisation'
  if (kind === 'people') await rewritePersons(tx, befores<SealedPerson>(rows), doing.now)
  else await rewriteOrganisations(tx, befores<Organisation>(rows))
  return removeImported(
    tx,
    table,
    contents<{ id: string }>(rows, 'new').map(({ id }) => id),
  )
}

/** After all rows: what was ended may hold nothing any more. */
export async function requireNothingHanging(tx: Tx, rows: readonly StagedRow[]): Promise<void> {
  const left = await countLeftHanging(
    tx,
    contents<StagedPlace>(rows, 'ended').map(({ id }) => id),
  )
  refuseUnless(left === 0, 'in-use', { count: left })
}
