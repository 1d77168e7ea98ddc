import { Segmented } from 'antd'
import { Page } from '../page.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { ChannelReceipts } from './channel-receipts.tsx'
import './devices.css'
import { DeviceList } from './device-list.tsx'

const tabs = ['devices', 'channels'] as const

/** The screens that show disclosures, and where each disclosure was seen. */
export function DevicesPage() {
  const { t } = useText()
  const [state, change] = useUrlState()
  const tab = state['tab'] === 'channels' ? 'channels' : 'devices'
  return (
    <Page title={t('text.devices.title')} note={t('text.devices.note')}>
      <Segmented
        aria-label={t('text.devices.tab.label')}
        value={tab}
        onChange={(value) => change({ tab: value === 'devices' ? undefined : value })}
        options={tabs.map((value) => ({ value, label: t(`text.devices.tab.${value}`) }))}
        className="xv-tabs"
      />
      {tab === 'devices' ? <DeviceList /> : <ChannelReceipts />}
    </Page>
  )
}
