import { sql, type Tx } from '#platform/database'

/** Up to when a reader has read; the first time it begins at `from`. */
export async function readPosition(tx: Tx, reader: string, from: Date): Promise<Date> {
  const row = await tx.row<{
    readUntil: Date
  }>(sql`insert into message_position (county, reader, read_until) values (${tx.county}, ${reader}, ${from})
    on conflict (county, reader) do update set read_until = message_position.read_until returning read_until`)
  return row?.readUntil ?? from
}

/** Moves a reader on; it never goes back, also when two servers read at once. */
export async function movePosition(tx: Tx, reader: string, until: Date): Promise<void> {
  await tx.run(sql`update message_position set read_until = greatest(read_until, ${until}::timestamptz)
    where county = ${tx.county} and reader = ${reader}`)
}

/** Text messages that a demo kept instead of sending them, newest first. */
export function listKept(
  tx: Tx,
  limit: number,
): Promise<
  {
    caseId: string | null
    recipientId: string | null
    audience: string
    body: string
    addressSealed: Buffer
    sentAt: Date
  }[]
> {
  return tx.rows(sql`select case_id, recipient_id, audience, body, address_sealed, sent_at
    from message where county = ${tx.county} and channel = 'sms' and status = 'sent' and provider = 'development' and address_sealed is not null
    order by sent_at desc, id desc limit ${limit}`)
}
