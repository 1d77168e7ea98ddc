/** messages.yaml: who is told of what, by which way, in which words. */

import { z } from 'zod'
import { bilingual, keySchema, said, timeOfDaySchema } from './words.ts'

/** Who can be told of something. A reporter and those who follow a case have nothing but a telephone. */
export const messageAudiences = ['reporter', 'followers', 'owner', 'previous-owner', 'supervisor'] as const
export type MessageAudience = (typeof messageAudiences)[number]

/** The ways a message can take. */
export const messageChannels = ['in-app', 'sms', 'e-mail', 'robot', 'push'] as const
export type MessageChannel = (typeof messageChannels)[number]

/** What a message may name of a case. None of it is a reporter's word, name or number. */
export const messagePlaceholders = ['number', 'category', 'place', 'state', 'deadline', 'unit', 'link'] as const

/** What happens to cases of every process, beside the transitions that a process declares. */
export const generalEvents = [
  'open',
  'warn',
  'raise',
  'supervise',
  'assign',
  'ask',
  'answer',
  'comment',
  'comment-public',
  'follow',
  'merge',
  'whistle',
  'ask-pause',
  'ask-extend',
] as const

/** One row of the matrix: when this happens in this process, these people are told this way, in these words. */
export const messageRowSchema = said(
  z.strictObject({
    key: keySchema,
    process: said(keySchema, '流程，如 grid-event', 'the process, such as grid-event'),
    on: said(
      z.string().regex(/^[a-zA-Z][a-zA-Z-]{1,40}$/),
      `什么事：流程的一个动作，或 ${generalEvents.join('、')}`,
      `what happens: a transition of the process, or one of ${generalEvents.join(', ')}`,
    ),
    audience: said(
      z.enum(messageAudiences),
      `告诉谁：${messageAudiences.join('、')}`,
      `who is told: ${messageAudiences.join(', ')}`,
    ),
    channel: said(
      z.enum(messageChannels),
      `用什么方式：${messageChannels.join('、')}`,
      `by which way: ${messageChannels.join(', ')}`,
    ),
    urgent: said(
      z.boolean().optional(),
      '急：夜里也发，个人不能关',
      'urgent: sent at night as well, and nobody can switch it off',
    ),
    text: bilingual(
      `内容，可用 ${messagePlaceholders.map((name) => `{${name}}`).join(' ')}`,
      `the message; it may use ${messagePlaceholders.map((name) => `{${name}}`).join(' ')}`,
    ),
  }),
  '一条消息',
  'a message',
)

/** The whole of messages.yaml. */
export const messagesSchema = said(
  z.strictObject({
    quietHours: said(
      z.strictObject({
        from: said(timeOfDaySchema, '从几点起不打扰，如 21:30', 'from when nobody is disturbed, such as 21:30'),
        to: said(timeOfDaySchema, '到几点为止，如 07:30', 'until when, such as 07:30'),
      }),
      '免打扰时段，急件除外',
      'hours in which nothing is sent, except what is urgent',
    ).optional(),
    rows: said(z.array(messageRowSchema).max(500), '消息列表', 'the messages'),
  }),
  '消息',
  'messages',
)

export type MessageRow = z.infer<typeof messageRowSchema>
export type Messages = z.infer<typeof messagesSchema>

/** Whether an audience can be reached by a channel: a villager has no inbox here, and a group's robot no single person. */
export function channelReaches(channel: MessageChannel, audience: MessageAudience): boolean {
  if (audience === 'reporter' || audience === 'followers') return channel === 'sms'
  return channel !== 'robot' || audience !== 'previous-owner'
}
