import { askForTime, resumeClock } from '@xiangzhi/contract'
import { Form, InputNumber, Select } from 'antd'
import { useText } from '../text.tsx'
import { useCaseWords } from './case-words.tsx'
import type { ChangeFormProps } from './change-form.tsx'
import { CommandFrame, LongText, useCommand } from './command-frame.tsx'
import { StandardReplies } from './standard-replies.tsx'

/** Asks to pause a clock or to extend it; somebody else decides. */
export function TimeForm({ kind, ...props }: ChangeFormProps & { kind: 'pause' | 'extend' }) {
  const { t } = useText()
  const words = useCaseWords()
  const running = props.view.clocks.filter((clock) => clock.status === 'running')
  const command = useCommand(
    askForTime,
    props,
    (values: { clock: string; amount?: number; unit?: string; reason: string }) => ({ kind, ...values }),
  )
  return (
    <CommandFrame
      props={props}
      name={`${kind}.ask`}
      command={command}
      initial={{
        ...(running[0] ? { clock: running[0].clock } : {}),
        ...(kind === 'extend' ? { amount: 3, unit: 'workingDays' } : { amount: 10, unit: 'workingDays' }),
      }}
    >
      <Form.Item
        name="clock"
        label={t('text.workbench.form.clock')}
        rules={[{ required: true, message: t('text.workbench.form.fill') }]}
      >
        <Select options={running.map((clock) => ({ value: clock.clock, label: words.clock(clock.clock) }))} />
      </Form.Item>
      {kind === 'pause' ? <p className="xz-soft">{t('text.workbench.form.pauseHint')}</p> : null}
      <div style={{ display: 'flex', gap: 8 }}>
        <Form.Item
          name="amount"
          label={t(`text.workbench.form.amount.${kind}`)}
          rules={[{ required: true, message: t('text.workbench.form.fill') }]}
        >
          <InputNumber controls={false} min={1} max={kind === 'pause' ? 60 : 200} precision={0} />
        </Form.Item>
        <Form.Item name="unit" label={t('text.workbench.form.amountUnit')}>
          <Select
            style={{ width: 140 }}
            options={(['workingDays', 'days'] as const).map((value) => ({
              value,
              label: t(`text.workbench.form.unit.${value}`),
            }))}
          />
        </Form.Item>
      </div>
      {kind === 'extend' ? (
        <StandardReplies
          view={props.view}
          action="extend.ask"
          insert={(text) => command.form.setFieldValue('reason', text)}
        />
      ) : null}
      <LongText name="reason" label="text.workbench.form.reason" hint="text.workbench.form.timeHint" />
    </CommandFrame>
  )
}

/** Lets a paused clock go on. */
export function ResumeForm(props: ChangeFormProps) {
  const { t } = useText()
  const words = useCaseWords()
  const paused = props.view.clocks.filter((clock) => clock.status === 'paused')
  const command = useCommand(resumeClock, props, ({ clock, note }: { clock: string; note?: string }) => ({
    clock,
    ...(note?.trim() ? { note } : {}),
  }))
  return (
    <CommandFrame props={props} name="resume" command={command} initial={paused[0] ? { clock: paused[0].clock } : {}}>
      <Form.Item
        name="clock"
        label={t('text.workbench.form.clock')}
        rules={[{ required: true, message: t('text.workbench.form.fill') }]}
      >
        <Select options={paused.map((clock) => ({ value: clock.clock, label: words.clock(clock.clock) }))} />
      </Form.Item>
      <LongText name="note" label="text.workbench.form.note" required={false} />
    </CommandFrame>
  )
}
