import type { PublicBody } from '@xiangzhi/contract'
import { publishCount } from '@xiangzhi/language'

/**
 * As whom published texts are read. Some items are for the people of one village (the list of voters: 村民委员会组织法 art. 17;
 * who receives relief: 社会救助法 art. 45, published within the village). Everybody else sees that they were published, how many rows they
 * have and how much money they tell of, and no word that a writer typed.
 *
 * Whoever says `villagersOf` answers for it: the sheet that staff print, a screen registered for the village, a villager's sign-in.
 */
export type Readership =
  | { readonly of: 'everybody' }
  | {
      readonly of: 'village'
      readonly villageIds: readonly string[]
      readonly through: 'paper' | 'device' | 'sign-in' | 'desk'
    }

/** The open web: pages, feeds, open data, search, letters, the public interface. */
export const everybody: Readership = { of: 'everybody' }

/** The people of some villages, and where they read. */
export function villagersOf(
  villageIds: readonly string[],
  through: Extract<Readership, { of: 'village' }>['through'],
): Readership {
  return { of: 'village', villageIds, through }
}

/** What everybody may know of a text that is for the people of a village: for each table, how many rows and how much money. */
export interface WithheldTable {
  /** Rows of the table; absent from one to four, which would speak of persons whom the village knows. */
  readonly rows: number | null
  /** The sums of its columns of money, in fen, by the keys of the columns; what a writer called a column is not told. */
  readonly totals: readonly { readonly key: string; readonly fen: number }[]
}

/**
 * The tables of a text in numbers. The sum of the money is told however few receive it: how much a village gave is what the law opens,
 * and it names nobody. A count from one to four is not.
 */
export function withheldTables({ content }: Pick<PublicBody, 'content'>): WithheldTable[] {
  return content.blocks.flatMap((block): WithheldTable[] => {
    if (block.kind !== 'table') return []
    const count = block.rows.length
    const totals = block.columns
      .filter(({ align }) => align === 'money')
      .map(({ key }) => ({
        key,
        fen: block.rows.reduce((sum, row) => sum + (typeof row[key] === 'number' ? row[key] : 0), 0),
      }))
    return [{ rows: publishCount(count), totals }]
  })
}
