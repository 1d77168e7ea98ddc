import { explanationHeading, isExplained, yuanOf } from '@xiangzhi/language'
import { Alert, Button } from 'antd'
import { useText } from '../text.tsx'
import { useFoundWords } from './searched-paper.tsx'
import type { Draft, OpenedEdition } from './use-draft.ts'

/** What may be so where the text says why. */
const mayBeSo: ReadonlySet<string> = new Set<OpenedEdition['problems'][number]['problem']>([
  'opening-differs',
  'nothing-moved',
  'closing-negative',
])

/** What is not right yet with a draft, in sentences, and a way to begin the explanation that some of it asks for. */
export function ProblemList({ draft }: { draft: Draft }) {
  const { t } = useText()
  const foundWords = useFoundWords()
  const { blocks } = draft.text.content
  const headingOf = (at: number): string =>
    blocks[at]?.heading ?? t(`text.disclosureDesk.kind.${blocks[at]?.kind ?? 'text'}`)
  const wordsOf = (problem: OpenedEdition['problems'][number]): string => {
    if (problem.problem === 'empty') return t('text.disclosureDesk.problem.empty')
    const part = headingOf(problem.block)
    const heading = explanationHeading
    switch (problem.problem) {
      case 'unbalanced':
        return t('text.disclosureDesk.problem.unbalanced', { part, expected: yuanOf(problem.expected) })
      case 'unknown-column':
        return t('text.disclosureDesk.problem.unknownColumn', { part })
      case 'total-row':
        return t('text.disclosureDesk.problem.totalRow', { part, row: problem.row + 1 })
      case 'wrong-total':
        return t('text.disclosureDesk.problem.wrongTotal', { part })
      case 'opening-differs':
        return t('text.disclosureDesk.problem.openingDiffers', { part, expected: yuanOf(problem.expected), heading })
      case 'nothing-moved':
        return t('text.disclosureDesk.problem.nothingMoved', { part, heading })
      case 'closing-negative':
        return t('text.disclosureDesk.problem.closingNegative', { part, heading })
      case 'not-ended':
        return t('text.disclosureDesk.problem.notEnded', { part, lastDay: problem.lastDay })
      case 'secret-in-file':
        return t('text.disclosureDesk.problem.secretInFile', { file: problem.file, found: foundWords(problem.found) })
      case 'file-not-searched':
        return t('text.disclosureDesk.problem.fileNotSearched', { file: problem.file })
      case 'empty-block':
        return t('text.disclosureDesk.problem.emptyBlock', { part })
      case 'not-a-number':
        break
    }
    return t('text.disclosureDesk.problem.notANumber', { part, row: problem.row + 1 })
  }
  // Why a balance is not what it was, or why nothing moved, is said to everybody: in a part of the document.
  const asksWhy = draft.problems.some(({ problem }) => mayBeSo.has(problem))
  const explain = (): void =>
    draft.change({
      content: {
        blocks: blocks.some((block) => block.kind === 'text' && block.heading === explanationHeading)
          ? blocks
          : [...blocks, { kind: 'text', heading: explanationHeading, text: '' }],
      },
    })
  const lines = [
    ...draft.unfinished.map(({ block, row }) =>
      row === undefined
        ? t('text.disclosureDesk.problem.shortNil', { part: headingOf(block) })
        : t('text.disclosureDesk.problem.nameless', { part: headingOf(block), row: row + 1 }),
    ),
    ...draft.problems.map(wordsOf),
  ]
  if (lines.length === 0) return null
  return (
    <Alert
      type="info"
      showIcon
      className="xo-notice"
      title={t('text.disclosureDesk.problems')}
      description={
        <>
          <ul className="xo-lines">
            {lines.map((line, at) => (
              <li key={at}>{line}</li>
            ))}
          </ul>
          {asksWhy && !isExplained(draft.text.content) ? (
            <Button size="small" onClick={explain}>
              {t('text.disclosureDesk.explain', { heading: explanationHeading })}
            </Button>
          ) : null}
        </>
      }
    />
  )
}
