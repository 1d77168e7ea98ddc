import { assignCase, classifyCase, commentOnCase, moveCaseLevel, superviseCase } from '@xiangzhi/contract'
import { levels } from '@xiangzhi/language'
import { Form, Select } from 'antd'
import type { ComponentType } from 'react'
import { call, newRequestId } from '../api-client.ts'
import { CategoryPicker } from '../intake/category-picker.tsx'
import { PlacePicker } from '../intake/place-picker.tsx'
import { useMe } from '../session.tsx'
import { useText } from '../text.tsx'
import { useCaseWords } from './case-words.tsx'
import type { ChangeFormProps } from './change-form.tsx'
import { CommandFrame, LongText, useCommand } from './command-frame.tsx'
import type { CommandName } from './command-names.ts'
import { FilesInput } from './field-input.tsx'
import { LinkForm, MergeForm, WhistleForm } from './other-case-forms.tsx'
import { AskForm, RevealForm, SealForm } from './reporter-forms.tsx'
import { ConcernForm, StandBackForm } from './standing-forms.tsx'
import { PublicWords } from './public-words.tsx'
import { StandardReplies } from './standard-replies.tsx'
import { ResumeForm, TimeForm } from './time-forms.tsx'
import { useUnits } from './unit-select.tsx'
import { LineInput, WordsInput } from '../words-input.tsx'

function CommentForm(props: ChangeFormProps) {
  const { t } = useText()
  const command = useCommand(
    commentOnCase,
    props,
    ({ note, publicNote, files }: { note?: string; publicNote?: string; files?: string[] }) => ({
      ...(note?.trim() ? { note } : {}),
      ...(publicNote?.trim() ? { publicNote } : {}),
      ...(files ? { files } : {}),
    }),
  )
  return (
    <CommandFrame props={props} name="comment" command={command}>
      <Form.Item name="note" label={t('text.workbench.form.note')} extra={t('text.workbench.form.noteHint')}>
        <WordsInput autoSize={{ minRows: 2, maxRows: 8 }} most={4000} />
      </Form.Item>
      <StandardReplies
        view={props.view}
        action="comment"
        insert={(text) => command.form.setFieldValue('publicNote', text)}
      />
      <Form.Item
        name="publicNote"
        label={t('text.workbench.form.toReporter')}
        extra={t('text.workbench.form.toReporterHint')}
        dependencies={['note', 'files']}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_rule, value?: string) =>
              value?.trim() ||
              (getFieldValue('note') as string | undefined)?.trim() ||
              (getFieldValue('files') as string[] | undefined)?.length
                ? Promise.resolve()
                : Promise.reject(new Error(t('text.workbench.form.oneOf'))),
          }),
        ]}
      >
        <PublicWords minRows={1} />
      </Form.Item>
      <Form.Item name="files" label={t('text.workbench.form.files')}>
        <FilesInput maxCount={10} />
      </Form.Item>
    </CommandFrame>
  )
}

function AssignForm(props: ChangeFormProps) {
  const { t } = useText()
  const me = useMe()
  const units = useUnits(props.view.id)
  const own = units.data?.units.find((unit) => unit.id === props.view.assignedOrganisationId)
  const command = useCommand(
    assignCase,
    props,
    ({ personId, note }: { personId: string; note?: string }) => ({
      personId: personId === 'unit' ? null : personId,
      ...(note?.trim() ? { note } : {}),
    }),
    // Before this the case lay with the unit as a whole; undoing gives it back.
    (_values, version) => ({
      label: t('text.workbench.undo.assign'),
      run: async () => {
        await call(assignCase, { caseId: props.view.id, version, requestId: newRequestId(), personId: null })
      },
    }),
  )
  const people = (own?.handlers ?? []).filter((person) => person.personId !== me.personId)
  return (
    <CommandFrame props={props} name="assign" command={command} initial={{ personId: me.personId }}>
      <Form.Item
        name="personId"
        label={t('text.workbench.form.person')}
        rules={[{ required: true, message: t('text.workbench.form.fill') }]}
      >
        <Select
          loading={units.isPending}
          options={[
            { value: me.personId, label: t('text.workbench.form.me', { name: me.name }) },
            ...people.map((person) => ({ value: person.personId, label: person.name })),
            { value: 'unit', label: t('text.workbench.form.backToUnit') },
          ]}
        />
      </Form.Item>
      <LongText name="note" label="text.workbench.form.note" required={false} />
    </CommandFrame>
  )
}

