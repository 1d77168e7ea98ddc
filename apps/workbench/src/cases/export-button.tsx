import { askForExport, exportCases } from '@xiangzhi/contract'
import { Alert, App, Button, Form, Modal } from 'antd'
import { useState } from 'react'
import { ApiProblem, queryString, refusalOf, useChange } from '../api-client.ts'
import { Icon } from '../icon.tsx'
import { dateOf, useNow } from '../moment.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { saveFile } from '../save-file.ts'
import { useText } from '../text.tsx'
import { fetchPatiently } from '../try-again.ts'
import { useUrlState } from '../url-state.ts'
import { filterOf } from './filter-of.ts'
import { LineInput } from '../words-input.tsx'

/** The filtered list as an Excel file; what it is for is asked, kept and printed into the file. */
export function ExportButton() {
  const { t, language } = useText()
  const { message } = App.useApp()
  const [state] = useUrlState()
  const now = useNow()
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const [purposeAsked, setPurposeAsked] = useState<string>()
  const ask = useChange(askForExport)
  const take = async (purpose: string): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    setPurposeAsked(undefined)
    ask.reset()
    try {
      const answer = await fetchPatiently(
        exportCases.path + queryString({ ...filterOf(state), purpose, language }),
      ).catch(() => undefined)
      if (!answer) throw new ApiProblem('unreachable', 0)
      if (!answer.ok) throw await refusalOf(answer)
      saveFile(await answer.blob(), `${t('text.workbench.list.title')}-${dateOf(now)}.xlsx`)
      setOpen(false)
      void message.success(t('text.workbench.export.done'))
    } catch (error) {
      setProblem(error)
      if (error instanceof ApiProblem && error.code === 'approval-needed') setPurposeAsked(purpose)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button icon={<Icon name="download" size={15} />} onClick={() => setOpen(true)}>
        {t('text.workbench.export.do')}
      </Button>
      <Modal
        open={open}
        title={t('text.workbench.export.title')}
        onCancel={() => setOpen(false)}
        footer={null}
        destroyOnHidden
        afterOpenChange={(shown) => shown && document.querySelector<HTMLElement>('#purpose')?.focus()}
      >
        <p>{t('text.workbench.export.note')}</p>
        <ProblemNotice problem={problem} />
        {purposeAsked === undefined ? null : ask.isSuccess ? (
          <Alert type="success" showIcon title={t('text.workbench.export.asked')} style={{ marginBottom: 12 }} />
        ) : (
          <>
            <p>{t('text.workbench.export.second')}</p>
            <ProblemNotice problem={ask.error} />
            <Button
              style={{ marginBottom: 12 }}
              loading={ask.isPending}
              onClick={() =>
                ask.mutate({
                  operation: exportCases.name,
                  reason: purposeAsked,
                  query: Object.fromEntries(
                    Object.entries(filterOf(state)).flatMap(([key, value]) =>
                      value === undefined ? [] : [[key, value]],
                    ),
                  ),
                })
              }
            >
              {t('text.workbench.export.ask')}
            </Button>
          </>
        )}
        <Form
          layout="vertical"
          requiredMark={false}
          onFinish={({ purpose }: { purpose: string }) => void take(purpose)}
        >
          <Form.Item
            name="purpose"
            label={t('text.workbench.export.purpose')}
            extra={t('text.workbench.export.purposeHint')}
            rules={[{ required: true, whitespace: true, min: 2, max: 200, message: t('text.workbench.form.fill') }]}
          >
            <LineInput most={200} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('text.workbench.export.do')}
          </Button>
        </Form>
      </Modal>
    </>
  )
}
