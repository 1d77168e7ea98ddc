import { doubtfulWords, publicText } from '@xiangzhi/language'
import { Alert } from 'antd'
import { useText } from '../text.tsx'
import { WordsInput } from '../words-input.tsx'

/**
 * A field for words that everybody may read. What the public will not see is shown before it is sent, in the words that will be
 * read, and what of it reads like a name or speaks of illness; nothing is cut: a text that is too long stays, with its count, until it is made shorter.
 */
export function PublicWords({
  value = '',
  onChange,
  minRows,
  most = 4000,
  always = false,
  ...rest
}: {
  id?: string
  /** How many characters the server takes. */
  most?: number
  /** How it will stand is shown also where nothing is starred: for words that stand alone before everybody and for good. */
  always?: boolean
  value?: string | undefined
  onChange?: (event: React.ChangeEvent<HTMLTextAreaElement>) => void
  minRows: number
}) {
  const { t } = useText()
  const shown = publicText(value)
  const doubts = [...new Set(doubtfulWords(shown).map(({ words }) => words))]
  return (
    <>
      <WordsInput
        {...rest}
        most={most}
        value={value}
        {...(onChange && { onChange })}
        autoSize={{ minRows, maxRows: 10 }}
      />
      {shown.trim() === '' || (shown === value && !always) ? null : (
        <output className="xz-small" style={{ display: 'block' }}>
          <b>{t(shown === value ? 'text.workbench.form.shown' : 'text.workbench.form.starred')}</b>{' '}
          <span className="xz-pre">{shown}</span>
        </output>
      )}
      {doubts.length === 0 ? null : (
        <output style={{ display: 'block' }}>
          <Alert type="warning" showIcon title={t('text.workbench.form.doubtful', { words: doubts.join('、') })} />
        </output>
      )}
    </>
  )
}
