/** Carries out the steps of a story through the same operations that every surface uses. */

import * as contract from '@xiangzhi/contract'
import type { Actor, ProcessDeclaration } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import type { Caller, Run } from '#api'
import type { CaseRecord } from '#kernel/cases'
import type { DemoActors } from './actors.ts'
import type { PlannedCase } from './cases.ts'
import type { DemoPhotos } from './photos.ts'
import type { SeededRandom } from '#packs'
import type { Step } from './story.ts'

/** A case of the world while it runs. */
export interface DemoCase {
  readonly plan: Pick<PlannedCase, 'key' | 'process' | 'category' | 'wishes'> & { readonly townCode: string }
  readonly id: string
  /** The private part of the reporter's link; absent when nobody reported. */
  readonly token: string | undefined
  readonly random: SeededRandom
  readonly done: Set<string>
  /** Who did last what a second person must decide on. */
  readonly asked: Map<string, string>
}

/** What carrying out a step needs. */
export interface Stage {
  readonly run: Run
  readonly actors: DemoActors
  /** Ids of organisations by key. */
  readonly organisations: ReadonlyMap<string, string>
  readonly caseOf: (key: string) => DemoCase | undefined
  /** Takes pictures; absent where there is nowhere to keep them. */
  readonly photos?: DemoPhotos
  /** A source of chance of its own for each case. */
  readonly chance: (key: string) => SeededRandom
}

/** A child case that a step brought about. */
export interface Whistled {
  readonly id: string
}

/** Villagers of the world act on this machine: weeks of a whole county in a minute are no one address in a hurry. */
export const villager: Caller = { kind: 'public', address: '127.0.0.1', language: 'zh-CN' }

/** A member of staff as a caller of operations. */
export function staffCaller(actor: Actor): Caller {
  return { kind: 'staff', actor, accountId: actor.accountId, address: '', language: 'zh-CN' }
}

/** Nobody of the world may do what the story asks: a mistake in the story. */
export class NobodyMay extends Error {}

function somebody(actor: Actor | undefined, what: string, record: CaseRecord): Actor {
  if (!actor)
    throw new NobodyMay(`nobody may ${what} ${record.process} ${record.state} ${record.level} ${record.category}`)
  return actor
}

