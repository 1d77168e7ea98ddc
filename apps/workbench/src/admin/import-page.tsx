import { getImport, importTemplate, type ImportRunView, listImports, undoImport } from '@xiangzhi/contract'
import { Button, Popconfirm, Segmented, Skeleton, Space, Table } from 'antd'
import { useState } from 'react'
import { queryString, readAnswer, refreshAll, useChange, useRead } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { Page } from '../page.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useMay } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { fetchPatiently } from '../try-again.ts'
import { useUrlState } from '../url-state.ts'
import { useQueryClient } from '@tanstack/react-query'
import { ImportRun, ImportTotals, statusKind } from './import-run.tsx'

type RosterKind = Exclude<ImportRunView['kind'], 'cases'>

/** Sends a roster; the answer names the import that is being read. */
async function sendRoster(kind: RosterKind, file: File): Promise<string> {
  const body = new FormData()
  body.append('file', file)
  const answer = await readAnswer(() =>
    fetchPatiently(`/api/imports${queryString({ kind })}`, { method: 'POST', body }),
  )
  return (answer as { id: string }).id
}

function Upload({ kind, begun }: { kind: RosterKind; begun: (id: string) => void }) {
  const { t, language } = useText()
  const client = useQueryClient()
  const [problem, setProblem] = useState<Error | undefined>()
  const [sending, setSending] = useState(false)
  const send = async (file: File): Promise<void> => {
    setSending(true)
    setProblem(undefined)
    try {
      begun(await sendRoster(kind, file))
      await refreshAll(client)
    } catch (error) {
      setProblem(error as Error)
    } finally {
      setSending(false)
    }
  }
  return (
    <>
      <Space wrap>
        <Button href={`${importTemplate.path}${queryString({ kind, language })}`}>{t('text.imports.template')}</Button>
        <Button type="primary" loading={sending} onClick={() => document.getElementById('roster-file')?.click()}>
          {t('text.imports.upload')}
        </Button>
        <input
          id="roster-file"
          type="file"
          hidden
          aria-label={t('text.imports.upload')}
          accept=".xlsx,.csv"
          onChange={(event) => {
            const [file] = event.target.files ?? []
            // The same file, corrected, must be noticed when it is chosen again.
            event.target.value = ''
            if (file) void send(file)
          }}
        />
        <span className="xz-soft">{t('text.imports.uploadNote')}</span>
      </Space>
      {problem ? <ProblemNotice problem={problem} /> : null}
    </>
  )
}

function Ledger({ rows, open }: { rows: readonly ImportRunView[]; open: (id: string) => void }) {
  const { t } = useText()
  const undoing = useChange(undoImport)
  return (
    <>
      {undoing.error ? <ProblemNotice problem={undoing.error} /> : null}
      <Table<ImportRunView>
        rowKey="id"
        size="small"
        pagination={false}
        scroll={{ x: true }}
        locale={{ emptyText: t('text.imports.ledgerNone') }}
        dataSource={[...rows]}
        columns={[
          { title: t('text.imports.kind'), render: (_, run) => t(`text.imports.kind.${run.kind}`) },
          {
            title: t('text.imports.file'),
            render: (_, run) => <span title={`${t('text.imports.hash')} ${run.sha256 ?? ''}`}>{run.fileName}</span>,
          },
          {
            title: t('text.imports.status'),
            render: (_, run) => (
              <StatusTag kind={statusKind(run.status)}>{t(`text.imports.status.${run.status}`)}</StatusTag>
            ),
          },
          { title: t('text.imports.totals'), render: (_, run) => <ImportTotals totals={run.totals} /> },
          {
            title: t('text.imports.who'),
            render: (_, run) => (
              <>
                {run.uploadedBy ?? t('text.imports.commandLine')} <Moment at={run.uploadedAt} />
              </>
            ),
          },
          {
            title: '',
            render: (_, run) =>
              run.kind === 'cases' ? null : run.status === 'done' ? (
                <Popconfirm
                  title={t('text.imports.undoSure')}
                  onConfirm={() => undoing.mutate({ importId: run.id })}
                  okText={t('text.imports.undo')}
                >
                  <Button size="small" loading={undoing.isPending}>
                    {t('text.imports.undo')}
                  </Button>
                </Popconfirm>
              ) : (
                <Button size="small" onClick={() => open(run.id)}>
                  {t('text.imports.reload')}
                </Button>
              ),
          },
        ]}
      />
    </>
  )
}

function Open({ importId }: { importId: string }) {
  const found = useRead(getImport, { importId }, { staleTime: 0, refreshEvery: 2000, keep: true })
  if (!found.data) return found.error ? <ProblemNotice problem={found.error} /> : <Skeleton active />
  return <ImportRun run={found.data} />
}

/** Bringing rosters in: template, upload, dry run with its mistakes, applying, and the book of imports with undoing. */
export function ImportPage() {
  const { t } = useText()
  const [state, change] = useUrlState()
  // Whoever grants roles brings in roles, and nothing else.
  const isOfPlaces = useMay('place.write')
  const book = useRead(listImports, {})
  const mine = book.data?.mayImport ?? []
  const kind = mine.find((one) => one === state['kind']) ?? mine[0]
  const open = (id: string): void => change({ open: id })
  return (
    <Page
      title={t(isOfPlaces ? 'text.imports.title' : 'text.imports.titleRoles')}
      note={t(isOfPlaces ? 'text.imports.note' : 'text.imports.noteRoles')}
    >
      {book.data ? null : book.error ? <ProblemNotice problem={book.error} /> : <Skeleton active />}
      {kind ? (
        <section className="xz-panel" aria-label={t('text.imports.upload')}>
          <p>
            <Segmented
              value={kind}
              onChange={(chosen) => change({ kind: chosen, open: undefined })}
              options={mine.map((one) => ({ value: one, label: t(`text.imports.kind.${one}`) }))}
            />
          </p>
          <Upload kind={kind} begun={open} />
        </section>
      ) : null}
      {state['open'] ? <Open key={state['open']} importId={state['open']} /> : null}
      {book.data ? (
        <section className="xz-panel">
          <h2>{t('text.imports.ledger')}</h2>
          <Ledger rows={book.data.rows} open={open} />
        </section>
      ) : null}
    </Page>
  )
}
