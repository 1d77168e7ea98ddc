import type { Operation } from '@xiangzhi/contract'
import { Form, Modal } from 'antd'
import { type ReactNode, useEffect, useId } from 'react'
import { type ChangeInput, useChange } from '../api-client.ts'
import { ProblemNotice } from '../problem-notice.tsx'
import { useText } from '../text.tsx'
import { useDraft } from '../use-draft.tsx'

interface ActionFormProps<O extends Operation, Values extends object, Answer> {
  readonly operation: O
  readonly title: string
  readonly open: boolean
  readonly close: () => void
  readonly initial?: Partial<Values>
  /** What is sent, from what was typed. */
  readonly input: (values: Values) => ChangeInput<O>
  readonly done?: (answer: Answer) => void
  /** Told when the server says no, with what was typed. */
  readonly failed?: (problem: unknown, values: Values) => void
  /** The name under which what was typed is kept until it is sent. */
  readonly draft?: string
  readonly okText?: string
  readonly danger?: boolean
  readonly children: ReactNode
}

/** A change asked in a small form: what was typed stays when the server says no. */
export function ActionForm<O extends Operation, Values extends object, Answer = unknown>(
  props: ActionFormProps<O, Values, Answer>,
) {
  const { t } = useText()
  const [form] = Form.useForm<Values>()
  const change = useChange(props.operation)
  const name = useId()
  const { open } = props
  useEffect(() => {
    if (!open) return
    form.resetFields()
    change.reset()
    // Only opening starts afresh; a change of the data behind must not wipe what somebody is typing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [open])
  // After the effect above: a draft is put into the form that was emptied.
  const draft = useDraft(open ? props.draft : undefined, {
    put: (values) => form.setFieldsValue(values),
    reset: () => form.resetFields(),
    initial: props.initial,
  })
  const send = async (values: Values): Promise<void> => {
    const answer = await change.mutateAsync(props.input(values)).catch((problem: unknown) => {
      props.failed?.(problem, values)
      return undefined
    })
    if (answer === undefined) return
    draft.sent()
    props.done?.(answer as Answer)
    props.close()
  }
  return (
    <Modal
      title={props.title}
      open={open}
      onCancel={props.close}
      okText={props.okText ?? t('text.admin.save')}
      cancelText={t('text.admin.cancel')}
      okButtonProps={{ htmlType: 'submit', form: name, loading: change.isPending, danger: props.danger ?? false }}
      onOk={() => undefined}
      destroyOnHidden
    >
      <ProblemNotice problem={change.error} />
      {draft.notice}
      <Form<Values>
        id={name}
        name={name}
        form={form}
        layout="vertical"
        {...(props.initial ? { initialValues: props.initial } : {})}
        onFinish={(values) => void send(values)}
        onValuesChange={(_changed, values) => draft.keep(values)}
      >
        {props.children}
      </Form>
    </Modal>
  )
}
