import type { TextKey } from '@xiangzhi/text'
import type { ProcessDeclaration } from './process.ts'
import type { Level } from './roles.ts'

/** What must be true of a case besides belonging to the period. Everything named must hold. */
export interface CaseWhere {
  /** At least one of these actions was done. */
  readonly did?: readonly string[]
  /** None of these actions was done. */
  readonly didNot?: readonly string[]
  /** None of these clocks ran past its deadline. */
  readonly onTime?: readonly string[]
  /** Some clock was extended. */
  readonly extended?: true
  /** Closed within the period. */
  readonly ended?: true
  readonly level?: readonly Level[]
  /** The reporter said whether it is solved. */
  readonly answered?: true
  /** The reporter said that it is solved. */
  readonly satisfied?: true
}

/**
 * Cases of a process that a period has: opened in it; closed in it; or due in it, that is closed in it, or open at its end with
 * a promise that was past by then.
 */
export interface CaseCount {
  readonly count: 'cases'
  readonly of: string
  readonly in: 'opened' | 'closed' | 'due'
  readonly where?: CaseWhere
}

/** A measure, as data: what is counted, over what, and in which words it is explained. */
export interface IndicatorDeclaration {
  readonly key: string
  readonly version: number
  readonly title: TextKey
  /** What the numerator counts; of a plain number, what it counts. */
  readonly numerator: TextKey
  /** What the denominator counts; absent for a plain number. */
  readonly denominator?: TextKey
  readonly unit: 'percent' | 'cases'
  readonly better: 'higher' | 'lower' | 'neither'
  /** The smallest place it is kept for; towns and the county are sums of it. */
  readonly per: 'village'
  readonly over: 'month'
  readonly value:
    | { readonly ratio: readonly [CaseCount, CaseCount]; readonly whenNothingToCount: 'absent' }
    | { readonly sum: CaseCount }
  /** What is left out, in words. */
  readonly excludes: readonly TextKey[]
  /** The indicator without which this one must not be shown: how often what was called done had to be done again. */
  readonly beside?: string
  readonly basis?: readonly { readonly source: string; readonly article: string }[]
}

/** Declares an indicator: plain data, checked when the server starts. */
export function defineIndicator(declaration: IndicatorDeclaration): IndicatorDeclaration {
  return declaration
}

/** The numbers that an indicator counts, numerator first. */
export function countsOf({ value }: IndicatorDeclaration): readonly CaseCount[] {
  return 'ratio' in value ? value.ratio : [value.sum]
}

function clocksOf(process: ProcessDeclaration): Set<string> {
  return new Set(
    Object.values(process.states).flatMap((state) => (state.kind === 'open' ? state.due.map(({ key }) => key) : [])),
  )
}

/** What is unsound in a set of indicators, in words for the person who wrote it. An empty list means they may be used. */
export function checkIndicators(
  indicators: readonly IndicatorDeclaration[],
  processes: readonly ProcessDeclaration[],
): string[] {
  const problems: string[] = []
  const keys = new Set<string>()
  for (const indicator of indicators) {
    const say = (problem: string): void => void problems.push(`${indicator.key}: ${problem}`)
    if (keys.has(indicator.key)) say('is declared twice')
    keys.add(indicator.key)
    if ('ratio' in indicator.value !== (indicator.denominator !== undefined))
      say('a ratio says in words what its denominator counts, a number has none')
    if ('ratio' in indicator.value !== (indicator.unit === 'percent')) say('a ratio is in percent, a number in cases')
    if (indicator.excludes.length === 0) say('what is left out must be named')
    if (indicator.beside !== undefined && !indicators.some(({ key }) => key === indicator.beside))
      say(`there is no indicator “${indicator.beside}”`)
    for (const { of, where = {} } of countsOf(indicator)) {
      const process = processes.find(({ key }) => key === of)
      if (!process) {
        say(`there is no process “${of}”`)
        continue
      }
      for (const action of [...(where.did ?? []), ...(where.didNot ?? [])])
        if (!Object.hasOwn(process.transitions, action)) say(`${of} has no transition “${action}”`)
      const clocks = clocksOf(process)
      for (const clock of where.onTime ?? []) if (!clocks.has(clock)) say(`${of} has no clock “${clock}”`)
    }
    if ('ratio' in indicator.value) {
      const [numerator, denominator] = indicator.value.ratio
      if (numerator.of !== denominator.of || numerator.in !== denominator.in)
        say('numerator and denominator count the same cases of the same period')
    }
  }
  return problems
}

/** A rate in percent with two decimals, half up, counted in whole numbers; undefined when there is nothing to count. */
export function percentOf(numerator: number, denominator: number): number | undefined {
  if (denominator === 0) return undefined
  return Math.floor((numerator * 20_000 + denominator) / (2 * denominator)) / 100
}
