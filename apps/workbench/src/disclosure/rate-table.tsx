import { countDisclosures } from '@xiangzhi/contract'
import { csvLines, dutyPeriodFromKey, dutyPeriodOf, percentOf } from '@xiangzhi/language'
import { Button, Select, Table } from 'antd'
import type { z } from 'zod'
import { useRead } from '../api-client.ts'
import { Icon } from '../icon.tsx'
import { Moment } from '../moment.tsx'
import { MovableFrame } from '../movable-frame.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { saveFile } from '../save-file.ts'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { sayPeriod } from '../period-words.ts'

type Row = z.output<typeof countDisclosures.output>['rows'][number]
const figures = [
  'onTime',
  'expected',
  'late',
  'missing',
  'exempt',
  'pending',
  'questions',
  'answered',
  'answeredLate',
  'unmoderated',
] as const
type Figure = (typeof figures)[number]

/** The last six quarters, the newest first. */
function quartersUntil(today: string): string[] {
  const keys: string[] = []
  for (let at = dutyPeriodOf('quarter', today); keys.length < 6;) {
    keys.push(at.key)
    at = dutyPeriodOf('quarter', new Date(Date.parse(at.first) - 86_400_000).toISOString().slice(0, 10))
  }
  return keys
}

type Counted = Pick<Row, 'onTime' | 'expected'>

function Rate({ row }: { row: Counted }) {
  const { t } = useText()
  const rate = percentOf(row.onTime, row.expected)
  return (
    <span className="xz-figures">
      {rate === undefined ? t('text.duties.rateNone') : `${rate}%`}{' '}
      <span className="xz-soft">
        {row.onTime}/{row.expected}
      </span>
    </span>
  )
}

/** The rate of the other quarter, and by how many points it went up or down since. */
function Former({ row, former }: { row: Counted; former: Counted | undefined }) {
  const { t } = useText()
  if (!former) return '—'
  const [one, two] = [percentOf(row.onTime, row.expected), percentOf(former.onTime, former.expected)]
  const points = one === undefined || two === undefined ? 0 : Math.round((one - two) * 10) / 10
  return (
    <>
      <Rate row={former} />{' '}
      {points === 0 ? null : (
        <StatusTag kind={points > 0 ? 'good' : 'warn'} plain>
          {t(points > 0 ? 'text.disclosureDesk.up.points' : 'text.disclosureDesk.down.points', { n: Math.abs(points) })}
        </StatusTag>
      )}
    </>
  )
}

