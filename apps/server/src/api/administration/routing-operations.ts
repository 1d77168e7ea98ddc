import { decideRouting, type PackRouting, routingRulesOf, type RoutingTrace } from '@xiangzhi/language'
import { listRoutingFacts } from '#kernel/cases'
import { findOrganisationByKey } from '#kernel/people'
import type { Answer, Asked } from '#platform/asked'
import type { Tx } from '#platform/database'
import { say } from '@xiangzhi/text'
import { checkConfig } from './check-config.ts'

interface UnitNamed {
  readonly key: string
  readonly zh: string
  readonly en: string
}

/** What a table's rows without hits and with hits tell is only as good as the cases it is tried on, so many are listed at most. */
const ROWS_MAX = 200

const keyOf = ({ unit }: RoutingTrace['to']): string =>
  'organisation' in unit ? unit.organisation : `level:${unit.level}`

/** Names units once for all cases of a dry run. */
function namer(tx: Tx): (to: RoutingTrace['to']) => Promise<UnitNamed> {
  const known = new Map<string, UnitNamed>()
  return async (to) => {
    const key = keyOf(to)
    const before = known.get(key)
    if (before) return before
    let named: UnitNamed
    if ('organisation' in to.unit) {
      const organisation = await findOrganisationByKey(tx, to.unit.organisation)
      named = { key, zh: organisation?.name ?? key, en: organisation?.nameEn ?? key }
    } else {
      const label = `text.common.level.${to.unit.level}` as const
      named = { key, zh: say('zh-CN', label), en: say('en', label) }
    }
    known.set(key, named)
    return named
  }
}

interface Tally {
  readonly unit: UnitNamed
  before: number
  after: number
}

async function dryRun({ tx, input }: Asked<'dryRunRouting'>): Answer<'dryRunRouting'> {
  const { content, problems } = await checkConfig(tx, 'routing', input.content)
  if (content === undefined) return { examined: 0, changed: 0, problems, totals: [], rules: [], rows: [] }
  const table = content as PackRouting
  const rules = routingRulesOf(table)
  const hits = new Map(rules.map((rule) => [rule.key, 0]))
  const tallies = new Map<string, Tally>()
  const nameUnit = namer(tx)
  const tally = async (to: RoutingTrace['to'], side: 'before' | 'after'): Promise<UnitNamed> => {
    const unit = await nameUnit(to)
    const entry = tallies.get(unit.key) ?? { unit, before: 0, after: 0 }
    entry[side] += 1
    tallies.set(unit.key, entry)
    return unit
  }
  const past = await listRoutingFacts(tx, input.cases)
  const rows: Awaited<Answer<'dryRunRouting'>>['rows'] = []
  let changed = 0
  for (const { caseId, number, summary, facts, decided } of past) {
    const again = decideRouting(rules, table.version, facts)
    hits.set(again.rule, (hits.get(again.rule) ?? 0) + 1)
    const before = await tally(decided.to, 'before')
    const after = await tally(again.to, 'after')
    if (before.key === after.key && decided.to.role === again.to.role && decided.to.sealed === again.to.sealed) continue
    changed += 1
    if (rows.length < ROWS_MAX)
      rows.push({
        caseId,
        number,
        summary,
        category: facts.category,
        before,
        after,
        ruleBefore: decided.rule,
        ruleAfter: again.rule,
      })
  }
  return {
    examined: past.length,
    changed,
    problems,
    totals: [...tallies.values()].sort((one, other) => other.after + other.before - one.after - one.before),
    rules: [...hits].map(([rule, n]) => ({ rule, hits: n })),
    rows,
  }
}

/** Trying out a changed routing table on past cases. */
export const routingOperations = { dryRunRouting: dryRun } as const
