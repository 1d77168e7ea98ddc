import { declareRelation, endRelation, type listRelations, relationKinds, relationList } from '@xiangzhi/contract'
import { Link } from '@tanstack/react-router'
import { Alert, App, Button, Form, Select } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { ActionForm } from '../admin/action-form.tsx'
import { BeginsItem, DayInput } from '../admin/day-input.tsx'
import { eitherOf, OrganisationPicker, PersonPicker } from '../admin/pickers.tsx'
import { ListTable } from '../list-table.tsx'
import { dateOf, Moment, useNow } from '../moment.tsx'
import { Page } from '../page.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useMay, useMe } from '../session.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { LineInput, WordsInput } from '../words-input.tsx'

type Waiting = z.output<typeof listRelations.output>['waiting'][number]
/** A relation that is declared, or one that begins or ends when a second person has agreed. */
type Relation = z.output<typeof listRelations.output>['rows'][number] &
  Partial<Pick<Waiting, 'change' | 'askedByName' | 'askedByMe' | 'waitsUntil'>>

interface Declared {
  kind: Relation['kind']
  otherPersonId?: string
  organisationId?: string
  otherName?: string
  note?: string
  heldFrom: string
}

function DeclareForm({ of, open, close }: { of: string | undefined; open: boolean; close: () => void }) {
  const { t } = useText()
  const { message } = App.useApp()
  const mayFind = useMay('person.read')
  const required = [{ required: true, message: t('text.admin.required') }]
  return (
    <ActionForm<typeof declareRelation, Declared, { waits: boolean }>
      operation={declareRelation}
      title={t('text.relations.declare')}
      open={open}
      close={close}
      initial={{ kind: 'family' }}
      done={({ waits }) => void message.success(t(waits ? 'text.relations.asked' : 'text.admin.done'))}
      input={({ kind, otherPersonId, organisationId, otherName, note, heldFrom }) => ({
        kind,
        heldFrom,
        ...(of ? { personId: of } : {}),
        ...(otherPersonId ? { otherPersonId } : {}),
        ...(organisationId ? { organisationId } : {}),
        ...(otherName?.trim() ? { otherName } : {}),
        ...(note?.trim() ? { note } : {}),
      })}
    >
      <Form.Item
        name="kind"
        label={t('text.relations.kind')}
        extra={mayFind ? undefined : t('text.relations.askTown')}
        rules={required}
      >
        <Select options={relationKinds.map((value) => ({ value, label: t(`text.relations.kind.${value}`) }))} />
      </Form.Item>
      <Form.Item noStyle dependencies={['kind', 'otherPersonId', 'organisationId', 'otherName']}>
        {({ getFieldValue }) => {
          const given = (name: string): boolean => Boolean(getFieldValue(name))
          const [person, organisation, named] = ['otherPersonId', 'organisationId', 'otherName'].map(given)
          const needed = eitherOf(t, person || organisation || named)
          return (
            <>
              {mayFind && !organisation && !named ? (
                <Form.Item name="otherPersonId" label={t('text.relations.person')} rules={needed}>
                  <PersonPicker label={t('text.relations.person')} />
                </Form.Item>
              ) : null}
              {!person && !organisation ? (
                <Form.Item
                  name="otherName"
                  label={t('text.relations.name')}
                  extra={t('text.relations.nameHint')}
                  rules={needed}
                >
                  <LineInput most={40} />
                </Form.Item>
              ) : null}
              {getFieldValue('kind') !== 'family' && !person && !named ? (
                <Form.Item name="organisationId" label={t('text.relations.organisation')} rules={needed}>
                  <OrganisationPicker label={t('text.relations.organisation')} />
                </Form.Item>
              ) : null}
            </>
          )
        }}
      </Form.Item>
      <BeginsItem name="heldFrom" />
      <Form.Item name="note" label={t('text.relations.what')} extra={t('text.relations.whatHint')}>
        <LineInput most={200} />
      </Form.Item>
    </ActionForm>
  )
}

