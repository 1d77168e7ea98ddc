import { auditList } from '@xiangzhi/contract'
import * as contract from '@xiangzhi/contract'
import { isTextKey } from '@xiangzhi/text'
import { ListTable } from '../list-table.tsx'
import { Page } from '../page.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { ChangeLines } from './change-lines.tsx'

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

/** An inner id says nothing to anybody, so that its end is enough; the name of a file is read whole. */
const isInnerId = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

/** Every command that anybody gave: who, when, what, on which thing. */
export function AuditPage() {
  const { t } = useText()
  const [state, change] = useUrlState()
  const word = (operation: string): string => {
    const key = `text.admin.operation.${operation}`
    return isTextKey(key) ? t(key) : operation
  }
  return (
    <Page title={t('text.admin.audit.title')} note={t('text.admin.audit.note')}>
      <ListTable
        list={auditList}
        rowKey={(row) => row.requestId}
        choices={{ operation: recorded.map((name) => ({ value: name, label: word(name) })) }}
        cells={[
          {
            member: 'byName',
            render: (row) =>
              row.byPerson ? (
                <button type="button" className="xa-link" onClick={() => change({ person: row.byPerson ?? undefined })}>
                  {row.byName ?? '—'}
                </button>
              ) : (
                t(row.subjectKind === 'accounts' ? 'text.admin.audit.nobody' : 'text.common.reporter')
              ),
          },
          {
            member: 'subjectName',
            render: (row) =>
              row.subjectId ? (
                <button
                  type="button"
                  className="xa-link xz-figures"
                  onClick={() => change({ subject: row.subjectId ?? undefined })}
                >
                  {row.subjectName ?? (isInnerId(row.subjectId) ? row.subjectId.slice(-8) : row.subjectId)}
                </button>
              ) : (
                '—'
              ),
          },
          { member: 'requestId', render: (row) => <code>{row.requestId}</code> },
        ]}
        also={[
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
        ]}
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
