import { printRun } from '@xiangzhi/contract'
import { Button, DatePicker, Modal, Progress, Segmented, Select } from 'antd'
import dayjs from 'dayjs'
import { useRef, useState } from 'react'
import { ApiProblem, queryString, refusalOf } from '../api-client.ts'
import { PurposeForm, wordsOf } from '../export-button.tsx'
import { saveFile } from '../save-file.ts'
import { useText } from '../text.tsx'
import { fetchPatiently } from '../try-again.ts'
import { useTowns } from './use-towns.ts'

/** A line of a run: how far it is, the archive at its end, or what stopped it. */
type Step =
  | { readonly done: number; readonly of: number; readonly archive: string }
  | { readonly done: number; readonly of: number; readonly village?: string }
  | { readonly problem: string }

/** The lines of a run as they come. */
async function* stepsOf(answer: Response): AsyncGenerator<Step> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) return
  let rest = ''
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- a stream is read piece by piece
    const { done, value } = await reader.read()
    const lines = (rest + (value ?? '')).split('\n')
    rest = done ? '' : (lines.pop() ?? '')
    for (const line of lines) if (line !== '') yield JSON.parse(line) as Step
    if (done) return
  }
}

/** Prints the board sheets of all villages of a town: what for, how far it is, and the archive at the end. */
export function PrintRun({ town: chosen, close }: { town: string | undefined; close: () => void }) {
  const { t, language } = useText()
  const towns = useTowns()
  const [town, setTown] = useState(chosen ?? towns[0]?.code)
  const [paper, setPaper] = useState<'a3' | 'a4'>('a3')
  const [month, setMonth] = useState('')
  const [progress, setProgress] = useState<{ done: number; of: number; village?: string | undefined }>()
  const [ready, setReady] = useState<boolean>(false)
  const [problem, setProblem] = useState<unknown>()
  const running = useRef<AbortController>(undefined)
  const [busy, setBusy] = useState(false)
  const filter = { town, paper, month }
  const start = async (purpose: string): Promise<void> => {
    const control = new AbortController()
    running.current = control
    setBusy(true)
    setProblem(undefined)
    setReady(false)
    setProgress(undefined)
    try {
      const address = printRun.path + queryString({ ...wordsOf(filter), purpose, language })
      const answer = await fetchPatiently(address, { signal: control.signal })
      if (!answer.ok) throw await refusalOf(answer)
      for await (const line of stepsOf(answer)) {
        if ('problem' in line) throw new ApiProblem(line.problem, 500)
        setProgress({ done: line.done, of: line.of, ...('village' in line ? { village: line.village } : {}) })
        if ('archive' in line) {
          const bytes = Uint8Array.from(atob(line.archive), (sign) => sign.codePointAt(0) ?? 0)
          const name = towns.find(({ code }) => code === town)?.name ?? ''
          saveFile(new Blob([bytes], { type: 'application/zip' }), `${name}-${paper}.zip`)
          setReady(true)
        }
      }
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError'))
        setProblem(error instanceof ApiProblem ? error : new ApiProblem('unreachable', 0))
    } finally {
      setBusy(false)
    }
  }
  const leave = (): void => {
    running.current?.abort()
    close()
  }
  return (
    <Modal
      open
      title={t('text.disclosureDesk.print')}
      onCancel={leave}
      footer={<Button onClick={leave}>{t(busy ? 'text.disclosureDesk.stop' : 'text.disclosureDesk.close')}</Button>}
    >
      <p className="xz-soft">{t('text.disclosureDesk.printNote')}</p>
      <div className="xo-buttons">
        <Select
          aria-label={t('text.duties.town')}
          value={town}
          onChange={setTown}
          options={towns.map(({ code, name }) => ({ value: code, label: name }))}
          popupMatchSelectWidth={false}
        />
        <Segmented<'a3' | 'a4'>
          aria-label={t('text.disclosureDesk.paper')}
          value={paper}
          onChange={setPaper}
          options={[
            { value: 'a3', label: 'A3' },
            { value: 'a4', label: 'A4' },
          ]}
        />
        <DatePicker
          picker="month"
          className="xo-month"
          aria-label={t('text.disclosureDesk.printMonth')}
          placeholder={t('text.disclosureDesk.printMonth')}
          value={month === '' ? null : dayjs(month)}
          onChange={(chosenMonth) => setMonth(chosenMonth ? chosenMonth.format('YYYY-MM') : '')}
        />
      </div>
      <PurposeForm
        operation={printRun}
        filter={filter}
        problem={problem}
        busy={busy}
        button={t('text.disclosureDesk.printStart')}
        take={(purpose) => void start(purpose)}
      />
      <div aria-live="polite">
        {progress ? (
          <>
            <Progress
              percent={progress.of === 0 ? 0 : Math.round((progress.done / progress.of) * 100)}
              format={() => `${progress.done} / ${progress.of}`}
              aria-label={t('text.disclosureDesk.print')}
            />
            <p>
              {ready
                ? t('text.disclosureDesk.printReady')
                : !busy && !problem && progress.of === 0
                  ? t('text.disclosureDesk.printNothing')
                  : (progress.village ?? t('text.disclosureDesk.printing'))}
            </p>
          </>
        ) : null}
      </div>
    </Modal>
  )
}
