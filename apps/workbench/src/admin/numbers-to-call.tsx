import { askForCountyNumbers, type CountyNumberView, listConfigParts } from '@xiangzhi/contract'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useRead } from '../api-client.ts'
import { useText } from '../text.tsx'
import { ActionForm } from './action-form.tsx'
import { ReasonItem } from './reason-item.tsx'

/** The mobile numbers of the configuration, of whichever part, and whether the public sees them; nothing where there are none. */
export function NumbersToCall({ mayWrite }: { mayWrite: boolean }) {
  const { t, named } = useText()
  const [asking, setAsking] = useState<CountyNumberView['part']>()
  const numbers = useRead(listConfigParts, {}).data?.numbers ?? []
  if (numbers.length === 0) return null
  return (
    <Alert
      type={numbers.every(({ state }) => state === 'shown') ? 'info' : 'warning'}
      showIcon
      style={{ marginBottom: 12 }}
      title={t('text.admin.numbers.title')}
      description={
        <>
          <p>{t('text.admin.numbers.note')}</p>
          <ul className="xa-problems">
            {numbers.map(({ part, field, label, number, state, shownUntil }) => (
              <li key={`${field} ${number}`}>
                {t(`text.approvals.part.${part}`)} › {named(label)} <span className="xz-figures">{number}</span>{' '}
                {state === 'shown'
                  ? t('text.admin.numbers.state.shown', { day: shownUntil ?? '' })
                  : t(`text.admin.numbers.state.${state}`)}
                {mayWrite && state === 'starred' ? (
                  <Button type="link" size="small" onClick={() => setAsking(part)}>
                    {t('text.admin.numbers.ask')}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
          <ActionForm<typeof askForCountyNumbers, { reason: string }>
            operation={askForCountyNumbers}
            title={t('text.admin.numbers.ask')}
            okText={t('text.admin.numbers.ask')}
            open={asking !== undefined}
            close={() => setAsking(undefined)}
            input={({ reason }) => ({ part: asking ?? 'disclosure', reason })}
          >
            <ReasonItem label={t('text.admin.numbers.reason')} />
          </ActionForm>
        </>
      }
    />
  )
}
