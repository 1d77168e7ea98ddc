import { type CaseView, nameConcerned, withdrawConcerned } from '@xiangzhi/contract'
import { roleLabel, type StaffRole } from '@xiangzhi/language'
import { Alert, App, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { eitherOf, OrganisationPicker, PersonPicker } from '../admin/pickers.tsx'
import { useChange } from '../api-client.ts'
import { ProblemNotice } from '../problem-notice.tsx'
import { useText } from '../text.tsx'
import type { ChangeFormProps } from './change-form.tsx'
import { CommandFrame, LongText, useCommand } from './command-frame.tsx'

/** Says whom a case concerns, so that they and their relations stand back from it. */
export function ConcernForm(props: ChangeFormProps) {
  const { t } = useText()
  const command = useCommand(
    nameConcerned,
    props,
    ({ part, personId, organisationId, note }: Record<string, string | undefined>) => ({
      part,
      ...(personId ? { personId } : organisationId ? { organisationId } : {}),
      ...(note?.trim() ? { note } : {}),
    }),
  )
  return (
    <CommandFrame props={props} name="concern" command={command} initial={{ part: 'reported' }}>
      <Form.Item name="part" label={t('text.workbench.standing.part')} extra={t('text.workbench.standing.hint')}>
        <Select
          options={(['reported', 'party'] as const).map((value) => ({
            value,
            label: t(`text.workbench.standing.part.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={['personId', 'organisationId']}>
        {({ getFieldValue }) => (
          <>
            <Form.Item
              name="personId"
              label={t('text.workbench.standing.person')}
              rules={eitherOf(t, getFieldValue('organisationId'))}
            >
              <PersonPicker label={t('text.workbench.standing.person')} />
            </Form.Item>
            <Form.Item
              name="organisationId"
              label={t('text.workbench.standing.organisation')}
              rules={eitherOf(t, getFieldValue('personId'))}
            >
              <OrganisationPicker label={t('text.workbench.standing.organisation')} />
            </Form.Item>
          </>
        )}
      </Form.Item>
      <LongText name="note" label="text.workbench.form.note" required={false} />
    </CommandFrame>
  )
}

/** Stands back oneself. */
export function StandBackForm(props: ChangeFormProps) {
  const command = useCommand(nameConcerned, props, ({ note }: { note?: string }) => ({
    part: 'self',
    ...(note?.trim() ? { note } : {}),
  }))
  return (
    <CommandFrame props={props} name="stand-back" command={command}>
      <LongText name="note" label="text.workbench.form.note" hint="text.workbench.standing.selfHint" required={false} />
    </CommandFrame>
  )
}

function Withdraw({ view, concernedId }: { view: CaseView; concernedId: string }) {
  const { t } = useText()
  const [reason, setReason] = useState('')
  const { message } = App.useApp()
  const change = useChange(withdrawConcerned)
  return (
    <>
      <ProblemNotice problem={change.error} />
      <Input
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        placeholder={t('text.workbench.form.reason')}
        aria-label={t('text.workbench.form.reason')}
      />
      <Button
        size="small"
        disabled={reason.trim() === ''}
        loading={change.isPending}
        onClick={() =>
          change.mutate(
            { caseId: view.id, version: view.version, concernedId, reason },
            {
              onSuccess: ({ waits }) => void (waits && message.info(t('text.workbench.standing.withdrawAsked'))),
            },
          )
        }
      >
        {t('text.workbench.standing.withdraw')}
      </Button>
      {reason.trim() === '' ? (
        <span className="xz-soft xz-small"> {t('text.workbench.standing.withdrawFirst')}</span>
      ) : null}
    </>
  )
}

/** Why somebody cannot act on a case, who can instead, and whom it concerns. */
export function CaseStanding({ view }: { view: CaseView }) {
  const { t } = useText()
  const { mustStandBack, concerned, desk } = view.standing
  const who = desk ? [desk.unit, t(roleLabel(desk.role as StaffRole))].filter(Boolean).join(' ') : undefined
  return (
    <>
      {mustStandBack ? (
        <Alert
          type="warning"
          showIcon
          title={who ? t('text.workbench.standing.you', { who }) : t('text.workbench.standing.youNobody')}
        />
      ) : desk?.standsIn && who ? (
        <Alert type="info" showIcon title={t('text.workbench.standing.standsIn', { who })} />
      ) : null}
      {concerned.length > 0 ? (
        <details className="xz-noprint">
          <summary>{t('text.workbench.standing.concerned')}</summary>
          <ul>
            {concerned.map(({ id, name, part }) => (
              <li key={id}>
                {name} · {t(`text.workbench.standing.part.${part}`)}
                {view.may.includes('concern') ? <Withdraw view={view} concernedId={id} /> : null}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </>
  )
}
