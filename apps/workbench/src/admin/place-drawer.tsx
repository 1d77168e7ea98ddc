import {
  endResponsibility,
  getPlace,
  giveResponsibility,
  listHistory,
  listResponsibilities,
  type ResponsibilityRowView,
} from '@xiangzhi/contract'
import { ringPath, project, boundsOf } from '@xiangzhi/design'
import { Button, Descriptions, Drawer, Form, Select, Skeleton, Space, Table } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { useRead } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { Nothing } from '../nothing.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useMay } from '../session.tsx'
import { useText } from '../text.tsx'
import { ActionForm } from './action-form.tsx'
import { ChangeLines } from './change-lines.tsx'
import { BeginsItem, DayInput } from './day-input.tsx'
import { OrganisationPicker, PersonPicker } from './pickers.tsx'
import { BoundaryForm, ChangePlaceForm, EndPlaceForm } from './place-forms.tsx'
import { Period } from './period.tsx'

type PlaceDetail = z.output<typeof getPlace.output>
const kinds = ['grid-worker', 'grid-helper', 'lane-chief', 'contact-member', 'leader'] as const

/** What a kind of responsibility is called. */
export function useResponsibilityWord(): (kind: string) => string {
  const { t } = useText()
  return (kind) =>
    (kinds as readonly string[]).includes(kind)
      ? t(`text.admin.responsibility.${kind as (typeof kinds)[number]}`)
      : kind
}

function Outline({ place }: { place: PlaceDetail }) {
  const { t } = useText()
  const { boundary } = place
  if (!boundary) return <Nothing says={t('text.admin.place.noBoundary')} />
  const projection = project(boundsOf(boundary.rings.flat()), 420, 220)
  return (
    <figure className="xa-outline">
      <svg viewBox="0 0 420 220" role="img" aria-label={t('text.admin.place.boundaryOf', { name: place.name })}>
        <path
          d={boundary.rings.map((ring) => ringPath(ring.map((at) => projection.toPixel(at)))).join('')}
          fillRule="evenodd"
        />
      </svg>
      <figcaption className="xz-soft xz-small">
        {boundary.schematic ? t('text.common.schematic') : boundary.source}
      </figcaption>
    </figure>
  )
}

interface GiveValues {
  kind: (typeof kinds)[number]
  personId?: string
  organisationId?: string
  heldFrom: string
}