/** Whether a relation holds, has ended, or waits for a second person, and where that is decided or taken back. */
function State({ row }: { readonly row: Relation }) {
  const { t } = useText()
  if (row.change === undefined)
    return row.heldUntil === null ? (
      <StatusTag kind="good">{t('text.relations.holds')}</StatusTag>
    ) : (
      <StatusTag kind="neutral">{t('text.relations.ends')}</StatusTag>
    )
  return (
    <>
      <StatusTag kind="warn">{t(`text.relations.waits.${row.change}`)}</StatusTag>
      <div className="xz-soft">
        {t('text.approvals.askedHere', { name: row.askedByName ?? '' })} <Moment at={row.waitsUntil ?? null} />
      </div>
      <Link to="/approvals" search={row.askedByMe ? { list: 'mine' } : {}}>
        {t('text.relations.toApproval')}
      </Link>
    </>
  )
}

/** Relations for standing back 回避: everybody declares their own; whoever keeps them records and ends those of others. */
export function RelationsPage() {
  const { t } = useText()
  const { message } = App.useApp()
  const me = useMe()
  const today = dateOf(useNow())
  const mayKeep = useMay('relation.keep')
  const [state, change] = useUrlState()
  const [declaring, setDeclaring] = useState(false)
  const [ending, setEnding] = useState<Relation>()
  const of = mayKeep ? state['person'] : undefined
  const endButton = (row: Relation) => {
    if (row.change !== undefined || row.heldUntil !== null) return null
    if ([row.personId, row.otherPersonId].includes(me.personId))
      return <span className="xz-soft">{t('text.relations.endByOthers')}</span>
    return mayKeep ? (
      <Button type="link" size="small" onClick={() => setEnding(row)}>
        {t('text.admin.end')}
      </Button>
    ) : null
  }
  return (
    <Page title={t('text.relations.title')} note={t('text.relations.note')}>
      {mayKeep ? (
        <div style={{ maxWidth: 420, marginBottom: 12 }}>
          <PersonPicker
            label={t('text.relations.of')}
            value={of}
            onChange={(person) => change({ person: person ?? undefined })}
          />
          <span className="xz-soft">{t('text.relations.mine')}</span>
        </div>
      ) : null}
      <ListTable
        list={relationList}
        rowKey={(row: Relation) => `${row.id} ${row.change ?? ''}`}
        usual={of ? { personId: of } : {}}
        above={({ waiting }) => waiting}
        also={[
          { key: 'state', title: t('text.admin.state'), width: 210, render: (row) => <State row={row} /> },
          { key: 'do', title: t('text.admin.do'), width: 130, fixedColumn: true, render: endButton },
        ]}
        toolbar={
          <Button size="small" type="primary" onClick={() => setDeclaring(true)}>
            {t('text.relations.declare')}
          </Button>
        }
        empty={<p className="xz-soft">{t('text.relations.none')}</p>}
      />
      <Alert type="info" showIcon title={t('text.relations.correct')} style={{ marginTop: 12 }} />
      <DeclareForm of={of} open={declaring} close={() => setDeclaring(false)} />
      <ActionForm<typeof endRelation, { heldUntil: string; reason?: string }, { waits: boolean }>
        operation={endRelation}
        title={t('text.relations.end')}
        okText={t('text.admin.end')}
        danger
        open={ending !== undefined}
        close={() => setEnding(undefined)}
        done={({ waits }) => void message.success(t(waits ? 'text.relations.endAsked' : 'text.admin.done'))}
        input={({ heldUntil, reason }) => ({
          relationId: ending?.id ?? '',
          heldUntil,
          ...(reason?.trim() ? { reason } : {}),
        })}
      >
        <p>{t('text.relations.endHint')}</p>
        <Form.Item
          name="heldUntil"
          label={t('text.admin.validUntil')}
          extra={t('text.relations.endDay')}
          initialValue={today}
          rules={[{ required: true, message: t('text.admin.required') }]}
        >
          <DayInput label={t('text.admin.validUntil')} latest={today} />
        </Form.Item>
        <Form.Item name="reason" label={t('text.relations.reason')} extra={t('text.relations.reasonHint')}>
          <WordsInput rows={2} most={300} />
        </Form.Item>
      </ActionForm>
    </Page>
  )
}
