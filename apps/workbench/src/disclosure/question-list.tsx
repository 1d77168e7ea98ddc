import { type CaseRowView, listCases } from '@xiangzhi/contract'
import { isTextKey } from '@xiangzhi/text'
import { Link, useNavigate } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { Deadline } from '../cases/deadline.tsx'
import { Moment } from '../moment.tsx'
import { type QueryColumn, QueryTable } from '../query-table.tsx'
import { useCounty } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { usePages } from '../use-pages.ts'

const asks = ['open', 'mine', 'all'] as const
type Ask = (typeof asks)[number]

function State({ row }: { row: CaseRowView }) {
  const { t } = useText()
  const county = useCounty()
  const key = county.process(row.process, row.processVersion)?.states[row.state]?.label ?? row.state
  return <StatusTag kind={row.status}>{isTextKey(key) ? t(key) : key}</StatusTag>
}

function Card({ row }: { row: CaseRowView }) {
  return (
    <div className="xo-card">
      <Link to="/cases/$caseId" params={{ caseId: row.id }}>
        {row.summary}
      </Link>
      <div>
        {row.placeName} <State row={row} />
      </div>
      <Deadline row={row} />
    </div>
  )
}

const cardOf = (row: CaseRowView) => <Card row={row} />

/** Questions and objections of villagers with the clock of their answer. Wording and answer are given on the page of the case. */
export function QuestionList({ town, village }: { town: string | undefined; village: string | undefined }) {
  const { t } = useText()
  const county = useCounty()
  const navigate = useNavigate()
  const [state, change] = useUrlState()
  const ask: Ask = asks.find((one) => one === state['asked']) ?? 'open'
  const pages = usePages(listCases, {
    process: county.about('publication')?.key ?? '',
    sort: 'due',
    limit: 50,
    ...(ask === 'open' ? { open: 'true' as const } : {}),
    ...(ask === 'mine' ? { mine: 'true' as const } : {}),
    ...(village ? { village } : town ? { town } : {}),
  })
  const columns: QueryColumn<CaseRowView>[] = [
    {
      key: 'summary',
      title: t('text.disclosureDesk.question'),
      fixedColumn: true,
      render: (row) => (
        <>
          <Link to="/cases/$caseId" params={{ caseId: row.id }}>
            {row.summary}
          </Link>
          <div className="xz-soft xz-small xz-figures">{row.number}</div>
        </>
      ),
    },
    { key: 'place', title: t('text.duties.place'), render: (row) => row.placeName },
    {
      key: 'state',
      title: t('text.duties.standing'),
      render: (row) => <State row={row} />,
    },
    { key: 'due', title: t('text.disclosureDesk.answerBy'), render: (row) => <Deadline row={row} /> },
    { key: 'asked', title: t('text.disclosureDesk.askedAt'), render: (row) => <Moment at={row.openedAt} /> },
  ]
  return (
    <>
      <p className="xz-soft">{t('text.disclosureDesk.questionNote')}</p>
      <Segmented<Ask>
        aria-label={t('text.disclosureDesk.view.questions')}
        className="xo-choice"
        value={ask}
        onChange={(value) => change({ asked: value === 'open' ? undefined : value })}
        options={asks.map((value) => ({ value, label: t(`text.disclosureDesk.asked.${value}`) }))}
      />
      <QueryTable<CaseRowView>
        name="disclosure-questions"
        label={t('text.disclosureDesk.view.questions')}
        columns={columns}
        rows={pages.rows}
        rowKey={(row) => row.id}
        loading={pages.loading}
        problem={pages.problem}
        retry={pages.retry}
        more={pages.more}
        open={(row) => void navigate({ to: '/cases/$caseId', params: { caseId: row.id } })}
        card={cardOf}
        empty={<p className="xz-soft">{t('text.disclosureDesk.nothingAsked')}</p>}
      />
    </>
  )
}
