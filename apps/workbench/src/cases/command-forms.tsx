import {
  askForTime, askReporter, askToReveal, assignCase, classifyCase, commentOnCase, linkCase, mergeCase, moveCaseLevel, type Operation, resumeClock, sealCase,
  superviseCase, whistleCase,
} from '@xiangzhi/contract'
import { levels } from '@xiangzhi/language'
import type { TextKey } from '@xiangzhi/text'
import { Form, Input, InputNumber, Select, Switch } from 'antd'
import type { ReactNode } from 'react'
import { call, type ChangeInput, newRequestId, useChange } from '../api-client.ts'
import { CategoryPicker } from '../intake/category-picker.tsx'
import { PlacePicker } from '../intake/place-picker.tsx'
import { useMe } from '../session.tsx'
import { useText } from '../text.tsx'
import { CaseSearch } from './case-search.tsx'
import { useCaseWords } from './case-words.tsx'
import { ChangeForm, type ChangeFormProps } from './change-form.tsx'
import { FilesInput } from './field-input.tsx'
import { StandardReplies } from './standard-replies.tsx'
import { UnitSelect, useUnits } from './unit-select.tsx'

/** The general commands of the engine, by the names in which a case says what one may do. */
export const commandNames = [
  'comment', 'assign', 'ask', 'whistle', 'level', 'classify', 'merge', 'link', 'pause.ask', 'extend.ask', 'resume', 'supervise', 'seal', 'reveal.ask',
] as const
export type CommandName = (typeof commandNames)[number]

/** The sentence that names a command. */
export function commandLabel(name: CommandName, supervised: boolean): TextKey {
  return name === 'supervise' && supervised ? 'text.workbench.do.unsupervise' : `text.workbench.do.${name}`
}

type Undo = { label: string; run: () => Promise<void> }

function useCommand<O extends Operation, V extends object>(operation: O, props: ChangeFormProps, inputOf: (values: V) => object, undo?: (values: V, version: number) => Undo | undefined) {
  const [form] = Form.useForm<V>()
  const change = useChange(operation)
  const submit = (values: V): void =>
    change.mutate({ caseId: props.view.id, version: props.view.version, ...inputOf(values) } as unknown as ChangeInput<O>, {
      onSuccess: (answer) => props.done(undo?.(values, (answer as { version: number }).version)),
    })
  return { form, submit, problem: change.error, busy: change.isPending }
}

function LongText({ name, label, hint, required = true, max = 4000 }: { name: string; label: TextKey; hint?: TextKey; required?: boolean; max?: number }) {
  const { t } = useText()
  return (
    <Form.Item name={name} label={t(label)} extra={hint ? t(hint) : undefined} rules={[{ required, whitespace: required, message: t('text.workbench.form.fill') }]}>
      <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={max} />
    </Form.Item>
  )
}

function Frame<V extends object>({ props, name, command, danger, initial, children }: { props: ChangeFormProps; name: CommandName; command: ReturnType<typeof useCommand<Operation, V>>; danger?: boolean; initial?: Partial<V>; children: ReactNode }) {
  const { t } = useText()
  const label = t(commandLabel(name, props.view.supervised))
  return (
    <ChangeForm<V> view={props.view} title={label} submitLabel={label} form={command.form} problem={command.problem} busy={command.busy} submit={command.submit} cancel={props.cancel} danger={danger ?? false} {...(initial ? { initial } : {})}>
      {children}
    </ChangeForm>
  )
}

function CommentForm(props: ChangeFormProps) {
  const { t } = useText()
  const command = useCommand(commentOnCase, props, ({ note, publicNote, files }: { note?: string; publicNote?: string; files?: string[] }) => ({
    ...(note?.trim() ? { note } : {}),
    ...(publicNote?.trim() ? { publicNote } : {}),
    ...(files ? { files } : {}),
  }))
  return (
    <Frame props={props} name="comment" command={command}>
      <Form.Item name="note" label={t('text.workbench.form.note')} extra={t('text.workbench.form.noteHint')}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={4000} />
      </Form.Item>
      <StandardReplies view={props.view} action="comment" insert={(text) => command.form.setFieldValue('publicNote', text)} />
      <Form.Item
        name="publicNote"
        label={t('text.workbench.form.toReporter')}
        extra={t('text.workbench.form.toReporterHint')}
        dependencies={['note', 'files']}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_rule, value?: string) =>
              value?.trim() || (getFieldValue('note') as string | undefined)?.trim() || (getFieldValue('files') as string[] | undefined)?.length
                ? Promise.resolve()
                : Promise.reject(new Error(t('text.workbench.form.oneOf'))),
          }),
        ]}
      >
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 8 }} maxLength={4000} />
      </Form.Item>
      <Form.Item name="files" label={t('text.workbench.form.files')}><FilesInput maxCount={10} /></Form.Item>
    </Frame>
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
    ({ personId, note }: { personId: string; note?: string }) => ({ personId: personId === 'unit' ? null : personId, ...(note?.trim() ? { note } : {}) }),
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
    <Frame props={props} name="assign" command={command} initial={{ personId: me.personId }}>
      <Form.Item name="personId" label={t('text.workbench.form.person')} rules={[{ required: true, message: t('text.workbench.form.fill') }]}>
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
    </Frame>
  )
}

