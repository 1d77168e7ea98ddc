import { levels } from '@xiangzhi/language'
import { useMemo } from 'react'
import type { QueryFilter } from '../query-filters.tsx'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'
import type { UrlState } from '../url-state.ts'
import { useCaseWords } from './case-words.tsx'

const sources = ['portal', 'phone', 'counter', 'patrol', 'hotline', 'api', 'open311', 'import', 'case'] as const
const statuses = ['received', 'in-hand', 'done', 'not-done'] as const

/** The form over lists and maps of cases. */
export function useCaseFilters(state: UrlState): QueryFilter[] {
  const { t, named } = useText()
  const county = useCounty()
  const words = useCaseWords()
  const { town, process } = state
  return useMemo(() => {
    const villages = county.towns.filter((each) => !town || each.id === town).flatMap((each) => each.villages)
    const declared = county.processes.find((each) => each.key === process)
    return [
      { kind: 'text', name: 'q', label: t('text.workbench.filter.q'), placeholder: t('text.workbench.filter.qHint') },
      {
        kind: 'choice',
        name: 'status',
        many: true,
        label: t('text.workbench.filter.status'),
        options: statuses.map((value) => ({ value, label: t(`text.common.status.${value}`) })),
      },
      {
        kind: 'choice',
        name: 'category',
        label: t('text.workbench.filter.category'),
        options: [
          ...county.classes.map((each) => ({ value: each.code, label: named(each.name) })),
          ...county.categories.map((each) => ({ value: each.code, label: `　${named(each.name)}` })),
        ],
      },
      {
        kind: 'choice',
        name: 'town',
        label: t('text.workbench.filter.town'),
        clears: ['village', 'grid'],
        options: county.towns.map((each) => ({ value: each.id, label: each.name })),
      },
      {
        kind: 'choice',
        name: 'village',
        label: t('text.workbench.filter.village'),
        clears: ['grid'],
        options: villages.map((each) => ({ value: each.id, label: each.name })),
      },
      { kind: 'flag', name: 'mine', label: t('text.workbench.filter.mine') },
      { kind: 'flag', name: 'late', label: t('text.workbench.filter.late') },
      { kind: 'flag', name: 'dueToday', label: t('text.workbench.myWork.dueToday'), rare: true },
      { kind: 'flag', name: 'open', label: t('text.workbench.filter.open') },
      {
        kind: 'choice',
        name: 'process',
        label: t('text.workbench.filter.process'),
        rare: true,
        clears: ['state'],
        options: county.processes.map((each) => ({ value: each.key, label: words.key(each.title) })),
      },
      ...(declared
        ? [
            {
              kind: 'choice',
              name: 'state',
              many: true,
              label: t('text.workbench.filter.state'),
              rare: true,
              options: Object.entries(declared.states).map(([value, each]) => ({
                value,
                label: words.key(each.label),
              })),
            } as const,
          ]
        : []),
      {
        kind: 'choice',
        name: 'level',
        label: t('text.workbench.filter.level'),
        rare: true,
        options: levels.map((value) => ({ value, label: words.level(value) })),
      },
      {
        kind: 'choice',
        name: 'source',
        label: t('text.workbench.filter.source'),
        rare: true,
        options: sources.map((value) => ({ value, label: words.source(value) })),
      },
      { kind: 'dates', name: 'from', until: 'until', label: t('text.workbench.filter.dates'), rare: true },
      { kind: 'flag', name: 'supervised', label: t('text.workbench.filter.supervised'), rare: true },
      { kind: 'flag', name: 'reopened', label: t('text.workbench.filter.reopened'), rare: true },
      { kind: 'flag', name: 'contested', label: t('text.workbench.filter.contested'), rare: true },
    ]
  }, [county, named, process, t, town, words])
}
