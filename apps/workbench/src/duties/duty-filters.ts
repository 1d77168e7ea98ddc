import type { listDuties } from '@xiangzhi/contract'
import { dutyKinds, dutyPeriodOf, dutyStandings } from '@xiangzhi/language'
import { useMemo } from 'react'
import type { z } from 'zod'
import type { QueryFilter } from '../query-filters.tsx'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'
import type { UrlState } from '../url-state.ts'

export const views = ['week', 'overdue', 'mine', 'all'] as const
export type View = (typeof views)[number]

type Input = Partial<z.input<typeof listDuties.input>>

const isOneOf = <T extends string>(list: readonly T[], value: string | undefined): value is T =>
  value !== undefined && (list as readonly string[]).includes(value)

/** Which of the four views the address asks for. */
export function viewOf(state: UrlState): View {
  const view = state['view']
  return isOneOf(views, view) ? view : 'week'
}

/** What is asked of the server: the view narrowed by the form. */
export function inputOf(state: UrlState, today: string): Input {
  const view = viewOf(state)
  const { kind, standing, town, village, from, until, person } = state
  const viewed: Input = {
    week: { standing: 'open' as const, until: dutyPeriodOf('week', today).last },
    overdue: { overdue: 'true' as const },
    mine: { mine: 'true' as const },
    all: {},
  }[view]
  return {
    ...viewed,
    ...(isOneOf(dutyKinds, kind) ? { kind } : {}),
    ...(isOneOf(dutyStandings, standing) ? { standing } : {}),
    ...(town ? { town } : {}),
    ...(village ? { village } : {}),
    ...(person ? { person } : {}),
    ...(from ? { from } : {}),
    ...(until ? { until } : {}),
  }
}

/** The form above the list. */
export function useDutyFilters(state: UrlState): QueryFilter[] {
  const { t } = useText()
  const county = useCounty()
  const { town } = state
  return useMemo(() => {
    const villages = county.towns.filter((each) => !town || each.id === town).flatMap((each) => each.villages)
    return [
      {
        kind: 'choice',
        name: 'kind',
        label: t('text.duties.kind'),
        options: dutyKinds.map((value) => ({ value, label: t(`text.duties.kind.${value}`) })),
      },
      {
        kind: 'choice',
        name: 'town',
        label: t('text.duties.town'),
        clears: ['village'],
        options: county.towns.map((each) => ({ value: each.id, label: each.name })),
      },
      {
        kind: 'choice',
        name: 'village',
        label: t('text.duties.village'),
        options: villages.map((each) => ({ value: each.id, label: each.name })),
      },
      {
        kind: 'choice',
        name: 'standing',
        label: t('text.duties.standing'),
        rare: true,
        options: dutyStandings.map((value) => ({ value, label: t(`text.duties.standing.${value}`) })),
      },
      { kind: 'dates', name: 'from', until: 'until', label: t('text.duties.dueFromUntil'), rare: true },
    ]
  }, [county, t, town])
}
