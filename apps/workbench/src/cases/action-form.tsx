import { actOnCase, type NextActionView } from '@xiangzhi/contract'
import type { FieldValues } from '@xiangzhi/language'
import { Form } from 'antd'
import { useEffect } from 'react'
import { ApiProblem, call, newRequestId, useChange } from '../api-client.ts'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'
import { fieldsOffDevice } from '../drafts.ts'
import { useDraft } from '../use-draft.tsx'
import { useCaseWords } from './case-words.tsx'
import { ChangeForm, type ChangeFormProps, draftOf } from './change-form.tsx'
import { FieldInput } from './field-input.tsx'
import { PublicWords } from './public-words.tsx'
import { StandardReplies } from './standard-replies.tsx'
import { UnitSelect, useUnits } from './unit-select.tsx'
import { WordsInput } from '../words-input.tsx'

interface Values {
  readonly fields?: Record<string, FieldValues[string] | undefined>
  readonly note?: string
  readonly reason?: string
  readonly publicNote?: string
  readonly organisationId?: string
}

function SuggestedUnit({ caseId, choose }: { caseId: string; choose: (id: string) => void }) {
  const units = useUnits(caseId)
  const suggested = units.data?.units.find((unit) => unit.suggested)?.id
  useEffect(() => {
    if (suggested) choose(suggested)
    // Only the first suggestion is taken over; afterwards the person has chosen.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [suggested])
  return null
}

/** The form of a transition, drawn from the process declaration: its fields, a reason, an answer for the public, a unit. */
export function ActionForm({ view, action, done, cancel }: ChangeFormProps & { action: NextActionView }) {
  const { t } = useText()
  const words = useCaseWords()
  const county = useCounty()
  const [form] = Form.useForm<Values>()
  const change = useChange(actOnCase)
  const process = county.process(view.process, view.processVersion)
  const label = words.key(action.label)
  const fieldName = (key: string): string => words.key(process?.fields[key]?.label ?? key)
  // What the case already holds is not asked again: it stands in the form and may be corrected. Files are added, never replaced.
  const known = Object.fromEntries(
    action.asks.flatMap((key) =>
      process?.fields[key]?.kind !== 'files' && view.fields[key] !== undefined && view.fields[key] !== null
        ? [[key, view.fields[key]]]
        : [],
    ),
  ) as NonNullable<Values['fields']>
  const draft = useDraft(draftOf(view, action.transition), {
    put: (values) => form.setFieldsValue(values),
    reset: () => form.resetFields(),
    never: fieldsOffDevice(process),
    initial: { fields: known },
  })
  const append = (name: 'note' | 'publicNote' | 'reason', text: string): void => {
    const typed = form.getFieldValue(name) as string | undefined
    form.setFieldValue(name, typed ? `${typed}\n${text}` : text)
  }
  const submit = (values: Values): void => {
    const fields = Object.fromEntries(
      Object.entries(values.fields ?? {}).filter(([, value]) => value !== undefined && value !== ''),
    )
    change.mutate(
      {
        caseId: view.id,
        version: view.version,
        transition: action.transition,
        fields: fields as never,
        ...(values.note?.trim() ? { note: values.note } : {}),
        ...(values.reason?.trim() ? { reason: values.reason } : {}),
        ...(values.publicNote?.trim() ? { publicNote: values.publicNote } : {}),
        ...(values.organisationId ? { organisationId: values.organisationId } : {}),
      },
      {
        onSuccess: (changed) => {
          draft.sent()
          const recall = action.transition === 'dispatch' && process?.transitions['recall']
          done(
            recall
              ? {
                  label: t('text.workbench.undo.recall'),
                  run: async () => {
                    await call(actOnCase, {
                      caseId: view.id,
                      version: changed.version,
                      requestId: newRequestId(),
                      transition: 'recall',
                      reason: t('text.workbench.undo.recallReason'),
                    })
                  },
                }
              : undefined,
          )
        },
        onError: (problem) => {
          const field =
            problem instanceof ApiProblem && problem.code === 'need-field'
              ? problem.details?.facts?.['field']
              : undefined
          if (typeof field === 'string')
            form.setFields([
              {
                name: ['fields', field],
                errors: [t('text.common.refusal.need-field', { field: fieldName(field) })],
              } as never,
            ])
        },
      },
    )
  }
  return (
    <ChangeForm<Values>
      view={view}
      title={label}
      form={form}
      problem={change.error}
      busy={change.isPending}
      submitLabel={label}
      submit={submit}
      cancel={cancel}
      initial={{ fields: known }}
      draft={draft}
    >
      {action.asks.map((key) => {
        const field = process?.fields[key]
        if (!field) return null
        const required = action.requires.includes(key)
        return (
          <Form.Item
            key={key}
            name={['fields', key]}
            label={words.key(field.label)}
            extra={field.hint ? words.key(field.hint) : undefined}
            rules={[{ required, message: t('text.common.refusal.need-field', { field: fieldName(key) }) }]}
          >
            <FieldInput field={field} />
          </Form.Item>
        )
      })}
      {action.needsUnit ? (
        <>
          <SuggestedUnit
            caseId={view.id}
            choose={(id) =>
              form.getFieldValue('organisationId') === undefined && form.setFieldValue('organisationId', id)
            }
          />
          <Form.Item
            name="organisationId"
            label={t('text.workbench.form.unit')}
            rules={[{ required: true, message: t('text.common.refusal.need-unit') }]}
          >
            <UnitSelect caseId={view.id} />
          </Form.Item>
        </>
      ) : null}
      {action.needsReason ? (
        <Form.Item
          name="reason"
          label={t('text.workbench.form.reason')}
          rules={[{ required: true, whitespace: true, message: t('text.common.refusal.need-reason') }]}
        >
          <WordsInput autoSize={{ minRows: 2, maxRows: 8 }} most={4000} />
        </Form.Item>
      ) : null}
      {action.needsPublicNote ? (
        <>
          <StandardReplies view={view} action={action.transition} insert={(text) => append('publicNote', text)} />
          <Form.Item
            name="publicNote"
            label={t('text.workbench.form.publicNote')}
            extra={t('text.workbench.form.publicNoteHint')}
            rules={[{ required: true, whitespace: true, message: t('text.workbench.form.fill') }]}
          >
            <PublicWords minRows={3} />
          </Form.Item>
        </>
      ) : null}
      {action.needsReason ? null : (
        <>
          {action.needsPublicNote ? null : (
            <StandardReplies view={view} action={action.transition} insert={(text) => append('note', text)} />
          )}
          <Form.Item
            name="note"
            label={t('text.workbench.form.note')}
            extra={t('text.workbench.form.noteHint')}
            rules={[{ required: false }]}
          >
            <WordsInput autoSize={{ minRows: 1, maxRows: 8 }} most={4000} />
          </Form.Item>
        </>
      )}
    </ChangeForm>
  )
}
