import { publicText } from '@xiangzhi/language'
import { useText } from '../text.tsx'
import { WordsInput } from '../words-input.tsx'

/** The longest text that the server takes. */
const most = 4000

/**
 * A field for words that everybody may read. What the public will not see is shown before it is sent, in the words that will be
 * read; nothing is cut: a text that is too long stays, with its count, until it is made shorter.
 */
export function PublicWords({
  value = '',
  onChange,
  minRows,
  ...rest
}: {
  id?: string
  value?: string
  onChange?: (event: React.ChangeEvent<HTMLTextAreaElement>) => void
  minRows: number
}) {
  const { t } = useText()
  const shown = publicText(value)
  return (
    <>
      <WordsInput
        {...rest}
        most={most}
        value={value}
        {...(onChange && { onChange })}
        autoSize={{ minRows, maxRows: 10 }}
      />
      {shown === value ? null : (
        <output className="xz-small" style={{ display: 'block' }}>
          <b>{t('text.workbench.form.starred')}</b> <span className="xz-pre">{shown}</span>
        </output>
      )}
    </>
  )
}
