import { type Actor, localDate, mayDo, permissions, readsSealed, type StaffRole } from '@xiangzhi/language'
import { say } from '@xiangzhi/text'
import { type ApprovalCarryOuts, askApproval, listWaiting } from '#platform/approvals'
import type { Answer, Asked } from '#platform/asked'
import { sql, type Tx } from '#platform/database'
import { addMessages } from '#platform/messages'
import { Refusal, refuseUnless } from '#platform/refusal'
import {
  findOrganisation,
  listHolders,
  listKeptAway,
  listStandingBack,
  namesOf,
  organisationNamesOf,
  type RoleHeld,
} from '#kernel/people'
import { v7 as uuidv7 } from 'uuid'
import { type CasesEnvironment, base, loadToChange, staff } from './asked.ts'
import { concernedIn } from './desks.ts'
import { type Base, plainEvent, requireAllowance, save } from './general.ts'
import { type LoadedCase, loadForChange } from './load.ts'
import { mayHear } from './reading.ts'
import type { Processes } from './registry.ts'
import { type CaseRecord, changedOf, type FoundCase } from './types.ts'

/** Somebody who is to be named, or who names themself. */
interface Naming {
  readonly caseId: string
  readonly part: 'reported' | 'party' | 'self'
  readonly personId: string | null
  readonly organisationId: string | null
  readonly note: string | null
}

/** Somebody whose naming is to be taken back. */
interface TakingBack extends Naming {
  readonly id: string
}

type Kind = 'name-concerned' | 'withdraw-concerned'
const mayDecide: readonly StaffRole[] = permissions['case.confirm-concerned']
const bySelf: readonly StaffRole[] = permissions['case.concern']

const personsOf = (away: readonly RoleHeld[]): string[] => [...new Set(away.map(({ personId }) => personId))]

/** Any number will do, as long as nothing else in a county takes its lock. */
const CONCERNED_LOCK = 313

/**
 * Held by whatever sends somebody away from matters or lets them back, from before it reads who is left until it is committed: of two at
 * once the second sees what the first did. Taken before any row is locked.
 */