function LevelForm(props: ChangeFormProps) {
  const { t } = useText()
  const words = useCaseWords()
  const command = useCommand(moveCaseLevel, props, (values: { level: string; reason: string }) => values)
  return (
    <Frame props={props} name="level" command={command}>
      <Form.Item name="level" label={t('text.workbench.form.level', { now: words.level(props.view.level) })} rules={[{ required: true, message: t('text.workbench.form.fill') }]}>
        <Select options={levels.filter((level) => level !== props.view.level).map((value) => ({ value, label: words.level(value) }))} />
      </Form.Item>
      <LongText name="reason" label="text.workbench.form.reason" />
    </Frame>
  )
}

function ClassifyForm(props: ChangeFormProps) {
  const { t } = useText()
  const { view } = props
  const command = useCommand(classifyCase, props, ({ category, placeId, summary, reason }: { category?: string; placeId?: string; summary?: string; reason: string }) => ({
    ...(category && category !== view.category ? { category } : {}),
    ...(placeId ? { placeId } : {}),
    ...(summary && summary !== view.summary ? { summary } : {}),
    reason,
  }))
  return (
    <Frame props={props} name="classify" command={command} initial={{ category: view.category, summary: view.summary }}>
      <Form.Item name="category" label={t('text.workbench.column.category')}><CategoryPicker process={view.process} /></Form.Item>
      <Form.Item name="placeId" label={t('text.workbench.form.newPlace', { now: view.placeName })}><PlacePicker /></Form.Item>
      <Form.Item name="summary" label={t('text.workbench.column.summary')}><Input maxLength={200} /></Form.Item>
      <LongText name="reason" label="text.workbench.form.reason" hint="text.workbench.form.classifyHint" />
    </Frame>
  )
}

function WhistleForm(props: ChangeFormProps) {
  const { t } = useText()
  const command = useCommand(whistleCase, props, (values: { organisationIds: string[]; wanted: string }) => values)
  return (
    <Frame props={props} name="whistle" command={command}>
      <Form.Item name="organisationIds" label={t('text.workbench.form.units')} rules={[{ required: true, message: t('text.common.refusal.need-unit') }]}>
        <UnitSelect caseId={props.view.id} many />
      </Form.Item>
      <LongText name="wanted" label="text.workbench.form.wanted" hint="text.workbench.form.wantedHint" />
    </Frame>
  )
}

function MergeForm(props: ChangeFormProps) {
  const { t } = useText()
  const command = useCommand(mergeCase, props, ({ intoCaseId, reason }: { intoCaseId: string; reason?: string }) => ({ intoCaseId, ...(reason?.trim() ? { reason } : {}) }))
  return (
    <Frame props={props} name="merge" command={command}>
      <Form.Item name="intoCaseId" label={t('text.workbench.merge.into')} extra={t('text.workbench.merge.hint')} rules={[{ required: true, message: t('text.workbench.form.fill') }]}>
        <CaseSearch view={props.view} />
      </Form.Item>
      <StandardReplies view={props.view} action="merge" insert={(text) => command.form.setFieldValue('reason', text)} />
      <LongText name="reason" label="text.workbench.form.reason" required={false} />
    </Frame>
  )
}

function LinkForm(props: ChangeFormProps) {
  const { t } = useText()
  const { parent } = props.view
  const command = useCommand(linkCase, props, ({ parentId, unlink }: { parentId?: string; unlink?: boolean }) => ({ parentId: unlink ? null : (parentId ?? null) }))
  return (
    <Frame props={props} name="link" command={command}>
      {parent ? <Form.Item name="unlink" valuePropName="checked" label={t('text.workbench.form.unlink', { number: parent.number })}><Switch /></Form.Item> : null}
      <Form.Item name="parentId" label={t('text.workbench.form.parent')} rules={[{ required: parent === null, message: t('text.workbench.form.fill') }]}>
        <CaseSearch view={props.view} />
      </Form.Item>
    </Frame>
  )
}

