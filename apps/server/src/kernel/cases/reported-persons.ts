import { localDate, type ProcessDeclaration } from '@xiangzhi/language'
import type { CountyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { listOfficialNames } from '#kernel/people'
import type { CaseRecord } from './types.ts'

/** Everything but letters and digits: blanks, marks, signs and points put between the letters of a name change nothing of it. */
export const bare = (text: string): string => text.normalize('NFKC').replaceAll(/[^\p{L}\p{N}]/gu, '')

/** A name of one sign is a word of the language, and would seal whatever uses it. */
const LETTERS_MIN = 2

/** Where a matter lies and who handles it, as far as it is known when something is said about it. */
type Whereabouts = Pick<CaseRecord, 'townId' | 'villageId' | 'gridId'> & {
  readonly organisationIds: readonly (string | null)[]
  readonly organisationKeys: readonly (string | null)[]
}

const present = <T>(values: readonly (T | null)[]): T[] => values.filter((value) => value !== null)

/**
 * Whether what a villager says names somebody who holds a role or an office in the village, the town or the unit that handles it.
 * Such a case must not reach them or those beside them, whatever category was chosen. All that a reporter adds passes through
 * here: at opening, as an answer, as a note or as what follows. A process that seals nothing asks nothing.
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
  const texts = said.filter((value) => typeof value === 'string').map(bare)
  if (texts.every((text) => text.length < LETTERS_MIN)) return false
  const names = await listOfficialNames(
    tx,
    {
      placeIds: present([at.villageId, at.townId, at.gridId]),
      organisationIds: present(at.organisationIds),
      organisationKeys: present(at.organisationKeys),
    },
    localDate(config.calendar, now),
  )
  return names.map(bare).some((name) => name.length >= LETTERS_MIN && texts.some((text) => text.includes(name)))
}
