import type { FieldChange } from '@xiangzhi/contract'
import { useText } from '../text.tsx'

/** An inner id says nothing to anybody; its end is enough to tell two apart. */
const shortened = (text: string): string =>
  text.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{4}([0-9a-f]{8})/g, '…$1')

/** Before and after of each field, one line a field. */
export function ChangeLines({ changes }: { changes: readonly FieldChange[] }) {
  const { t } = useText()
  if (changes.length === 0) return null
  return (
    <ul className="xa-changes">
      {changes.map((change) => (
        <li key={change.field}>
          <code>{shortened(change.field)}</code>
          {change.from === null ? null : <del>{shortened(change.from)}</del>}
          {change.to === null ? <em>{t('text.admin.removed')}</em> : <ins>{shortened(change.to)}</ins>}
        </li>
      ))}
    </ul>
  )
}
