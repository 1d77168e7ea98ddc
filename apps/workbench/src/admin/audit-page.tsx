import { listAudit } from '@xiangzhi/contract'
import * as contract from '@xiangzhi/contract'
import { isTextKey } from '@xiangzhi/text'
import type { z } from 'zod'
import { Moment } from '../moment.tsx'
import { Page } from '../page.tsx'
import { QueryTable } from '../query-table.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { usePages } from '../use-pages.ts'
import { ChangeLines } from './change-lines.tsx'

type Row = z.output<typeof listAudit.output>['rows'][number]

/** Commands, and what is no command but in the same record: sign-ins, files taken, looks at what is sealed. */
const recorded = [
  ...Object.values(contract).flatMap((one) =>
    typeof one === 'object' && 'kind' in one && 'name' in one && isTextKey(`text.admin.operation.${one.name}`)
      ? [one.name]
      : [],
  ),
  'signIn',
  'signInFailed',
  'secondStepFailed',
  'followerNumberLeft',
  'followerNumberTakenBack',
  'signInSlowed',
  'signOut',
  'changeOwnPassword',
  'switchOnSecondStep',
  'switchOffSecondStep',
  'renewBackupCodes',
  'endOwnSessions',
].sort()

/** Every command that anybody gave: who, when, what, on which thing. */
export function AuditPage() {
  const { t } = useText()
  const [state, change] = useUrlState()
  const word = (operation: string): string => {
    const key = `text.admin.operation.${operation}`
    return isTextKey(key) ? t(key) : operation
  }
  const filter = {
    ...(state['operation'] ? { operation: state['operation'] } : {}),
    ...(state['person'] ? { person: state['person'] } : {}),
    ...(state['subject'] ? { subject: state['subject'] } : {}),
    ...(state['from'] ? { from: state['from'] } : {}),
    ...(state['until'] ? { until: state['until'] } : {}),
    limit: 100,
  }
  const found = usePages(listAudit, filter)
  const { rows } = found
  return (
    <Page title={t('text.admin.audit.title')} note={t('text.admin.audit.note')}>
      <QueryTable<Row>
        name="admin-audit"
        label={t('text.admin.audit.title')}
        filters={[
          {
            kind: 'choice',
            name: 'operation',
            label: t('text.admin.audit.operation'),
            options: recorded.map((name) => ({ value: name, label: word(name) })),
          },
          { kind: 'dates', name: 'from', until: 'until', label: t('text.admin.audit.dates') },
        ]}
        columns={[
          {
            key: 'at',
            title: t('text.admin.when'),
            width: 170,
            fixedColumn: true,
            render: (row) => <Moment at={row.at} />,
          },
          {
            key: 'by',
            title: t('text.admin.who'),
            width: 140,
            render: (row) =>
              row.byPerson ? (
                <button type="button" className="xa-link" onClick={() => change({ person: row.byPerson ?? undefined })}>
                  {row.byName ?? '—'}
                </button>
              ) : (
                t(row.subjectKind === 'accounts' ? 'text.admin.audit.nobody' : 'text.common.reporter')
              ),
          },
          { key: 'operation', title: t('text.admin.audit.operation'), render: (row) => word(row.operation) },
          {
            key: 'subject',
            title: t('text.admin.audit.subject'),
            render: (row) =>
              row.subjectId ? (
                <button
                  type="button"
                  className="xa-link xz-figures"
                  onClick={() => change({ subject: row.subjectId ?? undefined })}
                >
                  {row.subjectName ?? row.subjectId.slice(-8)}
                </button>
              ) : (
                '—'
              ),
          },
          {
            key: 'changes',
            title: t('text.admin.audit.changes'),
            render: (row) => (
              <>
                {row.purpose ? <div>{row.purpose}</div> : null}
                {row.address ? <code>{row.address}</code> : null}
                <ChangeLines changes={row.changes.slice(0, 5)} />
              </>
            ),
          },
          {
            key: 'request',
            title: t('text.admin.audit.request'),
            rare: true,
            render: (row) => <code>{row.requestId}</code>,
          },
        ]}
        rows={rows}
        rowKey={(row) => row.requestId}
        loading={found.loading}
        problem={found.problem}
        retry={found.retry}
        total={rows ? t(found.more ? 'text.admin.totalFirst' : 'text.admin.total', { n: rows.length }) : undefined}
        more={found.more}
        toolbar={
          state['person'] || state['subject'] ? (
            <button type="button" className="xa-link" onClick={() => change({ person: undefined, subject: undefined })}>
              {t('text.admin.audit.all')}
            </button>
          ) : null
        }
      />
    </Page>
  )
}
