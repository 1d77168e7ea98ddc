import { type ChannelRowView, deviceList, type DeviceRowView, deviceStates } from '@xiangzhi/contract'
import { type Actor, localDate, mayDo } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import { sql, type Tx } from '#platform/database'
import {
  addBoardPhoto,
  addDevice,
  countDevices,
  type Device,
  deviceState,
  deviceTable,
  findDevice,
  hasBoardPhoto,
  listDevices,
  listDeviceVillages,
  listReceipts,
  noteShown,
  type ReceiptChannel,
  revokeDevice,
} from '#platform/devices'
import { claimUploads, fileOf } from '#platform/files'
import { type ListQuestion, serveList } from '#platform/lists'
import { refuseUnless } from '#platform/refusal'
import { findPlace, listPlacesByIds, type Place } from '#kernel/places'
import { listPublic, villagersOf } from '#kernel/publications'

/** Which script each kind of screen runs today. */
export type ScreenVersions = Readonly<Record<Device['kind'], string>>

const EDITIONS_MAX = 300

const standingOf = (village: Place) => ({ townId: village.townId, villageId: village.id })

async function villageOf(tx: Tx, id: string): Promise<Place | undefined> {
  const place = await findPlace(tx, id)
  return place?.kind === 'village' ? place : undefined
}

async function register({ tx, by, input, now }: Asked<'registerDevice'>): Answer<'registerDevice'> {
  const village = await villageOf(tx, input.village)
  refuseUnless(village, 'place-unknown')
  refuseUnless(mayDo(by, 'disclosure.write', standingOf(village)), 'not-allowed')
  const id = uuidv7()
  const { name, kind, code } = input
  await addDevice(tx, { id, name, kind, villageId: village.id, code, by: by.personId }, now)
  return { id }
}

async function revoke({ tx, by, input, now }: Asked<'revokeDevice'>): Answer<'revokeDevice'> {
  const device = await findDevice(tx, input.deviceId)
  const village = device && (await villageOf(tx, device.villageId))
  refuseUnless(device && village && mayDo(by, 'disclosure.read', standingOf(village)), 'not-found')
  refuseUnless(mayDo(by, 'disclosure.write', standingOf(village)), 'not-allowed')
  await revokeDevice(tx, device.id, now)
  return { id: device.id }
}

async function channelsOf({ tx, by, input }: Asked<'listChannelReceipts'>): Answer<'listChannelReceipts'> {
  const village = await villageOf(tx, input.village)
  refuseUnless(village && mayDo(by, 'disclosure.read', standingOf(village)), 'not-found')
  const [lines, devices, boardPhoto] = await Promise.all([
    listPublic(tx, villagersOf([village.id], 'desk'), { placeId: village.id, month: input.month, limit: EDITIONS_MAX }),
    listDevices(tx),
    hasBoardPhoto(tx, village.id, input.month),
  ])
  const editions = lines.filter(({ state }) => state === 'live')
  const receipts = await listReceipts(
    tx,
    editions.map(({ editionId }) => editionId),
  )
  const shownAt = new Map(receipts.map((one) => [`${one.editionId} ${one.channel}`, one.shownAt]))
  const has = (kind: Device['kind']): boolean =>
    devices.some((one) => one.villageId === village.id && one.kind === kind && one.claimedAt && !one.revokedAt)
  const [touch, tv] = [has('touch'), has('tv')]
  const rows = editions.map((edition): ChannelRowView => {
    const told = (channel: ReceiptChannel, due: boolean) => {
      const at = shownAt.get(`${edition.editionId} ${channel}`)
      return { channel, due, shownAt: at?.toISOString() ?? null }
    }
    return {
      editionId: edition.editionId,
      title: edition.title,
      publishedAt: edition.publishedAt.toISOString(),
      channels: [
        { channel: 'page', due: true, shownAt: edition.publishedAt.toISOString() },
        told('touch', touch),
        told('tv', tv),
        told('board', edition.onBoard),
        // Feeds and e-mails go to whoever wants them; a village where nobody does owes nothing.
        told('feed', false),
        told('e-mail', false),
      ],
    }
  })
  const totals = (['page', 'touch', 'tv', 'board'] as const).map((channel) => {
    const of = rows.flatMap((row) => row.channels.filter((one) => one.channel === channel && one.due))
    return { channel, due: of.length, done: of.filter((one) => one.shownAt !== null).length }
  })
  return { rows, totals, boardPhoto }
}

