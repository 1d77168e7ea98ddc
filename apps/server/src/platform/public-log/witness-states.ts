import { sql, type Tx } from '#platform/database'

/** `refused`: the witness has seen another log; `silent`: nobody answers there, which may only be the network. */
export type WitnessState = 'signed' | 'refused' | 'silent'

/** What a witness said last. */
export interface WitnessSaid {
  readonly name: string
  readonly state: WitnessState
  /** The number of entries it was shown. */
  readonly size: number
  readonly detail: string
  readonly since: Date
}

/** What every witness said last, by name. */
export function listWitnessStates(tx: Tx): Promise<WitnessSaid[]> {
  return tx.rows<WitnessSaid>(sql`select name, state, size, detail, since from public_log_witness
    where county = ${tx.county} order by name`)
}

/** Keeps what a witness said; returns whether that is something else than before. */
export async function noteWitness(
  tx: Tx,
  { name, state, size, detail }: Omit<WitnessSaid, 'since'>,
  now: Date,
): Promise<boolean> {
  const before = await tx.row<{ state: WitnessState }>(
    sql`select state from public_log_witness where county = ${tx.county} and name = ${name}`,
  )
  // How far it has come is always its last word; since when it says so, only a change of its mind moves.
  await tx.run(sql`insert into public_log_witness (county, name, state, size, detail, since)
    values (${tx.county}, ${name}, ${state}, ${size}, ${detail.slice(0, 500)}, ${now})
    on conflict (county, name) do update set state = excluded.state, size = excluded.size, detail = excluded.detail,
        since = case when public_log_witness.state = excluded.state then public_log_witness.since else excluded.since end
      where (public_log_witness.state, public_log_witness.size, public_log_witness.detail)
        is distinct from (excluded.state, excluded.size, excluded.detail)`)
  return before?.state !== state
}
