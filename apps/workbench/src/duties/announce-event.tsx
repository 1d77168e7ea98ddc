import { announceEvent } from '@xiangzhi/contract'
import { type AnnouncedEvent, announcedEvents } from '@xiangzhi/language'
import { Form, Select } from 'antd'
import { ActionForm } from '../admin/action-form.tsx'
import { DayInput } from '../admin/day-input.tsx'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'

interface Announced {
  readonly placeId: string
  readonly event: AnnouncedEvent
  readonly on: string
}

/** An office announces the day of an election or an assembly; what must be shown because of it is due from then on. */
export function AnnounceEvent({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useText()
  const county = useCounty()
  const required = [{ required: true, message: t('text.admin.required') }]
  const villages = county.towns.flatMap(({ name, villages: own }) =>
    own.map((village) => ({ value: village.id, label: `${name} ${village.name}` })),
  )
  return (
    <ActionForm<typeof announceEvent, Announced>
      operation={announceEvent}
      title={t('text.duties.announce')}
      open={open}
      close={close}
      input={(values) => ({ ...values })}
    >
      <p className="xz-soft">{t('text.duties.announceNote')}</p>
      <Form.Item name="placeId" label={t('text.duties.village')} rules={required}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={villages} />
      </Form.Item>
      <Form.Item name="event" label={t('text.duties.announceEvent')} rules={required}>
        <Select options={announcedEvents.map((value) => ({ value, label: t(`text.duties.announceEvent.${value}`) }))} />
      </Form.Item>
      <Form.Item name="on" label={t('text.duties.announceOn')} rules={required}>
        <DayInput label={t('text.duties.announceOn')} />
      </Form.Item>
    </ActionForm>
  )
}
