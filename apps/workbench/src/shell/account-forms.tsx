import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { ApiProblem } from '../api-client.ts'
import { useText } from '../text.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { Qr } from '../qr.tsx'
import { askAccount } from './account-calls.ts'

/** Changes the password; other sign-ins end with it. */
export function PasswordForm() {
  const { t } = useText()
  const client = useQueryClient()
  const [form] = Form.useForm<{ current: string; next: string; again: string }>()
  const [state, setState] = useState<{ problem?: unknown; done?: boolean; busy?: boolean }>({})
  const change = async ({ current, next }: { current: string; next: string }): Promise<void> => {
    setState({ busy: true })
    try {
      await askAccount('change-password', { currentPassword: current, newPassword: next })
      form.resetFields()
      setState({ done: true })
      await client.invalidateQueries({ queryKey: ['account'] })
    } catch (problem) {
      const wrong = problem instanceof ApiProblem && problem.code === 'password-wrong'
      if (wrong) form.setFields([{ name: 'current', errors: [t('text.workbench.account.passwordWrong')] }])
      setState(wrong ? {} : { problem })
    }
  }
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void change(values)}>
      <ProblemNotice problem={state.problem} />
      {state.done ? (
        <Alert
          type="success"
          showIcon
          title={t('text.workbench.account.passwordChanged')}
          style={{ marginBottom: 12 }}
        />
      ) : null}
      <Form.Item
        name="current"
        label={t('text.workbench.account.passwordNow')}
        rules={[{ required: true, message: t('text.workbench.form.fill') }]}
      >
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item
        name="next"
        label={t('text.workbench.account.passwordNext')}
        extra={t('text.common.refusal.password-weak')}
        rules={[{ required: true, min: 10, message: t('text.common.refusal.password-weak') }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('text.workbench.account.passwordAgain')}
        dependencies={['next']}
        rules={[
          {
            validator: (_rule, value) =>
              value === form.getFieldValue('next')
                ? Promise.resolve()
                : Promise.reject(new Error(t('text.workbench.account.passwordDiffers'))),
          },
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={state.busy ?? false}>
        {t('text.workbench.account.passwordDo')}
      </Button>
    </Form>
  )
}

/** Sets up or ends the second step of signing in: a code of six digits from an authenticator. */
export function SecondFactor({ enabled }: { enabled: boolean }) {
  const { t } = useText()
  const client = useQueryClient()
  const [setUp, setSetUp] = useState<{ totpURI: string; backupCodes: string[] }>()
  const [problem, setProblem] = useState<unknown>()
  const [done, setDone] = useState(false)
  const outcome = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The field one typed in is gone; without a new place for the focus the keyboard would be lost.
    if (done) outcome.current?.focus()
  }, [done])
  const act = async (todo: () => Promise<void>): Promise<void> => {
    setProblem(undefined)
    try {
      await todo()
    } catch (error) {
      setProblem(error)
    }
  }
  const begin = (password: string): Promise<void> =>
    act(async () => setSetUp(await askAccount('two-factor/enable', { password })))
  const confirm = (code: string): Promise<void> =>
    act(async () => {
      await askAccount('two-factor/verify-totp', { code })
      setDone(true)
      setSetUp(undefined)
      await client.invalidateQueries({ queryKey: ['whoAmI'] })
    })
  const stop = (password: string): Promise<void> =>
    act(async () => {
      await askAccount('two-factor/disable', { password })
      await client.invalidateQueries({ queryKey: ['whoAmI'] })
    })
  if (setUp) {
    const secret = new URL(setUp.totpURI).searchParams.get('secret') ?? ''
    return (
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={({ code }: { code: string }) => void confirm(code.replaceAll(' ', ''))}
      >
        <ProblemNotice problem={problem} />
        <p>{t('text.workbench.account.secondScan')}</p>
        <div className="xz-second">
          <Qr value={setUp.totpURI} size={168} label={t('text.workbench.account.secondScan')} />
          <div>
            <p className="xz-soft">{t('text.workbench.account.secondSecret')}</p>
            <code className="xz-secret">{secret.replace(/(.{4})/g, '$1 ')}</code>
            <p className="xz-soft">{t('text.workbench.account.secondBackup')}</p>
            <code className="xz-secret">{setUp.backupCodes.join('  ')}</code>
          </div>
        </div>
        <Form.Item
          name="code"
          label={t('text.workbench.account.secondCode')}
          rules={[{ required: true, pattern: /^\s*\d{3}\s?\d{3}\s*$/, message: t('text.workbench.account.secondSix') }]}
        >
          <Input inputMode="numeric" autoComplete="one-time-code" style={{ maxWidth: 200 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          {t('text.workbench.account.secondConfirm')}
        </Button>
      </Form>
    )
  }
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      onFinish={({ password }: { password: string }) => void (enabled ? stop(password) : begin(password))}
    >
      <ProblemNotice problem={problem} />
      <div ref={outcome} tabIndex={-1}>
        <Alert
          type={enabled || done ? 'success' : 'info'}
          showIcon
          title={t(enabled || done ? 'text.workbench.account.secondOn' : 'text.workbench.account.secondOff')}
          style={{ marginBottom: 12 }}
        />
      </div>
      <Form.Item
        name="password"
        label={t('text.workbench.account.passwordNow')}
        rules={[{ required: true, message: t('text.workbench.form.fill') }]}
      >
        <Input.Password autoComplete="current-password" style={{ maxWidth: 320 }} />
      </Form.Item>
      <Button htmlType="submit" type={enabled ? 'default' : 'primary'}>
        {t(enabled ? 'text.workbench.account.secondStop' : 'text.workbench.account.secondBegin')}
      </Button>
    </Form>
  )
}
