import { mustStandBack } from '@xiangzhi/language'
import type { Answer, Asked } from '#platform/asked'
import { refuseUnless } from '#platform/refusal'
import { placeStanding } from '#kernel/places'
import { type CasesEnvironment, base, filesIn, handOf, loadToChange, simple, staff, standingFor } from './asked.ts'
import { classify } from './classifying.ts'
import { deskFactsOfCase } from './desks.ts'
import { askTheReporter, assignTo, commentOn, moveLevel, supervise } from './general.ts'
import { linkTo, mergeInto } from './relations.ts'
import { revealReporter } from './reporter.ts'
import { releaseChildren } from './children.ts'
import { hasParts, lockBoth } from './rows.ts'
import { lockFamily, readFamily, seal } from './sealing.ts'
import { askForTime, askToReveal, decideReveal, decideTime, findRequest, listAsked, resume } from './time.ts'
import { actOn } from './transitions.ts'
import { changedOf } from './types.ts'
import { getReadable } from './view.ts'

const questionDays = 14

/** Operations by which staff change a case. */
export function changeOperations({ processes, carryOuts = {} }: CasesEnvironment) {
  return {
    actOnCase: async (call: Asked<'actOnCase'>): Answer<'actOnCase'> => {
      const subject = await loadToChange(processes, call)
      return changedOf(await actOn({ processes, carryOuts }, call, subject, call.input))
    },

    commentOnCase: async (call: Asked<'commentOnCase'>): Answer<'commentOnCase'> => {
      // What somebody has to say is true whatever others did meanwhile.
      const subject = await loadToChange(processes, call, call.input.caseId, null)
      const files = await filesIn(
        call.tx,
        { comment: call.input.files },
        { audience: 'staff', hand: handOf(staff(call.by), call.input.requestId), now: call.now },
      )
      return changedOf(
        commentOn(call.tx, subject, base(call), {
          note: call.input.note ?? null,
          publicNote: call.input.publicNote ?? null,
          files,
        }),
      )
    },

    assignCase: simple(processes)<'assignCase'>(async (call, subject) =>
      changedOf(
        await assignTo(call.tx, subject, base(call), {
          personId: call.input.personId,
          note: call.input.note ?? null,
        }),
      ),
    ),

    moveCaseLevel: simple(processes)<'moveCaseLevel'>((call, subject) =>
      changedOf(moveLevel(call.tx, subject, base(call), call.input)),
    ),

    classifyCase: async (call: Asked<'classifyCase'>): Answer<'classifyCase'> => {
      // A new category may seal the case: then what sealing decides about is locked first, in one order.
      const family = await lockFamily(call.tx, call.input.caseId)
      const subject = await loadToChange(processes, call)
      const standing = call.input.placeId
        ? await standingFor(call.tx, { placeId: call.input.placeId }, staff(call.by))
        : undefined
      const codes = (standing ?? (await placeStanding(call.tx, subject.record.placeId)))?.codes ?? []
      return changedOf(
        await classify(call.tx, subject, base(call), {
          category: call.input.category,
          standing,
          codes,
          summary: call.input.summary,
          reason: call.input.reason,
          family: () => readFamily(call.tx, processes, subject.record, family, base(call)),
        }),
      )
    },

    mergeCase: async (call: Asked<'mergeCase'>): Answer<'mergeCase'> => {
      const { tx, input } = call
      refuseUnless(input.caseId !== input.intoCaseId, 'merge-itself')
      await lockBoth(tx, input.caseId, input.intoCaseId)
      const subject = await loadToChange(processes, call)
      const target = await loadToChange(processes, call, input.intoCaseId, null)
      await releaseChildren(tx, processes, subject, call.now, target.record)
      return changedOf(mergeInto(tx, subject, target, base(call), { reason: input.reason ?? null }))
    },

    linkCase: async (call: Asked<'linkCase'>): Answer<'linkCase'> => {
      const { tx, input } = call
      // What is asked of the other case must still hold when this one becomes a part of it.
      if (input.parentId) await lockBoth(tx, input.caseId, input.parentId)
      const subject = await loadToChange(processes, call)
      const parent = input.parentId ? (await getReadable(tx, processes, call.by, input.parentId)).record : undefined
      if (parent) refuseUnless(!(await hasParts(tx, subject.record.id)), 'merge-itself')
      return changedOf(linkTo(tx, subject, parent, base(call)))
    },

    askForTime: simple(processes)<'askForTime'>(async (call, subject) =>
      changedOf(
        askForTime(call.tx, subject, await listAsked(call.tx, subject.record.id), base(call), {
          kind: call.input.kind,
          clock: call.input.clock,
          amount: call.input.amount ?? null,
          unit: call.input.unit ?? null,
          reason: call.input.reason,
        }),
      ),
    ),

    decideTime: simple(processes)<'decideTime'>(async (call, subject) =>
      changedOf(
        decideTime(
          call.tx,
          subject,
          await findRequest(call.tx, call.input.caseId, call.input.decisionOn),
          await listAsked(call.tx, subject.record.id),
          base(call),
          { grant: call.input.grant, note: call.input.note ?? null },
        ),
      ),
    ),

    resumeClock: simple(processes)<'resumeClock'>((call, subject) =>
      changedOf(resume(call.tx, subject, base(call), { clock: call.input.clock, note: call.input.note ?? null })),
    ),

    superviseCase: simple(processes)<'superviseCase'>((call, subject) =>
      changedOf(supervise(call.tx, subject, base(call), call.input)),
    ),

    askReporter: simple(processes)<'askReporter'>((call, subject) =>
      changedOf(askTheReporter(call.tx, subject, base(call), { question: call.input.question, days: questionDays })),
    ),

    sealCase: async (call: Asked<'sealCase'>): Answer<'sealCase'> => {
      const { tx, input } = call
      const family = await lockFamily(tx, input.caseId)
      const subject = await loadToChange(processes, call)
      return changedOf(
        seal(tx, subject, base(call), {
          reason: input.reason,
          children: input.children,
          ...(await readFamily(tx, processes, subject.record, family, base(call))),
        }),
      )
    },

    askToReveal: simple(processes)<'askToReveal'>((call, subject) => {
      refuseUnless(!mustStandBack(call.by, subject.record), 'avoidance')
      return changedOf(askToReveal(call.tx, subject, base(call), { reason: call.input.reason }))
    }),

    decideReveal: simple(processes)<'decideReveal'>(async (call, subject) => {
      refuseUnless(!mustStandBack(call.by, subject.record), 'avoidance')
      return changedOf(
        decideReveal(
          call.tx,
          subject,
          await findRequest(call.tx, call.input.caseId, call.input.decisionOn),
          base(call),
          { grant: call.input.grant, note: call.input.note ?? null },
        ),
      )
    }),

    revealReporter: async ({ tx, by, input, now, sealing }: Asked<'revealReporter'>): Answer<'revealReporter'> => {
      const [{ record }, desks] = await Promise.all([
        getReadable(tx, processes, by, input.caseId),
        deskFactsOfCase(tx, input.caseId, now),
      ])
      refuseUnless(!mustStandBack(by, { ...record, ...desks(record) }), 'avoidance')
      return revealReporter(tx, sealing, {
        caseId: input.caseId,
        request: await findRequest(tx, input.caseId, input.grantedRequest),
        personId: by.personId,
        now,
      })
    },
  } as const
}
