import { v7 as uuidv7 } from 'uuid'

/** What reports are about, chosen by number so that neighbours in time lie apart in place. */
export interface Reportable {
  readonly categories: readonly string[]
  /** Codes of villages, one of which a villager chooses when reporting. */
  readonly villageCodes: readonly string[]
}

/** A report as villagers send it: a village, a category, a few words. */
export function reportInput(
  { categories, villageCodes }: Reportable,
  no: number,
): { requestId: string; category: string; placeCode: string; description: string; reporter: { wantsAnswer: boolean } } {
  const pick = <T>(list: readonly T[], by: number): T => list[by % list.length] as T
  return {
    requestId: uuidv7(),
    category: pick(categories, no * 7),
    placeCode: pick(villageCodes, no * 13),
    description: `村口路面塌陷，下雨积水，老人孩子过不去，希望尽快修好。第 ${no} 件。`,
    reporter: { wantsAnswer: true },
  }
}
