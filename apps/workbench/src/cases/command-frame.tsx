import type { Operation } from '@xiangzhi/contract'
import type { TextKey } from '@xiangzhi/text'
import { Form } from 'antd'
import type { ReactNode } from 'react'
import { useChange } from '../api-client.ts'
import { useText } from '../text.tsx'
import { useDraft } from '../use-draft.tsx'
import { ChangeForm, type ChangeFormProps, draftOf } from './change-form.tsx'
import { commandLabel, type CommandName } from './command-names.ts'
import { WordsInput } from '../words-input.tsx'

type Undo = { label: string; run: () => Promise<void> }

/** Sends what a form holds as the change of an operation; on success the page is told, with a way back where there is one. */
export function useCommand<V extends object>(
  operation: Operation,
  props: ChangeFormProps,
  inputOf: (values: V) => object,
  undo?: (values: V, version: number) => Undo | undefined,
) {
  const [form] = Form.useForm<V>()
  const change = useChange(operation)
  const draft = useDraft(draftOf(props.view, operation.name), {
    put: (values) => form.setFieldsValue(values),
    reset: () => form.resetFields(),
  })
  const submit = (values: V): void =>
    change.mutate(
      { caseId: props.view.id, version: props.view.version, ...inputOf(values) },
      {
        onSuccess: (answer) => {
          draft.sent()
          props.done(undo?.(values, (answer as { version: number }).version))
        },
      },
    )
  return { form, draft, submit, problem: change.error, busy: change.isPending }
}

/** A field for sentences. */
export function LongText({
  name,
  label,
  hint,
  required = true,
  max = 4000,
}: {
  name: string
  label: TextKey
  hint?: TextKey
  required?: boolean
  max?: number
}) {
  const { t } = useText()
  return (
    <Form.Item
      name={name}
      label={t(label)}
      extra={hint ? t(hint) : undefined}
      rules={[{ required, whitespace: required, message: t('text.workbench.form.fill') }]}
    >
      <WordsInput autoSize={{ minRows: 2, maxRows: 8 }} most={max} />
    </Form.Item>
  )
}

/** The form of a command around its fields. */
export function CommandFrame<V extends object>({
  props,
  name,
  command,
  danger,
  initial,
  children,
}: {
  props: ChangeFormProps
  name: CommandName
  command: ReturnType<typeof useCommand<V>>
  danger?: boolean
  initial?: Partial<V>
  children: ReactNode
}) {
  const { t } = useText()
  const label = t(commandLabel(name, props.view.supervised))
  return (
    <ChangeForm<V>
      view={props.view}
      title={label}
      submitLabel={label}
      form={command.form}
      draft={command.draft}
      problem={command.problem}
      busy={command.busy}
      submit={command.submit}
      cancel={props.cancel}
      danger={danger ?? false}
      {...(initial ? { initial } : {})}
    >
      {children}
    </ChangeForm>
  )
}