/** Carries out one step at an instant. Throws the refusals of the operations. */
export async function perform(
  stage: Stage,
  one: DemoCase,
  process: ProcessDeclaration,
  record: CaseRecord,
  step: Step,
  at: Date,
): Promise<Whistled[]> {
  const { run, actors } = stage
  const { random } = one
  const base = { caseId: one.id, requestId: uuidv7(), version: record.version }
  const command = (
    allowance: string,
    part: 'ask' | 'grant' = 'ask',
    choice?: Parameters<DemoActors['forCommand']>[5],
  ): Caller => {
    const actor = somebody(actors.forCommand(process, record, allowance, part, random, choice), allowance, record)
    if (part === 'ask') one.asked.set(allowance, actor.personId)
    return staffCaller(actor)
  }
  switch (step.kind) {
    case 'act': {
      // Whoever handled a case is not the one who checks it.
      const but = one.asked.get('handle')
      const actor = somebody(
        actors.forTransition(process, record, step.transition, random, step.transition === 'pass' ? but : undefined),
        step.transition,
        record,
      )
      one.asked.set(step.transition, actor.personId)
      const organisationId = step.unit === undefined ? undefined : stage.organisations.get(step.unit)
      const pictured = (step.transition === 'handle' || step.transition === 'solve') && random.happens(0.4)
      const after =
        pictured && stage.photos
          ? { afterPhotos: [await stage.photos.take(one.plan.category, 'after', at, actor)] }
          : {}
      await run(
        contract.actOnCase,
        staffCaller(actor),
        {
          ...base,
          transition: step.transition,
          fields: { ...step.fields, ...after },
          note: step.note,
          reason: step.reason,
          publicNote: step.publicNote,
          organisationId,
        },
        at,
      )
      break
    }
    case 'reporter':
      await run(
        contract.actAsReporter,
        villager,
        { token: one.token ?? '', requestId: base.requestId, transition: step.transition, fields: step.fields ?? {} },
        at,
      )
      break
    case 'level':
      await run(contract.moveCaseLevel, command('level'), { ...base, level: step.level, reason: step.reason }, at)
      break
    case 'whistle': {
      const organisationIds = step.units.flatMap((key) => stage.organisations.get(key) ?? [])
      const { children } = await run(
        contract.whistleCase,
        command('whistle'),
        { ...base, organisationIds, wanted: step.wanted },
        at,
      )
      return children.map(({ id }) => ({ id }))
    }
    case 'ask-time': {
      const clock = process.states[record.state]
      const key = clock?.kind === 'open' ? clock.due[0]?.key : undefined
      if (key === undefined) throw new NobodyMay(`no clock runs in ${record.state}`)
      const amount = step.what === 'extend' ? { amount: random.whole(2, 4), unit: 'workingDays' as const } : {}
      await run(
        contract.askForTime,
        command(step.what),
        { ...base, kind: step.what, clock: key, reason: step.reason, ...amount },
        at,
      )
      break
    }
    case 'decide-time': {
      const { time } = one.plan.wishes
      if (!time) break
      const but = one.asked.get(time.kind)
      const caller = command(time.kind, 'grant', but === undefined ? {} : { but })
      const { requests } = await run(contract.getCase, caller, { caseId: one.id }, at)
      const open = requests.find(({ kind, status }) => kind === time.kind && status === 'asked')
      if (open)
        await run(contract.decideTime, caller, { ...base, decisionOn: open.id, grant: step.grant, note: step.note }, at)
      break
    }
    case 'ask':
      await run(contract.askReporter, command('ask'), { ...base, question: step.question }, at)
      break
    case 'answer': {
      const { questions } = await run(contract.getProgress, villager, { token: one.token ?? '' }, at)
      const open = questions.find(({ answer }) => answer === null)
      if (open)
        await run(
          contract.answerQuestion,
          villager,
          { token: one.token ?? '', requestId: base.requestId, questionId: open.id, answer: step.answer },
          at,
        )
      break
    }
    case 'comment':
      await run(contract.commentOnCase, command('comment'), { ...base, note: step.note, files: [] }, at)
      break
    case 'assign': {
      const owner =
        record.ownerRole === 'department-handler' && record.ownerId
          ? actors.holders('department-handler', record.ownerId)
          : []
      const [first] = owner
      if (first)
        await run(contract.assignCase, staffCaller(first), { ...base, personId: random.pick(owner).personId }, at)
      break
    }
    case 'supervise':
      await run(
        contract.superviseCase,
        command('supervise', 'ask', { role: 'supervisor' }),
        { ...base, supervised: true, note: step.note },
        at,
      )
      break
    case 'follow':
      await run(contract.followCase, villager, { caseId: one.id, requestId: base.requestId }, at)
      break
    case 'merge': {
      const target = stage.caseOf(step.into)
      const caller = command('merge', 'ask', { role: 'intake-clerk' })
      if (target) await run(contract.mergeCase, caller, { ...base, intoCaseId: target.id, reason: step.reason }, at)
      else one.done.add('not-merged')
      break
    }
    case 'seal':
      await run(contract.sealCase, command('seal'), { ...base, reason: step.reason }, at)
      break
    case 'reveal': {
      const [clerk] = actors.holders('intake-clerk', actors.countyId)
      const [supervisor] = actors.holders('supervisor', actors.countyId)
      const asking = staffCaller(somebody(clerk, 'reveal', record))
      const deciding = staffCaller(somebody(supervisor, 'grant reveal', record))
      if (step.part === 'ask') await run(contract.askToReveal, asking, { ...base, reason: step.reason }, at)
      else {
        const { requests } = await run(contract.getCase, asking, { caseId: one.id }, at)
        const open = requests.find(({ kind }) => kind === 'reveal-reporter')
        if (open && step.part === 'grant')
          await run(contract.decideReveal, deciding, { ...base, decisionOn: open.id, grant: true }, at)
        if (open && step.part === 'use')
          await run(
            contract.revealReporter,
            asking,
            { caseId: one.id, requestId: base.requestId, grantedRequest: open.id },
            at,
          )
      }
      break
    }
  }
  return []
}

/** Opens a planned case, by the reporter or by whoever took it. */
export async function open(stage: Stage, plan: PlannedCase): Promise<DemoCase> {
  const { run, actors } = stage
  const { grid, position, via, process, category, description, fields, answers, reporter, openAt } = plan
  const pictured = process === 'grid-event' && via !== 'hotline' && stage.chance(`photo of ${plan.key}`).happens(0.45)
  const requestId = uuidv7()
  const finders =
    via === 'portal'
      ? []
      : via === 'patrol'
        ? [...actors.holders('grid-worker', grid.id), ...actors.holders('grid-helper', grid.id)]
        : actors.holders('intake-clerk', actors.countyId)
  const finder = finders[openAt.getMinutes() % finders.length]
  const hand = finder ?? { requestId }
  const photos = pictured && stage.photos ? { photos: [await stage.photos.take(category, 'before', openAt, hand)] } : {}
  const input = {
    requestId,
    process,
    category,
    placeCode: grid.code,
    position,
    description,
    fields: { ...fields, ...photos },
    answers,
    ...(reporter ? { reporter } : {}),
  }
  const opened = await (async () => {
    if (via === 'portal') return run(contract.openReport, villager, input, openAt)
    if (!finder) throw new NobodyMay(`nobody may open ${category} in ${grid.code}`)
    return run(contract.openCase, staffCaller(finder), { ...input, source: via }, openAt)
  })()
  const townCode = grid.code.slice(0, 9)
  return {
    plan: { key: plan.key, process, category, wishes: plan.wishes, townCode },
    id: opened.id,
    token: via === 'portal' || reporter ? opened.token : undefined,
    random: stage.chance(plan.key),
    done: new Set(),
    asked: new Map(),
  }
}
