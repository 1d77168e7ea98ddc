import type { TransitionInput } from '@xiangzhi/language'
import type { Asked } from '#platform/asked'
import type { Tx } from '#platform/database'
import { refuseUnless } from '#platform/refusal'
import { findOrganisation, findOrganisationByKey } from '#kernel/people'
import { moveCase } from './act.ts'
import { filesIn, handOf, staff } from './asked.ts'
import { carryOut, type CarryOuts, unitOf } from './carry-out.ts'
import type { LoadedCase } from './load.ts'
import type { Processes } from './registry.ts'
import type { By, CaseRecord } from './types.ts'
import type { CaseFileWrite } from './write.ts'

/** What transitions need besides the case: the declarations, and what is carried out beyond it. */
export interface Acting {
  readonly processes: Processes
  readonly carryOuts: CarryOuts
}

/** Makes a transition of a loaded case, with all that follows from it beyond the case. */
export async function makeTransition(
  tx: Tx,
  environment: Acting,
  subject: LoadedCase,
  {
    by,
    requestId,
    now,
    input,
    files,
  }: { by: By; requestId: string; now: Date; input: TransitionInput; files: readonly CaseFileWrite[] },
): Promise<CaseRecord> {
  const facts = { ...subject.facts, now }
  const { unitNames } = subject
  const record = moveCase(tx, subject, { by, requestId, now, unitNames, files, facts, input })
  await carryOut(tx, environment, subject, { record, by, input, unit: unitOf(subject, by, input), now })
  return record
}

/** Makes the transition of a loaded case that somebody of the staff asks for. A unit is found where it needs one. */
export async function actOn(
  environment: Acting,
  call: Pick<Asked<'actOnCase'>, 'tx' | 'by' | 'now'> & { readonly input: { readonly requestId: string } },
  subject: LoadedCase,
  asked: Pick<
    Asked<'actOnCase'>['input'],
    'transition' | 'fields' | 'note' | 'reason' | 'publicNote' | 'organisationId'
  >,
): Promise<CaseRecord> {
  const { tx, by, now } = call
  let organisationId = asked.organisationId ?? null
  const declaration = subject.process.transitions[asked.transition]
  if (declaration?.needs.some(({ need }) => need === 'unit')) {
    if (organisationId) refuseUnless(await findOrganisation(tx, organisationId), 'need-unit')
    else if (subject.record.suggestedOrganisationKey)
      organisationId = (await findOrganisationByKey(tx, subject.record.suggestedOrganisationKey))?.id ?? null
    refuseUnless(organisationId ?? subject.record.assignedOrganisationId, 'need-unit')
  }
  return makeTransition(tx, environment, subject, {
    by: staff(by),
    requestId: call.input.requestId,
    now,
    files: await filesIn(tx, asked.fields, {
      audience: 'staff',
      hand: handOf(staff(call.by), call.input.requestId),
      now,
    }),
    input: {
      transition: asked.transition,
      fields: asked.fields,
      note: asked.note ?? null,
      reason: asked.reason ?? null,
      publicNote: asked.publicNote ?? null,
      organisationId,
    },
  })
}
