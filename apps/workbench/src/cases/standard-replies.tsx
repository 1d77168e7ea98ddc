import type { CaseView } from '@xiangzhi/contract'
import { Button, Dropdown } from 'antd'
import { useMemo } from 'react'
import { Icon } from '../icon.tsx'
import { sayMoment, useNow } from '../moment.tsx'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'
import { useCaseWords } from './case-words.tsx'

/** Which standard replies go with which transition or command. */
const replyActions: Readonly<Record<string, string>> = {
  accept: 'accept',
  reject: 'decline',
  refuse: 'decline',
  dispatch: 'dispatch',
  handOver: 'hand-over',
  handle: 'handle',
  finish: 'handle',
  close: 'close',
  solve: 'close',
  uphold: 'close',
  conclude: 'close',
  deliver: 'close',
  reopen: 'reopen',
  contest: 'feedback',
  ask: 'ask-more',
  requestPapers: 'ask-more',
  merge: 'merge',
  'extend.ask': 'extend',
  comment: 'feedback',
}

/** Offers the county's standard replies for what one is about to do, their places filled in from the case. */
export function StandardReplies({
  view,
  action,
  insert,
}: {
  view: CaseView
  action: string
  insert: (text: string) => void
}) {
  const speech = useText()
  const { t, named } = speech
  const county = useCounty()
  const words = useCaseWords()
  const now = useNow()
  const replies = useMemo(() => {
    const wanted = replyActions[action]
    return county.replies.filter(
      (reply) =>
        reply.action === wanted &&
        (reply.category === null || reply.category === '*' || view.category.startsWith(reply.category)),
    )
  }, [action, county.replies, view.category])
  if (replies.length === 0) return null
  const facts: Readonly<Record<string, string>> = {
    number: view.number,
    deadline: view.dueAt ? sayMoment(speech, Date.parse(view.dueAt), now) : t('text.common.deadline.untimed'),
    unit: view.unitName ?? view.suggestedUnitName ?? words.role(view.ownerRole),
    place: view.placeName,
    category: words.category(view.category),
    phone: county.hotline,
  }
  const filled = (text: string): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => facts[name] ?? whole)
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        style: { maxWidth: 460, maxHeight: 320, overflow: 'auto' },
        items: replies.map((reply) => ({
          key: reply.key,
          label: <span style={{ whiteSpace: 'normal' }}>{filled(named(reply.text))}</span>,
        })),
        onClick: ({ key }) => {
          const reply = replies.find((each) => each.key === key)
          if (reply) insert(filled(named(reply.text)))
        },
      }}
    >
      <Button size="small" icon={<Icon name="list" size={14} />} style={{ marginBottom: 6 }}>
        {t('text.workbench.form.replies', { n: replies.length })}
      </Button>
    </Dropdown>
  )
}
