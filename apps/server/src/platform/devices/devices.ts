import { sql, type Statement, type Tx } from '#platform/database'
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

/** A device tells of itself every minute; ten without a word are too many. */
const QUIET_AFTER_MINUTES = 10

/** Where devices stand, and the expression of each member of one. */
export const deviceTable = {
  from: 'device d',
  columns: {
    id: 'd.id',
    name: 'd.name',
    kind: 'd.kind',
    villageId: 'd.village_id',
    pairingUntil: 'd.pairing_until',
    registeredAt: 'd.registered_at',
    claimedAt: 'd.claimed_at',
    revokedAt: 'd.revoked_at',
    seenAt: 'd.seen_at',
    keptAt: 'd.kept_at',
    version: 'd.version',
  },
} as const
const columns = sql.columns(deviceTable.columns)

/** How a device is, at an instant: one of `deviceStates` of the contract. */
export const deviceState = (now: Date): Statement => sql`(case
  when d.revoked_at is not null then 'revoked'
  when d.claimed_at is null then case when d.pairing_until > ${now} then 'waiting' else 'expired' end
  when d.seen_at is null or d.seen_at < ${now}::timestamptz - make_interval(mins => ${QUIET_AFTER_MINUTES}) then 'quiet'
  when d.kept_at is not null then 'offline' else 'alive' end)`

/** The villages that have a device. */
export async function listDeviceVillages(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    sql`select distinct d.village_id as id from device d where d.county = ${tx.county}`,
  )
  return rows.map(({ id }) => id)
}

/** How many devices a condition on `device d` holds for. */
export async function countDevices(tx: Tx, where: Statement): Promise<number> {
  const row = await tx.row<{ n: number }>(
    sql`select count(*)::int as n from device d where d.county = ${tx.county} and ${where}`,
  )
  return row?.n ?? 0
}

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
