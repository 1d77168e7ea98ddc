import { coverage, type PlaceRowView } from '@xiangzhi/contract'
import { Collapse, Skeleton } from 'antd'
import { useRead } from '../api-client.ts'
import { ProblemNotice } from '../problem-notice.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { PlaceChips } from './place-chips.tsx'

const checks = [
  'householdsWithoutGrid',
  'gridsWithoutWorker',
  'villagesWithoutGrid',
  'villagesWithoutClerk',
  'townsWithoutDispatcher',
] as const

/** The proof of “横到边、纵到底、不留白、无盲区”: each check names what is not covered. */
export function CoverageList() {
  const { t } = useText()
  const [, change] = useUrlState()
  const found = useRead(coverage, {})
  const data = found.data
  if (!data)
    return found.error ? (
      <ProblemNotice problem={found.error} retry={() => void found.refetch()} />
    ) : (
      <Skeleton active />
    )
  const countOf = (check: (typeof checks)[number]): number =>
    check === 'householdsWithoutGrid' ? data.householdsWithoutGrid : data.lists[check].length
  const gaps = checks.reduce((sum, check) => sum + countOf(check), 0)
  const open = (place: PlaceRowView): void =>
    change({ open: place.id, in: place.parentId ?? undefined }, { whole: true, push: true })
  return (
    <div className="xz-panel">
      <p>
        <StatusTag kind={gaps === 0 ? 'good' : 'warn'}>
          {gaps === 0 ? t('text.admin.coverage.whole') : t('text.admin.coverage.gaps', { n: gaps })}
        </StatusTag>{' '}
        <span className="xz-soft">{t('text.admin.coverage.of', { villages: data.villages, grids: data.grids })}</span>
      </p>
      <Collapse
        defaultActiveKey={checks.filter((check) => countOf(check) > 0)}
        items={checks.map((check) => ({
          key: check,
          label: t(`text.admin.coverage.${check}`),
          extra: (
            <StatusTag kind={countOf(check) === 0 ? 'good' : 'warn'}>
              {countOf(check) === 0 ? t('text.admin.coverage.none') : t('text.admin.total', { n: countOf(check) })}
            </StatusTag>
          ),
          children:
            data.lists[check].length === 0 ? (
              <p className="xz-soft">{t('text.admin.coverage.noneNote')}</p>
            ) : (
              <PlaceChips places={data.lists[check]} open={open} />
            ),
        }))}
      />
    </div>
  )
}
