import { createHmac } from 'node:crypto'
import { symmetricDecrypt } from 'better-auth/crypto'
import { sql, type Database } from '#platform/database'

/** RFC 6238 with its usual parameters: six digits that change every thirty seconds. */
const STEP_SECONDS = 30
const DIGITS = 1_000_000

function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % DIGITS).padStart(6, '0')
}

/** The step that a code belongs to; clocks of telephones may be one step away. */
function stepOf(secret: string, code: string, now: Date): number | undefined {
  const current = Math.floor(now.getTime() / 1000 / STEP_SECONDS)
  return [current, current - 1, current + 1].find((step) => codeAt(secret, step) === code)
}

/**
 * Uses up a code that was found right: neither it nor an older one is taken again (RFC 6238 section 5.2). Answers whether it
 * was still unused; of two who send the same code at the same moment one is told no.
 */
export async function useCode(
  database: Database,
  { accountId, code, key, now }: { accountId: string; code: string; key: string; now: Date },
): Promise<boolean> {
  const row = await database.read(0, (tx) =>
    tx.row<{ secret: string }>(sql`select secret from auth_two_factor where user_id = ${accountId}`),
  )
  const step = row && stepOf(await symmetricDecrypt({ key, data: row.secret }), code, now)
  if (step === undefined) return false
  const used = await database.local((tx) =>
    tx.run(sql`update auth_two_factor set last_step = ${step}
      where user_id = ${accountId} and (last_step is null or last_step < ${step})`),
  )
  return used === 1
}
