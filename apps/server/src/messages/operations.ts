import { deliveryList } from '@xiangzhi/contract'
import { type Actor, messageAudiences, type MessageChannel } from '@xiangzhi/language'
import { say } from '@xiangzhi/text'
import { v7 as uuidv7 } from 'uuid'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig, type CountyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import {
  addMessages,
  addPushSubscription,
  countUnread,
  deliveryState,
  deliveryLedger,
  demoOutlets,
  endPushSubscription,
  findChoices,
  listInbox,
  listPushBrowsers,
  markRead,
  type MessageOutlets,
  pushSubscription,
  retryMessage,
  saveChoices,
} from '#platform/messages'
import { Refusal, refuseUnless } from '#platform/refusal'
import { serveList } from '#platform/lists'
import { keyset } from '#platform/keyset'
import { isSealed, type Processes, stillHears } from '#kernel/cases'
import { eventTitle, previewRow, previewWays, processTitle, shortened } from './preview.ts'

const order = keyset({ at: 'instant', id: 'uuid' })

/** An address of which its owner recognises enough and nobody else learns much. */
function maskEmail(email: string): string {
  const [name = '', domain = ''] = email.split('@')
  return `${name.slice(0, 1)}***@${domain}`
}

/** That there is a sealed case, and what is done with an account, is not for those who see to it that messages go out. */
const openLines = sql`m.row_key <> 'account' and not ${isSealed({ county: 'm.county', caseId: 'm.case_id' })}`

const deliveries = serveList(deliveryList, {
  ...deliveryLedger,
  // Messages in the workbench were never on their way.
  within: ({ tx }) => sql`m.county = ${tx.county} and m.channel <> 'in-app' and ${openLines}`,
  filters: {
    status: (status) => sql`m.status = ${status}`,
    channel: (channel) => sql`m.channel = ${channel}`,
  },
  order: { createdAt: 'instant', id: 'uuid' },
  falling: true,
})

const outsideChannels = ['sms', 'e-mail', 'push', 'robot'] as const

/** What the operations of messages need besides the call. */
export interface MessagesEnvironment {
  readonly processes: Processes
  readonly outlets: MessageOutlets
}

