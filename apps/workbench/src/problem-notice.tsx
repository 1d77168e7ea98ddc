import { Alert, Button } from 'antd'
import { isGone, problemSentence } from './api-client.ts'
import { useText } from './text.tsx'

/** What went wrong, that nothing typed is lost, and the way on; asking again leads nowhere where somebody has no right. */
export function ProblemNotice({ problem, retry }: { problem: unknown; retry?: () => void }) {
  const { language, t } = useText()
  if (problem === undefined || problem === null) return null
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={problemSentence(language, problem)}
      action={
        retry && !isGone(problem) ? (
          <Button size="small" onClick={retry}>
            {t('text.workbench.again')}
          </Button>
        ) : undefined
      }
      style={{ marginBottom: 12 }}
    />
  )
}
