import type { IndicatorDeclaration } from '@xiangzhi/language'
import type { Clock } from '#platform/clock'
import type { Database } from '#platform/database'
import type { Idea } from '#platform/idea'
import { indicatorOperations } from './operations.ts'
import { refreshIndicators } from './refresh.ts'

interface Running {
  readonly db: Database
  readonly county: number
  readonly indicators: readonly IndicatorDeclaration[]
  readonly clock: Clock
}

const TEN_MINUTES_MS = 600_000

/** Indicators 指标. */
export const indicatorsIdea = {
  operations: ({ indicators }: Pick<Running, 'indicators'>) => indicatorOperations(indicators),
  jobs: ({ db, county, indicators, clock }: Running) => [
    {
      name: 'indicators',
      everyMs: TEN_MINUTES_MS,
      work: () => refreshIndicators(db, indicators, county, clock.now()),
    },
  ],
} satisfies Idea
