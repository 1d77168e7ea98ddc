import { declareRelation, endRelation, type listRelations, relationKinds, relationList } from '@xiangzhi/contract'
import { Button, Form, Select } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { ActionForm } from '../admin/action-form.tsx'
import { BeginsItem, DayInput } from '../admin/day-input.tsx'
import { eitherOf, OrganisationPicker, PersonPicker } from '../admin/pickers.tsx'
import { ListTable } from '../list-table.tsx'
import { Page } from '../page.tsx'
import { useMay, useMe } from '../session.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { LineInput } from '../words-input.tsx'

type Relation = z.output<typeof listRelations.output>['rows'][number]

interface Declared {
  kind: Relation['kind']
  otherPersonId?: string
  organisationId?: string
  note?: string
  heldFrom: string
}

function DeclareForm({ of, open, close }: { of: string | undefined; open: boolean; close: () => void }) {
  const { t } = useText()
  const mayFind = useMay('person.read')
  const required = [{ required: true, message: t('text.admin.required') }]
  return (
    <ActionForm<typeof declareRelation, Declared>
      operation={declareRelation}
      title={t('text.relations.declare')}
      open={open}
      close={close}
      initial={{ kind: mayFind ? 'family' : 'contract' }}
      input={({ kind, otherPersonId, organisationId, note, heldFrom }) => ({
        kind,
        heldFrom,
        ...(of ? { personId: of } : {}),
        ...(otherPersonId ? { otherPersonId } : {}),
        ...(organisationId ? { organisationId } : {}),
        ...(note?.trim() ? { note } : {}),
      })}
    >
      <Form.Item
        name="kind"
        label={t('text.relations.kind')}
        extra={mayFind ? undefined : t('text.relations.askTown')}
        rules={required}
      >
        <Select
          options={relationKinds
            .filter((kind) => mayFind || kind !== 'family')
            .map((value) => ({ value, label: t(`text.relations.kind.${value}`) }))}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={['kind', 'otherPersonId', 'organisationId']}>
        {({ getFieldValue }) => (
          <>
            {mayFind && !getFieldValue('organisationId') ? (
              <Form.Item
                name="otherPersonId"
                label={t('text.relations.person')}
                rules={getFieldValue('kind') === 'family' ? required : eitherOf(t, getFieldValue('organisationId'))}
              >
                <PersonPicker label={t('text.relations.person')} />
              </Form.Item>
            ) : null}
            {getFieldValue('kind') !== 'family' && !getFieldValue('otherPersonId') ? (
              <Form.Item
                name="organisationId"
                label={t('text.relations.organisation')}
                rules={mayFind ? eitherOf(t, getFieldValue('otherPersonId')) : required}
              >
                <OrganisationPicker label={t('text.relations.organisation')} />
              </Form.Item>
            ) : null}
          </>
        )}
      </Form.Item>
      <BeginsItem name="heldFrom" />
      <Form.Item name="note" label={t('text.relations.what')} extra={t('text.relations.whatHint')}>
        <LineInput most={200} />
      </Form.Item>
    </ActionForm>
  )
}

/** Relations for standing back 回避: everybody declares their own; whoever keeps them records and ends those of others. */
export function RelationsPage() {
  const { t } = useText()
  const me = useMe()
  const mayKeep = useMay('relation.keep')
  const [state, change] = useUrlState()
  const [declaring, setDeclaring] = useState(false)
  const [ending, setEnding] = useState<Relation>()
  const of = mayKeep ? state['person'] : undefined
  const endButton = (row: Relation) =>
    mayKeep && row.heldUntil === null && ![row.personId, row.otherPersonId].includes(me.personId) ? (
      <Button type="link" size="small" onClick={() => setEnding(row)}>
        {t('text.admin.end')}
      </Button>
    ) : null
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
        rowKey={(row) => row.id}
        usual={of ? { personId: of } : {}}
        also={[{ key: 'do', title: t('text.admin.do'), width: 110, fixedColumn: true, render: endButton }]}
        toolbar={
          <Button size="small" type="primary" onClick={() => setDeclaring(true)}>
            {t('text.relations.declare')}
          </Button>
        }
        empty={<p className="xz-soft">{t('text.relations.none')}</p>}
      />
      <DeclareForm of={of} open={declaring} close={() => setDeclaring(false)} />
      <ActionForm<typeof endRelation, { heldUntil: string }>
        operation={endRelation}
        title={t('text.relations.end')}
        okText={t('text.admin.end')}
        danger
        open={ending !== undefined}
        close={() => setEnding(undefined)}
        input={({ heldUntil }) => ({ relationId: ending?.id ?? '', heldUntil })}
      >
        <p>{t('text.relations.endHint')}</p>
        <Form.Item
          name="heldUntil"
          label={t('text.admin.validUntil')}
          rules={[{ required: true, message: t('text.admin.required') }]}
        >
          <DayInput label={t('text.admin.validUntil')} />
        </Form.Item>
      </ActionForm>
    </Page>
  )
}
