import { exportIndicators, type IndicatorCell, listIndicators } from '@xiangzhi/contract'
import { Button, Segmented, Select, Skeleton, Table } from 'antd'
import { useMemo } from 'react'
import type { z } from 'zod'
import { useRead } from '../api-client.ts'
import { ExportButton } from '../export-button.tsx'
import { dateOf, exactTime, useNow } from '../moment.tsx'
import { Page } from '../page.tsx'
import { sayPeriod } from '../period-words.ts'
import { ProblemNotice } from '../problem-notice.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { type CellFacts, IndicatorFigure, sayKey, standing } from './indicator-cell.tsx'
import './indicators.css'
import { listPeriods, periodBefore, periodOf, type Span, spanOf, yearBefore } from './periods.ts'

type Listed = z.output<typeof listIndicators.output>
type Place = Listed['places'][number]

interface Row {
  readonly place: Place
  readonly values: readonly IndicatorCell[]
  readonly before: readonly IndicatorCell[] | undefined
  readonly children?: Row[]
}

/** County first, then towns, each with its villages to open. */
function treeOf({ places, figures, compared }: Listed): Row[] {
  const now = new Map(figures.rows.map(({ placeId, values }) => [placeId, values]))
  const then = new Map(compared?.rows.map(({ placeId, values }) => [placeId, values]))
  const rowOf = (place: Place): Row => ({ place, values: now.get(place.id) ?? [], before: then.get(place.id) })
  const towns = places.filter(({ kind }) => kind === 'town')
  const alone = places.filter(({ kind, townId }) => kind === 'village' && !towns.some(({ id }) => id === townId))
  return [
    ...places.filter(({ kind }) => kind === 'county').map(rowOf),
    ...towns.map((town) => ({
      ...rowOf(town),
      children: places.filter(({ kind, townId }) => kind === 'village' && townId === town.id).map(rowOf),
    })),
    ...alone.map(rowOf),
  ]
}

function whereOf(place: Place, { from, until }: Listed['figures']): Record<string, string> {
  return {
    measureFrom: from,
    measureUntil: until,
    ...(place.kind === 'town' ? { town: place.id } : place.kind === 'village' ? { village: place.id } : {}),
  }
}

function factsOf(listed: Listed, row: Row, at: number): CellFacts | undefined {
  const indicator = listed.indicators[at]
  const cell = row.values[at]
  if (!indicator || !cell) return undefined
  const besideAt = listed.indicators.findIndex(({ key }) => key === indicator.beside)
  const beside = listed.indicators[besideAt]
  const besideCell = row.values[besideAt]
  const county = listed.places.find(({ kind }) => kind === 'county')
  return {
    indicator,
    cell,
    total: listed.figures.rows.find(({ placeId }) => placeId === county?.id)?.values[at],
    before: row.before?.[at],
    beside: beside && besideCell ? { indicator: beside, cell: besideCell } : undefined,
    where: whereOf(row.place, listed.figures),
  }
}

const shownAt = { month: 24, quarter: 12, year: 6 } as const

/** Indicators by town and village: every figure tells what it counts and opens exactly its cases. */
export function IndicatorsPage() {
  const speech = useText()
  const { t, language } = speech
  const [state, change] = useUrlState()
  const today = dateOf(useNow())
  const period = state['period'] ?? periodOf('month', today)
  const span = spanOf(period)
  const comparing = state['compare']
  const compare =
    comparing === 'previous' ? periodBefore(period, 1) : comparing === 'year' ? yearBefore(period) : undefined
  const { data, error } = useRead(listIndicators, compare === undefined ? { period } : { period, compare }, {
    keep: true,
    staleTime: 60_000,
  })
  const tree = useMemo(() => data && treeOf(data), [data])
  const wanted = state['show']
  const columns = (data?.indicators ?? []).flatMap((indicator, at) =>
    wanted && indicator.key !== wanted && indicator.key !== 'reported'
      ? []
      : [
          {
            key: indicator.key,
            title: sayKey(speech, indicator.title),
            align: 'right' as const,
            width: 118,
            onCell: (row: Row) => {
              const facts = data && factsOf(data, row, at)
              const mark = facts && standing(facts)
              return mark ? { className: `xz-indicator-${mark}` } : {}
            },
            render: (_: unknown, row: Row) => {
              const facts = data && factsOf(data, row, at)
              return facts ? <IndicatorFigure {...facts} /> : null
            },
          },
        ],
  )
  return (
    <Page
      title={t('text.indicators.title')}
      note={t('text.indicators.note')}
      actions={
        <>
          <ExportButton
            operation={exportIndicators}
            filter={{ period }}
            fileName={t('text.indicators.title')}
            label={t('text.indicators.export')}
          />
          <Button onClick={() => window.print()}>{t('text.indicators.print')}</Button>
        </>
      }
    >
      <div className="xz-indicator-choice xz-noprint">
        <Segmented<Span>
          aria-label={t('text.indicators.period')}
          value={span}
          options={(['month', 'quarter', 'year'] as const).map((value) => ({
            value,
            label: t(`text.indicators.span.${value}`),
          }))}
          onChange={(value) => change({ period: periodOf(value, today) })}
        />
        <Select
          aria-label={t('text.indicators.period')}
          value={period}
          style={{ minWidth: 140 }}
          options={listPeriods(span, today, shownAt[span]).map((value) => ({ value, label: sayPeriod(speech, value) }))}
          onChange={(value) => change({ period: value })}
        />
        <Select
          aria-label={t('text.indicators.compare')}
          value={comparing ?? ''}
          style={{ minWidth: 150 }}
          options={[
            { value: '', label: t('text.indicators.compare.none') },
            { value: 'previous', label: t('text.indicators.compare.previous') },
            { value: 'year', label: t('text.indicators.compare.yearAgo') },
          ]}
          onChange={(value) => change({ compare: value })}
        />
        <Select
          aria-label={t('text.indicators.show')}
          value={wanted ?? ''}
          style={{ minWidth: 190 }}
          options={[
            { value: '', label: t('text.indicators.show.all') },
            ...(data?.indicators ?? []).map(({ key, title }) => ({ value: key, label: sayKey(speech, title) })),
          ]}
          onChange={(value) => change({ show: value })}
        />
      </div>
      <ProblemNotice problem={error} />
      {data && tree ? (
        <>
          <p className="xz-soft">
            {sayPeriod(speech, period)}
            {compare ? ` / ${sayPeriod(speech, compare)}` : ''}
            {language === 'en' ? '. ' : '，'}
            {t('text.indicators.asOf', { at: exactTime(language, Date.parse(data.figures.asOf)) })}
          </p>
          <Table<Row>
            size="small"
            bordered
            pagination={false}
            scroll={{ x: 'max-content' }}
            rowKey={({ place }) => place.id}
            dataSource={tree}
            columns={[
              {
                key: 'place',
                title: t('text.indicators.place'),
                fixed: 'left',
                width: 190,
                render: (_: unknown, { place }: Row) =>
                  place.kind === 'county'
                    ? t('text.indicators.all')
                    : language === 'en'
                      ? (place.nameEn ?? place.name)
                      : place.name,
              },
              ...columns,
            ]}
          />
          <p className="xz-soft xz-small">{t('text.indicators.legend')}</p>
        </>
      ) : error ? null : (
        <Skeleton active paragraph={{ rows: 10 }} />
      )}
    </Page>
  )
}
