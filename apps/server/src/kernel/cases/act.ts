import {
  decideRouting,
  decideTransition,
  type Effect,
  type Level,
  type ProcessDeclaration,
  publicTextOrNull,
  type TransitionInput,
} from '@xiangzhi/language'
import type { CountyConfig } from '#platform/county-config'
import { Refusal } from '#platform/refusal'
import { clocksAfterMove } from './clocks.ts'
import type { Processes } from './registry.ts'
import {
  actingAs,
  decisionFacts,
  grantUsed,
  higherLevel,
  levelRaised,
  ownerFor,
  type TransitionFacts,
} from './rules.ts'
import type { By, CaseClock, CaseRecord, NewEvent } from './types.ts'
import { actedFor } from './units.ts'
import { type CaseChange, type CaseFileWrite, type CaseSink, saveCase } from './write.ts'

/** What was read of a case before it changes. */
export interface CaseToChange {
  readonly record: CaseRecord
  readonly clocks: readonly CaseClock[]
  readonly process: ProcessDeclaration
  readonly config: CountyConfig
  readonly countyPlaceId: string
  readonly processes: Processes
}

interface Moving {
  change: { -readonly [K in keyof CaseChange]: CaseChange[K] }
  level: Level
}

function applyEffect(
  effect: Effect,
  { record, process }: Pick<CaseToChange, 'record' | 'process'>,
  moving: Moving,
  input: TransitionInput,
  by: By,
): void {
  const { change } = moving
  switch (effect.do) {
    case 'assign-unit':
      change.assignedOrganisationId = input.organisationId ?? record.assignedOrganisationId
      change.ownerPersonId = null
      break
    case 'release-unit':
      change.assignedOrganisationId = null
      change.ownerPersonId = null
      break
    case 'take':
      if (by.kind === 'staff') change.ownerPersonId = by.actor.personId
      break
    case 'count':
      if (effect.what === 'bounce') change.bounceCount = record.bounceCount + 1
      else if (effect.what === 'reopen') change.reopenCount = record.reopenCount + 1
      else change.reworkCount = record.reworkCount + 1
      break
    case 'satisfied':
      change.satisfied =
        typeof effect.answer === 'boolean'
          ? effect.answer
          : Number(input.fields[effect.answer.rated] ?? 0) >= effect.answer.atLeast
      break
    case 'raise':
      moving.level = levelRaised(process, record)
      break
    case 'raise-when-reopened':
      // Somebody who says twice that it is not solved is heard one level higher, not by the same desk again.
      if ((change.reopenCount ?? record.reopenCount) >= effect.times) moving.level = levelRaised(process, record)
      break
    case 'raise-when-bounced':
      if ((change.bounceCount ?? record.bounceCount) >= effect.times)
        moving.level = higherLevel(moving.level, effect.to)
      break
    case 'publish-note':
      change.publicNote = publicTextOrNull(input.publicNote) ?? record.publicNote
      break
    case 'bounce-parent':
    case 'carry-out':
      // What lies beyond the case is called by `carryOut`, after the case has moved.
      break
  }
}

