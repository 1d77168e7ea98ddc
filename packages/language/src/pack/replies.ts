/** replies.yaml: standard replies that clerks start from and may change. */

import { z } from 'zod'
import { bilingual, keySchema, said } from './words.ts'

/** The placeholders a reply may hold; the case page fills them. */
export const replyPlaceholders = ['number', 'deadline', 'unit', 'place', 'category', 'phone'] as const

/** The actions of a case that a reply may go with. */
export const replyActions = [
  'accept',
  'decline',
  'ask-more',
  'merge',
  'dispatch',
  'hand-over',
  'handle',
  'extend',
  'close',
  'feedback',
  'reopen',
] as const

export type ReplyAction = (typeof replyActions)[number]

/** One standard reply. */
export const replySchema = said(
  z.strictObject({
    key: keySchema,
    category: said(
      z.string().regex(/^(\*|[A-Z]([0-9]{2}){0,2})$/),
      "适用分类代码或其开头，全部适用写 '*'",
      "category code or its beginning, '*' for all",
    ),
    action: said(
      z.enum(replyActions),
      `用于哪个动作：${replyActions.join('、')}`,
      `action it goes with: ${replyActions.join(', ')}`,
    ),
    text: bilingual(
      `答复内容，可用 ${replyPlaceholders.map((name) => `{${name}}`).join(' ')}`,
      `the reply; it may use ${replyPlaceholders.map((name) => `{${name}}`).join(' ')}`,
    ),
  }),
  '一条标准答复',
  'a standard reply',
)

/** The whole of replies.yaml. */
export const repliesSchema = said(
  z.strictObject({ replies: said(z.array(replySchema), '答复列表', 'the replies') }),
  '标准答复',
  'standard replies',
)

export type Reply = z.infer<typeof replySchema>
