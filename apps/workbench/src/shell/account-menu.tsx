import { useQuery } from '@tanstack/react-query'
import { Alert, Dropdown, Modal, Spin, Tabs } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { dropDraftsOf } from '../drafts.ts'
import { useMe } from '../session.tsx'
import { unsubscribeHere } from '../messages/this-browser.ts'
import { useText } from '../text.tsx'
import { askAccount, type SessionAnswer } from './account-calls.ts'
import { AccountName, useRoleName } from './account-name.tsx'

const PasswordForm = lazy(() => import('./account-forms.tsx').then((module) => ({ default: module.PasswordForm })))
const SecondFactor = lazy(() => import('./account-forms.tsx').then((module) => ({ default: module.SecondFactor })))
const Sessions = lazy(() => import('./account-sessions.tsx').then((module) => ({ default: module.Sessions })))

type Tab = 'roles' | 'sessions' | 'password' | 'second'

/** The account of the signed-in person: roles, sessions, password, second factor, signing out. */
export function AccountMenu({ open = false }: { open?: boolean }) {
  const { t } = useText()
  const me = useMe()
  const roleName = useRoleName()
  const [tab, setTab] = useState<Tab>()
  const [shown, setShown] = useState(open)
  const signOut = async (): Promise<void> => {
    // Whoever signs in here next must not see what this person is told.
    await unsubscribeHere().catch(() => undefined)
    dropDraftsOf(window.localStorage, me.personId)
    await askAccount('sign-out', {}).catch(() => undefined)
    window.location.assign('/staff/sign-in')
  }
  // A password that an administrator made is known to two people; nothing else opens before it is changed.
  const session = useQuery({
    queryKey: ['account', 'session'],
    queryFn: () => askAccount<SessionAnswer>('session'),
    staleTime: 600_000,
    retry: false,
  })
  const mustChange = session.data?.mustChangePassword === true
  return (
    <>
      <Dropdown
        trigger={['click']}
        open={shown}
        onOpenChange={setShown}
        menu={{
          items: [
            { key: 'roles', label: t('text.workbench.account.roles') },
            { key: 'sessions', label: t('text.workbench.account.sessions') },
            { key: 'password', label: t('text.workbench.account.password') },
            { key: 'second', label: t('text.workbench.account.second') },
            { type: 'divider' },
            { key: 'out', label: t('text.workbench.account.signOut') },
          ],
          onClick: ({ key }) => (key === 'out' ? void signOut() : setTab(key as Tab)),
        }}
      >
        <AccountName />
      </Dropdown>
      <Modal
        open={mustChange}
        closable={false}
        footer={null}
        title={t('text.workbench.account.mustChange')}
        destroyOnHidden
      >
        <Alert
          type="warning"
          showIcon
          title={t('text.workbench.account.mustChangeNote')}
          style={{ marginBottom: 12 }}
        />
        <Suspense fallback={<Spin />}>
          <PasswordForm />
        </Suspense>
      </Modal>
      <Modal
        open={tab !== undefined}
        onCancel={() => setTab(undefined)}
        footer={null}
        title={t('text.workbench.account.title', { name: session.data?.username ?? me.name })}
        width={620}
        destroyOnHidden
      >
        <Suspense fallback={<Spin />}>
          <Tabs
            activeKey={tab ?? 'roles'}
            onChange={(key) => setTab(key as Tab)}
            items={[
              {
                key: 'roles',
                label: t('text.workbench.account.roles'),
                children: (
                  <ul className="xz-plain-list">
                    {me.grants.map((grant) => (
                      <li key={`${grant.role}-${grant.placeId ?? grant.organisationId}`}>
                        <strong>{roleName(grant.role)}</strong>
                        <span className="xz-soft">{grant.reachName}</span>
                      </li>
                    ))}
                  </ul>
                ),
              },
              { key: 'sessions', label: t('text.workbench.account.sessions'), children: <Sessions /> },
              { key: 'password', label: t('text.workbench.account.password'), children: <PasswordForm /> },
              {
                key: 'second',
                label: t('text.workbench.account.second'),
                children: <SecondFactor enabled={me.twoFactor} />,
              },
            ]}
          />
        </Suspense>
      </Modal>
    </>
  )
}
