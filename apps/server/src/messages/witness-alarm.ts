import { localDate } from '@xiangzhi/language'
import { languages, type Language, say } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import { listHolders } from '#kernel/people'
import { findCounty } from '#kernel/places'
import { countyConfig } from '#platform/county-config'
import {
  addMessages,
  demoOutlets,
  findChoices,
  listPushBrowsers,
  type MessageOutlets,
  type NewMessage,
} from '#platform/messages'
import type { OnRefused } from '#platform/public-log'

/**
 * Tells every auditor of the county that a witness refuses the public log, once for each head: in the inbox, and by e-mail and
 * browser where these are connected and the auditor has them. Urgent, whatever the matrix says and somebody chose: nobody may
 * switch the alarm about the log off.
 */
export function witnessAlarm(demo: boolean, given: MessageOutlets): OnRefused {
  const { channels } = demo ? demoOutlets(given) : given
  return async (tx, { name, size, root }, now) => {
    const [{ calendar, settings }, place] = await Promise.all([countyConfig(tx), findCounty(tx)])
    if (!place) return
    const auditors = await listHolders(tx, 'auditor', { placeId: place.id }, localDate(calendar, now))
    const personIds = [...new Set(auditors.map(({ personId }) => personId))]
    const choices = await findChoices(tx, personIds)
    const own = settings.languages[0] ?? 'zh-CN'
    const words = (language: Language): string => say(language, 'text.messages.witness.body', { name, size })
    const [zh = '', en = ''] = languages.map(words)
    const messages: NewMessage[] = []
    for (const recipientId of personIds) {
      const ways: NewMessage['channel'][] = ['in-app']
      if (channels['e-mail'] && choices.get(recipientId)?.emailSealed) ways.push('e-mail')
      if (channels.push && (await listPushBrowsers(tx, recipientId)).length > 0) ways.push('push')
      for (const channel of ways)
        messages.push({
          id: uuidv7(),
          dedupeKey: `witness:${name}:${size}:${root}:${channel}:${recipientId}`,
          caseId: null,
          eventNo: null,
          rowKey: 'witness-refused',
          audience: 'supervisor',
          channel,
          recipientId,
          language: own,
          urgent: true,
          title: say(own, 'text.messages.witness.title'),
          body: words(own),
          facts: { zh, en },
          nextAt: now,
          createdAt: now,
        })
    }
    await addMessages(tx, messages)
  }
}
