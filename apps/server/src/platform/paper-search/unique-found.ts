import type { FoundInPaper } from '@xiangzhi/language'
import { limits } from './limits.ts'

/** Each number once where it stands; a paper that is a list of telephones is held back by its first ones. */
export function uniqueFound(found: readonly FoundInPaper[]): FoundInPaper[] {
  const met = new Map(found.map((one) => [JSON.stringify(one), one]))
  return [...met.values()].slice(0, limits.foundMax)
}