function LevelForm(props: ChangeFormProps) {
  const { t } = useText()
  const words = useCaseWords()
  const command = useCommand(moveCaseLevel, props, (values: { level: string; reason: string }) => values)
  return (
    <CommandFrame props={props} name="level" command={command}>
      <Form.Item
        name="level"
        label={t('text.workbench.form.level', { now: words.level(props.view.level) })}
        rules={[{ required: true, message: t('text.workbench.form.fill') }]}
      >
        <Select
          options={levels
            .filter((level) => level !== props.view.level)
            .map((value) => ({ value, label: words.level(value) }))}
        />
      </Form.Item>
      <LongText name="reason" label="text.workbench.form.reason" />
    </CommandFrame>
  )
}

function ClassifyForm(props: ChangeFormProps) {
  const { t } = useText()
  const { view } = props
  const command = useCommand(
    classifyCase,
    props,
    ({
      category,
      placeId,
      summary,
      reason,
    }: {
      category?: string
      placeId?: string
      summary?: string
      reason: string
    }) => ({
      ...(category && category !== view.category ? { category } : {}),
      ...(placeId ? { placeId } : {}),
      ...(summary && summary !== view.summary ? { summary } : {}),
      reason,
    }),
  )
  return (
    <CommandFrame
      props={props}
      name="classify"
      command={command}
      initial={{ category: view.category, summary: view.summary }}
    >
      <Form.Item name="category" label={t('text.workbench.column.category')}>
        <CategoryPicker process={view.process} />
      </Form.Item>
      <Form.Item name="placeId" label={t('text.workbench.form.newPlace', { now: view.placeName })}>
        <PlacePicker />
      </Form.Item>
      <Form.Item name="summary" label={t('text.workbench.column.summary')}>
        <LineInput most={200} />
      </Form.Item>
      <LongText name="reason" label="text.workbench.form.reason" hint="text.workbench.form.classifyHint" />
    </CommandFrame>
  )
}

function SuperviseForm(props: ChangeFormProps) {
  const command = useCommand(superviseCase, props, (values: { note: string }) => ({
    ...values,
    supervised: !props.view.supervised,
  }))
  return (
    <CommandFrame props={props} name="supervise" command={command}>
      <LongText name="note" label="text.workbench.form.superviseNote" hint="text.workbench.form.superviseHint" />
    </CommandFrame>
  )
}

function PauseForm(props: ChangeFormProps) {
  return <TimeForm kind="pause" {...props} />
}

function ExtendForm(props: ChangeFormProps) {
  return <TimeForm kind="extend" {...props} />
}

const forms: Readonly<Record<CommandName, ComponentType<ChangeFormProps>>> = {
  comment: CommentForm,
  assign: AssignForm,
  level: LevelForm,
  classify: ClassifyForm,
  whistle: WhistleForm,
  concern: ConcernForm,
  'stand-back': StandBackForm,
  merge: MergeForm,
  link: LinkForm,
  'pause.ask': PauseForm,
  'extend.ask': ExtendForm,
  resume: ResumeForm,
  supervise: SuperviseForm,
  ask: AskForm,
  seal: SealForm,
  'reveal.ask': RevealForm,
}

/** The form of a general command. */
export function CommandForm({ name, ...props }: ChangeFormProps & { name: CommandName }) {
  const Chosen = forms[name]
  return <Chosen {...props} />
}
