import { deleteView, listSavedViews, saveView } from '@xiangzhi/contract'
import { App, Button, Dropdown, Form, Modal } from 'antd'
import { useState } from 'react'
import { problemSentence, useChange, useRead } from './api-client.ts'
import { Icon } from './icon.tsx'
import { ProblemNotice } from './problem-notice.tsx'
import { useText } from './text.tsx'
import { parseSearch, partsAsQuery, useUrlState } from './url-state.ts'
import { LineInput } from './words-input.tsx'

interface Kept {
  /** The name of the operation that answers the list. */
  readonly list: string
  /** The parts of the address that a view holds: filters, order, and what else tells which rows there are. */
  readonly names: readonly string[]
  readonly size?: 'small'
}

/** Filters of a list that somebody keeps under a name. A view replaces the whole address but for the tab that the list stands on. */
export function SavedViews({ list, names, size }: Kept) {
  const { t, language } = useText()
  const { message } = App.useApp()
  const [state, change] = useUrlState()
  const [naming, setNaming] = useState(false)
  const views = useRead(listSavedViews, { list }, { staleTime: 60_000 }).data?.views ?? []
  const save = useChange(saveView)
  const forget = useChange(deleteView)
  const query = partsAsQuery(state, names)
  const { tab } = state
  const here = views.find((view) => view.query === query)
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            ...(views.length === 0
              ? [{ key: 'none', label: t('text.workbench.views.none'), disabled: true }]
              : views.map((view) => ({ key: view.id, label: view.name }))),
            { type: 'divider' as const },
            { key: 'save', label: t('text.workbench.views.save'), disabled: query === '' || here !== undefined },
            ...(here ? [{ key: 'forget', label: t('text.workbench.views.forget', { name: here.name }) }] : []),
          ],
          onClick: ({ key }) => {
            if (key === 'save') setNaming(true)
            else if (key === 'forget' && here)
              forget.mutate(
                { viewId: here.id },
                { onError: (problem) => void message.error(problemSentence(language, problem)) },
              )
            else {
              const view = views.find((each) => each.id === key)
              if (view) change({ tab, ...parseSearch(view.query) }, { whole: true, push: true })
            }
          },
        }}
      >
        <Button {...(size ? { size } : {})} icon={<Icon name="filter" size={15} />}>
          {here?.name ?? t('text.workbench.views.title')}
        </Button>
      </Dropdown>
      <Modal
        open={naming}
        title={t('text.workbench.views.save')}
        onCancel={() => setNaming(false)}
        footer={null}
        destroyOnHidden
        afterOpenChange={(shown) => shown && document.querySelector<HTMLElement>('#name')?.focus()}
      >
        <ProblemNotice problem={save.error} />
        <Form
          layout="vertical"
          requiredMark={false}
          onFinish={({ name }: { name: string }) =>
            save.mutate({ list, name, query }, { onSuccess: () => setNaming(false) })
          }
        >
          <Form.Item
            name="name"
            label={t('text.workbench.views.name')}
            rules={[{ required: true, whitespace: true, max: 40, message: t('text.workbench.form.fill') }]}
          >
            <LineInput most={40} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('text.workbench.save')}
          </Button>
        </Form>
      </Modal>
    </>
  )
}
