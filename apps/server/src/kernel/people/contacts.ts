import { sql, type Tx } from '#platform/database'

/** The sealed telephone of a member of staff, for messages about work; undefined when there is none. */
export async function findPhoneSealed(tx: Tx, personId: string): Promise<Buffer | undefined> {
  const row = await tx.row<{ phoneSealed: Buffer | null }>(
    sql`select phone_sealed from person where county = ${tx.county} and id = ${personId}`,
  )
  return row?.phoneSealed ?? undefined
}
