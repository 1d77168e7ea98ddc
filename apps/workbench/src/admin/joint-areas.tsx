import { addJointArea, endJointArea, listJointAreas, listPlaces } from '@xiangzhi/contract'
import { Button, Form, Select, Table } from 'antd'
import { useState } from 'react'
import { useRead } from '../api-client.ts'
import { ProblemNotice } from '../problem-notice.tsx'
import { useMay } from '../session.tsx'
import { useText } from '../text.tsx'
import { ActionForm } from './action-form.tsx'
import { BeginsItem, DayInput } from './day-input.tsx'
import { LineInput } from '../words-input.tsx'

interface AreaValues {
  key: string
  name: string
  purpose: string
  placeIds: string[]
  validFrom: string
}

function PlacesPicker({ id, value, onChange }: { id?: string; value?: string[]; onChange?: (ids: string[]) => void }) {
  const { t } = useText()
  const villages = useRead(listPlaces, { kind: 'village', limit: 1000 }, { staleTime: 60_000 })
  return (
    <Select
      {...(id ? { id } : {})}
      mode="multiple"
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={t('text.admin.area.places')}
      value={value ?? []}
      onChange={(ids: string[]) => onChange?.(ids)}
      options={(villages.data?.rows ?? []).map((place) => ({ value: place.id, label: place.name }))}
    />
  )
}

/** Areas 片区 that cut across the tree: several villages served or answered for together. */
export function JointAreas() {
  const { t } = useText()
  const found = useRead(listJointAreas, {})
  const mayWrite = useMay('place.write')
  const [adding, setAdding] = useState(false)
  const [ending, setEnding] = useState<{ id: string; name: string }>()
  const required = [{ required: true, message: t('text.admin.required') }]
  return (
    <div className="xz-panel">
      <div className="xa-section-head">
        <p className="xz-soft">{t('text.admin.area.note')}</p>
        {mayWrite ? (
          <Button type="primary" size="small" onClick={() => setAdding(true)}>
            {t('text.admin.area.add')}
          </Button>
        ) : null}
      </div>
      <ProblemNotice problem={found.error} retry={() => void found.refetch()} />
      <Table
        size="small"
        pagination={false}
        rowKey="id"
        loading={found.isFetching}
        dataSource={found.data?.areas ?? []}
        locale={{ emptyText: t('text.admin.area.none') }}
        columns={[
          { title: t('text.admin.area.name'), render: (_, area) => <strong>{area.name}</strong> },
          { title: t('text.admin.area.purpose'), dataIndex: 'purpose' },
          {
            title: t('text.admin.area.places'),
            render: (_, area) => area.places.map((place) => place.name).join(t('text.common.comma')),
          },
          ...(mayWrite
            ? [
                {
                  title: '',
                  width: 80,
                  render: (_: unknown, area: { id: string; name: string }) => (
                    <Button size="small" type="link" onClick={() => setEnding(area)}>
                      {t('text.admin.end')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      <ActionForm<typeof addJointArea, AreaValues>
        operation={addJointArea}
        title={t('text.admin.area.add')}
        open={adding}
        close={() => setAdding(false)}
        input={(values) => values}
      >
        <Form.Item name="name" label={t('text.admin.area.name')} rules={required}>
          <LineInput most={60} />
        </Form.Item>
        <Form.Item name="key" label={t('text.admin.key')} extra={t('text.admin.keyHint')} rules={required}>
          <LineInput most={60} />
        </Form.Item>
        <Form.Item name="purpose" label={t('text.admin.area.purpose')} rules={required}>
          <LineInput most={200} />
        </Form.Item>
        <Form.Item name="placeIds" label={t('text.admin.area.places')} rules={required}>
          <PlacesPicker />
        </Form.Item>
        <BeginsItem name="validFrom" />
      </ActionForm>
      <ActionForm<typeof endJointArea, { validUntil: string }>
        operation={endJointArea}
        title={ending?.name ?? ''}
        okText={t('text.admin.end')}
        open={ending !== undefined}
        close={() => setEnding(undefined)}
        input={({ validUntil }) => ({ areaId: ending?.id ?? '', validUntil })}
      >
        <Form.Item name="validUntil" label={t('text.admin.validUntil')} rules={required}>
          <DayInput label={t('text.admin.validUntil')} />
        </Form.Item>
      </ActionForm>
    </div>
  )
}
