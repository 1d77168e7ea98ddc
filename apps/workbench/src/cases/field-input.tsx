import { COUNTY_ANSWER_MAX, type CountyField, type Field } from '@xiangzhi/language'
import { App, Button, DatePicker, InputNumber, Radio, Rate, Select, Upload } from 'antd'
import type { UploadFile } from 'antd'
import dayjs from 'dayjs'
import { type ReactElement, useState } from 'react'
import { problemSentence, sendFile } from '../api-client.ts'
import { Icon } from '../icon.tsx'
import { useText } from '../text.tsx'
import { useCaseWords } from './case-words.tsx'
import { PublicWords } from './public-words.tsx'
import { LineInput, WordsInput } from '../words-input.tsx'

interface ValueProps<Value> {
  readonly id?: string
  readonly value?: Value | undefined
  readonly onChange?: ((value: Value | undefined) => void) | undefined
}

/** Photos and papers: sent ahead one by one, so that a broken connection costs one file and not the form. */
export function FilesInput({ id, value, onChange, maxCount }: ValueProps<string[]> & { maxCount: number }) {
  const { t, language } = useText()
  const { message } = App.useApp()
  const [files, setFiles] = useState<UploadFile<{ id: string }>[]>([])
  return (
    <Upload<{ id: string }>
      {...(id ? { id } : {})}
      listType="picture"
      accept="image/*,application/pdf"
      multiple
      fileList={files}
      beforeUpload={(file, chosen) => {
        const kept = files.filter(({ status }) => status !== 'error').length
        if (kept + chosen.indexOf(file) < maxCount) return true
        void message.warning(t('text.workbench.form.fileTooMany', { name: file.name, most: maxCount }))
        return Upload.LIST_IGNORE
      }}
      customRequest={({ file, onSuccess, onError }) => {
        sendFile(file as File).then(
          (answer) => onSuccess?.(answer),
          (problem: Error) => {
            void message.error(problemSentence(language, problem))
            onError?.(problem)
          },
        )
      }}
      onChange={({ fileList }) => {
        setFiles(fileList)
        onChange?.(fileList.flatMap((file) => (file.status === 'done' && file.response ? [file.response.id] : [])))
      }}
    >
      {(value?.length ?? 0) < maxCount ? (
        <Button icon={<Icon name="photo" size={16} />}>{t('text.workbench.form.addFiles', { n: maxCount })}</Button>
      ) : null}
    </Upload>
  )
}

/** A date as the operations take it. */
function DateInput({ id, value, onChange }: ValueProps<string>) {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      style={{ width: 200 }}
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange?.(day ? day.format('YYYY-MM-DD') : undefined)}
    />
  )
}

function YesNoInput({ id, value, onChange }: ValueProps<boolean>) {
  const { t } = useText()
  return (
    <Radio.Group
      {...(id ? { id } : {})}
      value={value ?? null}
      onChange={(event) => onChange?.(event.target.value as boolean)}
    >
      <Radio value={true}>{t('text.workbench.yes')}</Radio>
      <Radio value={false}>{t('text.workbench.no')}</Radio>
    </Radio.Group>
  )
}

/** The control for a declared field; inside a `Form.Item` it gets its value from there. */
export function FieldInput({ field, ...given }: { field: Field } & ValueProps<never>): ReactElement {
  const words = useCaseWords()
  switch (field.kind) {
    case 'text':
    case 'phone':
      return (
        <LineInput
          {...given}
          most={field.maxLength}
          {...(field.kind === 'phone' ? { inputMode: 'tel' as const } : {})}
          onChange={given.onChange as never}
        />
      )
    case 'long-text':
      // What everybody reads is starred there; whoever writes it sees it before.
      if (field.audience === 'public')
        return <PublicWords {...given} minRows={3} most={field.maxLength} onChange={given.onChange as never} />
      return (
        <WordsInput
          {...given}
          autoSize={{ minRows: 3, maxRows: 10 }}
          most={field.maxLength}
          onChange={given.onChange as never}
        />
      )
    case 'number':
      return (
        <InputNumber
          controls={false}
          {...(given as object)}
          min={field.min}
          max={field.max}
          style={{ width: 200 }}
          onChange={given.onChange as never}
        />
      )
    case 'date':
      return <DateInput {...(given as ValueProps<string>)} />
    case 'yes-no':
      return <YesNoInput {...(given as ValueProps<boolean>)} />
    case 'rating':
      return <Rate {...(given as object)} onChange={given.onChange as never} />
    case 'choice':
      return (
        <Select
          {...given}
          allowClear
          onChange={given.onChange as never}
          options={Object.entries(field.options).map(([value, label]) => ({ value, label: words.key(label) }))}
        />
      )
    case 'files':
    default:
      return <FilesInput {...(given as ValueProps<string[]>)} maxCount={field.maxCount} />
  }
}

/** The control for a question that the county itself added to a category. */
export function QuestionInput({
  question,
  ...given
}: {
  question: Omit<CountyField, 'options'> & { options?: CountyField['options'] | undefined }
} & ValueProps<never>): ReactElement {
  const { named } = useText()
  switch (question.kind) {
    case 'text':
      return <LineInput {...given} most={COUNTY_ANSWER_MAX} onChange={given.onChange as never} />
    case 'number':
      return (
        <InputNumber
          controls={false}
          {...(given as object)}
          style={{ width: 200 }}
          onChange={given.onChange as never}
        />
      )
    case 'yes-no':
      return <YesNoInput {...(given as ValueProps<boolean>)} />
    case 'date':
      return <DateInput {...(given as ValueProps<string>)} />
    case 'choice':
    default:
      return (
        <Select
          {...given}
          allowClear
          onChange={given.onChange as never}
          options={Object.entries(question.options ?? {}).map(([value, label]) => ({ value, label: named(label) }))}
        />
      )
  }
}
