import { linkCase, mergeCase, whistleCase } from '@xiangzhi/contract'
import { Form, Switch } from 'antd'
import { useText } from '../text.tsx'
import { CaseSearch } from './case-search.tsx'
import type { ChangeFormProps } from './change-form.tsx'
import { CommandFrame, LongText, useCommand } from './command-frame.tsx'
import { StandardReplies } from './standard-replies.tsx'
import { UnitSelect } from './unit-select.tsx'

/** Whistles for departments; each gets a child case. */
export function WhistleForm(props: ChangeFormProps) {
  const { t } = useText()
  const command = useCommand(whistleCase, props, (values: { organisationIds: string[]; wanted: string }) => values)
  return (
    <CommandFrame props={props} name="whistle" command={command}>
      <Form.Item
        name="organisationIds"
        label={t('text.workbench.form.units')}
        rules={[{ required: true, message: t('text.common.refusal.need-unit') }]}
      >
        <UnitSelect caseId={props.view.id} many />
      </Form.Item>
      <LongText name="wanted" label="text.workbench.form.wanted" hint="text.workbench.form.wantedHint" />
    </CommandFrame>
  )
}

/** Merges this duplicate into another case. */
export function MergeForm(props: ChangeFormProps) {
  const { t } = useText()
  const command = useCommand(mergeCase, props, ({ intoCaseId, reason }: { intoCaseId: string; reason?: string }) => ({
    intoCaseId,
    ...(reason?.trim() ? { reason } : {}),
  }))
  return (
    <CommandFrame props={props} name="merge" command={command}>
      <Form.Item
        name="intoCaseId"
        label={t('text.workbench.merge.into')}
        extra={t('text.workbench.merge.hint')}
        rules={[{ required: true, message: t('text.workbench.form.fill') }]}
      >
        <CaseSearch view={props.view} />
      </Form.Item>
      <StandardReplies view={props.view} action="merge" insert={(text) => command.form.setFieldValue('reason', text)} />
      <LongText name="reason" label="text.workbench.form.reason" required={false} />
    </CommandFrame>
  )
}

/** Makes this a part of another case, or no longer. */
export function LinkForm(props: ChangeFormProps) {
  const { t } = useText()
  const { parent } = props.view
  const command = useCommand(linkCase, props, ({ parentId, unlink }: { parentId?: string; unlink?: boolean }) => ({
    parentId: unlink ? null : (parentId ?? null),
  }))
  return (
    <CommandFrame props={props} name="link" command={command}>
      {parent ? (
        <Form.Item
          name="unlink"
          valuePropName="checked"
          label={t('text.workbench.form.unlink', { number: parent.number })}
        >
          <Switch />
        </Form.Item>
      ) : null}
      <Form.Item
        name="parentId"
        label={t('text.workbench.form.parent')}
        rules={[{ required: parent === null, message: t('text.workbench.form.fill') }]}
      >
        <CaseSearch view={props.view} />
      </Form.Item>
    </CommandFrame>
  )
}
