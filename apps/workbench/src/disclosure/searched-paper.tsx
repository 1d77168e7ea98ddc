import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import type { OpenedEdition } from './use-draft.ts'

type Searched = OpenedEdition['papers'][number]

/** How what was found in a paper is said: which kind of number, how it begins and ends, on which page or in which cell. */
export function useFoundWords(): (found: Searched['found']) => string {
  const { t } = useText()
  return (found) =>
    found
      .map(({ kind, at, shown }) => {
        const where =
          'page' in at
            ? t('text.disclosureDesk.paper.page', { n: at.page })
            : t('text.disclosureDesk.paper.cell', { sheet: at.sheet, cell: at.cell })
        return t('text.disclosureDesk.paper.found', { kind: t(`text.disclosureDesk.mask.${kind}`), shown, where })
      })
      .join(t('text.common.semicolon'))
}

/** What was searched of one paper, for whoever writes, checks or signs: what was not must be looked at by a person. */
export function SearchedPaper({ searched }: { searched: Searched | undefined }) {
  const { t } = useText()
  const wordsOf = useFoundWords()
  if (!searched) return null
  const { unsearched, found } = searched
  return (
    <>
      {found.length > 0 ? (
        <div>
          <StatusTag kind="danger">{t('text.disclosureDesk.paper.secret')}</StatusTag> {wordsOf(found)}
        </div>
      ) : null}
      {unsearched ? (
        <div>
          <StatusTag kind={unsearched.why === 'unreadable' ? 'danger' : 'warn'}>
            {t('text.disclosureDesk.paper.unsearched')}
          </StatusTag>{' '}
          {unsearched.pages
            ? t('text.disclosureDesk.paper.pages', { pages: unsearched.pages.join('、') })
            : t(`text.disclosureDesk.paper.why.${unsearched.why}`)}
        </div>
      ) : null}
      {found.length === 0 && !unsearched ? (
        <div>
          <StatusTag kind="good">{t('text.disclosureDesk.paper.clean')}</StatusTag>{' '}
          <span className="xz-soft">{t('text.disclosureDesk.paper.cleanNote')}</span>
        </div>
      ) : null}
    </>
  )
}
