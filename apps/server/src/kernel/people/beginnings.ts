import type { StaffRole } from '@xiangzhi/language'
import { type Database, sql, type Tx } from '#platform/database'

/**
 * Hears that persons hold, or will hold, more than before, or are known by another name. `now` is absent where a role is written
 * without a time, such as for a demo.
 */
export type Hearer = (tx: Tx, personIds: readonly string[], now: Date | null) => Promise<void>

/** Who hears of it in a transaction: of its database, and of no other in the same server. */
const hearers = new WeakMap<Tx, Hearer>()

/** The same database, in whose transactions somebody hears who begins to hold something. */
export function hearing<Of extends Database>(db: Of, hearer: Hearer): Of {
  const heard =
    <T>(work: (tx: Tx) => Promise<T>) =>
    (tx: Tx): Promise<T> => {
      hearers.set(tx, hearer)
      return work(tx)
    }
  return { ...db, write: (county, work) => db.write(county, heard(work)) } satisfies Database
}

/**
 * Says that persons hold more than before. Everything that writes a role, an office or a name calls it, so that what reaches them
 * from now on is asked about before the commit, when all is written.
 */
export function tellBeginning(tx: Tx, personIds: readonly string[], now: Date | null): void {
  const hearer = hearers.get(tx)
  const ids = [...new Set(personIds)].toSorted()
  if (hearer && ids.length > 0) tx.beforeCommit(`begins:${ids.join()}`, (last) => hearer(last, ids, now))
}

/** What somebody holds, or will hold, and where matters come to them because of it. */
export interface Beginner {
  readonly personId: string
  readonly name: string
  readonly roles: readonly StaffRole[]
  readonly titles: readonly string[]
  /** Places of their roles, and those in which their units sit. */
  readonly placeIds: readonly string[]
  readonly organisationIds: readonly string[]
  readonly organisationKeys: readonly string[]
}

/** Those among persons who hold a role or an office, or will. What has ended stands among it: whoever asks more closely leaves it out. */
export async function listBeginners(tx: Tx, personIds: readonly string[]): Promise<Beginner[]> {
  const rows = await tx.rows<{
    personId: string
    name: string
    held: readonly {
      role: StaffRole | null
      title: string | null
      placeId: string | null
      organisationId: string | null
      key: string | null
    }[]
  }>(sql`
    with held as (
      select g.person_id, g.role, null::text as title, g.place_id, g.organisation_id from role_grant g
        where g.county = ${tx.county} and g.person_id = any(${[...personIds]}::uuid[])
      union all select o.person_id, null, o.title, null, o.organisation_id from office o
        where o.county = ${tx.county} and o.person_id = any(${[...personIds]}::uuid[]))
    select p.id as "personId", p.name, json_agg(json_build_object('role', h.role, 'title', h.title,
      'placeId', coalesce(h.place_id, u.place_id), 'organisationId', h.organisation_id, 'key', u.key)) as held
    from held h join person p on p.county = ${tx.county} and p.id = h.person_id
      left join organisation u on u.county = ${tx.county} and u.id = h.organisation_id
    group by p.id, p.name`)
  const present = <T>(values: readonly (T | null)[]): T[] => [
    ...new Set(values.filter((value): value is T => value !== null)),
  ]
  return rows.map(({ personId, name, held }) => ({
    personId,
    name,
    roles: present(held.map(({ role }) => role)),
    titles: present(held.map(({ title }) => title)),
    placeIds: present(held.map(({ placeId }) => placeId)),
    organisationIds: present(held.map(({ organisationId }) => organisationId)),
    organisationKeys: present(held.map(({ key }) => key)),
  }))
}