function TimeForm({ kind, ...props }: ChangeFormProps & { kind: 'pause' | 'extend' }) {
  const { t } = useText()
  const words = useCaseWords()
  const running = props.view.clocks.filter((clock) => clock.status === 'running')
  const command = useCommand(askForTime, props, (values: { clock: string; amount?: number; unit?: string; reason: string }) => ({ kind, ...values }))
  return (
    <Frame props={props} name={`${kind}.ask`} command={command} initial={{ ...(running[0] ? { clock: running[0].clock } : {}), ...(kind === 'extend' ? { amount: 3, unit: 'workingDays' } : {}) }}>
      <Form.Item name="clock" label={t('text.workbench.form.clock')} rules={[{ required: true, message: t('text.workbench.form.fill') }]}>
        <Select options={running.map((clock) => ({ value: clock.clock, label: words.clock(clock.clock) }))} />
      </Form.Item>
      {kind === 'extend' ? (
        <div style={{ display: 'flex', gap: 8 }}>
          <Form.Item name="amount" label={t('text.workbench.form.amount')} rules={[{ required: true, message: t('text.workbench.form.fill') }]}><InputNumber min={1} max={200} precision={0} /></Form.Item>
          <Form.Item name="unit" label={t('text.workbench.form.amountUnit')}>
            <Select style={{ width: 140 }} options={(['workingDays', 'days'] as const).map((value) => ({ value, label: t(`text.workbench.form.unit.${value}`) }))} />
          </Form.Item>
        </div>
      ) : null}
      {kind === 'extend' ? <StandardReplies view={props.view} action="extend.ask" insert={(text) => command.form.setFieldValue('reason', text)} /> : null}
      <LongText name="reason" label="text.workbench.form.reason" hint="text.workbench.form.timeHint" />
    </Frame>
  )
}

function ResumeForm(props: ChangeFormProps) {
  const { t } = useText()
  const words = useCaseWords()
  const paused = props.view.clocks.filter((clock) => clock.status === 'paused')
  const command = useCommand(resumeClock, props, ({ clock, note }: { clock: string; note?: string }) => ({ clock, ...(note?.trim() ? { note } : {}) }))
  return (
    <Frame props={props} name="resume" command={command} initial={paused[0] ? { clock: paused[0].clock } : {}}>
      <Form.Item name="clock" label={t('text.workbench.form.clock')} rules={[{ required: true, message: t('text.workbench.form.fill') }]}>
        <Select options={paused.map((clock) => ({ value: clock.clock, label: words.clock(clock.clock) }))} />
      </Form.Item>
      <LongText name="note" label="text.workbench.form.note" required={false} />
    </Frame>
  )
}

function SuperviseForm(props: ChangeFormProps) {
  const command = useCommand(superviseCase, props, (values: { note: string }) => ({ ...values, supervised: !props.view.supervised }))
  return (
    <Frame props={props} name="supervise" command={command}>
      <LongText name="note" label="text.workbench.form.superviseNote" hint="text.workbench.form.superviseHint" />
    </Frame>
  )
}

function AskForm(props: ChangeFormProps) {
  const command = useCommand(askReporter, props, (values: { question: string }) => values)
  return (
    <Frame props={props} name="ask" command={command}>
      <StandardReplies view={props.view} action="ask" insert={(text) => command.form.setFieldValue('question', text)} />
      <LongText name="question" label="text.workbench.form.question" hint="text.workbench.form.questionHint" max={1000} />
    </Frame>
  )
}

function SealForm(props: ChangeFormProps) {
  const command = useCommand(sealCase, props, (values: { reason: string }) => values)
  return (
    <Frame props={props} name="seal" command={command} danger>
      <LongText name="reason" label="text.workbench.form.reason" hint="text.workbench.form.sealHint" />
    </Frame>
  )
}

function RevealForm(props: ChangeFormProps) {
  const command = useCommand(askToReveal, props, (values: { reason: string }) => values)
  return (
    <Frame props={props} name="reveal.ask" command={command}>
      <LongText name="reason" label="text.workbench.form.reason" hint="text.workbench.form.revealHint" />
    </Frame>
  )
}

/** The form of a general command. */
export function CommandForm({ name, ...props }: ChangeFormProps & { name: CommandName }) {

  switch (name) {
    case 'comment': return <CommentForm {...props} />
    case 'assign': return <AssignForm {...props} />
    case 'level': return <LevelForm {...props} />
    case 'classify': return <ClassifyForm {...props} />
    case 'whistle': return <WhistleForm {...props} />
    case 'merge': return <MergeForm {...props} />
    case 'link': return <LinkForm {...props} />
    case 'pause.ask': return <TimeForm kind="pause" {...props} />
    case 'extend.ask': return <TimeForm kind="extend" {...props} />
    case 'resume': return <ResumeForm {...props} />
    case 'supervise': return <SuperviseForm {...props} />
    case 'ask': return <AskForm {...props} />
    case 'seal': return <SealForm {...props} />
    case 'reveal.ask': return <RevealForm {...props} />
  }
}
