import { Alert, Button, Image, Modal } from 'antd'
import { useState } from 'react'
import { Icon } from '../icon.tsx'
import { useText } from '../text.tsx'
import { SearchedPaper } from './searched-paper.tsx'
import type { OpenedEdition } from './use-draft.ts'

type Paper = Extract<OpenedEdition['edition']['content']['blocks'][number], { kind: 'files' }>['files'][number]

/** Where a paper of a text is read; the server checks on each request who asks. */
function paperAddress(editionId: string, fileId: string, size: 'full' | 'thumbnail'): string {
  return `/api/files/${fileId}?edition=${editionId}${size === 'thumbnail' ? '&size=thumb' : ''}`
}

const papersOf = ({ edition }: OpenedEdition): Paper[] =>
  edition.content.blocks.flatMap((block) => (block.kind === 'files' ? block.files : []))

/** The papers of a text that cannot be opened: damaged, or with a password. */
export function brokenPapers(opened: OpenedEdition): Paper[] {
  const broken = new Set(
    opened.papers.flatMap(({ fileId, unsearched }) => (unsearched?.why === 'unreadable' ? [fileId] : [])),
  )
  return papersOf(opened).filter(({ fileId }) => broken.has(fileId))
}

const KILOBYTE = 1024

/** The papers of a text for whoever writes, checks or signs it: pictures and PDFs open here, sheets are saved and opened. */
export function PapersPanel({ opened }: { opened: OpenedEdition }) {
  const { t } = useText()
  const [shown, setShown] = useState<Paper>()
  const papers = papersOf(opened)
  if (papers.length === 0) return null
  const broken = brokenPapers(opened)
  return (
    <section className="xz-panel">
      <h2>{t('text.disclosureDesk.papers')}</h2>
      <p className="xz-soft xz-small">{t('text.disclosureDesk.papersNote')}</p>
      <ul className="xo-files">
        {papers.map((paper) => {
          const searched = (
            <div className="xo-searched">
              <SearchedPaper searched={opened.papers.find(({ fileId }) => fileId === paper.fileId)} />
            </div>
          )
          const size = <span className="xz-soft xz-figures">{Math.max(1, Math.round(paper.bytes / KILOBYTE))} KB</span>
          if (paper.mediaType.startsWith('image/'))
            return (
              <li key={paper.fileId}>
                <Image
                  width={112}
                  height={84}
                  alt={paper.name}
                  src={paperAddress(opened.id, paper.fileId, 'thumbnail')}
                  preview={{ src: paperAddress(opened.id, paper.fileId, 'full') }}
                />
                {paper.name} {size}
                {searched}
              </li>
            )
          return (
            <li key={paper.fileId}>
              <Icon name="attach" size={15} /> {paper.name} {size}
              {paper.mediaType === 'application/pdf' ? (
                <Button size="small" onClick={() => setShown(paper)}>
                  {t('text.disclosureDesk.paperLook')}
                </Button>
              ) : (
                <a href={paperAddress(opened.id, paper.fileId, 'full')} download>
                  {t('text.disclosureDesk.paperSave')}
                </a>
              )}
              {searched}
            </li>
          )
        })}
      </ul>
      <Modal
        open={shown !== undefined}
        title={shown?.name}
        footer={null}
        width="min(960px, 96vw)"
        destroyOnHidden
        onCancel={() => setShown(undefined)}
      >
        {shown && broken.includes(shown) ? (
          <Alert
            type="error"
            showIcon
            title={t('text.disclosureDesk.paperBroken')}
            action={
              <a href={paperAddress(opened.id, shown.fileId, 'full')} download>
                {t('text.disclosureDesk.paperSave')}
              </a>
            }
          />
        ) : shown ? (
          // oxlint-disable-next-line react/iframe-missing-sandbox -- no browser draws a PDF in a sandbox; its own policy lets it load nothing
          <iframe
            className="xo-paper"
            title={shown.name}
            src={paperAddress(opened.id, shown.fileId, 'full')}
            // What draws a PDF takes the keys; Escape is for the window around it.
            onLoad={({ currentTarget }) => currentTarget.closest<HTMLElement>('[role=dialog]')?.focus()}
          />
        ) : null}
      </Modal>
    </section>
  )
}
