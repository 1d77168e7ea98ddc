import { examine } from '@xiangzhi/contract'
import type { Permission } from '@xiangzhi/language'
import { Link } from '@tanstack/react-router'
import { Button, Result, Skeleton } from 'antd'
import type { z } from 'zod'
import { useRead } from '../api-client.ts'
import { Page } from '../page.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useMe } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'

type Finding = z.output<typeof examine.output>['findings'][number]

const areas = ['people', 'rules', 'security', 'operation'] as const
const levels = ['problem', 'warning', 'note'] as const
const kinds = { problem: 'danger', warning: 'warn', note: 'info' } as const

/** Where a thing is mended, for those who may open that page. */
const pages: Readonly<Record<string, { readonly path: string; readonly permission: Permission }>> = {
  calendar: { path: 'calendars', permission: 'config.read' },
  routing: { path: 'routing', permission: 'config.read' },
  sealed: { path: 'routing', permission: 'config.read' },
  unit: { path: 'organisations', permission: 'organisation.read' },
  role: { path: 'roles', permission: 'role.grant' },
  grid: { path: 'roles', permission: 'role.grant' },
  household: { path: 'places', permission: 'place.read' },
  administrators: { path: 'roles', permission: 'role.grant' },
  'demo-accounts': { path: 'accounts', permission: 'account.manage' },
  'first-passwords': { path: 'accounts', permission: 'account.manage' },
  keys: { path: 'systems', permission: 'key.confirm' },
  messages: { path: 'messages', permission: 'config.read' },
  'messages-lost': { path: 'messages', permission: 'config.read' },
}

function FindingLine({ finding }: { finding: Finding }) {
  const { t, named } = useText()
  const { permissions } = useMe()
  const page = pages[finding.check]
  return (
    <li className="xa-finding">
      <StatusTag kind={kinds[finding.level]}>{t(`text.doctor.level.${finding.level}`)}</StatusTag>
      <div>
        <p>{named(finding.text)}</p>
        {finding.todo ? <p className="xz-soft">{named(finding.todo)}</p> : null}
      </div>
      {page && permissions.includes(page.permission) ? (
        <Link to={`/admin/${page.path}`}>{t('text.systems.doctor.go')}</Link>
      ) : null}
    </li>
  )
}

/** What the set-up still lacks, by whose work it is, the worst first, each with what to do. */
export function DoctorPage() {
  const { t } = useText()
  const found = useRead(examine, {}, { staleTime: 60_000 })
  const findings = found.data?.findings
  const count = (level: (typeof levels)[number]): number =>
    findings?.filter((finding) => finding.level === level).length ?? 0
  return (
    <Page
      title={t('text.systems.doctor.title')}
      note={t('text.systems.doctor.note')}
      actions={
        <Button loading={found.isFetching} onClick={() => void found.refetch()}>
          {t('text.systems.doctor.again')}
        </Button>
      }
    >
      <ProblemNotice problem={found.error} retry={() => void found.refetch()} />
      {findings === undefined ? (
        found.error ? null : (
          <Skeleton active paragraph={{ rows: 10 }} />
        )
      ) : findings.length === 0 ? (
        <Result status="success" title={t('text.doctor.fine')} />
      ) : (
        <>
          <p aria-live="polite" className="xa-finding-counts">
            {levels.map((level) =>
              count(level) === 0 ? null : (
                <StatusTag key={level} kind={kinds[level]}>
                  {t(`text.systems.doctor.count.${level}`, { n: count(level) })}
                </StatusTag>
              ),
            )}
          </p>
          {areas.map((area) => {
            const here = levels.flatMap((level) =>
              findings.filter((finding) => finding.area === area && finding.level === level),
            )
            return here.length === 0 ? null : (
              <section key={area} className="xz-panel" aria-labelledby={`area-${area}`}>
                <h2 id={`area-${area}`}>{t(`text.systems.doctor.area.${area}`)}</h2>
                <ul className="xa-findings">
                  {here.map((finding) => (
                    <FindingLine key={`${finding.check} ${finding.text.zh}`} finding={finding} />
                  ))}
                </ul>
              </section>
            )
          })}
        </>
      )}
    </Page>
  )
}
