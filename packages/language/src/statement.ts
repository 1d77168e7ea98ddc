import type { Block, Content } from './content.ts'

type MoneyBlock = Extract<Block, { kind: 'money' }>

/** The heading under which a statement explains itself to its readers. */
export const explanationHeading = '情况说明'

/** What a statement of money is compared with. */
export interface StatementFacts {
  /** The last day of the period that it is about; null for one without an end. */
  readonly lastDay: string | null
  /** The local date. */
  readonly today: string
  /** What the statement before says: the last one that is public, of the same item and place. */
  readonly before: Content | undefined
}

/** What cannot be true of a statement of money. Amounts are whole fen. */
export type StatementProblem =
  | { readonly problem: 'opening-differs'; readonly block: number; readonly expected: number }
  | { readonly problem: 'nothing-moved'; readonly block: number }
  | { readonly problem: 'closing-negative'; readonly block: number }
  | { readonly problem: 'not-ended'; readonly block: number; readonly lastDay: string }

const ofStatements: ReadonlySet<string> = new Set<StatementProblem['problem']>([
  'opening-differs',
  'nothing-moved',
  'closing-negative',
  'not-ended',
])

/**
 * Whether a problem keeps a text from being handed in. A simulated year corrects and takes back at random, so that its balances
 * do not follow each other: in a demo county what is wrong with a statement beside others is shown and holds nothing back.
 */
export function holdsBack({ problem }: { readonly problem: string }, demo: boolean): boolean {
  return !(demo && ofStatements.has(problem))
}

const moneyBlocks = (
  content: Content,
): { readonly block: MoneyBlock; readonly at: number; readonly name: string }[] => {
  const met = new Map<string, number>()
  return content.blocks.flatMap((block, at) => {
    if (block.kind !== 'money') return []
    // Two accounts of one document are told apart by their headings, and by their order where these are the same.
    const nth = met.get(block.heading ?? '') ?? 0
    met.set(block.heading ?? '', nth + 1)
    return [{ block, at, name: `${nth} ${block.heading ?? ''}` }]
  })
}

/** A new document whose accounts begin with what was left at the end of the statement before. */
export function carryBalance(content: Content, before: Content | undefined): Content {
  if (!before) return content
  const closings = new Map(moneyBlocks(before).map(({ name, block }) => [name, block.closing]))
  const opened = new Map(moneyBlocks(content).map(({ at, name }) => [at, closings.get(name)]))
  return {
    blocks: content.blocks.map((block, at): Block => {
      const opening = opened.get(at)
      return block.kind !== 'money' || opening === undefined ? block : { ...block, opening, closing: opening }
    }),
  }
}

/** Whether a document explains itself, in words that are published with it. */
export function isExplained(content: Content): boolean {
  return content.blocks.some(
    (block) => block.kind === 'text' && block.heading === explanationHeading && block.text.trim().length >= 4,
  )
}

/**
 * What keeps a statement of money with its writer: a period that has not ended has no closing balance yet; what was left at the
 * end of the last one is there at the beginning of this one; a month in which nothing came in and nothing went out is rare; nobody
 * pays out more than there is. The last three may be so, when the document says why, to everybody.
 */
export function checkStatement(content: Content, { lastDay, today, before }: StatementFacts): StatementProblem[] {
  const closings = new Map(before ? moneyBlocks(before).map(({ name, block }) => [name, block.closing]) : [])
  const explained = isExplained(content)
  return moneyBlocks(content).flatMap(({ block, at, name }): StatementProblem[] => {
    const expected = closings.get(name)
    const moved = [...block.income, ...block.expense].some(({ fen }) => fen !== 0)
    return [
      ...(lastDay !== null && lastDay >= today ? [{ problem: 'not-ended', block: at, lastDay } as const] : []),
      ...(expected !== undefined && expected !== block.opening && !explained
        ? [{ problem: 'opening-differs', block: at, expected } as const]
        : []),
      ...(!moved && !explained ? [{ problem: 'nothing-moved', block: at } as const] : []),
      ...(block.closing < 0 && !explained ? [{ problem: 'closing-negative', block: at } as const] : []),
    ]
  })
}
