import { fewerMark } from '@xiangzhi/language'
import { Alert, Button } from 'antd'
import { useText } from '../text.tsx'
import { withoutSmallCounts } from './draft-content.ts'
import type { Draft, OpenedEdition } from './use-draft.ts'

/** Which counts are too small to be published, and a way to say so in the text instead of leaving the cells empty. */
export function SmallCounts({ opened, draft }: { opened: OpenedEdition; draft: Draft }) {
  const { t } = useText()
  const found = opened.findings.filter(({ masked }) => masked === 'small-count')
  if (found.length === 0) return null
  const labels = [...new Set(found.flatMap(({ label }) => (label === undefined ? [] : [label])))]
  const content = withoutSmallCounts(draft.text.content, found)
  const offers = content.blocks.some((block, at) => block !== draft.text.content.blocks[at])
  return (
    <Alert
      type="warning"
      showIcon
      className="xo-notice"
      title={t('text.disclosureDesk.smallCounts', { n: found.length, labels: labels.join(t('text.common.comma')) })}
      description={t('text.disclosureDesk.smallCountsNote')}
      action={
        offers ? (
          <Button size="small" onClick={() => draft.change({ content })}>
            {t('text.disclosureDesk.smallCountsWrite', { mark: fewerMark })}
          </Button>
        ) : null
      }
    />
  )
}
