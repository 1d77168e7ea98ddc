import { type HeldOffices, localDate, meansOfficial, type ProcessDeclaration } from '@xiangzhi/language'
import type { CountyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { listOfficials } from '#kernel/people'
import { holdBeginnings } from './beginnings.ts'
import type { CaseRecord } from './types.ts'

/** Where a matter lies and who handles it, as far as it is known when the question is asked. */
export type Whereabouts = Pick<CaseRecord, 'townId' | 'villageId' | 'gridId' | 'level'> & {
  /** The county itself, which counts where the matter lies at its level. */
  readonly countyPlaceId: string | null
  readonly ownerPersonId?: string | null
  readonly organisationIds: readonly (string | null)[]
  readonly organisationKeys: readonly (string | null)[]
}

const present = <T>(values: readonly (T | null | undefined)[]): T[] =>
  values.filter((value) => value !== null && value !== undefined)

/**
 * Who holds a role or an office in the village, the town or the unit that handles a matter, at the county where it lies there, or who
 * has it by name: whom its words may mean.
 */
export function officialsAt(
  tx: Tx,
  config: Pick<CountyConfig, 'calendar'>,
  at: Whereabouts,
  now: Date,
): Promise<HeldOffices[]> {
  const localIds = present([at.villageId, at.gridId])
  return listOfficials(
    tx,
    {
      placeIds: [...localIds, ...present([at.townId])],
      localIds,
      organisationIds: present(at.organisationIds),
      organisationKeys: present(at.organisationKeys),
      countyId: at.level === 'county' ? at.countyPlaceId : null,
      personIds: present([at.ownerPersonId]),
    },
    localDate(config.calendar, now),
  )
}

/** What of all that was said is words. */
export const wordsIn = (said: readonly unknown[]): string[] =>
  said.filter((value): value is string => typeof value === 'string' && value.trim() !== '')

/**
 * Whether what a villager says means somebody (`meansOfficial`) who is an official there (`officialsAt`). Such a case must not reach
 * them or those beside them, whatever category was chosen. A process that seals nothing asks nothing.
 */
export async function namesOfficial(
  tx: Tx,
  process: ProcessDeclaration | undefined,
  config: Pick<CountyConfig, 'calendar'>,
  at: Whereabouts,
  said: readonly unknown[],
  now: Date,
): Promise<boolean> {
  if (!process || process.allows.seal.length === 0) return false
  const words = wordsIn(said)
  if (words.length === 0) return false
  holdBeginnings(tx)
  return meansOfficial(words, await officialsAt(tx, config, at, now))
}
