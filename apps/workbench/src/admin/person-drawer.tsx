import { addPerson, changePerson, getPerson, listLooks, revealPerson } from '@xiangzhi/contract'
import { Alert, Button, Checkbox, Descriptions, Drawer, Form, Skeleton, Space, Switch, Table } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { useRead } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useText } from '../text.tsx'
import { ActionForm } from './action-form.tsx'
import { Period } from './period.tsx'
import { PlacePicker } from './pickers.tsx'
import { useResponsibilityWord } from './place-drawer.tsx'
import { LineInput, WordsInput } from '../words-input.tsx'

type Person = z.output<typeof getPerson.output>
type Revealed = z.output<typeof revealPerson.output>

interface PersonValues {
  name: string
  villageId?: string
  phone?: string
  partyMember?: boolean
}

/** Adds a person. */
export function AddPersonForm({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useText()
  return (
    <ActionForm<typeof addPerson, PersonValues>
      operation={addPerson}
      title={t('text.admin.person.add')}
      open={open}
      close={close}
      input={({ name, villageId, phone, partyMember }) => ({
        name,
        partyMember: partyMember ?? false,
        ...(villageId ? { villageId } : {}),
        ...(phone ? { phone } : {}),
      })}
    >
      <Form.Item
        name="name"
        label={t('text.admin.person.name')}
        rules={[{ required: true, message: t('text.admin.required') }]}
      >
        <LineInput most={50} autoComplete="off" />
      </Form.Item>
      <Form.Item name="villageId" label={t('text.admin.person.village')}>
        <PlacePicker kind="village" label={t('text.admin.person.village')} />
      </Form.Item>
      <Form.Item name="phone" label={t('text.admin.person.phone')} extra={t('text.admin.person.phoneHint')}>
        <LineInput most={30} inputMode="tel" autoComplete="off" />
      </Form.Item>
      <Form.Item name="partyMember" label={t('text.admin.person.partyMember')} valuePropName="checked">
        <Switch />
      </Form.Item>
    </ActionForm>
  )
}

function ChangeForm({ person, open, close }: { person: Person; open: boolean; close: () => void }) {
  const { t } = useText()
  return (
    <ActionForm<typeof changePerson, { name?: string; villageId?: string; phone?: string; forget?: boolean }>
      operation={changePerson}
      title={t('text.admin.person.change')}
      open={open}
      close={close}
      initial={{
        ...(person.staff ? { name: person.name } : {}),
        ...(person.villageId ? { villageId: person.villageId } : {}),
      }}
      input={({ name, villageId, phone, forget }) => ({
        personId: person.id,
        version: person.version,
        ...(name ? { name } : {}),
        ...(villageId && villageId !== person.villageId ? { villageId } : {}),
        ...(forget ? { phone: null } : phone ? { phone } : {}),
      })}
    >
      <Form.Item
        name="name"
        label={t('text.admin.person.name')}
        extra={person.staff ? undefined : t('text.admin.person.maskedHint')}
      >
        <LineInput most={50} autoComplete="off" />
      </Form.Item>
      <Form.Item name="villageId" label={t('text.admin.person.village')}>
        <PlacePicker kind="village" label={t('text.admin.person.village')} />
      </Form.Item>
      <Form.Item name="phone" label={t('text.admin.person.newPhone')} extra={t('text.admin.person.phoneHint')}>
        <LineInput most={30} inputMode="tel" autoComplete="off" />
      </Form.Item>
      <Form.Item name="forget" valuePropName="checked">
        <Checkbox>{t('text.admin.person.forgetPhone')}</Checkbox>
      </Form.Item>
    </ActionForm>
  )
}

function RevealForm({
  person,
  open,
  close,
  seen,
}: {
  person: Person
  open: boolean
  close: () => void
  seen: (revealed: Revealed) => void
}) {
  const { t } = useText()
  return (
    <ActionForm<typeof revealPerson, { fields: ('name' | 'phone' | 'household')[]; reason: string }, Revealed>
      operation={revealPerson}
      title={t('text.admin.person.reveal')}
      okText={t('text.admin.person.revealOk')}
      open={open}
      close={close}
      done={seen}
      initial={{ fields: ['phone'] }}
      input={(values) => ({ ...values, personId: person.id })}
    >
      <Alert type="info" showIcon title={t('text.admin.person.revealNote')} style={{ marginBottom: 12 }} />
      <Form.Item
        name="fields"
        label={t('text.admin.person.revealFields')}
        rules={[{ required: true, message: t('text.admin.required') }]}
      >
        <Checkbox.Group
          options={(['name', 'phone', 'household'] as const).map((field) => ({
            value: field,
            label: t(`text.admin.person.field.${field}`),
          }))}
        />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('text.admin.reason')}
        rules={[{ required: true, min: 4, message: t('text.admin.person.reasonHint') }]}
      >
        <WordsInput rows={2} most={300} />
      </Form.Item>
    </ActionForm>
  )
}

