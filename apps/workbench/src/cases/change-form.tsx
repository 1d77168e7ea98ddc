import type { CaseView } from '@xiangzhi/contract'
import { Alert, Button, Form, type FormInstance } from 'antd'
import { type ReactNode, useEffect, useRef } from 'react'
import { ApiProblem } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { optionalMark } from '../optional-mark.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useText } from '../text.tsx'
import type { FormDraft } from '../use-draft.tsx'
import { useCaseWords } from './case-words.tsx'

/** What a form of the case page knows: the case as last read, and how to leave. */
export interface ChangeFormProps {
  readonly view: CaseView
  readonly done: (undo?: { label: string; run: () => Promise<void> }) => void
  readonly cancel: () => void
}

/** The name under which a form of a case is kept unsent; what is said of a sealed case stays off the device. */
export const draftOf = (view: CaseView, form: string): string | undefined =>
  view.confidentiality === 'sealed' ? undefined : `case.${view.id}.${form}`

/** The frame of every form that changes a case. If somebody was quicker it says who did what, and keeps what was typed. */
export function ChangeForm<Values extends object>({
  view,
  title,
  form,
  problem,
  busy,
  submitLabel,
  danger = false,
  submit,
  cancel,
  initial,
  draft,
  children,
}: {
  view: CaseView
  title: string
  form: FormInstance<Values>
  problem: unknown
  busy: boolean
  submitLabel: string
  danger?: boolean
  submit: (values: Values) => void
  cancel: () => void
  initial?: Partial<Values>
  draft?: FormDraft
  children: ReactNode
}) {
  const { t } = useText()
  const words = useCaseWords()
  const frame = useRef<HTMLElement>(null)
  const stale = problem instanceof ApiProblem && problem.code === 'changed-meanwhile'
  const last = view.events.at(-1)
  useEffect(() => {
    // The form opens where one pressed; the first field takes the focus so that one can type at once.
    frame.current
      ?.querySelector<HTMLElement>('input:not([type=file]), textarea, [role=combobox], button[type=submit]')
      ?.focus({ preventScroll: true })
    frame.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  useEffect(() => {
    if (problem) frame.current?.scrollIntoView({ block: 'start' })
  }, [problem])
  return (
    <section
      ref={frame}
      className="xz-panel"
      style={{ marginBottom: 12, borderColor: 'var(--xz-indigo)' }}
      aria-label={title}
    >
      <h2>{title}</h2>
      {stale ? (
        <Alert
          type="warning"
          showIcon
          role="alert"
          style={{ marginBottom: 12 }}
          title={t('text.workbench.conflict.title')}
          description={
            last ? (
              <>
                {t('text.workbench.conflict.what', {
                  who: last.byName ?? t('text.common.system'),
                  what: words.action(view, last.action),
                })}{' '}
                <Moment at={last.at} />
                {t('text.workbench.stop')}
                {t('text.workbench.conflict.kept')}
              </>
            ) : (
              t('text.workbench.conflict.kept')
            )
          }
        />
      ) : (
        <ProblemNotice problem={problem} />
      )}
      {draft?.notice}
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={optionalMark(t('text.workbench.form.optional'))}
        scrollToFirstError
        {...(initial ? { initialValues: initial } : {})}
        onFinish={submit}
        onValuesChange={(_changed, values) => draft?.keep(values)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.submit()
        }}
      >
        {children}
        <div className="xz-page-actions">
          <Button type="primary" danger={danger} htmlType="submit" loading={busy}>
            {stale ? t('text.workbench.conflict.again', { do: submitLabel }) : submitLabel}
          </Button>
          <Button onClick={cancel}>{t('text.workbench.cancel')}</Button>
        </div>
      </Form>
    </section>
  )
}
