import { mark } from '@xiangzhi/design'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { Button, Grid, Skeleton } from 'antd'
import { lazy, Suspense, useEffect, useState } from 'react'
import { countMyWork } from '@xiangzhi/contract'
import { useRead } from '../api-client.ts'
import { ApprovalsWaiting } from '../approvals/approvals-waiting.tsx'
import { CountMark } from '../count-mark.tsx'
import { dropDraftsOfOthers } from '../drafts.ts'
import { Icon } from '../icon.tsx'
import { Bell } from '../messages/bell.tsx'
import { listMenu, type MenuEntry } from '../menu.ts'
import { useCounty, useMe } from '../session.tsx'
import { useText } from '../text.tsx'
import { AccountButton } from './account-button.tsx'
import { NumberSearch } from './number-search.tsx'
import { SignInAgain } from './sign-in-again.tsx'

// Only narrow screens have their menu in a drawer.
const Drawer = lazy(() => import('antd/es/drawer'))

function isHere(path: string, entry: MenuEntry): boolean {
  return entry.to === '/' ? path === '/' : path === entry.to || path.startsWith(`${entry.to}/`)
}

function Waiting() {
  const { t } = useText()
  const { data } = useRead(countMyWork, {}, { staleTime: 30_000, refreshEvery: 60_000 })
  if (!data || data.counts.waiting === 0) return null
  return (
    <CountMark
      n={data.counts.waiting}
      most={999}
      urgent={data.counts.late > 0}
      title={t('text.workbench.waitingForMe', { n: data.counts.waiting })}
    />
  )
}

function SideMenu({ entries, path, done }: { entries: readonly MenuEntry[]; path: string; done?: () => void }) {
  const { t } = useText()
  const groups = [...new Set(entries.map((entry) => entry.group))]
  return (
    <nav className="xz-menu" aria-label={t('text.workbench.menu.label')}>
      {groups.map((group) => (
        <div key={group ?? ''} className="xz-menu-group">
          {group ? <h2>{t(group)}</h2> : null}
          <ul>
            {entries
              .filter((entry) => entry.group === group)
              .map((entry) => (
                <li key={entry.to}>
                  <Link
                    to={entry.to}
                    aria-current={isHere(path, entry) ? 'page' : undefined}
                    onClick={done ?? (() => undefined)}
                    activeProps={{}}
                  >
                    <Icon name={entry.icon} />
                    <span>{t(entry.label)}</span>
                    {entry.to === '/' ? <Waiting /> : null}
                    {entry.to === '/approvals' ? <ApprovalsWaiting /> : null}
                  </Link>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

/** What stays around every page: the county, the search by number, the language, the account and the menu. */
export function Shell() {
  const { t, named, language, setLanguage } = useText()
  const me = useMe()
  const county = useCounty()
  const path = useLocation({ select: (location) => location.pathname })
  const screens = Grid.useBreakpoint()
  const narrow = screens.md === false
  const [menuOpen, setMenuOpen] = useState(false)
  const entries = listMenu(me)
  useEffect(() => dropDraftsOfOthers(window.localStorage, me.personId), [me.personId])
  return (
    <div className="xz-shell">
      <a className="xz-skip" href="#content">
        {t('text.workbench.skip')}
      </a>
      <header className="xz-header">
        {narrow ? (
          <Button
            type="text"
            aria-label={t('text.workbench.menu.label')}
            onClick={() => setMenuOpen(true)}
            icon={<Icon name="list" size={20} />}
          />
        ) : null}
        <Link to="/" className="xz-brand" aria-label={`${t('text.common.product')} ${named(county.name)}`}>
          <span dangerouslySetInnerHTML={{ __html: mark(28) }} />
          <span className="xz-brand-name">{t('text.common.product')}</span>
          <span className="xz-county">{named(county.name)}</span>
        </Link>
        {county.demo ? <span className="xz-demo">{t('text.workbench.demoTag')}</span> : null}
        <div className="xz-header-space" />
        <NumberSearch />
        <Button
          type="text"
          className="xz-language"
          onClick={() => void setLanguage(language === 'en' ? 'zh-CN' : 'en')}
          lang={language === 'en' ? 'zh-CN' : 'en'}
        >
          {language === 'en' ? '中文' : 'English'}
        </Button>
        <Bell />
        <AccountButton />
        <SignInAgain />
      </header>
      {narrow ? (
        <Suspense fallback={null}>
          <Drawer
            open={menuOpen}
            onClose={() => setMenuOpen(false)}
            placement="left"
            size={264}
            title={named(county.name)}
            styles={{ body: { padding: 8 } }}
          >
            <SideMenu entries={entries} path={path} done={() => setMenuOpen(false)} />
          </Drawer>
        </Suspense>
      ) : (
        <aside className="xz-side">
          <SideMenu entries={entries} path={path} />
        </aside>
      )}
      <main id="content" className="xz-main" tabIndex={-1}>
        <Suspense
          fallback={
            <div className="xz-page">
              <Skeleton active paragraph={{ rows: 10 }} />
            </div>
          }
        >
          <Outlet />
        </Suspense>
      </main>
      {narrow ? (
        <nav className="xz-thumbs" aria-label={t('text.workbench.menu.thumbs')}>
          {entries
            .filter((entry) => entry.thumb)
            .map((entry) => (
              <Link key={entry.to} to={entry.to} aria-current={isHere(path, entry) ? 'page' : undefined}>
                <Icon name={entry.icon} size={22} />
                <span>{t(entry.label)}</span>
              </Link>
            ))}
        </nav>
      ) : null}
    </div>
  )
}
