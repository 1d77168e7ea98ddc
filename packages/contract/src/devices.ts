import { z } from 'zod'
import { defineList } from './list.ts'
import { id, instant, operation, requestId } from './operation.ts'

const placeName = z.object({ id, code: z.string(), name: z.string() })
const kind = z.enum(['touch', 'tv'])
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)
export const channels = ['page', 'touch', 'tv', 'board', 'feed', 'e-mail'] as const

/** What somebody should look after comes first. */
export const deviceStates = ['quiet', 'offline', 'waiting', 'expired', 'alive', 'revoked'] as const

const deviceRow = z.object({
  id,
  name: z.string(),
  kind,
  village: placeName,
  state: z
    .enum(deviceStates)
    .describe('quiet: no sign for ten minutes; offline: shows its copy; expired: registered and never claimed'),
  registeredAt: instant,
  seenAt: instant.nullable(),
  keptAt: instant.nullable().describe('the moment of the copy that it shows without network'),
  version: z.string().nullable(),
  current: z.boolean().describe('runs the newest script'),
  mayRevoke: z.boolean(),
})
export type DeviceRowView = z.infer<typeof deviceRow>

export const deviceList = defineList({
  name: 'listDevices',
  path: '/api/devices',
  permission: 'disclosure.read',
  summary: 'Touch screens and set-top boxes within reach: whether they live and what they show',
  title: 'text.devices.tab.devices',
  row: deviceRow,
  columns: [
    { member: 'name', title: 'text.devices.name', fixed: true },
    { member: 'kind', title: 'text.devices.kind', words: 'text.devices.kind', width: 100 },
    { member: 'village', title: 'text.devices.village', as: 'named' },
    { member: 'state', title: 'text.devices.state', words: 'text.devices.state', width: 140 },
    { member: 'seenAt', title: 'text.devices.seen', as: 'instant', width: 160 },
    { member: 'keptAt', title: 'text.devices.shows', as: 'instant', width: 160 },
    { member: 'version', title: 'text.devices.version' },
    { member: 'registeredAt', title: 'text.devices.registered', as: 'instant', width: 160, rare: true },
  ],
  filters: {
    kind: { kind: 'choice', of: ['touch', 'tv'], words: 'text.devices.kind', label: 'text.devices.kind' },
    state: { kind: 'choice', of: deviceStates, words: 'text.devices.state', label: 'text.devices.state' },
    village: { kind: 'village', label: 'text.devices.village' },
  },
  beside: { troubled: z.number().int().describe('how many within reach are quiet or offline, whatever the filter') },
  export: { name: 'exportDevices', summary: 'Touch screens and set-top boxes under a filter as a file' },
})
export const listDevices = deviceList.read
export const exportDevices = deviceList.export

export const registerDevice = operation({
  name: 'registerDevice',
  kind: 'write',
  subject: { kind: 'devices', id: 'output.id' },
  method: 'POST',
  path: '/api/devices',
  audience: 'staff',
  permission: 'disclosure.write',
  summary: 'Register a screen or box by the code that it shows; within half an hour it takes its place',
  input: z.object({
    requestId,
    name: z.string().trim().min(1).max(60),
    kind,
    village: id,
    code: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[2-9A-HJ-NP-Z]{8}$/),
  }),
  output: z.object({ id }),
  refusals: ['not-allowed', 'place-unknown', 'request-reused'],
  offline: false,
})

export const revokeDevice = operation({
  name: 'revokeDevice',
  kind: 'write',
  subject: { kind: 'devices', id: 'input.deviceId' },
  method: 'POST',
  path: '/api/devices/:deviceId/revocation',
  audience: 'staff',
  permission: 'disclosure.write',
  summary: 'Withdraw a lost or broken device; it must be registered anew',
  input: z.object({ deviceId: id, requestId }),
  output: z.object({ id }),
  refusals: ['not-found', 'not-allowed', 'request-reused'],
  offline: false,
})

const channelRow = z.object({
  editionId: id,
  title: z.string(),
  publishedAt: instant,
  channels: z.array(
    z.object({
      channel: z.enum(channels),
      due: z.boolean().describe('the village has such a channel and the item belongs there'),
      shownAt: instant.nullable(),
    }),
  ),
})
export type ChannelRowView = z.infer<typeof channelRow>

export const listChannelReceipts = operation({
  name: 'listChannelReceipts',
  kind: 'read',
  method: 'GET',
  path: '/api/channel-receipts',
  audience: 'staff',
  permission: 'disclosure.read',
  summary: 'When each channel showed what a village published in a month: numerator and denominator by channel',
  input: z.object({ village: id, month }),
  output: z.object({
    rows: z.array(channelRow),
    totals: z.array(z.object({ channel: z.enum(channels), due: z.number().int(), done: z.number().int() })),
    boardPhoto: z.boolean().describe('the posted sheet of this month was recorded'),
  }),
  refusals: ['not-found'],
  offline: false,
})

export const recordBoardPhoto = operation({
  name: 'recordBoardPhoto',
  kind: 'write',
  subject: { kind: 'places', id: 'input.village' },
  method: 'POST',
  path: '/api/channel-receipts/board',
  audience: 'staff',
  permission: 'disclosure.write',
  summary: 'Record the one photo of a posted board sheet; what stands on it counts as shown on the board',
  input: z.object({ requestId, village: id, month, fileId: id }),
  output: z.object({ id, recorded: z.number().int() }),
  refusals: ['not-found', 'not-allowed', 'in-use', 'need-field', 'request-reused'],
  offline: false,
})
