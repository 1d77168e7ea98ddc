import { actOnCase, assignCase, type WaitingRowView } from '@xiangzhi/contract'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { call, newRequestId, problemSentence, refreshAll } from '../api-client.ts'
import { useCounty, useMe } from '../session.tsx'
import { useText } from '../text.tsx'

/** What can be done with several cases at once: take them on, take them over. Each is its own change; what fails says why. */
export function BatchButtons({ rows, done }: { rows: readonly WaitingRowView[]; done: () => void }) {
  const { t, language } = useText()
  const me = useMe()
  const county = useCounty()
  const client = useQueryClient()
  const { modal, message } = App.useApp()
  const [busy, setBusy] = useState<'accept' | 'mine'>()
  // A first step that asks for nothing can be made for many at once: accepting, taking an order.
  const firstStep = (row: WaitingRowView): string | undefined => {
    const process = county.process(row.process, row.processVersion)
    return Object.entries(process?.transitions ?? {}).find(
      ([, transition]) =>
        transition.primary &&
        transition.from.includes(row.state) &&
        row.state === process?.start &&
        transition.needs.length === 0,
    )?.[0]
  }
  const acceptable = rows.filter((row) => firstStep(row) !== undefined)
  const run = async (
    what: 'accept' | 'mine',
    chosen: readonly WaitingRowView[],
    each: (row: WaitingRowView) => Promise<unknown>,
  ): Promise<void> => {
    setBusy(what)
    const failed: string[] = []
    for (const row of chosen) {
      try {
        await each(row)
      } catch (problem) {
        failed.push(`${row.number}${t('text.workbench.colon')}${problemSentence(language, problem)}`)
      }
    }
    setBusy(undefined)
    await refreshAll(client)
    if (failed.length < chosen.length)
      void message.success(t('text.workbench.batch.done', { n: chosen.length - failed.length }))
    if (failed.length > 0)
      modal.warning({
        title: t('text.workbench.batch.failed', { n: failed.length }),
        content: (
          <ul>
            {failed.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        ),
      })
    else done()
  }
  return (
    <>
      <Button
        size="small"
        type="primary"
        disabled={acceptable.length === 0 || busy !== undefined}
        loading={busy === 'accept'}
        onClick={() =>
          void run('accept', acceptable, (row) =>
            call(actOnCase, {
              caseId: row.id,
              version: row.version,
              requestId: newRequestId(),
              transition: firstStep(row) ?? '',
            }),
          )
        }
      >
        {t('text.workbench.batch.accept', { n: acceptable.length })}
      </Button>
      <Button
        size="small"
        disabled={busy !== undefined}
        loading={busy === 'mine'}
        onClick={() =>
          void run('mine', rows, (row) =>
            call(assignCase, {
              caseId: row.id,
              version: row.version,
              requestId: newRequestId(),
              personId: me.personId,
            }),
          )
        }
      >
        {t('text.workbench.batch.mine')}
      </Button>
    </>
  )
}
