import type { CaseRowView, WaitingRowView } from '@xiangzhi/contract'
import { isIconName } from '@xiangzhi/design'
import { Link } from '@tanstack/react-router'
import { Tag } from 'antd'
import { type ReactNode, useMemo } from 'react'
import { Icon } from '../icon.tsx'
import { Moment } from '../moment.tsx'
import type { QueryColumn } from '../query-table.tsx'
import { useCounty } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useCaseWords } from './case-words.tsx'
import { Deadline } from './deadline.tsx'

/** The icon of a category beside its name. */
export function CategoryName({ code }: { code: string }) {
  const county = useCounty()
  const words = useCaseWords()
  const icon = county.category(code)?.icon ?? 'other'
  return (
    <span className="xz-clip" title={words.category(code)}>
      <Icon name={isIconName(icon) ? icon : 'other'} size={16} /> {words.category(code)}
    </span>
  )
}

/** Marks that must not be overlooked: under supervision, sealed, came back, waiting for somebody. */
export function CaseMarks({ row }: { row: WaitingRowView }) {
  const { t } = useText()
  return (
    <span className="xz-marks">
      {row.supervised ? <StatusTag kind="danger">{t('text.workbench.mark.supervised')}</StatusTag> : null}
      {row.confidentiality === 'sealed' ? (
        <Tag icon={<Icon name="lock" size={12} />}>{t('text.workbench.mark.sealed')}</Tag>
      ) : null}
      {row.confidentiality === 'parties' ? (
        <Tag icon={<Icon name="lock" size={12} />}>{t('text.workbench.mark.parties')}</Tag>
      ) : null}
      {row.reopenCount > 0 ? (
        <StatusTag kind="warn">{t('text.workbench.mark.reopened', { n: row.reopenCount })}</StatusTag>
      ) : null}
      {row.bounceCount > 0 ? <Tag>{t('text.workbench.mark.bounced', { n: row.bounceCount })}</Tag> : null}
      {row.waitingFor ? (
        <StatusTag kind="paused">{t(`text.workbench.mark.waiting.${row.waitingFor}`)}</StatusTag>
      ) : null}
      {row.followerCount > 0 ? <Tag>{t('text.workbench.mark.followers', { n: row.followerCount })}</Tag> : null}
    </span>
  )
}

/** A place in few words: without the town, and without a grid that only repeats its village. The whole stands on hover. */
export function ShortPlace({ name }: { name: string }) {
  const parts = name.split(' · ')
  const last = parts.at(-1) ?? ''
  const village = parts.at(-2)
  const repeats = village !== undefined && last.startsWith(village)
  const shown = parts.length < 2 ? name : repeats ? village : parts.slice(1).join(' · ')
  return (
    <span className="xz-clip" title={name}>
      {shown}
    </span>
  )
}

/** Where a case opens: beside the list, or on a page of its own. */
export type OpenCase = (row: WaitingRowView) => void

/** The columns that every list of cases has. */
export function useWaitingColumns(open?: OpenCase): QueryColumn<WaitingRowView>[] {
  const { t } = useText()
  const words = useCaseWords()
  return useMemo(
    () => [
      {
        key: 'number',
        title: t('text.workbench.column.number'),
        fixedColumn: true,
        width: 116,
        render: (row) => (
          <Link
            to="/cases/$caseId"
            params={{ caseId: row.id }}
            className="xz-figures xz-nowrap"
            onClick={(event) => {
              if (!open || event.metaKey || event.ctrlKey || event.shiftKey) return
              event.preventDefault()
              open(row)
            }}
          >
            {row.number}
          </Link>
        ),
      },
      {
        key: 'summary',
        title: t('text.workbench.column.summary'),
        fixedColumn: true,
        render: (row) => (
          <span className="xz-summary" title={row.summary}>
            {row.summary}
          </span>
        ),
      },
      {
        key: 'state',
        title: t('text.workbench.column.state'),
        width: 112,
        render: (row) => <StatusTag kind={row.status}>{words.state(row)}</StatusTag>,
      },
      { key: 'due', title: t('text.workbench.column.due'), render: (row) => <Deadline row={row} /> },
      { key: 'marks', title: t('text.workbench.column.marks'), render: (row) => <CaseMarks row={row} /> },
      {
        key: 'category',
        title: t('text.workbench.column.category'),
        render: (row) => <CategoryName code={row.category} />,
      },
      {
        key: 'place',
        title: t('text.workbench.column.place'),
        render: (row) => <ShortPlace name={row.placeName} />,
      },
      {
        key: 'owner',
        title: t('text.workbench.column.owner'),
        render: (row) => (
          <span className="xz-clip" title={[row.unitName, row.ownerName].filter(Boolean).join(' · ')}>
            {row.ownerName ?? row.unitName ?? words.role(row.ownerRole)}
          </span>
        ),
      },
      {
        key: 'opened',
        title: t('text.workbench.column.opened'),
        className: 'xz-nowrap',
        render: (row) => <Moment at={row.openedAt} />,
      },
      {
        key: 'level',
        title: t('text.workbench.column.level'),
        rare: true,
        render: (row) => words.level(row.level),
      },
      {
        key: 'source',
        title: t('text.workbench.column.source'),
        rare: true,
        render: (row) => words.source(row.source),
      },
      {
        key: 'process',
        title: t('text.workbench.column.process'),
        rare: true,
        render: (row) => words.process(row.process),
      },
      { key: 'unit', title: t('text.workbench.column.unit'), rare: true, render: (row) => row.unitName ?? '—' },
    ],
    [open, t, words],
  )
}

/** The columns of lists that show cases beyond what waits: also when they changed and closed. */
export function useCaseColumns(open?: OpenCase): QueryColumn<CaseRowView>[] {
  const { t } = useText()
  const common = useWaitingColumns(open)
  return useMemo(
    () => [
      ...common,
      {
        key: 'changed',
        title: t('text.workbench.column.changed'),
        rare: true,
        className: 'xz-nowrap',
        render: (row: CaseRowView) => <Moment at={row.changedAt} />,
      },
      {
        key: 'closed',
        title: t('text.workbench.column.closed'),
        rare: true,
        className: 'xz-nowrap',
        render: (row: CaseRowView) => <Moment at={row.closedAt} />,
      },
    ],
    [common, t],
  )
}

/** A case as a block that leads to its page; for lists on narrow screens. */
export function caseCard(row: WaitingRowView): ReactNode {
  return <CaseCard row={row} />
}

/** A case as a block: on phones, in queues, as a child. */
export function CaseCard({
  row,
  open,
  current = false,
}: {
  row: WaitingRowView
  open?: OpenCase | undefined
  current?: boolean
}) {
  const words = useCaseWords()
  const inside = (
    <>
      <span className="xz-case-card-top">
        <span className="xz-number">{row.number}</span>
        <Deadline row={row} />
      </span>
      <span className="xz-case-card-summary">{row.summary}</span>
      <span className="xz-case-card-foot">
        <span className="xz-soft">
          <ShortPlace name={row.placeName} /> · {words.category(row.category)}
        </span>
        <StatusTag kind={row.status}>{words.state(row)}</StatusTag>
      </span>
    </>
  )
  return open ? (
    <button
      type="button"
      className="xz-case-card"
      aria-current={current ? 'true' : undefined}
      onClick={() => open(row)}
    >
      {inside}
    </button>
  ) : (
    <Link to="/cases/$caseId" params={{ caseId: row.id }} className="xz-case-card">
      {inside}
    </Link>
  )
}
