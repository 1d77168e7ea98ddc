import type { Answer, Asked } from '#platform/asked'
import { sql } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'
import { findOrganisation, namesOf } from '#kernel/people'
import { v7 as uuidv7 } from 'uuid'
import { type CasesEnvironment, asChange, base, loadToChange } from './asked.ts'
import { plainEvent, requireAllowance, save } from './general.ts'
import { changedOf } from './types.ts'

/** Operations by which a case learns whom it concerns, so that they and their relations stand back 回避 (公务员法 art. 76). */
export function concernedOperations({ processes }: CasesEnvironment) {
  return {
    nameConcerned: async (call: Asked<'nameConcerned'>): Answer<'nameConcerned'> => {
      const { tx, input, by, now } = call
      const subject = await loadToChange(processes, asChange(call))
      if (!subject.record.isOpen) throw new Refusal('not-from-this-state')
      // Whoever stands back says so without any right to act; that others are concerned, only those who act say.
      if (input.part !== 'self') requireAllowance(subject, base(call).by, 'comment')
      const personId = input.part === 'self' ? by.personId : (input.personId ?? null)
      const organisationId = input.part === 'self' ? null : (input.organisationId ?? null)
      refuseUnless((personId === null) !== (organisationId === null), 'bad-input', { field: 'personId' })
      if (organisationId !== null) refuseUnless(await findOrganisation(tx, organisationId), 'not-found')
      if (personId !== null) refuseUnless((await namesOf(tx, [personId])).has(personId), 'not-found')
      const id = uuidv7()
      const added =
        await tx.run(sql`insert into case_concerned (county, case_id, id, part, person_id, organisation_id, named_by, named_at)
        values (${tx.county}, ${input.caseId}, ${id}, ${input.part}, ${personId}, ${organisationId}, ${by.personId}, ${now})
        on conflict do nothing`)
      refuseUnless(added === 1, 'bad-input', { field: 'personId' }, 'named already')
      const gone = subject.record.ownerPersonId !== null && subject.record.ownerPersonId === personId
      return changedOf(
        save(
          tx,
          subject,
          base(call),
          gone ? { ownerPersonId: null } : {},
          plainEvent(subject, base(call).by, 'comment', input.part === 'self' ? 'stand-back' : 'name-concerned', {
            note: input.note ?? null,
            facts: { concerned: id, part: input.part },
          }),
        ),
      )
    },

    withdrawConcerned: async (call: Asked<'withdrawConcerned'>): Answer<'withdrawConcerned'> => {
      const { tx, input, now } = call
      const subject = await loadToChange(processes, asChange(call))
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
