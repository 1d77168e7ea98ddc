import { countDuties } from '@xiangzhi/contract'
import { dutyKinds, dutyPeriodFromKey, dutyPeriodOf, percentOf, sayOccasion } from '@xiangzhi/language'
import { Segmented, Table } from 'antd'
import type { z } from 'zod'
import { useRead } from '../api-client.ts'
import { MovableFrame } from '../movable-frame.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'

type Row = z.output<typeof countDuties.output>['rows'][number]
const bys = ['village', 'town', 'duty'] as const
type By = (typeof bys)[number]

/** On-time rates by village, town or duty for the period of the address: what counts, out of what, and what is left out. */
export function PlaceRates({ today }: { today: string }) {
  const speech = useText()
  const { t, named } = speech
  const [state, change] = useUrlState()
  const by: By = bys.find((one) => one === state['by']) ?? 'village'
  const kind = dutyKinds.find((one) => one === state['kind'])
  const now = dutyPeriodOf('quarter', today)
  const period = dutyPeriodFromKey('quarter', state['rates'] ?? '') ?? now
  const before = dutyPeriodOf('quarter', new Date(Date.parse(now.first) - 86_400_000).toISOString().slice(0, 10))
  const { town, village } = state
  const { data, error, isFetching } = useRead(
    countDuties,
    {
      by,
      from: period.first,
      until: period.last,
      ...(kind ? { kind } : {}),
      ...(town ? { town } : {}),
      ...(village ? { village } : {}),
    },
    { keep: true },
  )
  const rateOf = (row: Row): string => {
    const rate = percentOf(row.keptOnTime, row.due)
    return rate === undefined ? t('text.duties.rateNone') : `${rate}%`
  }
  const number = (title: string, pick: (row: Row) => number) => ({
    title,
    align: 'right' as const,
    render: (_: unknown, row: Row) => <span className="xz-figures">{pick(row)}</span>,
  })
  return (
    <section className="xz-panel xd-rates">
      <h2>{t('text.duties.byPlace')}</h2>
      <p className="xz-soft">{t('text.duties.rateNote')}</p>
      <div className="xd-rates-choice">
        <Segmented<string>
          aria-label={t('text.duties.period')}
          value={period.key}
          onChange={(key) => change({ rates: key === now.key ? undefined : key })}
          options={[before.key, now.key].map((value) => ({ value, label: sayOccasion(speech.language, value) }))}
        />
        <Segmented<By>
          aria-label={t('text.duties.byPlace')}
          value={by}
          onChange={(value) => change({ by: value === 'village' ? undefined : value })}
          options={[
            { value: 'village', label: t('text.duties.village') },
            { value: 'town', label: t('text.duties.town') },
            { value: 'duty', label: t('text.duties.what') },
          ]}
        />
      </div>
      <ProblemNotice problem={error} />
      <MovableFrame>
        <Table<Row>
          size="small"
          rowKey="key"
          loading={isFetching}
          dataSource={data?.rows ?? []}
          pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: t('text.duties.empty') }}
          columns={[
            {
              title: by === 'duty' ? t('text.duties.what') : t('text.duties.place'),
              render: (_, row) => named(row.name),
            },
            {
              title: t('text.duties.rate'),
              align: 'right',
              render: (_, row) => (
                <span className="xz-figures">
                  {rateOf(row)}{' '}
                  <span className="xz-soft">
                    {row.due === 0 ? '' : t('text.duties.rateOf', { kept: row.keptOnTime, due: row.due })}
                  </span>
                </span>
              ),
            },
            number(t('text.duties.missed'), (row) => row.missed),
            number(t('text.duties.keptLate'), (row) => row.keptLate),
            number(t('text.duties.pending'), (row) => row.pending),
            number(t('text.duties.exempted'), (row) => row.exempt),
            number(t('text.duties.droppedCount'), (row) => row.dropped),
          ]}
        />
      </MovableFrame>
    </section>
  )
}
