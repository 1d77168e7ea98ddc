import { endPushSubscription, getMessageChoices, testPush } from '@xiangzhi/contract'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useChange, useRead } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useText } from '../text.tsx'
import { keptId, subscribeHere, unsubscribeHere, whyNot } from './this-browser.ts'

/** Notifications of this browser: off until somebody asks for them, with every browser that was asked. */
export function PushPanel() {
  const { t } = useText()
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  const found = useRead(getMessageChoices, {}, { staleTime: 30_000 })
  const test = useChange(testPush)
  const end = useChange(endPushSubscription)
  const push = found.data?.push
  if (!push) return null
  const here = push.browsers.find(({ id }) => id === keptId())
  const reason = whyNot()
  const turn = async (on: boolean): Promise<void> => {
    setBusy(true)
    setFailed(false)
    try {
      if (!on) await unsubscribeHere()
      else if (!(await subscribeHere(push.key))) void message.warning(t('text.messages.push.refused'))
    } catch {
      // The push service of the browser's maker could not be reached, or our server: both say “try again”.
      setFailed(true)
    }
    await found.refetch()
    setBusy(false)
  }
  return (
    <section className="xz-panel xm-push" aria-labelledby="push-title">
      <div>
        <h2 id="push-title">{t('text.messages.push.title')}</h2>
        <p className="xz-soft">
          {reason ? t(`text.messages.push.${reason}`) : t(here ? 'text.messages.push.on' : 'text.messages.push.off')}
        </p>
      </div>
      <div className="xm-push-do">
        {here ? (
          <>
            <Button
              loading={test.isPending}
              onClick={() => test.mutate({}, { onSuccess: () => void message.success(t('text.messages.push.tested')) })}
            >
              {t('text.messages.push.test')}
            </Button>
            <Button loading={busy} onClick={() => void turn(false)}>
              {t('text.messages.push.turnOff')}
            </Button>
          </>
        ) : (
          <Button disabled={reason !== undefined} loading={busy} onClick={() => void turn(true)}>
            {t('text.messages.push.turnOn')}
          </Button>
        )}
      </div>
      {failed ? (
        <p role="alert" className="xm-push-failed">
          {t('text.messages.push.failed')}
        </p>
      ) : null}
      <ProblemNotice problem={test.error ?? end.error} />
      {push.browsers.length > 0 && !(push.browsers.length === 1 && here) ? (
        <ul className="xm-browsers">
          {push.browsers.map((one) => (
            <li key={one.id}>
              <span lang="en">{one.browser}</span>
              {one.id === here?.id ? ` · ${t('text.messages.push.this')}` : ''} · {t('text.messages.push.since')}{' '}
              <Moment at={one.createdAt} />{' '}
              <Button
                size="small"
                aria-label={`${t('text.messages.push.remove')} ${one.browser}`}
                onClick={() => (one.id === here?.id ? void turn(false) : end.mutate({ browserId: one.id }))}
              >
                {t('text.messages.push.remove')}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}
