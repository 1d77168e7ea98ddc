import type { CaseView } from '@xiangzhi/contract'
import { Image } from 'antd'
import { Icon } from '../icon.tsx'
import { useText } from '../text.tsx'

type CaseFile = CaseView['files'][number]

/** Where a file of a case is read; the server checks on each request who asks. */
export function fileAddress(caseId: string, fileId: string, size: 'full' | 'thumbnail'): string {
  return `/api/files/${fileId}?case=${caseId}${size === 'thumbnail' ? '&size=thumb' : ''}`
}

/** Photos as small pictures that open large; other papers as links. */
export function CaseFiles({ caseId, files }: { caseId: string; files: readonly CaseFile[] }) {
  const { t } = useText()
  if (files.length === 0) return null
  const photos = files.filter((file) => file.mediaType.startsWith('image/'))
  const papers = files.filter((file) => !file.mediaType.startsWith('image/'))
  return (
    <div className="xz-photos">
      <Image.PreviewGroup>
        {photos.map((file, index) => (
          <Image
            key={file.id}
            width={112}
            height={84}
            alt={t('text.workbench.case.photo', { n: index + 1, name: file.name })}
            src={fileAddress(caseId, file.id, 'thumbnail')}
            preview={{ src: fileAddress(caseId, file.id, 'full') }}
          />
        ))}
      </Image.PreviewGroup>
      {papers.map((file) => (
        <a key={file.id} href={fileAddress(caseId, file.id, 'full')} target="_blank" rel="noreferrer">
          <Icon name="attach" size={15} /> {file.name}
        </a>
      ))}
    </div>
  )
}