/** The inbox, the choices of each person, the preview of the matrix and the ledger. */
export function messageOperations({ processes, outlets }: MessagesEnvironment) {
  let forDemo: MessageOutlets | undefined
  const shownTo = (tx: Tx, by: Actor) => stillHears(tx, by, processes, { county: 'm.county', caseId: 'm.case_id' })
  const outletsOf = ({ demo }: CountyConfig): MessageOutlets => (demo ? (forDemo ??= demoOutlets(outlets)) : outlets)
  const connected = (config: CountyConfig): MessageChannel[] => {
    const { channels } = outletsOf(config)
    return ['in-app', ...outsideChannels.filter((name) => channels[name] !== undefined)]
  }
  return {
    listMessages: async ({ tx, by, input }: Asked<'listMessages'>): Answer<'listMessages'> => {
      const { unread = false, cursor, limit } = input
      const before = order.read(cursor)
      const lines = await listInbox(tx, by.personId, { unread, before, limit: limit + 1 }, shownTo(tx, by))
      const { rows: page, nextCursor } = order.page(lines, limit, ({ createdAt, id }) => ({ at: createdAt, id }))
      return {
        rows: page.map((line) => {
          const path = line.caseId === null ? (line.facts['path'] ?? null) : `/staff/cases/${line.caseId}`
          const link = path === null ? '' : `${outlets.address}${path}`
          const words = (text: string | undefined): string => (text ?? line.body).replaceAll('{link}', link)
          return {
            id: line.id,
            at: line.createdAt.toISOString(),
            number: line.title,
            text: { zh: words(line.facts['zh']), en: words(line.facts['en']) },
            caseId: line.caseId,
            path,
            audience: line.audience,
            urgent: line.urgent,
            readAt: line.readAt?.toISOString() ?? null,
          }
        }),
        nextCursor,
      }
    },
    countMessages: ({ tx, by }: Asked<'countMessages'>): Answer<'countMessages'> =>
      countUnread(tx, by.personId, shownTo(tx, by)),
    markMessagesRead: async ({ tx, by, input, now }: Asked<'markMessagesRead'>): Answer<'markMessagesRead'> => ({
      marked: await markRead(tx, by.personId, input.ids ?? 'all', now, shownTo(tx, by)),
    }),
    getMessageChoices: async ({ tx, by, sealing }: Asked<'getMessageChoices'>): Answer<'getMessageChoices'> => {
      const [config, choices, browsers] = await Promise.all([
        countyConfig(tx),
        findChoices(tx, [by.personId]),
        listPushBrowsers(tx, by.personId),
      ])
      const { pushKey } = outletsOf(config)
      const own = choices.get(by.personId)
      return {
        emailMasked: own?.emailSealed ? maskEmail(sealing.open(own.emailSealed)) : null,
        digest: own?.digest ?? false,
        connected: connected(config),
        choices: messageAudiences.flatMap((audience) => {
          const channels = own?.channels.get(audience)
          return channels ? [{ audience, channels: [...channels] as MessageChannel[] }] : []
        }),
        push:
          pushKey === undefined
            ? null
            : {
                key: pushKey,
                browsers: browsers.map(({ id, browser, createdAt, usedAt }) => ({
                  id,
                  browser,
                  createdAt: createdAt.toISOString(),
                  usedAt: usedAt?.toISOString() ?? null,
                })),
              },
      }
    },
    saveMessageChoices: async ({
      tx,
      by,
      input,
      sealing,
    }: Asked<'saveMessageChoices'>): Answer<'saveMessageChoices'> => {
      const { email, digest, choices } = input
      const emailSealed = typeof email === 'string' ? sealing.seal(email) : email
      await saveChoices(tx, by.personId, { emailSealed, digest, channels: choices })
      return { saved: true }
    },
    addPushSubscription: async ({
      tx,
      by,
      input,
      now,
      sealing,
    }: Asked<'addPushSubscription'>): Answer<'addPushSubscription'> => {
      refuseUnless(outletsOf(await countyConfig(tx)).pushKey, 'not-found')
      const read = pushSubscription.safeParse(input.subscription)
      // Push services speak TLS; only one on this machine, for trying, may do without.
      const { protocol, hostname } = new URL(input.subscription.endpoint)
      if (!read.success || (protocol !== 'https:' && hostname !== '127.0.0.1'))
        throw new Refusal('bad-input', { field: 'subscription' })
      const subscription = read.data
      const sealed = sealing.seal(JSON.stringify(subscription))
      const added = { id: uuidv7(), personId: by.personId, subscription, sealed, browser: input.browser }
      return { id: await addPushSubscription(tx, added, now) }
    },
    endPushSubscription: async ({ tx, by, input }: Asked<'endPushSubscription'>): Answer<'endPushSubscription'> => {
      refuseUnless(await endPushSubscription(tx, by.personId, input.browserId), 'not-found')
      return { id: input.browserId }
    },
    testPush: async ({ tx, by, input, now }: Asked<'testPush'>): Answer<'testPush'> => {
      const config = await countyConfig(tx)
      const browsers = await listPushBrowsers(tx, by.personId)
      refuseUnless(outletsOf(config).pushKey && browsers.length > 0, 'not-found')
      const language = config.settings.languages[0] ?? 'zh-CN'
      const message = {
        id: uuidv7(),
        dedupeKey: `push-test:${input.requestId}`,
        caseId: null,
        eventNo: null,
        rowKey: 'push-test',
        audience: 'owner',
        channel: 'push',
        recipientId: by.personId,
        language,
        urgent: true,
        title: say(language, 'text.messages.pushTest.title'),
        body: say(language, 'text.messages.pushTest.body'),
        facts: {},
        nextAt: now,
        createdAt: now,
      } as const
      return { sent: (await addMessages(tx, [message])) === 1 }
    },
    previewMessageRow: async ({ tx, input, now }: Asked<'previewMessageRow'>): Answer<'previewMessageRow'> => {
      const config = await countyConfig(tx)
      const process = processes.find(input.row.process)
      if (!process) throw new Refusal('bad-input', { field: 'row.process' })
      return {
        discreet: input.row.audience === 'followers',
        ways: previewWays(config, process, input.row, { address: outlets.address, now }, connected(config)),
      }
    },
    previewMessages: async ({ tx, now }: Asked<'previewMessages'>): Answer<'previewMessages'> => {
      const [config, state] = await Promise.all([countyConfig(tx), deliveryState(tx, now)])
      const { address } = outlets
      return {
        quietHours: config.messages.quietHours ?? null,
        connected: connected(config),
        state: {
          waiting: state.waiting,
          stuck: state.stuck,
          givenUpInADay: state.givenUpInADay,
          sentInADay: state.sentInADay,
        },
        rows: config.messages.rows.flatMap((row) => {
          const process = processes.find(row.process)
          if (!process) return []
          return [
            {
              key: row.key,
              process: row.process,
              processTitle: processTitle(process),
              on: row.on,
              onTitle: eventTitle(process, row.on),
              audience: row.audience,
              channel: row.channel,
              urgent: row.urgent ?? false,
              text: shortened(previewRow(config, process, row, { address, now })),
            },
          ]
        }),
      }
    },
    listMessageDeliveries: deliveries.read,
    exportMessageDeliveries: deliveries.export,
    retryMessageDelivery: async ({ tx, input, now }: Asked<'retryMessageDelivery'>): Answer<'retryMessageDelivery'> => {
      refuseUnless(await retryMessage(tx, input.id, now), 'not-found')
      return { id: input.id }
    },
  } as const
}
