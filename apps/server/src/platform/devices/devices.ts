import { sql, type Tx } from '#platform/database'
import { hashOfDevice, PAIRING_MINUTES } from './pairing.ts'

export type DeviceKind = 'touch' | 'tv'

/** A screen or box as the workbench lists it. */
export interface Device {
  readonly id: string
  readonly name: string
  readonly kind: DeviceKind
  readonly villageId: string
  readonly pairingUntil: Date
  readonly registeredAt: Date
  readonly claimedAt: Date | null
  readonly revokedAt: Date | null
  readonly seenAt: Date | null
  readonly keptAt: Date | null
  readonly version: string | null
}

const columns = sql.raw(`d.id, d.name, d.kind, d.village_id, d.pairing_until, d.registered_at,
  d.claimed_at, d.revoked_at, d.seen_at, d.kept_at, d.version`)

/** Registers a device by the code that it shows; it becomes one when it comes for its place within half an hour. */
export async function addDevice(
  tx: Tx,
  given: { id: string; name: string; kind: DeviceKind; villageId: string; code: string; by: string },
  now: Date,
): Promise<void> {
  const until = new Date(now.getTime() + PAIRING_MINUTES * 60_000)
  await tx.run(sql`insert into device (county, id, name, kind, village_id, pairing_code, pairing_until, registered_at, registered_by)
    values (${tx.county}, ${given.id}, ${given.name}, ${given.kind}, ${given.villageId}, ${given.code}, ${until}, ${now}, ${given.by})`)
}

export function listDevices(tx: Tx): Promise<Device[]> {
  return tx.rows(sql`select ${columns} from device d where d.county = ${tx.county} order by d.registered_at desc, d.id`)
}

export function findDevice(tx: Tx, id: string): Promise<Device | undefined> {
  return tx.row(sql`select ${columns} from device d where d.county = ${tx.county} and d.id = ${id}`)
}

/** The device that a secret belongs to, whether or not it was withdrawn. */
export function deviceOf(tx: Tx, secret: string): Promise<Device | undefined> {
  return tx.row(
    sql`select ${columns} from device d where d.county = ${tx.county} and d.token_hash = ${hashOfDevice(secret)}`,
  )
}

/** The place that was registered for a code and still waits. */
export function deviceWaitingFor(tx: Tx, code: string, now: Date): Promise<Device | undefined> {
  return tx.row(sql`select ${columns} from device d where d.county = ${tx.county} and d.pairing_code = ${code}
    and d.token_hash is null and d.revoked_at is null and d.pairing_until > ${now} order by d.registered_at desc limit 1`)
}

/** The device takes its place; only the first to come gets it. */
export async function claimDevice(tx: Tx, id: string, secret: string, now: Date): Promise<boolean> {
  const changed =
    await tx.run(sql`update device set token_hash = ${hashOfDevice(secret)}, claimed_at = ${now}, seen_at = ${now}, pairing_code = null
    where county = ${tx.county} and id = ${id} and token_hash is null and revoked_at is null`)
  return changed === 1
}

/** Ends a device at once. */
export async function revokeDevice(tx: Tx, id: string, now: Date): Promise<boolean> {
  const changed = await tx.run(
    sql`update device set revoked_at = ${now}, pairing_code = null where county = ${tx.county} and id = ${id} and revoked_at is null`,
  )
  return changed === 1
}

/** Notes that a device lives, what it runs, and whether it shows a copy. */
export async function noteBeat(
  tx: Tx,
  id: string,
  beat: { version: string | null; keptAt: Date | null },
  now: Date,
): Promise<void> {
  await tx.run(sql`update device set seen_at = ${now}, version = ${beat.version}, kept_at = ${beat.keptAt}
    where county = ${tx.county} and id = ${id}`)
}
