import type { Level, Span, TransitionInput } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import type { CountyConfig } from '#platform/county-config'
import type { Sealing } from '#platform/sealing'
import { moveCase } from './act.ts'
import type { CaseBatch } from './batch.ts'
import { moveLevel } from './general.ts'
import { takeStep } from './jobs.ts'
import type { LoadedCase } from './load.ts'
import { type NewCase, openCase } from './open.ts'
import type { Processes } from './registry.ts'
import { askForTime, type CaseRequest, decideTime } from './time.ts'
import type { By } from './types.ts'
import type { CaseSink } from './write.ts'

/** What all histories of a county share. */
export interface HistoryGround {
  readonly config: CountyConfig
  readonly processes: Processes
  readonly sealing: Sealing
  /** Names of places and organisations by id, as the timeline keeps them. */
  readonly unitNames: ReadonlyMap<string, string>
  /** Ids of organisations by key, to send a case where the routing table suggests. */
  readonly organisations: ReadonlyMap<string, string>
}

/**
 * A case that is lived through from its opening, command by command, at the times given. Every command goes through the same
 * rules and the same writers as when people act; only the rows are not read back in between, because they were just made here.
 */
export interface CaseHistory {
  /** The case as it stands after the last command. */
  now(): LoadedCase
  /** Makes a transition. Throws the refusal that people would get. */
  act(by: By, input: TransitionInput, at: Date): void
  level(by: By, level: Level, reason: string, at: Date): void
  /** Asks for more time; a second person decides with `decideTime`. */
  askForTime(
    by: By,
    input: { clock: string; amount: number; unit: Exclude<Span['unit'], 'minutes'>; reason: string },
    at: Date,
  ): void
  decideTime(by: By, input: { grant: boolean; note: string | null }, at: Date): void
  /** Carries out the step of a clock that has come. */
  strike(clock: string, at: Date): boolean
}

/** Opens a case in a batch and gives what can be done with it. */
export function beginHistory(
  batch: CaseBatch,
  ground: HistoryGround,
  { by, input, at }: { by: By; input: Omit<NewCase, 'requestId'>; at: Date },
): CaseHistory {
  const { config, processes, sealing, unitNames, organisations } = ground
  const actions = new Map<string, { count: number; lastBy: string | null }>()
  let subject: LoadedCase | undefined
  let request: CaseRequest | undefined
  const countyPlaceId = input.standing.path[0]?.id ?? input.standing.place.id

  const sink: CaseSink = {
    county: batch.county,
    send: (statement) => batch.send(statement),
    keep(change) {
      batch.keep(change)
      const { after, clocks, event, by: actor } = change
      const lastBy = actor.kind === 'staff' ? actor.actor.personId : null
      actions.set(event.action, { count: (actions.get(event.action)?.count ?? 0) + 1, lastBy })
      const { assignedOrganisationId } = after
      subject = {
        record: { ...after, organisationIds: assignedOrganisationId ? [assignedOrganisationId] : [], keptFrom: [] },
        clocks,
        facts: { openChildren: 0, actions },
        config,
        process: processes.of(after),
        countyPlaceId,
        processes,
        unitNames,
      }
      const asked = event.facts['request']
      if (typeof asked === 'string' && event.action === 'ask-extend')
        request = {
          id: asked,
          kind: 'extend',
          status: 'asked',
          clock: String(event.facts['clock']),
          amount: Number(event.facts['amount']),
          unit: event.facts['unit'] as Span['unit'],
          reason: event.note ?? '',
          askedBy: lastBy ?? '',
          askedAt: change.now,
          decidedBy: null,
          decidedAt: null,
          decisionNote: null,
        }
    },
  }
  const current = (): LoadedCase => {
    if (!subject) throw new Error('a history begins with the opening of its case')
    return subject
  }

  openCase(sink, {
    by,
    input: { ...input, requestId: uuidv7() },
    now: at,
    config,
    processes,
    sealing,
    unitNames,
  })
  return {
    now: current,
    act(actor, given, when) {
      const { record, facts, process } = current()
      const needsUnit = process.transitions[given.transition]?.needs.some(({ need }) => need === 'unit') ?? false
      const suggested = record.suggestedOrganisationKey
      const organisationId =
        given.organisationId ?? (needsUnit && suggested ? (organisations.get(suggested) ?? null) : null)
      moveCase(sink, current(), {
        by: actor,
        requestId: uuidv7(),
        now: when,
        unitNames,
        files: [],
        facts: { ...facts, now: when },
        input: { ...given, organisationId },
      })
    },
    level(actor, level, reason, when) {
      moveLevel(sink, current(), { by: actor, requestId: uuidv7(), now: when }, { level, reason })
    },
    askForTime(actor, given, when) {
      askForTime(sink, current(), [], { by: actor, requestId: uuidv7(), now: when }, { ...given, kind: 'extend' })
    },
    decideTime(actor, decision, when) {
      decideTime(sink, current(), request, [], { by: actor, requestId: uuidv7(), now: when }, decision)
      request = undefined
    },
    strike: (clock, when) => takeStep(sink, current(), clock, when),
  }
}