export const holdConcerned = (tx: Tx): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(${tx.county}::int, ${CONCERNED_LOCK}::int)`)

/** Refuses what would leave the county without anybody who supervises the matter, or without anybody who reads it where it is sealed. */
export async function requireSupervised(
  tx: Tx,
  { record, countyPlaceId }: { readonly record: Pick<FoundCase, 'id' | 'keptFrom'>; readonly countyPlaceId: string },
  { away, today }: { readonly away: readonly RoleHeld[]; readonly today: string },
): Promise<void> {
  if (!away.some(({ role }) => mayDecide.includes(role))) return
  const back = await listStandingBack(tx, concernedIn(tx, sql`c.id = ${record.id}`), today, true)
  const gone = new Set([...personsOf(away), ...[...back.values()].flat(), ...record.keptFrom])
  for (const role of mayDecide) {
    if (!away.some((one) => one.role === role)) continue
    const holders = await listHolders(tx, role, { placeId: countyPlaceId }, today)
    refuseUnless(
      holders.some(({ personId }) => !gone.has(personId)),
      'last-supervisor',
      {},
      role,
    )
  }
}

/**
 * Tells those who are kept away that they are, and nothing of the matter: once a case, however often somebody asks and takes it back.
 * What is sealed warns nobody.
 */
async function tellKeptAway(
  tx: Tx,
  { record }: LoadedCase,
  { away, step, now }: { readonly away: readonly RoleHeld[]; readonly step: 'asked' | 'done'; readonly now: Date },
): Promise<void> {
  if (record.confidentiality === 'sealed') return
  const language = 'zh-CN'
  await addMessages(
    tx,
    personsOf(away).map((recipientId) => ({
      id: uuidv7(),
      caseId: null,
      eventNo: null,
      rowKey: 'concerned',
      audience: 'owner',
      channel: 'in-app',
      dedupeKey: `concerned:${record.id}:${step}:${recipientId}`,
      recipientId,
      language,
      urgent: true,
      title: say(language, 'text.messages.concerned.title'),
      body: say(language, `text.messages.concerned.${step}`),
      facts: {},
      nextAt: now,
      createdAt: now,
    })),
  )
}

/** Names somebody from now on. */
async function keepAway(
  tx: Tx,
  subject: LoadedCase,
  by: Base & { readonly personId: string },
  { caseId, part, personId, organisationId, note }: Naming,
): Promise<CaseRecord> {
  const id = uuidv7()
  const added =
    await tx.run(sql`insert into case_concerned (county, case_id, id, part, person_id, organisation_id, named_by, named_at)
    values (${tx.county}, ${caseId}, ${id}, ${part}, ${personId}, ${organisationId}, ${by.personId}, ${by.now})
    on conflict do nothing`)
  refuseUnless(added === 1, 'bad-input', { field: 'personId' }, 'named already')
  const gone = subject.record.ownerPersonId !== null && subject.record.ownerPersonId === personId
  return save(
    tx,
    subject,
    by,
    gone ? { ownerPersonId: null } : {},
    plainEvent(subject, by.by, 'comment', part === 'self' ? 'stand-back' : 'name-concerned', {
      note,
      facts: { concerned: id, part },
    }),
  )
}

/** The name of whom a second person decides about. */
async function nameOf(tx: Tx, { personId, organisationId }: Naming): Promise<string> {
  if (personId !== null) return (await namesOf(tx, [personId])).get(personId) ?? ''
  const id = organisationId ?? ''
  return (await organisationNamesOf(tx, [id])).get(id)?.name ?? ''
}

/** Takes back that somebody is concerned. */
async function letBack(tx: Tx, subject: LoadedCase, by: Base, { caseId, id, note }: TakingBack): Promise<CaseRecord> {
  const changed = await tx.run(sql`update case_concerned set withdrawn_at = ${by.now}
    where county = ${tx.county} and case_id = ${caseId} and id = ${id} and withdrawn_at is null`)
  refuseUnless(changed === 1, 'not-found')
  const line = plainEvent(subject, by.by, 'comment', 'withdraw-concerned', { note, facts: { concerned: id } })
  return save(tx, subject, by, {}, line)
}

/** Who is named by a row of a case now. */
const findNamed = (tx: Tx, caseId: string, id: string) =>
  tx.row<Pick<Naming, 'part' | 'personId' | 'organisationId'>>(sql`select part, person_id, organisation_id
    from case_concerned where county = ${tx.county} and case_id = ${caseId} and id = ${id} and withdrawn_at is null`)

/**
 * Whether somebody decides alone about naming or taking back: nobody of the staff is kept away by it, or they supervise the matter and
 * none of those who do is. A sealed case is in the hands of a liaison, and is shown to nobody else so that they could decide.
 */
function decidesAlone(by: Actor, { record }: LoadedCase, away: readonly RoleHeld[]): boolean {
  if (away.length === 0) return true
  if (record.confidentiality === 'sealed') return by.grants.some(({ role }) => readsSealed(role))
  return mayDo(by, 'case.concern', record) && !away.some(({ role }) => bySelf.includes(role))
}

/** Asks a second person, once for each that a case concerns. */
async function askSecond(
  tx: Tx,
  kind: Kind,
  { record }: LoadedCase,
  naming: Naming | TakingBack,
  { id, by, now }: { readonly id: string; readonly by: Actor; readonly now: Date },
): Promise<void> {
  const { personId, organisationId, note } = naming
  const waiting = await listWaiting(tx, { kind, subjectIds: [record.id], now })
  const same = (one: Naming): boolean => one.personId === personId && one.organisationId === organisationId
  refuseUnless(
    !waiting.some(({ content }) => same(content as Naming)),
    'bad-input',
    { field: 'personId' },
    'asked for already',
  )
  await askApproval(tx, {
    id,
    kind,
    subjectKind: 'cases',
    subjectId: record.id,
    ...(personId === null ? {} : { personId }),
    content: naming,
    facts: { name: await nameOf(tx, naming), number: record.number },
    reason: note ?? '',
    by,
    now,
  })
}

/** What a second person's word does: by the same rules as when it was asked for. */
export function concernedCarryOuts(processes: Processes): Pick<ApprovalCarryOuts, Kind> {
  /** The case and whom it keeps away, for somebody who is not among them. */
  const decided = async (tx: Tx, naming: Naming, by: Actor, now: Date) => {
    await holdConcerned(tx)
    const subject = await loadForChange(tx, processes, naming.caseId, staff(by), now)
    refuseUnless(mayHear(by, subject.process, subject.record), 'not-found')
    refuseUnless(subject.record.isOpen, 'not-from-this-state')
    const today = localDate(subject.config.calendar, now)
    const away = await listKeptAway(tx, naming, today)
    refuseUnless(!personsOf(away).includes(by.personId), 'second-person')
    refuseUnless(!subject.record.standBack?.includes(by.personId), 'avoidance')
    return { subject, today, away, second: { by: staff(by), requestId: uuidv7(), now } }
  }
  return {
    'name-concerned': {
      granted: async ({ tx, approval, by, now }) => {
        const naming = approval.content as Naming
        const { subject, today, away, second } = await decided(tx, naming, by, now)
        await requireSupervised(tx, subject, { away, today })
        await keepAway(tx, subject, { ...second, personId: approval.askedBy }, naming)
        await tellKeptAway(tx, subject, { away, step: 'done', now })
      },
    },
    'withdraw-concerned': {
      granted: async ({ tx, approval, by, now }) => {
        const taking = approval.content as TakingBack
        const { subject, second } = await decided(tx, taking, by, now)
        await letBack(tx, subject, second, taking)
      },
    },
  }
}

/** Operations by which a case learns whom it concerns, so that they and their relations stand back 回避 (公务员法 art. 76). */
export function concernedOperations({ processes }: CasesEnvironment) {
  return {
    nameConcerned: async (call: Asked<'nameConcerned'>): Answer<'nameConcerned'> => {
      const { tx, input, by, now } = call
      await holdConcerned(tx)
      const subject = await loadToChange(processes, call)
      if (!subject.record.isOpen) throw new Refusal('not-from-this-state')
      // Whoever stands back says so without any right to act; that others are concerned, only those who act say.
      if (input.part !== 'self') requireAllowance(subject, base(call).by, 'comment')
      const personId = input.part === 'self' ? by.personId : (input.personId ?? null)
      const organisationId = input.part === 'self' ? null : (input.organisationId ?? null)
      refuseUnless((personId === null) !== (organisationId === null), 'bad-input', { field: 'personId' })
      if (organisationId !== null) refuseUnless(await findOrganisation(tx, organisationId), 'not-found')
      if (personId !== null) refuseUnless((await namesOf(tx, [personId])).has(personId), 'not-found')
      const naming: Naming = {
        caseId: input.caseId,
        part: input.part,
        personId,
        organisationId,
        note: input.note ?? null,
      }
      const named = { ...base(call), personId: by.personId }
      if (naming.part === 'self') return { ...changedOf(await keepAway(tx, subject, named, naming)), waits: false }
      const today = localDate(subject.config.calendar, now)
      const away = (await listKeptAway(tx, naming, today)).filter((one) => one.personId !== by.personId)
      await requireSupervised(tx, subject, { away, today })
      if (decidesAlone(by, subject, away)) {
        const changed = changedOf(await keepAway(tx, subject, named, naming))
        await tellKeptAway(tx, subject, { away, step: 'done', now })
        return { ...changed, waits: false }
      }
      await askSecond(tx, 'name-concerned', subject, naming, { id: input.requestId, by, now })
      await tellKeptAway(tx, subject, { away, step: 'asked', now })
      return { ...changedOf(subject.record), waits: true }
    },

    withdrawConcerned: async (call: Asked<'withdrawConcerned'>): Answer<'withdrawConcerned'> => {
      const { tx, input, by, now } = call
      await holdConcerned(tx)
      const subject = await loadToChange(processes, call)
      requireAllowance(subject, base(call).by, 'comment')
      const named = await findNamed(tx, input.caseId, input.concernedId)
      refuseUnless(named, 'not-found')
      const taking: TakingBack = { ...named, caseId: input.caseId, id: input.concernedId, note: input.reason }
      // What lets somebody back to a matter needs what keeping them away from it needs.
      const away = await listKeptAway(tx, taking, localDate(subject.config.calendar, now))
      if (decidesAlone(by, subject, away))
        return { ...changedOf(await letBack(tx, subject, base(call), taking)), waits: false }
      await askSecond(tx, 'withdraw-concerned', subject, taking, { id: input.requestId, by, now })
      return { ...changedOf(subject.record), waits: true }
    },
  } as const
}
