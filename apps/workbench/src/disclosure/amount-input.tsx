import { Input } from 'antd'
import { useState } from 'react'
import { useText } from '../text.tsx'
import { fenOf, yuanTyped } from './draft-content.ts'

/** A field for an amount of yuan. What is no amount stays visible and is marked, and the last amount that was one counts. */
export function AmountInput({
  fen,
  label,
  change,
  disabled = false,
}: {
  fen: number
  label: string
  change: (fen: number) => void
  disabled?: boolean
}) {
  const { t } = useText()
  const [typed, setTyped] = useState(yuanTyped(fen))
  const [shown, setShown] = useState(fen)
  if (shown !== fen) {
    setShown(fen)
    if (fenOf(typed) !== fen) setTyped(yuanTyped(fen))
  }
  const wrong = typed.trim() !== '' && fenOf(typed) === undefined
  return (
    <Input
      value={typed}
      inputMode="decimal"
      aria-label={label}
      aria-invalid={wrong}
      disabled={disabled}
      suffix={t('text.disclosureDesk.yuan')}
      className="xo-amount"
      {...(wrong ? { status: 'error' as const, title: t('text.disclosureDesk.noAmount') } : {})}
      onFocus={(event) => event.target.select()}
      onBlur={() => setTyped(yuanTyped(fen))}
      onChange={({ target }) => {
        setTyped(target.value)
        const read = target.value.trim() === '' ? 0 : fenOf(target.value)
        if (read !== undefined && read !== fen) {
          setShown(read)
          change(read)
        }
      }}
    />
  )
}
