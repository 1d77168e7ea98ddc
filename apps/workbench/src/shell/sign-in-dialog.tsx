import { Button, Form, Input, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { goToSignIn } from '../api-client.ts'
import { ProblemNotice } from '../problem-notice.tsx'
import { useText } from '../text.tsx'
import { askAccount, type SessionAnswer } from './account-calls.ts'

interface Values {
  readonly userName: string
  readonly password: string
  readonly code?: string
}

/** Signs in over the page. Whoever else signs in here gets a page of their own and sees nothing of this one. */
export function SignInDialog({ userName, done }: { userName: string; done: () => void }) {
  const { t } = useText()
  const [form] = Form.useForm<Values>()
  const [asksCode, setAsksCode] = useState(false)
  const [state, setState] = useState<{ busy?: boolean; problem?: unknown }>({})
  const focusOn = (field: 'password' | 'code'): void => {
    const input = form.getFieldInstance(field) as { focus(): void } | undefined
    input?.focus()
  }
  useEffect(() => {
    if (asksCode) focusOn('code')
    // The code is asked anew only when the step begins.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [asksCode])
  const goOn = async (): Promise<void> => {
    const session = await askAccount<SessionAnswer & { mustSetUpSecondStep?: boolean }>('session')
    if (session.username !== userName) window.location.assign('/staff/')
    else if (session.mustChangePassword || session.mustSetUpSecondStep) goToSignIn()
    else done()
  }
  const send = async (values: Values): Promise<void> => {
    setState({ busy: true })
    try {
      if (asksCode) await askAccount('two-factor/verify-totp', { code: (values.code ?? '').replaceAll(' ', '') })
      else {
        const answer = await askAccount<{ twoFactorRedirect?: boolean }>('sign-in/username', {
          username: values.userName.trim(),
          password: values.password,
        })
        if (answer.twoFactorRedirect) {
          setAsksCode(true)
          setState({})
          return
        }
      }
      await goOn()
      setState({})
    } catch (problem) {
      if (problem instanceof Error && 'code' in problem && problem.code === 'second-step-late') setAsksCode(false)
      setState({ problem })
    }
  }
  const required = [{ required: true, message: t('text.workbench.form.fill') }]
  return (
    <Modal
      open
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={null}
      title={t('text.workbench.signIn.again')}
      afterOpenChange={() => focusOn('password')}
    >
      <p className="xz-soft">{t('text.workbench.signIn.againNote')}</p>
      <ProblemNotice problem={state.problem} />
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ userName }}
        onFinish={(values) => void send(values)}
      >
        {asksCode ? (
          <Form.Item
            name="code"
            label={t('text.workbench.signIn.code')}
            extra={t('text.workbench.signIn.codeHint')}
            rules={required}
          >
            <Input inputMode="numeric" autoComplete="one-time-code" maxLength={7} />
          </Form.Item>
        ) : (
          <>
            <Form.Item name="userName" label={t('text.workbench.signIn.userName')} rules={required}>
              <Input autoComplete="username" autoCapitalize="none" spellCheck={false} />
            </Form.Item>
            <Form.Item name="password" label={t('text.workbench.signIn.password')} rules={required}>
              <Input.Password autoComplete="current-password" />
            </Form.Item>
          </>
        )}
        <div className="xz-page-actions">
          <Button type="primary" htmlType="submit" loading={state.busy ?? false}>
            {t('text.workbench.signIn.do')}
          </Button>
          <Button onClick={goToSignIn}>{t('text.workbench.signIn.leave')}</Button>
        </div>
      </Form>
    </Modal>
  )
}
