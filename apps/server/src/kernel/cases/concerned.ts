import { localDate, mayDo, permissions, readsSealed, type StaffRole } from '@xiangzhi/language'
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
  namesOf,
  organisationNamesOf,
  type RoleHeld,
} from '#kernel/people'
import { v7 as uuidv7 } from 'uuid'
import { type CasesEnvironment, base, loadToChange, staff } from './asked.ts'
import { type Base, plainEvent, requireAllowance, save } from './general.ts'
import { type LoadedCase, loadForChange } from './load.ts'
import type { Processes } from './registry.ts'
import { type CaseRecord, changedOf } from './types.ts'

/** Somebody who is to be named, or who names themself. */
interface Naming {
  readonly caseId: string
  readonly part: 'reported' | 'party' | 'self'
  readonly personId: string | null
  readonly organisationId: string | null
  readonly note: string | null
}

const kind = 'name-concerned'
const mayDecide: readonly StaffRole[] = permissions['case.confirm-concerned']
const bySelf: readonly StaffRole[] = permissions['case.concern']

const personsOf = (away: readonly RoleHeld[]): string[] => [...new Set(away.map(({ personId }) => personId))]

/** Refuses what would leave the county without anybody who supervises the matter, or without anybody who reads it where it is sealed. */
async function requireSupervised(
  tx: Tx,
  { record, countyPlaceId }: LoadedCase,
  { away, today }: { readonly away: readonly RoleHeld[]; readonly today: string },
): Promise<void> {
  const gone = new Set([...personsOf(away), ...(record.standBack ?? []), ...record.keptFrom])
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

/** Tells those who are kept away that they are, and nothing of the matter. What is sealed warns nobody. */
async function tellKeptAway(
  tx: Tx,
  { record }: LoadedCase,
  {
    away,
    step,
    id,
    now,
  }: { readonly away: readonly RoleHeld[]; readonly step: 'asked' | 'done'; readonly id: string; readonly now: Date },
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
      dedupeKey: `concerned:${id}:${step}:${recipientId}`,
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

/** What a second person's word does: by the same rules as when it was asked for. */
export function concernedCarryOuts(processes: Processes): Pick<ApprovalCarryOuts, typeof kind> {
  return {
    [kind]: {
      granted: async ({ tx, approval, by, now }) => {
        const naming = approval.content as Naming
        const subject = await loadForChange(tx, processes, naming.caseId, staff(by), now)
        refuseUnless(subject.record.isOpen, 'not-from-this-state')
        const today = localDate(subject.config.calendar, now)
        const away = await listKeptAway(tx, naming, today)
        refuseUnless(!personsOf(away).includes(by.personId), 'second-person')
        refuseUnless(!subject.record.standBack?.includes(by.personId), 'avoidance')
        await requireSupervised(tx, subject, { away, today })
        await keepAway(tx, subject, { by: staff(by), requestId: uuidv7(), now, personId: approval.askedBy }, naming)
        await tellKeptAway(tx, subject, { away, step: 'done', id: approval.id, now })
      },
    },
  }
}

/** Operations by which a case learns whom it concerns, so that they and their relations stand back 回避 (公务员法 art. 76). */
export function concernedOperations({ processes }: CasesEnvironment) {
  return {
    nameConcerned: async (call: Asked<'nameConcerned'>): Answer<'nameConcerned'> => {
      const { tx, input, by, now } = call
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
      const { record } = subject
      const today = localDate(subject.config.calendar, now)
      const away = (await listKeptAway(tx, naming, today)).filter((one) => one.personId !== by.personId)
      await requireSupervised(tx, subject, { away, today })
      // A sealed case is in the hands of a liaison, and is shown to nobody else so that they could decide.
      const alone =
        away.length === 0 ||
        (record.confidentiality === 'sealed'
          ? by.grants.some(({ role }) => readsSealed(role))
          : mayDo(by, 'case.concern', record) && !away.some(({ role }) => bySelf.includes(role)))
      if (alone) {
        const changed = changedOf(await keepAway(tx, subject, named, naming))
        await tellKeptAway(tx, subject, { away, step: 'done', id: input.requestId, now })
        return { ...changed, waits: false }
      }
      const waiting = await listWaiting(tx, { kind, subjectIds: [record.id], now })
      const same = (one: Naming): boolean => one.personId === personId && one.organisationId === organisationId
      refuseUnless(
        !waiting.some(({ content }) => same(content as Naming)),
        'bad-input',
        { field: 'personId' },
        'asked for already',
      )
      await askApproval(tx, {
        id: input.requestId,
        kind,
        subjectKind: 'cases',
        subjectId: record.id,
        ...(personId === null ? {} : { personId }),
        content: naming,
        facts: { name: await nameOf(tx, naming), number: record.number },
        reason: naming.note ?? '',
        by,
        now,
      })
      await tellKeptAway(tx, subject, { away, step: 'asked', id: input.requestId, now })
      return { ...changedOf(record), waits: true }
    },

    withdrawConcerned: async (call: Asked<'withdrawConcerned'>): Answer<'withdrawConcerned'> => {
      const { tx, input, now } = call
      const subject = await loadToChange(processes, call)
      requireAllowance(subject, base(call).by, 'comment')
      const changed = await tx.run(sql`update case_concerned set withdrawn_at = ${now}
        where county = ${tx.county} and case_id = ${input.caseId} and id = ${input.concernedId} and withdrawn_at is null`)
      refuseUnless(changed === 1, 'not-found')
      return changedOf(
        save(
          tx,
          subject,
          base(call),
          {},
          plainEvent(subject, base(call).by, 'comment', 'withdraw-concerned', {
            note: input.reason,
            facts: { concerned: input.concernedId },
          }),
        ),
      )
    },
  } as const
}
