import { useParams, useRouter } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect } from 'react'
import { Icon } from '../icon.tsx'
import { useText } from '../text.tsx'
import { CaseContent } from './case-content.tsx'

/** A case on a page of its own. */
export function CasePage() {
  const { t } = useText()
  const router = useRouter()
  const { caseId } = useParams({ strict: false })
  useEffect(() => {
    document.title = `${t('text.workbench.case.title')} · ${t('text.common.product')}`
  }, [t])
  if (!caseId) return null
  return (
    <div className="xz-page">
      <Button
        type="link"
        className="xz-noprint"
        style={{ padding: 0, marginBottom: 8 }}
        icon={<Icon name="back" size={14} />}
        onClick={() => (router.history.canGoBack() ? router.history.back() : void router.navigate({ to: '/cases' }))}
      >
        {t('text.workbench.case.back')}
      </Button>
      <CaseContent key={caseId} caseId={caseId} />
    </div>
  )
}
