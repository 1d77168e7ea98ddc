import type { FieldChange } from '@xiangzhi/contract'
import { useText } from '../text.tsx'

/** Before and after of each field, one line a field. */
export function ChangeLines({ changes }: { changes: readonly FieldChange[] }) {
  const { t } = useText()
  if (changes.length === 0) return null
  return (
    <ul className="xa-changes">
      {changes.map((change) => (
        <li key={change.field}>
          <code>{change.field}</code>
          {change.from === null ? null : <del>{change.from}</del>}
          {change.to === null ? <em>{t('text.admin.removed')}</em> : <ins>{change.to}</ins>}
        </li>
      ))}
    </ul>
  )
}