/** Moves a case along a transition that was found allowed. Also the way of clocks, which fill in nothing. */
export function moveCase(
  tx: CaseSink,
  subject: CaseToChange,
  {
    by,
    input,
    facts,
    requestId,
    now,
    unitNames,
    files,
  }: {
    by: By
    input: TransitionInput
    facts: TransitionFacts
    requestId: string
    now: Date
    unitNames: ReadonlyMap<string, string>
    files: readonly CaseFileWrite[]
  },
): CaseRecord {
  const { record, process, config, countyPlaceId } = subject
  const decision = decideTransition(process, actingAs(by), record, input, decisionFacts(config, record, facts))
  if (!decision.ok)
    throw new Refusal(
      decision.code,
      decision.facts ?? {},
      JSON.stringify({ transition: input.transition, state: record.state, fields: decision.fields }),
    )
  const { declaration } = decision
  const target = process.states[declaration.to]
  if (!target) throw new Error(`${process.key} has no state ${declaration.to}`)
  const moving: Moving = { change: {}, level: record.level }
  for (const effect of declaration.effects) applyEffect(effect, subject, moving, input, by)
  const { change } = moving
  const stays = declaration.to === record.state
  const assigned =
    change.assignedOrganisationId === undefined ? record.assignedOrganisationId : change.assignedOrganisationId
  const owner = ownerFor(process, declaration.to, countyPlaceId, {
    ...record,
    level: moving.level,
    assignedOrganisationId: assigned,
  })
  if (owner.ownerRole === 'department-handler' && owner.ownerId === null) throw new Refusal('need-unit')
  const handedOn = owner.ownerId !== record.ownerId || owner.ownerRole !== record.ownerRole
  change.state = declaration.to
  change.status = target.public
  change.isOpen = target.kind === 'open'
  change.level = moving.level
  change.ownerRole = owner.ownerRole
  change.ownerId = owner.ownerId
  change.fields = { ...record.fields, ...input.fields }
  if (handedOn && change.ownerPersonId === undefined) change.ownerPersonId = null
  change.waitingFor = target.kind === 'open' && process.roles[target.owner]?.of === 'reporter' ? 'reporter' : null
  if (target.kind === 'closed' && !stays) {
    change.closedAt = now
    change.outcome = target.outcome
    change.closingReason = input.reason ?? input.note ?? null
    change.supervised = false
  } else if (target.kind === 'open' && !record.isOpen) {
    change.closedAt = null
    change.outcome = null
    change.closingReason = null
  }
  const clocks = clocksAfterMove(
    config,
    process,
    config.categories.get(record.category),
    subject.clocks,
    record.state,
    declaration.to,
    now,
    change.fields,
  )
  const event: NewEvent = {
    action: input.transition,
    fromState: record.state,
    toState: declaration.to,
    ...actedFor(grantUsed(process, declaration.by, by, record), unitNames),
    note: input.reason && input.note ? `${input.reason}\n${input.note}` : (input.reason ?? input.note),
    publicNote: publicTextOrNull(input.publicNote),
    facts: {
      ...(Object.keys(input.fields).length > 0 ? { fields: input.fields } : {}),
      ...(input.organisationId ? { organisationId: input.organisationId } : {}),
      ...(moving.level === record.level ? {} : { level: moving.level }),
    },
  }
  return saveCase(tx, subject, {
    change,
    event,
    clocks,
    clocksBefore: subject.clocks,
    by,
    requestId,
    now,
    files,
  })
}

/** Raises or lowers a case: its owner follows, its state and promises stay. */
export function relevelCase(
  tx: CaseSink,
  subject: CaseToChange,
  { by, level, event, requestId, now }: { by: By; level: Level; event: NewEvent; requestId: string; now: Date },
  clocks: readonly CaseClock[] = subject.clocks,
  more: CaseChange = {},
): CaseRecord {
  const { record, process, countyPlaceId } = subject
  const owner = ownerFor(process, record.state, countyPlaceId, { ...record, level })
  return saveCase(tx, subject, {
    change: { ...more, level, ...owner, ownerPersonId: owner.ownerId === record.ownerId ? record.ownerPersonId : null },
    event,
    clocks,
    clocksBefore: subject.clocks,
    by,
    requestId,
    now,
  })
}

/** Where a case would go by the table of today; used when category or place were corrected. */
export function rerouteFacts(
  config: CountyConfig,
  record: CaseRecord,
  placeCodes: readonly string[],
  category: string,
): ReturnType<typeof decideRouting> {
  return decideRouting(config.routing.rules, config.routing.version, {
    process: record.process,
    category,
    level: record.level,
    placeCodes,
    answers: record.fields,
  })
}