async function recordPhoto({ tx, by, input, now }: Asked<'recordBoardPhoto'>): Answer<'recordBoardPhoto'> {
  const village = await villageOf(tx, input.village)
  refuseUnless(village && mayDo(by, 'disclosure.read', standingOf(village)), 'not-found')
  refuseUnless(mayDo(by, 'disclosure.write', standingOf(village)), 'not-allowed')
  const { calendar } = await countyConfig(tx)
  refuseUnless(input.month <= localDate(calendar, now).slice(0, 7), 'need-field', { field: 'month' })
  const upload = await fileOf(tx, input.fileId)
  refuseUnless(upload?.mediaType === 'image/jpeg' && upload.uploadedBy === by.personId, 'not-found')
  const id = uuidv7()
  const photo = { id, villageId: village.id, month: input.month, fileId: upload.id, by: by.personId }
  refuseUnless(await addBoardPhoto(tx, photo, now), 'in-use')
  const claimed = await claimUploads(tx, [upload.id], { hand: { personId: by.personId }, now })
  refuseUnless(claimed.length === 1, 'in-use')
  const lines = await listPublic(tx, villagersOf([village.id], 'desk'), {
    placeId: village.id,
    month: input.month,
    board: true,
    limit: EDITIONS_MAX,
  })
  const live = lines.filter(({ state }) => state === 'live').map(({ editionId }) => editionId)
  return { id, recorded: await noteShown(tx, live, 'board', now) }
}

interface DeviceListed extends Device {
  readonly state: DeviceRowView['state']
  readonly rank: number
}

/** The villages with a device that whoever asks reads. */
async function villagesRead({ tx, by }: { tx: Tx; by: Actor }): Promise<ReadonlyMap<string, Place>> {
  const places = await listPlacesByIds(tx, await listDeviceVillages(tx))
  return new Map(
    places
      .filter((village) => mayDo(by, 'disclosure.read', standingOf(village)))
      .map((village) => [village.id, village]),
  )
}

const inVillages = (villages: ReadonlyMap<string, Place>) => sql`d.village_id = any(${[...villages.keys()]}::uuid[])`

const devicesBy = (versions: ScreenVersions) =>
  serveList(deviceList, {
    known: villagesRead,
    from: deviceTable.from,
    columns: {
      ...deviceTable.columns,
      state: ({ now }) => deviceState(now),
      rank: ({ now }) => sql`array_position(${[...deviceStates]}::text[], ${deviceState(now)})`,
    },
    within: ({ tx, known: villages }) => sql`d.county = ${tx.county} and ${inVillages(villages)}`,
    filters: {
      kind: (kind) => sql`d.kind = ${kind}`,
      state: (state, { now }) => sql`${deviceState(now)} = ${state}`,
      village: (village) => sql`d.village_id = ${village}`,
    },
    order: { rank: 'whole', id: 'uuid' },
    finish: (_tx: Tx, rows: readonly DeviceListed[], { by, known }: ListQuestion<ReadonlyMap<string, Place>>) =>
      rows.flatMap(({ villageId, ...device }) => {
        const village = known.get(villageId)
        if (!village) return []
        return [
          {
            ...device,
            village: { id: village.id, code: village.code, name: village.name },
            current: device.version === null || device.version === versions[device.kind],
            mayRevoke: device.revokedAt === null && mayDo(by, 'disclosure.write', standingOf(village)),
          },
        ]
      }),
    beside: async ({ tx, known: villages, now }) => ({
      troubled: await countDevices(tx, sql`${inVillages(villages)} and ${deviceState(now)} in ('quiet', 'offline')`),
    }),
  })

/** Operations on the screens that show disclosures, and on where each disclosure was seen. */
export function deviceOperations(versions: ScreenVersions) {
  const devices = devicesBy(versions)
  return {
    listDevices: devices.read,
    exportDevices: devices.export,
    registerDevice: register,
    revokeDevice: revoke,
    listChannelReceipts: channelsOf,
    recordBoardPhoto: recordPhoto,
  } as const
}
