import type { ExpectedView } from '@xiangzhi/contract'
import { Link } from '@tanstack/react-router'
import { Tooltip } from 'antd'
import { useMemo } from 'react'
import { sayPeriod } from '../period-words.ts'
import { type QueryColumn, QueryTable } from '../query-table.tsx'
import { StatusTag } from '../status-tag.tsx'
import { type Speech, useText } from '../text.tsx'
import { lookOfDue, lookOfEdition, sayDue } from './disclosure-words.ts'
import { WideFrame } from './wide-frame.tsx'

/** Where an expected item is worked on: its draft, what is public, or the choice of how to begin. */
function WayTo({ row, children }: { row: ExpectedView; children: React.ReactNode }) {
  const edition = row.draft?.id ?? row.editionId
  if (edition)
    return (
      <Link to="/disclosure/editions/$editionId" params={{ editionId: edition }}>
        {children}
      </Link>
    )
  return (
    <Link
      to="/disclosure/$place/$item/$period"
      params={{ place: row.place.code, item: row.itemCode, period: row.period }}
    >
      {children}
    </Link>
  )
}

function Standing({ row }: { row: ExpectedView }) {
  const { t } = useText()
  return (
    <>
      <StatusTag kind={lookOfDue[row.status]}>{t(`text.disclosureDesk.due.${row.status}`)}</StatusTag>
      {row.draft ? (
        <>
          {' '}
          <StatusTag kind={lookOfEdition[row.draft.status]} plain>
            {t(`text.disclosureDesk.status.${row.draft.status}`)}
          </StatusTag>
        </>
      ) : null}
      {row.exemptReason === null ? null : <div className="xz-soft xz-small">{row.exemptReason}</div>}
    </>
  )
}

function columnsOf(speech: Speech, today: string): QueryColumn<ExpectedView>[] {
  const { t, named } = speech
  return [
    {
      key: 'item',
      title: t('text.disclosureDesk.item'),
      fixedColumn: true,
      render: (row) => <WayTo row={row}>{named(row.itemName)}</WayTo>,
    },
    { key: 'place', title: t('text.duties.place'), render: (row) => row.place.name },
    { key: 'period', title: t('text.duties.period'), render: (row) => sayPeriod(speech, row.period) },
    {
      key: 'due',
      title: t('text.duties.due'),
      render: (row) => (
        <>
          <time dateTime={row.dueOn} className="xz-figures">
            {row.dueOn}
          </time>
          <div className="xz-soft xz-small">{sayDue(speech, row, today)}</div>
        </>
      ),
    },
    { key: 'status', title: t('text.duties.standing'), render: (row) => <Standing row={row} /> },
  ]
}

function Card({ row }: { row: ExpectedView }) {
  const speech = useText()
  return (
    <div className="xo-card">
      <WayTo row={row}>{speech.named(row.itemName)}</WayTo>
      <div>
        {row.place.name} · {sayPeriod(speech, row.period)}
      </div>
      <div>
        <Standing row={row} /> <span className="xz-figures">{row.dueOn}</span>
      </div>
    </div>
  )
}

const cardOf = (row: ExpectedView) => <Card row={row} />

interface Shown {
  readonly rows: readonly ExpectedView[] | undefined
  readonly today: string
  readonly loading: boolean
  readonly problem: Error | null
  readonly retry: () => void
  readonly open: (row: ExpectedView) => void
}

/** What is due as a list, the most urgent first. */
export function ExpectedTable({ rows, today, loading, problem, retry, open }: Shown) {
  const speech = useText()
  const { t } = speech
  return (
    <QueryTable<ExpectedView>
      name="disclosure-expected"
      label={t('text.disclosureDesk.view.due')}
      columns={columnsOf(speech, today)}
      rows={rows}
      rowKey={(row) => `${row.place.id} ${row.itemCode} ${row.period} ${row.dueOn}`}
      loading={loading}
      problem={problem}
      retry={retry}
      open={open}
      total={rows ? t('text.disclosureDesk.count', { n: rows.length }) : null}
      card={cardOf}
      empty={<p className="xz-soft">{t('text.disclosureDesk.nothingDue')}</p>}
    />
  )
}

interface Line {
  readonly key: string
  readonly name: string
  readonly period: string
  readonly byPlace: ReadonlyMap<string, ExpectedView>
}

/** How one item of one village stands, and the way to it. */
function Field({ row }: { row: ExpectedView }) {
  const { t } = useText()
  const onItsWay = row.status === 'published' || row.status === 'late' ? undefined : row.draft?.status
  const look = onItsWay && row.status !== 'missing' ? lookOfEdition[onItsWay] : lookOfDue[row.status]
  return (
    <Tooltip title={`${row.place.name} · ${row.dueOn}`}>
      <span>
        <WayTo row={row}>
          <StatusTag kind={look} plain>
            {onItsWay ? t(`text.disclosureDesk.status.${onItsWay}`) : t(`text.disclosureDesk.due.${row.status}`)}
          </StatusTag>
        </WayTo>
      </span>
    </Tooltip>
  )
}

/** Items by villages: one look shows where something is missing. Every field says how it stands by shape and word. */
export function ExpectedMatrix({ rows }: Pick<Shown, 'rows'>) {
  const speech = useText()
  const { t, named } = speech
  const { places, lines } = useMemo(() => {
    const known = new Map<string, string>()
    const byLine = new Map<string, { name: string; period: string; byPlace: Map<string, ExpectedView> }>()
    for (const row of rows ?? []) {
      known.set(row.place.code, row.place.name)
      const key = `${row.itemCode} ${row.period}`
      const line = byLine.get(key) ?? { name: named(row.itemName), period: row.period, byPlace: new Map() }
      line.byPlace.set(row.place.code, row)
      byLine.set(key, line)
    }
    return {
      places: [...known].toSorted(([one], [other]) => (one < other ? -1 : 1)),
      lines: [...byLine].map(([key, line]): Line => ({ key, ...line })).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    }
  }, [rows, named])
  if (lines.length === 0) return <p className="xz-soft">{t('text.disclosureDesk.nothingDue')}</p>
  return (
    <WideFrame name="xo-matrix-frame" label={t('text.disclosureDesk.matrix')}>
      <table className="xo-matrix">
        <caption className="xo-unseen">{t('text.disclosureDesk.matrix')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('text.disclosureDesk.item')}</th>
            {places.map(([code, name]) => (
              <th key={code} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.key}>
              <th scope="row">
                {line.name} <span className="xz-soft xz-small">{sayPeriod(speech, line.period)}</span>
              </th>
              {places.map(([code]) => {
                const row = line.byPlace.get(code)
                if (!row)
                  return (
                    <td key={code}>
                      <span className="xo-unseen">{t('text.disclosureDesk.notExpected')}</span>
                    </td>
                  )
                return (
                  <td key={code}>
                    <Field row={row} />
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </WideFrame>
  )
}
