import {
  channelReaches,
  type MessageChannel,
  messageChannels,
  type MessageRow,
  type ProcessDeclaration,
} from '@xiangzhi/language'
import { isTextKey, type Language, type Named, say } from '@xiangzhi/text'
import type { CountyConfig } from '#platform/county-config'
import { factsFor, fillRow } from './facts.ts'

const inBoth = (words: (language: Language) => string): Named => ({ zh: words('zh-CN'), en: words('en') })

/** What an event of a process is called. */
export function eventTitle(process: ProcessDeclaration, on: string): Named {
  const label = process.transitions[on]?.label ?? `text.messages.on.${on}`
  return isTextKey(label) ? inBoth((language) => say(language, label)) : { zh: on, en: on }
}

/** What a process is called. */
export const processTitle = (process: ProcessDeclaration): Named => inBoth((language) => say(language, process.title))

const SAMPLE_DUE_MS = 2 * 24 * 3_600_000

const isVillagers = ({ audience }: MessageRow): boolean => audience === 'reporter' || audience === 'followers'

/** A row with a made-up case of its process in it, as the county's people would read it. */
export function previewRow(
  config: CountyConfig,
  process: ProcessDeclaration,
  row: MessageRow,
  { address, now }: { readonly address: string; readonly now: Date },
): Named {
  const category = [...config.categories.values()].find((one) => one.process === process.key)?.name
  return inBoth((language) => {
    const facts = factsFor(
      {
        number: say(language, 'text.messages.sample.number'),
        category,
        place: say(language, 'text.messages.sample.place'),
        state: process.transitions[row.on]?.to ?? process.start,
        process,
        dueAt: new Date(now.getTime() + SAMPLE_DUE_MS),
        unit: inBoth((one) => say(one, 'text.messages.sample.unit')),
        confidentiality: 'open',
      },
      { language, discreet: row.audience === 'followers', offsetMinutes: config.calendar.offsetMinutes },
    )
    // A private link has 43 characters after its path, the address of a case 36: they count in what a text message costs.
    const path = isVillagers(row) ? `/t/${'…'.repeat(43)}` : `/staff/cases/${'…'.repeat(36)}`
    return fillRow(row, language, facts).replaceAll('{link}', `${address}${path}`)
  })
}

/** A preview as it is shown: the part of a link that differs every time is only hinted at. */
export const shortened = ({ zh, en }: Named): Named => ({
  zh: zh.replaceAll(/…+/g, '…'),
  en: en.replaceAll(/…+/g, '…'),
})

/** How many text messages a text is sent as (3GPP TS 23.040): 70 characters beyond ASCII, otherwise 160; less when joined. */
export function countSmsParts(text: string): number {
  const isAscii = /^[\n\r -~…]*$/.test(text)
  const [whole, part] = isAscii ? [160, 153] : [70, 67]
  return text.length <= whole ? 1 : Math.ceil(text.length / part)
}

/** What a row looks like by each way that reaches its audience, the row's own way first. */
export function previewWays(
  config: CountyConfig,
  process: ProcessDeclaration,
  row: MessageRow,
  at: { readonly address: string; readonly now: Date },
  connected: readonly MessageChannel[],
) {
  const whole = previewRow(config, process, row, at)
  const number = inBoth((language) => say(language, 'text.messages.sample.number'))
  const ways = messageChannels.filter((channel) => channelReaches(channel, row.audience))
  return [row.channel, ...ways.filter((channel) => channel !== row.channel)].map((channel) => ({
    channel,
    connected: connected.includes(channel),
    title:
      channel === 'e-mail'
        ? inBoth((language) =>
            say(language, 'text.messages.mail.title', { number: language === 'en' ? number.en : number.zh }),
          )
        : channel === 'push'
          ? number
          : null,
    text: channel === 'push' ? withoutLink(whole) : shortened(whole),
    smsParts: channel === 'sms' ? { zh: countSmsParts(whole.zh), en: countSmsParts(whole.en) } : null,
  }))
}

/** A notification leads to the case by being pressed, so it does without the address. */
const withoutLink = ({ zh, en }: Named): Named => {
  const cut = (text: string): string => text.replaceAll(/https?:\/\/[^\s…]+…+/g, '').trimEnd()
  return { zh: cut(zh), en: cut(en) }
}
