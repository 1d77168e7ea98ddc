import type { ProcessDeclaration } from '@xiangzhi/language'
import { countyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { countyPlaceId } from '#kernel/places'
import type { CaseToChange } from './act.ts'
import { deskFactsOfCase } from './desks.ts'
import type { Reached } from './progress.ts'
import { type LinkStanding, seenByLink } from './reading.ts'
import type { Processes } from './registry.ts'
import { actionFacts, listClocks, lockCase } from './rows.ts'
import type { TransitionFacts } from './rules.ts'
import { readSubject } from './subjects.ts'
import type { By, CaseClock, CaseRecord, CaseSubject, FoundCase } from './types.ts'
import { unitNames } from './units.ts'

export interface LoadedCase extends CaseToChange {
  readonly record: FoundCase
  /** The thing that it is about, where its process demands one. */
  readonly subject?: CaseSubject | undefined
  readonly facts: Omit<TransitionFacts, 'now'>
  readonly unitNames: ReadonlyMap<string, string>
}

/**
 * Everything that a change needs to know, asked for at once: the locked row, its clocks, what was done so far, the county's
 * rules, and the names of the units the person acts for. One round trip; two more where it is about a thing whose word decides.
 */
export async function loadForChange(
  tx: Tx,
  processes: Processes,
  caseId: string,
  by: By,
  now: Date,
): Promise<LoadedCase> {
  // The lock is asked for first: everything sent after it sees what the earlier holder of the lock committed.
  const [record, clocks, facts, config, county, names, desks] = await Promise.all([
    lockCase(tx, caseId),
    listClocks(tx, caseId),
    actionFacts(tx, caseId),
    countyConfig(tx),
    countyPlaceId(tx),
    unitNames(tx, by),
    deskFactsOfCase(tx, caseId, now),
  ])
  return about(
    tx,
    processes,
    loaded(processes, record && { ...record, ...desks(record) }, clocks, facts, config, county, names),
    now,
  )
}

/** A loaded case with what it is about, and what that says now that the case is locked. */
async function about(tx: Tx, processes: Processes, found: LoadedCase, now: Date): Promise<LoadedCase> {
  const { subject, told } = await readSubject(tx, processes, found.process, found.record.id, now)
  return { ...found, subject, facts: { ...found.facts, subject: told } }
}

/**
 * The same for a change, by the private link of a reporter that led there (`findByLink`): the case into which their report went in the end. Who may act on it comes along, and
 * a link that only shows that it goes on acts on nothing.
 */
export async function loadByLink(
  tx: Tx,
  processes: Processes,
  reached: Reached,
  now: Date,
): Promise<
  LoadedCase & { readonly named: CaseRecord; readonly standing: LinkStanding; readonly by: By & { kind: 'reporter' } }
> {
  if (reached.standing === 'follower') throw new Refusal('not-found')
  const record = await lockCase(tx, reached.last.id)
  // Sealed or merged on while this link was being read: the next try finds it where it is now.
  if (!record || record.mergedIntoId !== null) throw new Refusal('changed-meanwhile')
  if (seenByLink(reached.standing, record) === 'neutral') throw new Refusal('not-found')
  const [clocks, facts, config, county] = await Promise.all([
    listClocks(tx, record.id),
    actionFacts(tx, record.id),
    countyConfig(tx),
    countyPlaceId(tx),
  ])
  const { named, standing } = reached
  return {
    ...(await about(tx, processes, loaded(processes, record, clocks, facts, config, county, new Map()), now)),
    named,
    standing,
    by: { kind: 'reporter', of: standing === 'merged' ? { id: named.id, number: named.number } : undefined },
  }
}

function loaded(
  processes: Processes,
  record: FoundCase | undefined,
  clocks: readonly CaseClock[],
  facts: Omit<TransitionFacts, 'now'>,
  config: LoadedCase['config'],
  countyPlace: string | undefined,
  names: ReadonlyMap<string, string>,
): LoadedCase {
  if (!record) throw new Refusal('not-found')
  if (!countyPlace) throw new Error('the county has no root place')
  const process: ProcessDeclaration = processes.of(record)
  const organisationIds = record.assignedOrganisationId ? [record.assignedOrganisationId] : []
  return {
    record: { ...record, organisationIds },
    clocks,
    facts,
    config,
    process,
    countyPlaceId: countyPlace,
    processes,
    unitNames: names,
  }
}
