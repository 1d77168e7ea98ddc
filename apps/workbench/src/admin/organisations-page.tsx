import {
  addOrganisation,
  changeOrganisation,
  endOffice,
  getOrganisation,
  giveOffice,
  listOrganisations,
  organisationList,
} from '@xiangzhi/contract'
import { Button, Descriptions, Drawer, Form, Select, Skeleton, Space, Table } from 'antd'
import { useMemo, useState } from 'react'
import type { z } from 'zod'
import { useRead } from '../api-client.ts'
import { ListTable } from '../list-table.tsx'
import { Page } from '../page.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useMay } from '../session.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { LineInput } from '../words-input.tsx'
import { ActionForm } from './action-form.tsx'
import { BeginsItem, DayInput } from './day-input.tsx'
import { Period } from './period.tsx'
import { kinds, useKindWord, useLineWord } from './organisation-words.ts'
import { OrganisationPicker, PersonPicker, PlacePicker } from './pickers.tsx'
import { ChangeHistory } from './place-drawer.tsx'

type Detail = z.output<typeof getOrganisation.output>
type Office = Detail['offices'][number]

interface AddValues {
  key: string
  kind: string
  name: string
  nameEn: string
  line?: string
  placeId: string
  parentId?: string
  validFrom: string
}

function AddForm({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useText()
  const word = useKindWord()
  const required = [{ required: true, message: t('text.admin.required') }]
  return (
    <ActionForm<typeof addOrganisation, AddValues>
      operation={addOrganisation}
      title={t('text.admin.organisation.add')}
      open={open}
      close={close}
      initial={{ kind: 'department' }}
      input={(values) => values}
    >
      <Form.Item name="name" label={t('text.admin.organisation.name')} rules={required}>
        <LineInput most={60} />
      </Form.Item>
      <Form.Item name="nameEn" label={t('text.admin.organisation.nameEn')} rules={required}>
        <LineInput most={60} />
      </Form.Item>
      <Form.Item name="key" label={t('text.admin.key')} extra={t('text.admin.keyHint')} rules={required}>
        <LineInput most={80} />
      </Form.Item>
      <Form.Item name="kind" label={t('text.admin.organisation.kind')} rules={required}>
        <Select options={kinds.map((kind) => ({ value: kind, label: word(kind) }))} />
      </Form.Item>
      <Form.Item name="line" label={t('text.admin.organisation.line')}>
        <LineInput most={40} />
      </Form.Item>
      <Form.Item name="placeId" label={t('text.admin.organisation.place')} rules={required}>
        <PlacePicker label={t('text.admin.organisation.place')} />
      </Form.Item>
      <Form.Item name="parentId" label={t('text.admin.organisation.parent')}>
        <OrganisationPicker label={t('text.admin.organisation.parent')} />
      </Form.Item>
      <BeginsItem name="validFrom" />
    </ActionForm>
  )
}

interface ChangeValues {
  name: string
  nameEn: string
  line?: string
  parentId?: string
  validUntil?: string
}

function ChangeForm({ organisation, open, close }: { organisation: Detail; open: boolean; close: () => void }) {
  const { t } = useText()
  const required = [{ required: true, message: t('text.admin.required') }]
  const { id, version, name, nameEn, line, parentId, validUntil } = organisation
  return (
    <ActionForm<typeof changeOrganisation, ChangeValues>
      operation={changeOrganisation}
      title={t('text.admin.organisation.change')}
      open={open}
      close={close}
      initial={{
        name,
        nameEn,
        ...(line ? { line } : {}),
        ...(parentId ? { parentId } : {}),
        ...(validUntil ? { validUntil } : {}),
      }}
      input={(values) => ({
        organisationId: id,
        version,
        name: values.name,
        nameEn: values.nameEn,
        line: values.line ? values.line : null,
        parentId: values.parentId ?? null,
        validUntil: values.validUntil ?? null,
      })}
    >
      <Form.Item name="name" label={t('text.admin.organisation.name')} rules={required}>
        <LineInput most={60} />
      </Form.Item>
      <Form.Item name="nameEn" label={t('text.admin.organisation.nameEn')} rules={required}>
        <LineInput most={60} />
      </Form.Item>
      <Form.Item name="line" label={t('text.admin.organisation.line')}>
        <LineInput most={40} />
      </Form.Item>
      <Form.Item name="parentId" label={t('text.admin.organisation.parent')}>
        <OrganisationPicker label={t('text.admin.organisation.parent')} />
      </Form.Item>
      <Form.Item name="validUntil" label={t('text.admin.validUntil')} extra={t('text.admin.organisation.endHint')}>
        <DayInput label={t('text.admin.validUntil')} />
      </Form.Item>
    </ActionForm>
  )
}

function Offices({ organisation }: { organisation: Detail }) {
  const { t } = useText()
  const [giving, setGiving] = useState(false)
  const [ending, setEnding] = useState<Office>()
  const required = [{ required: true, message: t('text.admin.required') }]
  return (
    <section>
      <div className="xa-section-head">
        <h3>{t('text.admin.organisation.offices')}</h3>
        {organisation.mayWrite ? (
          <Button size="small" onClick={() => setGiving(true)}>
            {t('text.admin.add')}
          </Button>
        ) : null}
      </div>
      <Table<Office>
        size="small"
        pagination={false}
        rowKey="id"
        dataSource={organisation.offices}
        locale={{ emptyText: t('text.admin.organisation.noOffices') }}
        columns={[
          { title: t('text.admin.office.title'), dataIndex: 'title' },
          { title: t('text.admin.person'), dataIndex: 'name' },
          { title: t('text.admin.period'), render: (row) => <Period from={row.heldFrom} until={row.heldUntil} /> },
          ...(organisation.mayWrite
            ? [
                {
                  title: '',
                  width: 80,
                  render: (_: unknown, row: Office) => (
                    <Button type="link" size="small" onClick={() => setEnding(row)}>
                      {t('text.admin.end')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      <ActionForm<typeof giveOffice, { personId: string; title: string; heldFrom: string }>
        operation={giveOffice}
        title={t('text.admin.office.give')}
        open={giving}
        close={() => setGiving(false)}
        input={(values) => ({ ...values, organisationId: organisation.id })}
      >
        <Form.Item name="personId" label={t('text.admin.person')} rules={required}>
          <PersonPicker label={t('text.admin.person')} />
        </Form.Item>
        <Form.Item name="title" label={t('text.admin.office.title')} rules={required}>
          <LineInput most={60} />
        </Form.Item>
        <BeginsItem name="heldFrom" />
      </ActionForm>
      <ActionForm<typeof endOffice, { heldUntil: string }>
        operation={endOffice}
        title={ending ? `${ending.title} · ${ending.name}` : ''}
        okText={t('text.admin.end')}
        open={ending !== undefined}
        close={() => setEnding(undefined)}
        input={({ heldUntil }) => ({ officeId: ending?.id ?? '', heldUntil })}
      >
        <Form.Item name="heldUntil" label={t('text.admin.validUntil')} rules={required}>
          <DayInput label={t('text.admin.validUntil')} />
        </Form.Item>
      </ActionForm>
    </section>
  )
}

function OrganisationDrawer({ organisationId, close }: { organisationId: string | undefined; close: () => void }) {
  const { t } = useText()
  const word = useKindWord()
  const line = useLineWord()
  const [changing, setChanging] = useState(false)
  const found = useRead(
    getOrganisation,
    { organisationId: organisationId ?? '' },
    { enabled: organisationId !== undefined },
  )
  const one = found.data
  return (
    <Drawer
      open={organisationId !== undefined}
      onClose={close}
      size={560}
      title={one?.name ?? t('text.admin.organisation')}
      extra={
        one?.mayWrite ? (
          <Space>
            <Button size="small" onClick={() => setChanging(true)}>
              {t('text.admin.edit')}
            </Button>
          </Space>
        ) : null
      }
    >
      <ProblemNotice problem={found.error} />
      {one ? (
        <>
          <Descriptions
            size="small"
            column={1}
            bordered
            items={[
              { key: 'en', label: t('text.admin.organisation.nameEn'), children: one.nameEn },
              { key: 'kind', label: t('text.admin.organisation.kind'), children: word(one.kind) },
              { key: 'line', label: t('text.admin.organisation.line'), children: line(one.line) },
              { key: 'place', label: t('text.admin.organisation.place'), children: one.placeName },
              { key: 'parent', label: t('text.admin.organisation.parent'), children: one.parentName ?? '—' },
              { key: 'key', label: t('text.admin.key'), children: <code>{one.key}</code> },
              {
                key: 'period',
                label: t('text.admin.period'),
                children: <Period from={one.validFrom} until={one.validUntil} />,
              },
            ]}
          />
          <Offices organisation={one} />
          <ChangeHistory subject={one.id} />
          <ChangeForm organisation={one} open={changing} close={() => setChanging(false)} />
        </>
      ) : (
        <Skeleton active />
      )}
    </Drawer>
  )
}

/** Departments, offices, committees and teams with the offices held in them. */
export function OrganisationsPage() {
  const { t } = useText()
  const word = useKindWord()
  const line = useLineWord()
  const [state, change] = useUrlState()
  const [adding, setAdding] = useState(false)
  const mayWrite = useMay('organisation.write')
  const all = useRead(listOrganisations, {}, { staleTime: 60_000 })
  const lines = useMemo(() => [...new Set((all.data?.rows ?? []).flatMap((row) => row.line ?? []))].sort(), [all.data])
  return (
    <Page title={t('text.admin.organisations.title')} note={t('text.admin.organisations.note')}>
      <ListTable
        list={organisationList}
        rowKey={(row) => row.id}
        choices={{
          kind: kinds.map((kind) => ({ value: kind, label: word(kind) })),
          line: lines.map((key) => ({ value: key, label: line(key) })),
        }}
        open={(row) => change({ open: row.id })}
        openKey={state['open']}
        toolbar={
          mayWrite ? (
            <Button size="small" type="primary" onClick={() => setAdding(true)}>
              {t('text.admin.organisation.add')}
            </Button>
          ) : null
        }
      />
      <AddForm open={adding} close={() => setAdding(false)} />
      <OrganisationDrawer organisationId={state['open']} close={() => change({ open: undefined })} />
    </Page>
  )
}
