import { dryRunRouting } from '@xiangzhi/contract'
import type { PackRouting } from '@xiangzhi/language'
import { useMutation } from '@tanstack/react-query'
import { Button, InputNumber, Table, Tabs } from 'antd'
import { useState } from 'react'
import { call } from '../api-client.ts'
import { ProblemNotice } from '../problem-notice.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { ConfigProblems } from './config-frame.tsx'

/** Tries the table as it stands on this screen on past cases; nothing is changed by it. */
export function DryRun({ table }: { table: PackRouting }) {
  const { t, named } = useText()
  const [cases, setCases] = useState(1000)
  const run = useMutation({ mutationFn: () => call(dryRunRouting, { content: table, cases }) })
  const result = run.data
  return (
    <section className="xz-panel xa-dry-run" aria-live="polite">
      <div className="xa-section-head">
        <h2>{t('text.admin.dryRun.title')}</h2>
        <span>
          <label>
            {t('text.admin.dryRun.cases')}{' '}
            <InputNumber
              controls={false}
              min={1}
              max={5000}
              step={500}
              value={cases}
              onChange={(n) => setCases(n ?? 1000)}
            />
          </label>{' '}
          <Button onClick={() => run.mutate()} loading={run.isPending}>
            {t('text.admin.dryRun.run')}
          </Button>
        </span>
      </div>
      <p className="xz-soft">{t('text.admin.dryRun.note')}</p>
      <ProblemNotice problem={run.error} />
      {result ? <ConfigProblems problems={result.problems} /> : null}
      {result && result.examined > 0 ? (
        <>
          <p>
            <StatusTag kind={result.changed === 0 ? 'good' : 'info'}>
              {t('text.admin.dryRun.result', { examined: result.examined, changed: result.changed })}
            </StatusTag>
          </p>
          <Tabs
            items={[
              {
                key: 'totals',
                label: t('text.admin.dryRun.totals'),
                children: (
                  <Table
                    size="small"
                    rowKey={(row) => row.unit.key}
                    dataSource={result.totals}
                    pagination={{ pageSize: 20, hideOnSinglePage: true }}
                    columns={[
                      { title: t('text.admin.routing.unit'), render: (_, row) => named(row.unit) },
                      {
                        title: t('text.admin.dryRun.before'),
                        align: 'right',
                        render: (_, row) => <span className="xz-figures">{row.before}</span>,
                      },
                      {
                        title: t('text.admin.dryRun.after'),
                        align: 'right',
                        render: (_, row) => <span className="xz-figures">{row.after}</span>,
                      },
                      {
                        title: t('text.admin.dryRun.delta'),
                        align: 'right',
                        render: (_, row) => (
                          <span className="xz-figures">
                            {row.after === row.before
                              ? '0'
                              : row.after > row.before
                                ? `+${row.after - row.before}`
                                : `−${row.before - row.after}`}
                          </span>
                        ),
                      },
                    ]}
                  />
                ),
              },
              {
                key: 'rows',
                label: t('text.admin.dryRun.changed', { n: result.changed }),
                children: (
                  <Table
                    size="small"
                    rowKey="caseId"
                    dataSource={result.rows}
                    pagination={{ pageSize: 20, hideOnSinglePage: true }}
                    locale={{ emptyText: t('text.admin.dryRun.noChange') }}
                    columns={[
                      {
                        title: t('text.admin.dryRun.number'),
                        render: (_, row) => <a href={`/staff/cases/${row.caseId}`}>{row.number}</a>,
                      },
                      { title: t('text.admin.dryRun.summary'), render: (_, row) => `${row.category} · ${row.summary}` },
                      {
                        title: t('text.admin.dryRun.before'),
                        render: (_, row) => (
                          <>
                            {named(row.before)}
                            <div className="xz-soft xz-small">{row.ruleBefore}</div>
                          </>
                        ),
                      },
                      {
                        title: t('text.admin.dryRun.after'),
                        render: (_, row) => (
                          <>
                            {named(row.after)}
                            <div className="xz-soft xz-small">{row.ruleAfter}</div>
                          </>
                        ),
                      },
                    ]}
                  />
                ),
              },
              {
                key: 'rules',
                label: t('text.admin.dryRun.rules'),
                children: (
                  <Table
                    size="small"
                    rowKey="rule"
                    dataSource={result.rules}
                    pagination={false}
                    columns={[
                      {
                        title: t('text.admin.dryRun.rule'),
                        render: (_, row) => {
                          const note = [...table.rows, table.default].find((one) => one.key === row.rule)?.note
                          return note ? named(note) : row.rule
                        },
                      },
                      {
                        title: t('text.admin.dryRun.hits'),
                        align: 'right',
                        render: (_, row) =>
                          row.hits === 0 ? (
                            <StatusTag kind="neutral">{t('text.admin.dryRun.noHits')}</StatusTag>
                          ) : (
                            <span className="xz-figures">{row.hits}</span>
                          ),
                      },
                    ]}
                  />
                ),
              },
            ]}
          />
        </>
      ) : result && result.problems.length === 0 ? (
        <p className="xz-soft">{t('text.admin.dryRun.none')}</p>
      ) : null}
    </section>
  )
}
