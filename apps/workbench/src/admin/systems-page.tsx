import { Tabs } from 'antd'
import { Page } from '../page.tsx'
import { useMay } from '../session.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { KeysSection } from './keys-section.tsx'
import { WebhooksSection } from './webhooks-section.tsx'

/** Other systems: the keys by which they come in, and the addresses to which changes go out. */
export function SystemsPage() {
  const { t } = useText()
  const [state, change] = useUrlState()
  const maySend = useMay('account.manage')
  const tabs = [
    { key: 'keys', label: t('text.systems.keys'), children: <KeysSection /> },
    ...(maySend ? [{ key: 'webhooks', label: t('text.systems.webhooks'), children: <WebhooksSection /> }] : []),
  ]
  const tab = state['tab'] === 'webhooks' && maySend ? 'webhooks' : 'keys'
  return (
    <Page
      title={t('text.systems.title')}
      note={
        <>
          {t('text.systems.note')} <a href="/api/">{t('text.systems.reference')}</a>
        </>
      }
    >
      <Tabs
        activeKey={tab}
        onChange={(key) => change({ tab: key === 'keys' ? undefined : key, hook: undefined })}
        items={tabs}
        destroyOnHidden
      />
    </Page>
  )
}
