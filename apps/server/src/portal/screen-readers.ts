import type { FastifyRequest } from 'fastify'
import { everybody, type Readership, villagersOf } from '#kernel/publications'
import { deviceOf, isDeviceSecret } from '#platform/devices'
import type { Village } from './county.ts'
import type { Desk } from './desk.ts'
import { cookieOf } from './reader.ts'

/** The cookie in which a screen keeps its secret. */
export const DEVICE_COOKIE = 'device'

/**
 * As whom a screen reads what a village shows: one that is registered for this village and was not withdrawn, as its people. A page
 * that anybody opens in a browser, and the screen of another village, read as everybody.
 */
export async function screenReadership(desk: Desk, request: FastifyRequest, village: Village): Promise<Readership> {
  const secret = cookieOf(request.headers.cookie, DEVICE_COOKIE)
  if (!isDeviceSecret(secret)) return everybody
  const device = await desk.db.read(desk.county, (tx) => deviceOf(tx, secret))
  const isOwn = device?.claimedAt && !device.revokedAt && device.villageId === village.id
  return isOwn ? villagersOf([village.id], 'device') : everybody
}
