import { askReporter, askToReveal, sealCase } from '@xiangzhi/contract'
import { Form, Radio } from 'antd'
import { useText } from '../text.tsx'
import type { ChangeFormProps } from './change-form.tsx'
import { CommandFrame, LongText, useCommand } from './command-frame.tsx'
import { StandardReplies } from './standard-replies.tsx'

/** Asks the reporter something. */
export function AskForm(props: ChangeFormProps) {
  const command = useCommand(askReporter, props, (values: { question: string }) => values)
  return (
    <CommandFrame props={props} name="ask" command={command}>
      <StandardReplies view={props.view} action="ask" insert={(text) => command.form.setFieldValue('question', text)} />
      <LongText
        name="question"
        label="text.workbench.form.question"
        hint="text.workbench.form.questionHint"
        max={1000}
      />
    </CommandFrame>
  )
}

/** Moves the case into the sealed class, and says first what that does to everything that hangs on it. */
export function SealForm(props: ChangeFormProps) {
  const { t } = useText()
  const { sealing, followerCount } = props.view
  const command = useCommand(sealCase, props, (values: { reason: string; children?: 'seal' | 'detach' }) => values)
  return (
    <CommandFrame props={props} name="seal" command={command} danger initial={{ children: 'seal' }}>
      {sealing && sealing.merged > 0 ? <p>{t('text.workbench.form.sealMerged', { n: sealing.merged })}</p> : null}
      {followerCount > 0 ? <p>{t('text.workbench.form.sealFollowers', { n: followerCount })}</p> : null}
      {sealing && sealing.children > 0 ? (
        <Form.Item name="children" label={t('text.workbench.form.sealChildren', { n: sealing.children })}>
          <Radio.Group
            options={(['seal', 'detach'] as const).map((value) => ({
              value,
              label: t(`text.workbench.form.sealChildren.${value}`),
            }))}
          />
        </Form.Item>
      ) : null}
      <LongText name="reason" label="text.workbench.form.reason" hint="text.workbench.form.sealHint" />
    </CommandFrame>
  )
}

/** Asks to see who reported. */
export function RevealForm(props: ChangeFormProps) {
  const command = useCommand(askToReveal, props, (values: { reason: string }) => values)
  return (
    <CommandFrame props={props} name="reveal.ask" command={command}>
      <LongText name="reason" label="text.workbench.form.reason" hint="text.workbench.form.revealHint" />
    </CommandFrame>
  )
}
