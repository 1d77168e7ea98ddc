import { askForExport, exportFormats, type Operation } from '@xiangzhi/contract'
import { Alert, App, Button, Form, Modal, Radio } from 'antd'
import { type ReactNode, useState } from 'react'
import { addressOf, ApiProblem, queryString, refusalOf, useChange } from './api-client.ts'
import { Icon } from './icon.tsx'
import { dateOf, useNow } from './moment.tsx'
import { ProblemNotice } from './problem-notice.tsx'
import { saveFile } from './save-file.ts'
import { useText } from './text.tsx'
import { fetchPatiently } from './try-again.ts'
import { LineInput } from './words-input.tsx'

type Filter = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

interface Exported {
  readonly operation: Pick<Operation, 'name' | 'path'>
  /** The filter under which it is taken, with what stands in the path. */
  readonly filter: Filter
  /** What the file is called, without date and ending. */
  readonly fileName: string
}

/** A filter as an address has it, and as the second person is asked about it. */
export function wordsOf(filter: Filter): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [[key, Array.isArray(value) ? value.join(',') : String(value)]],
    ),
  )
}

/** Asks a second person for a file that is too long for one, for the purpose that was typed. */
function AskSecond({ operation, filter, purpose }: Omit<Exported, 'fileName'> & { readonly purpose: string }) {
  const { t } = useText()
  const ask = useChange(askForExport)
  if (ask.isSuccess)
    return <Alert type="success" showIcon title={t('text.workbench.export.asked')} style={{ marginBottom: 12 }} />
  return (
    <>
      <p>{t('text.workbench.export.second')}</p>
      <ProblemNotice problem={ask.error} />
      <Button
        style={{ marginBottom: 12 }}
        loading={ask.isPending}
        onClick={() => ask.mutate({ operation: operation.name, reason: purpose, query: wordsOf(filter) })}
      >
        {t('text.workbench.export.ask')}
      </Button>
    </>
  )
}

/**
 * Asks what a file that leaves is for, whatever kind of file it is, and a second person where the server says that it is too long for
 * one.
 */
export function PurposeForm({
  operation,
  filter,
  problem,
  busy,
  button,
  take,
  children,
}: Omit<Exported, 'fileName'> & {
  /** Why the file did not come when it was asked for last. */
  readonly problem: unknown
  readonly busy: boolean
  /** What the button that takes the file says. */
  readonly button: string
  readonly take: (purpose: string) => void
  /** What else is chosen, such as the kind of the file. */
  readonly children?: ReactNode
}) {
  const { t } = useText()
  const [asked, setAsked] = useState('')
  const needsSecond = problem instanceof ApiProblem && problem.code === 'export-approval-needed'
  return (
    <>
      <ProblemNotice problem={problem} />
      {needsSecond ? <AskSecond key={asked} operation={operation} filter={filter} purpose={asked} /> : null}
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={({ purpose }: { purpose: string }) => {
          setAsked(purpose.trim())
          take(purpose.trim())
        }}
      >
        <Form.Item
          name="purpose"
          label={t('text.workbench.export.purpose')}
          extra={t('text.workbench.export.purposeHint')}
          rules={[{ required: true, whitespace: true, min: 2, max: 200, message: t('text.workbench.form.fill') }]}
        >
          <LineInput most={200} />
        </Form.Item>
        {children}
        <Button type="primary" htmlType="submit" loading={busy}>
          {button}
        </Button>
      </Form>
    </>
  )
}

/**
 * The one way in which a list, a table or a roster is taken out as a file: what it is for is asked, kept and printed into the
 * file, and a second person is asked here where the file is too long for one.
 */
export function ExportButton({
  operation,
  filter,
  fileName,
  label,
  size,
  before,
}: Exported & {
  readonly label?: string
  readonly size?: 'small'
  /** What has to be done first, such as saving; false where it failed. */
  readonly before?: () => Promise<boolean>
}) {
  const { t, language } = useText()
  const { message } = App.useApp()
  const now = useNow()
  const [open, setOpen] = useState(false)
  const [format, setFormat] = useState<(typeof exportFormats)[number]>('xlsx')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const take = async (purpose: string): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    try {
      if (before && !(await before())) return
      const { address, rest } = addressOf(operation, wordsOf(filter))
      const answer = await fetchPatiently(address + queryString({ ...rest, purpose, language, format })).catch(
        () => undefined,
      )
      if (!answer) throw new ApiProblem('unreachable', 0)
      if (!answer.ok) throw await refusalOf(answer)
      saveFile(await answer.blob(), `${fileName}-${dateOf(now)}.${format}`)
      setOpen(false)
      void message.success(t('text.workbench.export.done'))
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  const name = label ?? t('text.workbench.export.do')
  return (
    <>
      <Button {...(size ? { size } : {})} icon={<Icon name="download" size={15} />} onClick={() => setOpen(true)}>
        {name}
      </Button>
      <Modal
        open={open}
        title={t('text.workbench.export.title')}
        onCancel={() => setOpen(false)}
        footer={null}
        destroyOnHidden
        afterOpenChange={(shown) => shown && document.querySelector<HTMLElement>('#purpose')?.focus()}
      >
        <p>
          {t('text.workbench.export.note')} {t('text.workbench.export.byTwo')}
        </p>
        <PurposeForm
          operation={operation}
          filter={filter}
          problem={problem}
          busy={busy}
          button={t('text.workbench.export.do')}
          take={(purpose) => void take(purpose)}
        >
          <Form.Item label={t('text.workbench.export.format')} extra={t('text.workbench.export.formatHint')}>
            <Radio.Group
              value={format}
              onChange={({ target }) => setFormat(target.value as typeof format)}
              options={exportFormats.map((value) => ({ value, label: value === 'xlsx' ? 'Excel' : 'CSV' }))}
            />
          </Form.Item>
        </PurposeForm>
      </Modal>
    </>
  )
}
