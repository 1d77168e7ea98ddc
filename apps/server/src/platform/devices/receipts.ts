import { sql, type Tx } from '#platform/database'

/** The channels that tell when they showed something. The pages of the phones show what is published at once. */
export type ReceiptChannel = 'touch' | 'tv' | 'board' | 'feed' | 'e-mail'

export interface Receipt {
  readonly editionId: string
  readonly channel: ReceiptChannel
  readonly shownAt: Date
}

/** Notes that a channel showed editions. Only the first time counts; telling it again changes nothing. */
export async function noteShown(
  tx: Tx,
  editionIds: readonly string[],
  channel: ReceiptChannel,
  at: Date,
  deviceId: string | null = null,
): Promise<number> {
  if (editionIds.length === 0) return 0
  // In one order for everybody, so that two who note the same editions wait for each other instead of both failing.
  const ids = [...new Set(editionIds)].toSorted()
  return tx.run(sql`insert into channel_receipt (county, edition_id, channel, shown_at, device_id)
    select ${tx.county}, e.id, ${channel}, ${at}, ${deviceId}::uuid from unnest(${ids}::uuid[]) as e(id)
    on conflict (county, edition_id, channel) do nothing`)
}

export function listReceipts(tx: Tx, editionIds: readonly string[]): Promise<Receipt[]> {
  return tx.rows(sql`select r.edition_id, r.channel, r.shown_at from channel_receipt r
    where r.county = ${tx.county} and r.edition_id = any(${[...editionIds]}::uuid[])`)
}

/** Keeps the photo of a posted sheet; false when there is one of this village and month. */
export async function addBoardPhoto(
  tx: Tx,
  photo: { id: string; villageId: string; month: string; fileId: string; by: string },
  now: Date,
): Promise<boolean> {
  const added = await tx.run(sql`insert into board_photo (county, id, village_id, month, file_id, taken_at, taken_by)
    values (${tx.county}, ${photo.id}, ${photo.villageId}, ${photo.month}, ${photo.fileId}, ${now}, ${photo.by})
    on conflict (county, village_id, month) do nothing`)
  return added === 1
}

export async function hasBoardPhoto(tx: Tx, villageId: string, month: string): Promise<boolean> {
  const row = await tx.row<{ one: number }>(sql`select 1 as one from board_photo p where p.county = ${tx.county}
    and p.village_id = ${villageId} and p.month = ${month}`)
  return row !== undefined
}
