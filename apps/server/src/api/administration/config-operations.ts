import { type Actor, mayDo } from '@xiangzhi/language'
import { type Processes, recomputeProvisional } from '#kernel/cases'
import { namesOf } from '#kernel/people'
import { askCountyNumbers, listCountyNumbers } from '#kernel/publications'
import type { Answer, Asked } from '#platform/asked'
import {
  type ConfigPart,
  countyConfig,
  findConfigPart,
  findConfigVersion,
  listConfigHistory,
  listConfigParts,
  saveConfigPart,
} from '#platform/county-config'
import type { Tx } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'
import { checkConfig } from './check-config.ts'
import { changesBetween } from './config-changes.ts'

interface WithProcesses {
  readonly processes: Processes
}

const present = (ids: readonly (string | null)[]): string[] => [
  ...new Set(ids.filter((id): id is string => id !== null)),
]

async function list({ tx, now }: Asked<'listConfigParts'>): Answer<'listConfigParts'> {
  const parts = (await listConfigParts(tx)).filter(({ part }) => part !== 'demo')
  const names = await namesOf(tx, present(parts.map((part) => part.changedBy)))
  const numbers = await listCountyNumbers(tx, await countyConfig(tx), now)
  return {
    numbers: numbers.map(({ part, field, label, number, state, shownUntil }) => ({
      part,
      field,
      label,
      number,
      state,
      shownUntil,
    })),
    parts: parts.map(({ part, version, changedAt, changedBy }) => ({
      part,
      version,
      changedAt: changedAt.toISOString(),
      changedBy: changedBy === null ? null : (names.get(changedBy) ?? null),
    })),
  }
}

async function get({ tx, by, input }: Asked<'getConfigPart'>): Answer<'getConfigPart'> {
  const current = await findConfigPart(tx, input.part)
  refuseUnless(current, 'not-found')
  const history = await listConfigHistory(tx, input.part)
  const names = await namesOf(tx, present(history.map((one) => one.changedBy)))
  const said = history.map(({ version, changedAt, changedBy, reason }) => ({
    version,
    changedAt: changedAt.toISOString(),
    changedBy: changedBy === null ? null : (names.get(changedBy) ?? null),
    reason,
  }))
  const wanted = input.version ?? current.version
  const stored = wanted === current.version ? current : await findConfigVersion(tx, input.part, wanted)
  refuseUnless(stored, 'not-found')
  const earlier = wanted > 1 ? await findConfigVersion(tx, input.part, wanted - 1) : undefined
  const about = said.find(({ version }) => version === wanted)
  return {
    part: input.part,
    content: stored.content,
    current: current.version,
    version: wanted,
    changedAt: about?.changedAt ?? current.changedAt.toISOString(),
    changedBy: about?.changedBy ?? null,
    reason: about?.reason ?? null,
    history: said,
    changes: earlier ? changesBetween(earlier.content, stored.content) : [],
    difference: wanted === current.version ? [] : changesBetween(current.content, stored.content),
    mayWrite: mayDo(by, 'config.write'),
  }
}

async function check({ tx, input }: Asked<'checkConfigPart'>): Answer<'checkConfigPart'> {
  return { problems: (await checkConfig(tx, input.part, input.content)).problems }
}

/** Deadlines that were counted by weekends alone are counted again once the year's days off are known. */
async function recompute(tx: Tx, part: string, processes: Processes): Promise<number> {
  return part.startsWith('calendar-') ? recomputeProvisional(tx, processes) : 0
}

async function store(
  tx: Tx,
  change: { part: string; content: unknown; seen: number; by: Actor; reason: string; now: Date; processes: Processes },
): Promise<{ version: number; recomputed: number }> {
  const { content, problems } = await checkConfig(tx, change.part, change.content)
  const [first] = problems
  if (first) throw new Refusal('bad-input', { field: first.path.join('.'), count: problems.length }, first.en)
  const { part, seen, by, reason, now, processes } = change
  const version = await saveConfigPart(tx, { part: part as ConfigPart, content, seen, by: by.personId, reason, now })
  await askCountyNumbers(tx, { part, reason, by, now })
  return { version, recomputed: await recompute(tx, part, processes) }
}

async function save({
  tx,
  by,
  input,
  now,
  processes,
}: Asked<'saveConfigPart'> & WithProcesses): Answer<'saveConfigPart'> {
  refuseUnless(mayDo(by, 'config.write'), 'not-allowed')
  const { part, content, version: seen, reason } = input
  const before = await findConfigPart(tx, part)
  if ((before?.version ?? 0) !== seen) throw new Refusal('changed-meanwhile')
  const { version, recomputed } = await store(tx, { part, content, seen, by, reason, now, processes })
  return { part, version, changes: changesBetween(before?.content, content), recomputed }
}

async function restore({
  tx,
  by,
  input,
  now,
  processes,
}: Asked<'restoreConfigPart'> & WithProcesses): Answer<'restoreConfigPart'> {
  refuseUnless(mayDo(by, 'config.write'), 'not-allowed')
  const { part, from, version: seen, reason } = input
  const earlier = await findConfigVersion(tx, part, from)
  refuseUnless(earlier, 'not-found')
  return {
    part,
    ...(await store(tx, { part, content: earlier.content, seen, by, reason, now, processes })),
  }
}

async function askAgain({ tx, by, input, now }: Asked<'askForCountyNumbers'>): Answer<'askForCountyNumbers'> {
  return { asked: await askCountyNumbers(tx, { part: input.part, reason: input.reason, by, now }) }
}

/** What the contract's operations on the configuration do. */
export const configOperations = {
  listConfigParts: list,
  getConfigPart: get,
  checkConfigPart: check,
  saveConfigPart: save,
  restoreConfigPart: restore,
  askForCountyNumbers: askAgain,
} as const
