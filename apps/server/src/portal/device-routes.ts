import { performance } from 'node:perf_hooks'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  claimDevice,
  type Device,
  deviceOf,
  deviceWaitingFor,
  isDeviceSecret,
  newDeviceSecret,
  noteBeat,
  noteShown,
  pairingCodeOf,
  PairingLooks,
} from '#platform/devices'
import { findPublicEdition, villagersOf } from '#kernel/publications'
import { type Desk, type Scene, sceneOf, show } from './desk.ts'
import { html } from './html.ts'
import { readForm } from './read-form.ts'
import { DEVICE_COOKIE } from './screen-readers.ts'
import { cookieOf } from './reader.ts'
import { idShape } from './touch-routes.ts'
import { touchVersion } from './touch-script.ts'
import { tvVersion } from './tv-script.ts'

/** The scripts that screens should run today. */
export const screenVersions = { touch: touchVersion, tv: tvVersion } as const

const YEAR_SECONDS = 365 * 24 * 3600
const LOOK_AGAIN_SECONDS = '5'
const SHOWN_MAX = 60

function remember(request: FastifyRequest, reply: FastifyReply, secret: string): void {
  const secure = request.protocol === 'https' ? '; Secure' : ''
  reply.header(
    'set-cookie',
    `${DEVICE_COOKIE}=${secret}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax; HttpOnly${secure}`,
  )
}

/** When the copy was kept that a screen shows; a box without a right clock tells its age instead. */
function keptAtOf(kept: string, seconds: string, now: Date): Date | null {
  if (/^\d{1,7}$/.test(seconds)) return new Date(now.getTime() - Number(seconds) * 1000)
  const at = new Date(kept)
  return kept === '' || Number.isNaN(at.getTime()) || at > now ? null : at
}

/** `/device`: where a screen or box shows its code and then begins; `/device/beat`: where it tells that it lives. */
export function mountDevices(scope: FastifyInstance, desk: Desk): void {
  const looks = new PairingLooks()
  const homeOf = (scene: Scene, device: Device): string | undefined => {
    const village = scene.county.villagesById.get(device.villageId)
    return village && `/${device.kind}/${village.code}`
  }

  scope.get<{ Querystring: { new?: string } }>('/device', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const { say } = scene.reader
    const carried = cookieOf(request.headers.cookie, DEVICE_COOKIE)
    const known = isDeviceSecret(carried) ? await desk.db.read(desk.county, (tx) => deviceOf(tx, carried)) : undefined
    const home = known && !known.revokedAt ? homeOf(scene, known) : undefined
    if (home !== undefined) return reply.header('cache-control', 'no-store').redirect(home, 303)
    const ended = known !== undefined
    const secret = isDeviceSecret(carried) && !ended && request.query.new === undefined ? carried : newDeviceSecret()
    const code = pairingCodeOf(desk.sealing, secret)
    if (secret !== carried) remember(request, reply, secret)
    else if (looks.take(request.ip, performance.now())) {
      const place = await desk.db.read(desk.county, (tx) => deviceWaitingFor(tx, code, scene.now))
      const begins = place && homeOf(scene, place)
      if (
        place &&
        begins !== undefined &&
        (await desk.db.write(desk.county, (tx) => claimDevice(tx, place.id, secret, scene.now)))
      )
        return reply.header('cache-control', 'no-store').redirect(begins, 303)
    }
    reply.header('refresh', `${LOOK_AGAIN_SECONDS}; url=/device`)
    return show(request, reply, scene, {
      title: say('text.devices.pair.title'),
      narrow: true,
      body: html`<div class="receipt"><h1>${say('text.devices.pair.title')}</h1>${ended && html`<p>${say('text.devices.pair.ended')}</p>`}<p class="lead">${say('text.devices.pair.lead')}</p><p class="number">${code}</p><p>${say('text.devices.pair.wait')}</p></div><p><a href="/device?new=1">${say('text.devices.pair.new')}</a></p>`,
    })
  })

  scope.post('/device/beat', async (request, reply) => {
    const secret = cookieOf(request.headers.cookie, DEVICE_COOKIE)
    reply.header('cache-control', 'no-store')
    // A page that somebody opened in an ordinary browser beats too; nobody listens to it.
    if (!isDeviceSecret(secret)) return reply.code(204).send()
    const form = await readForm(request)
    const now = desk.clock.now()
    const device = await desk.db.read(desk.county, (tx) => deviceOf(tx, secret))
    if (!device) return reply.code(204).send()
    if (device.revokedAt) return reply.code(410).send()
    const version = form.text('version')
    const shown = form
      .text('shown')
      .split(' ')
      .filter((one) => idShape.test(one))
      .slice(0, SHOWN_MAX)
    const keptAt = keptAtOf(form.text('kept'), form.text('keptSeconds'), now)
    await desk.db.write(desk.county, async (tx) => {
      await noteBeat(tx, device.id, { version: /^[0-9a-f]{8}$/.test(version) ? version : null, keptAt }, now)
      const as = villagersOf([device.villageId], 'device')
      const editions = await Promise.all(shown.map((one) => findPublicEdition(tx, as, one)))
      const own = editions.filter((one) => one?.placeId === device.villageId)
      await noteShown(
        tx,
        own.flatMap((one) => one?.editionId ?? []),
        device.kind,
        now,
        device.id,
      )
    })
    return reply.code(204).send()
  })
}