function Looks({ personId }: { personId: string }) {
  const { t } = useText()
  const found = useRead(listLooks, { personId })
  return (
    <section>
      <div className="xa-section-head">
        <h3>{t('text.admin.person.looks')}</h3>
      </div>
      <Table
        size="small"
        pagination={false}
        rowKey="id"
        loading={found.isFetching}
        dataSource={found.data?.looks ?? []}
        locale={{ emptyText: t('text.admin.person.noLooks') }}
        columns={[
          { title: t('text.admin.when'), render: (_, look) => <Moment at={look.lookedAt} /> },
          {
            title: t('text.admin.who'),
            render: (_, look) => [look.lookedBy, look.lookedByTitle].filter(Boolean).join(' · '),
          },
          { title: t('text.admin.reason'), dataIndex: 'reason' },
        ]}
      />
    </section>
  )
}

/** A person beside the list: what they hold and answer for, and who looked at their data. */
export function PersonDrawer({ personId, close }: { personId: string | undefined; close: () => void }) {
  const { t } = useText()
  const word = useResponsibilityWord()
  const [doing, setDoing] = useState<'change' | 'reveal'>()
  const [revealed, setRevealed] = useState<Revealed>()
  const found = useRead(getPerson, { personId: personId ?? '' }, { enabled: personId !== undefined })
  const person = found.data
  const shown = revealed && revealed.id === person?.id ? revealed : undefined
  return (
    <Drawer
      open={personId !== undefined}
      onClose={() => {
        setRevealed(undefined)
        close()
      }}
      size={560}
      title={person?.name ?? t('text.admin.person')}
      extra={
        <Space>
          {person?.mayReveal ? (
            <Button size="small" onClick={() => setDoing('reveal')}>
              {t('text.admin.person.reveal')}
            </Button>
          ) : null}
          {person?.mayWrite ? (
            <Button size="small" onClick={() => setDoing('change')}>
              {t('text.admin.edit')}
            </Button>
          ) : null}
        </Space>
      }
    >
      <ProblemNotice problem={found.error} />
      {!person ? (
        <Skeleton active />
      ) : (
        <>
          <Descriptions
            size="small"
            column={1}
            bordered
            items={[
              { key: 'name', label: t('text.admin.person.name'), children: shown?.name ?? person.name },
              {
                key: 'place',
                label: t('text.admin.person.village'),
                children: shown?.household ?? person.placeName ?? '—',
              },
              {
                key: 'phone',
                label: t('text.admin.person.phone'),
                children: <span className="xz-figures">{shown?.phone ?? person.phoneMasked ?? '—'}</span>,
              },
            ]}
          />
          <section>
            <div className="xa-section-head">
              <h3>{t('text.admin.person.roles')}</h3>
            </div>
            <Table
              size="small"
              pagination={false}
              rowKey="id"
              dataSource={person.grants}
              locale={{ emptyText: t('text.admin.person.noRoles') }}
              columns={[
                { title: t('text.admin.role'), render: (_, row) => t(`text.common.role.${row.role}`) },
                { title: t('text.admin.reach'), dataIndex: 'reachName' },
                {
                  title: t('text.admin.period'),
                  render: (_, row) => <Period from={row.heldFrom} until={row.heldUntil} />,
                },
              ]}
            />
          </section>
          <section>
            <div className="xa-section-head">
              <h3>{t('text.admin.person.offices')}</h3>
            </div>
            <Table
              size="small"
              pagination={false}
              rowKey="id"
              dataSource={person.offices}
              locale={{ emptyText: t('text.admin.person.noOffices') }}
              columns={[
                { title: t('text.admin.office.title'), dataIndex: 'title' },
                { title: t('text.admin.organisation'), dataIndex: 'organisationName' },
                {
                  title: t('text.admin.period'),
                  render: (_, row) => <Period from={row.heldFrom} until={row.heldUntil} />,
                },
              ]}
            />
          </section>
          <section>
            <div className="xa-section-head">
              <h3>{t('text.admin.person.answersFor')}</h3>
            </div>
            <Table
              size="small"
              pagination={false}
              rowKey="id"
              dataSource={person.responsibilities}
              locale={{ emptyText: t('text.admin.person.noResponsibilities') }}
              columns={[
                { title: t('text.admin.responsibility'), render: (_, row) => word(row.kind) },
                { title: t('text.admin.place'), dataIndex: 'placeName' },
                {
                  title: t('text.admin.period'),
                  render: (_, row) => <Period from={row.heldFrom} until={row.heldUntil} />,
                },
              ]}
            />
          </section>
          <Looks personId={person.id} />
          <ChangeForm person={person} open={doing === 'change'} close={() => setDoing(undefined)} />
          <RevealForm person={person} open={doing === 'reveal'} close={() => setDoing(undefined)} seen={setRevealed} />
        </>
      )}
    </Drawer>
  )
}
