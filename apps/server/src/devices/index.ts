import type { ChannelRowView, DeviceRowView } from '@xiangzhi/contract'
import { localDate, mayDo } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import {
  addBoardPhoto,
  addDevice,
  type Device,
  findDevice,
  hasBoardPhoto,
  listDevices,
  listReceipts,
  noteShown,
  type ReceiptChannel,
  revokeDevice,
} from '#platform/devices'
import { claimUploads, fileOf } from '#platform/files'
import { refuseUnless } from '#platform/refusal'
import { findPlace, listPlacesByIds, type Place } from '#kernel/places'
import { listPublic, villagersOf } from '#kernel/publications'

/** Which script each kind of screen runs today. */
export type ScreenVersions = Readonly<Record<Device['kind'], string>>

/** A device tells of itself every minute; ten without a word are too many. */
const QUIET_AFTER_MS = 10 * 60_000
const EDITIONS_MAX = 300

const standingOf = (village: Place) => ({ townId: village.townId, villageId: village.id })

function stateOf(device: Device, now: Date): DeviceRowView['state'] {
  if (device.revokedAt) return 'revoked'
  if (!device.claimedAt) return device.pairingUntil > now ? 'waiting' : 'expired'
  if (!device.seenAt || now.getTime() - device.seenAt.getTime() > QUIET_AFTER_MS) return 'quiet'
  return device.keptAt ? 'offline' : 'alive'
}

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

/** Operations on the screens that show disclosures, and on where each disclosure was seen. */
export function deviceOperations(versions: ScreenVersions) {
  return {
    listDevices: async ({ tx, by, now }: Asked<'listDevices'>): Answer<'listDevices'> => {
      const devices = await listDevices(tx)
      const places = await listPlacesByIds(tx, [...new Set(devices.map(({ villageId }) => villageId))])
      const villages = new Map(places.map((place) => [place.id, place]))
      return {
        rows: devices.flatMap((device): DeviceRowView[] => {
          const village = villages.get(device.villageId)
          if (!village || !mayDo(by, 'disclosure.read', standingOf(village))) return []
          return [
            {
              id: device.id,
              name: device.name,
              kind: device.kind,
              village: { id: village.id, code: village.code, name: village.name },
              state: stateOf(device, now),
              registeredAt: device.registeredAt.toISOString(),
              seenAt: device.seenAt?.toISOString() ?? null,
              keptAt: device.keptAt?.toISOString() ?? null,
              version: device.version,
              current: device.version === null || device.version === versions[device.kind],
              mayRevoke: device.revokedAt === null && mayDo(by, 'disclosure.write', standingOf(village)),
            },
          ]
        }),
      }
    },
    registerDevice: register,
    revokeDevice: revoke,
    listChannelReceipts: channelsOf,
    recordBoardPhoto: recordPhoto,
  } as const
}