/** On-time disclosure and questions by village: numerator, denominator, what is left out; compared with another quarter. */
export function RateTable({ town, today }: { town: string | undefined; today: string }) {
  const speech = useText()
  const { t } = speech
  const [state, change] = useUrlState()
  const quarters = quartersUntil(today)
  const quarter = dutyPeriodFromKey('quarter', state['quarter'] ?? '') ?? dutyPeriodOf('quarter', today)
  const other =
    dutyPeriodFromKey('quarter', state['other'] ?? '') ??
    dutyPeriodOf('quarter', new Date(Date.parse(quarter.first) - 86_400_000).toISOString().slice(0, 10))
  const inputOf = (period: { first: string; last: string }) => ({
    from: period.first,
    until: period.last,
    ...(town ? { town } : {}),
  })
  const now = useRead(countDisclosures, inputOf(quarter), { keep: true })
  const then = useRead(countDisclosures, inputOf(other), { keep: true })
  const before = new Map(then.data?.rows.map((row) => [row.place.id, row]))
  const sum = (rows: readonly Row[], figure: Figure): number => rows.reduce((total, row) => total + row[figure], 0)
  const rows = now.data?.rows ?? []
  const take = (): void => {
    const head = [t('text.duties.place'), ...figures.map((one) => t(`text.disclosureDesk.figure.${one}`))]
    const lines = rows.map((row) => [row.place.name, ...figures.map((one) => row[one])])
    const former = (then.data?.rows ?? []).map((row) => [row.place.name, ...figures.map((one) => row[one])])
    const text = csvLines([
      [sayPeriod(speech, quarter.key)],
      head,
      ...lines,
      [],
      [sayPeriod(speech, other.key)],
      head,
      ...former,
    ])
    saveFile(
      new Blob([`\uFEFF${text}`], { type: 'text/csv' }),
      `${t('text.disclosureDesk.view.rates')}-${quarter.key}.csv`,
    )
  }
  const number = (figure: Figure) => ({
    title: t(`text.disclosureDesk.figure.${figure}`),
    align: 'right' as const,
    sorter: (one: Row, two: Row) => one[figure] - two[figure],
    render: (_: unknown, row: Row) => <span className="xz-figures">{row[figure]}</span>,
  })
  const choice = (name: 'quarter' | 'other', value: string) => (
    <Select
      aria-label={t(`text.disclosureDesk.${name}`)}
      value={value}
      onChange={(key) => change({ [name]: key })}
      options={quarters.map((key) => ({ value: key, label: sayPeriod(speech, key) }))}
      popupMatchSelectWidth={false}
    />
  )
  return (
    <section className="xz-panel">
      <div className="xo-buttons">
        {choice('quarter', quarter.key)}
        <span>{t('text.disclosureDesk.comparedWith')}</span>
        {choice('other', other.key)}
        <Button icon={<Icon name="download" size={15} />} onClick={take} disabled={rows.length === 0}>
          {t('text.disclosureDesk.takeCsv')}
        </Button>
        {now.data ? (
          <span className="xz-soft">
            {t('text.disclosureDesk.asOf')} <Moment at={now.data.asOf} />
          </span>
        ) : null}
      </div>
      <p className="xz-soft">{t('text.disclosureDesk.rateNote')}</p>
      <ProblemNotice problem={now.error ?? then.error} />
      <MovableFrame>
        <Table<Row>
          size="small"
          rowKey={(row) => row.place.id}
          loading={now.isFetching}
          dataSource={rows}
          pagination={{ pageSize: 30, hideOnSinglePage: true, showSizeChanger: false }}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: t('text.disclosureDesk.nothingCounted') }}
          columns={[
            { title: t('text.duties.place'), render: (_, row) => row.place.name },
            {
              title: t('text.disclosureDesk.rate'),
              align: 'right',
              sorter: (one, two) =>
                (percentOf(one.onTime, one.expected) ?? -1) - (percentOf(two.onTime, two.expected) ?? -1),
              render: (_, row) => <Rate row={row} />,
            },
            {
              title: sayPeriod(speech, other.key),
              align: 'right',
              render: (_, row) => <Former row={row} former={before.get(row.place.id)} />,
            },
            number('late'),
            number('missing'),
            number('pending'),
            number('exempt'),
            number('questions'),
            number('answered'),
            number('answeredLate'),
            number('unmoderated'),
          ]}
          // oxlint-disable-next-line react/no-unstable-nested-components -- it is a function that renders a row, not a component
          summary={() =>
            rows.length === 0 ? null : (
              <Table.Summary.Row>
                <Table.Summary.Cell index={0}>{t('text.disclosureDesk.together')}</Table.Summary.Cell>
                <Table.Summary.Cell index={1} align="right">
                  <Rate row={{ onTime: sum(rows, 'onTime'), expected: sum(rows, 'expected') }} />
                </Table.Summary.Cell>
                <Table.Summary.Cell index={2} align="right">
                  {then.data ? (
                    <Rate row={{ onTime: sum(then.data.rows, 'onTime'), expected: sum(then.data.rows, 'expected') }} />
                  ) : null}
                </Table.Summary.Cell>
                {(
                  [
                    'late',
                    'missing',
                    'pending',
                    'exempt',
                    'questions',
                    'answered',
                    'answeredLate',
                    'unmoderated',
                  ] as const
                ).map((figure, at) => (
                  <Table.Summary.Cell key={figure} index={at + 3} align="right">
                    <span className="xz-figures">{sum(rows, figure)}</span>
                  </Table.Summary.Cell>
                ))}
              </Table.Summary.Row>
            )
          }
        />
      </MovableFrame>
    </section>
  )
}