function Responsibilities({ placeId }: { placeId: string }) {
  const { t } = useText()
  const word = useResponsibilityWord()
  const found = useRead(listResponsibilities, { place: placeId })
  const mayWrite = useMay('person.write')
  const [giving, setGiving] = useState(false)
  const [ending, setEnding] = useState<ResponsibilityRowView>()
  const required = [{ required: true, message: t('text.admin.required') }]
  return (
    <section>
      <div className="xa-section-head">
        <h3>{t('text.admin.place.responsible')}</h3>
        {mayWrite ? (
          <Button size="small" onClick={() => setGiving(true)}>
            {t('text.admin.add')}
          </Button>
        ) : null}
      </div>
      <Table<ResponsibilityRowView>
        size="small"
        pagination={false}
        rowKey="id"
        dataSource={found.data?.rows ?? []}
        loading={found.isFetching}
        locale={{ emptyText: t('text.admin.place.nobody') }}
        columns={[
          { title: t('text.admin.responsibility'), render: (_, row) => word(row.kind) },
          { title: t('text.admin.who'), dataIndex: 'name' },
          { title: t('text.admin.period'), render: (_, row) => <Period from={row.heldFrom} until={row.heldUntil} /> },
          ...(mayWrite
            ? [
                {
                  title: '',
                  width: 80,
                  render: (_: unknown, row: ResponsibilityRowView) => (
                    <Button size="small" type="link" onClick={() => setEnding(row)}>
                      {t('text.admin.end')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      <ActionForm<typeof giveResponsibility, GiveValues>
        operation={giveResponsibility}
        title={t('text.admin.place.responsible')}
        open={giving}
        close={() => setGiving(false)}
        initial={{ kind: 'grid-worker' }}
        input={({ personId, organisationId, ...values }) => ({
          ...values,
          placeId,
          ...(personId ? { personId } : organisationId ? { organisationId } : {}),
        })}
      >
        <Form.Item name="kind" label={t('text.admin.responsibility')} rules={required}>
          <Select options={kinds.map((kind) => ({ value: kind, label: word(kind) }))} />
        </Form.Item>
        <Form.Item name="personId" label={t('text.admin.person')}>
          <PersonPicker label={t('text.admin.person')} />
        </Form.Item>
        <Form.Item name="organisationId" label={t('text.admin.orOrganisation')}>
          <OrganisationPicker label={t('text.admin.orOrganisation')} />
        </Form.Item>
        <BeginsItem name="heldFrom" />
      </ActionForm>
      <ActionForm<typeof endResponsibility, { heldUntil: string }>
        operation={endResponsibility}
        title={ending ? `${word(ending.kind)} · ${ending.name}` : ''}
        okText={t('text.admin.end')}
        open={ending !== undefined}
        close={() => setEnding(undefined)}
        input={({ heldUntil }) => ({ responsibilityId: ending?.id ?? '', heldUntil })}
      >
        <Form.Item name="heldUntil" label={t('text.admin.validUntil')} rules={required}>
          <DayInput label={t('text.admin.validUntil')} />
        </Form.Item>
      </ActionForm>
    </section>
  )
}

/** Who changed a place or an organisation, when and what. */
export function ChangeHistory({ subject }: { subject: string }) {
  const { t } = useText()
  const may = useMay('place.write')
  const found = useRead(listHistory, { subject }, { enabled: may })
  if (!may) return null
  return (
    <section>
      <div className="xa-section-head">
        <h3>{t('text.admin.history')}</h3>
      </div>
      {found.data?.rows.length === 0 ? <p className="xz-soft">{t('text.admin.historyEmpty')}</p> : null}
      <ol className="xa-history">
        {(found.data?.rows ?? []).map((row) => (
          <li key={`${row.at} ${row.operation}`}>
            <div>
              <Moment at={row.at} /> · {row.byName ?? t('text.common.system')}
            </div>
            <ChangeLines changes={row.changes} />
          </li>
        ))}
      </ol>
    </section>
  )
}

/** A place beside the list: facts, boundary, who answers for it, and what was changed. */
export function PlaceDrawer({ placeId, close }: { placeId: string | undefined; close: () => void }) {
  const { t } = useText()
  const [doing, setDoing] = useState<'change' | 'end' | 'boundary'>()
  const found = useRead(getPlace, { placeId: placeId ?? '' }, { enabled: placeId !== undefined })
  const place = found.data
  return (
    <Drawer
      open={placeId !== undefined}
      onClose={close}
      size={560}
      title={place ? `${place.name} · ${t(`text.admin.placeKind.${place.kind}`)}` : t('text.admin.place')}
      extra={
        place?.mayWrite && place.validUntil === null ? (
          <Space>
            <Button size="small" onClick={() => setDoing('change')}>
              {t('text.admin.edit')}
            </Button>
            <Button size="small" onClick={() => setDoing('boundary')}>
              {t('text.admin.place.boundary')}
            </Button>
            <Button size="small" danger onClick={() => setDoing('end')}>
              {t('text.admin.end')}
            </Button>
          </Space>
        ) : null
      }
    >
      <ProblemNotice problem={found.error} />
      {!place ? (
        <Skeleton active />
      ) : (
        <>
          <Descriptions
            size="small"
            column={1}
            bordered
            items={[
              {
                key: 'path',
                label: t('text.admin.place.path'),
                children: place.path.map((step) => step.name).join(' / '),
              },
              {
                key: 'code',
                label: t('text.admin.place.code'),
                children: <span className="xz-figures">{place.code}</span>,
              },
              { key: 'official', label: t('text.admin.place.officialName'), children: place.officialName },
              { key: 'en', label: t('text.admin.place.nameEn'), children: place.nameEn ?? '—' },
              {
                key: 'period',
                label: t('text.admin.period'),
                children: <Period from={place.validFrom} until={place.validUntil} />,
              },
              { key: 'version', label: t('text.admin.version'), children: place.version },
            ]}
          />
          <Outline place={place} />
          <Responsibilities placeId={place.id} />
          <ChangeHistory subject={place.id} />
          <ChangePlaceForm place={place} open={doing === 'change'} close={() => setDoing(undefined)} />
          <EndPlaceForm place={place} open={doing === 'end'} close={() => setDoing(undefined)} />
          <BoundaryForm place={place} open={doing === 'boundary'} close={() => setDoing(undefined)} />
        </>
      )}
    </Drawer>
  )
}
