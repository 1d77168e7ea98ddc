import { cancelImport, commitImport, type ImportProblemView, type ImportRunView } from '@xiangzhi/contract'
import { isTextKey } from '@xiangzhi/text'
import { Button, Progress, Space, Table } from 'antd'
import { useChange } from '../api-client.ts'
import { ProblemNotice } from '../problem-notice.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'

const kinds = {
  reading: 'info',
  ready: 'info',
  faulty: 'danger',
  cancelled: 'neutral',
  done: 'good',
  undone: 'neutral',
  failed: 'danger',
} as const

export const statusKind = (status: ImportRunView['status']): (typeof kinds)[ImportRunView['status']] => kinds[status]

/** The totals of a file; read is the sum of the others, so that nothing is lost unseen. */
export function ImportTotals({ totals }: { totals: ImportRunView['totals'] }) {
  const { t } = useText()
  const told = (['new', 'changed', 'same', 'ended', 'faulty'] as const).filter((name) => totals[name] > 0)
  return (
    <span className="xz-figures">
      {[
        t('text.imports.total.read', { n: totals.read }),
        ...told.map((name) => t(`text.imports.total.${name}`, { n: totals[name] })),
      ].join(' · ')}
    </span>
  )
}

function Problems({ problems, faulty }: { problems: readonly ImportProblemView[]; faulty: number }) {
  const { t } = useText()
  const named = (key: string, otherwise: string, facts?: ImportProblemView['facts']): string =>
    isTextKey(key) ? t(key, facts) : otherwise
  return (
    <>
      <h3>{t('text.imports.problems')}</h3>
      <Table<ImportProblemView>
        size="small"
        rowKey={(problem) => `${problem.row} ${problem.column ?? ''} ${problem.code}`}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        dataSource={[...problems]}
        showHeader={false}
        columns={[
          { render: (_, problem) => (problem.row > 0 ? t('text.imports.row', { row: problem.row }) : ''), width: 110 },
          {
            render: (_, problem) =>
              problem.column === null ? '' : named(`text.imports.column.${problem.column}`, problem.column),
            width: 160,
          },
          {
            // Why a whole file is not read is said in the same words wherever a sheet is handed in.
            render: (_, problem) =>
              named(
                `text.imports.problem.${problem.code}`,
                named(`text.common.refusal.${problem.code}`, problem.code, problem.facts),
                problem.facts,
              ),
          },
        ]}
      />
      {faulty > problems.length ? <p className="xz-soft">{t('text.imports.problemsMore')}</p> : null}
    </>
  )
}

/** One import: how far it is, what it would do, what is wrong with it, and what can be decided. */
export function ImportRun({ run }: { run: ImportRunView & { problems: readonly ImportProblemView[] } }) {
  const { t } = useText()
  const committing = useChange(commitImport)
  const cancelling = useChange(cancelImport)
  const undecided = run.status === 'reading' || run.status === 'ready' || run.status === 'faulty'
  const problem = committing.error ?? cancelling.error
  return (
    <section className="xz-panel" aria-live="polite">
      <p>
        <StatusTag kind={statusKind(run.status)}>{t(`text.imports.status.${run.status}`)}</StatusTag>{' '}
        {t(`text.imports.kind.${run.kind}`)} · {run.fileName}
      </p>
      {run.status === 'reading' ? (
        <Progress percent={run.percent} aria-label={t('text.imports.status.reading')} />
      ) : null}
      <p>
        <ImportTotals totals={run.totals} />
      </p>
      {problem ? <ProblemNotice problem={problem} /> : null}
      {undecided ? (
        <Space>
          <Button
            type="primary"
            disabled={run.status !== 'ready'}
            loading={committing.isPending}
            onClick={() => committing.mutate({ importId: run.id })}
          >
            {t('text.imports.commit')}
          </Button>
          <Button loading={cancelling.isPending} onClick={() => cancelling.mutate({ importId: run.id })}>
            {t('text.imports.cancel')}
          </Button>
        </Space>
      ) : null}
      {run.problems.length > 0 ? <Problems problems={run.problems} faulty={run.totals.faulty} /> : null}
    </section>
  )
}
