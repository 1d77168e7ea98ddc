import { Input, type InputProps } from 'antd'
import type { TextAreaProps } from 'antd/es/input'
import type { ReactNode } from 'react'
import { useText } from './text.tsx'

/** From which part of its limit on a field of one line shows its count: most names are short, and a row of counts reads badly. */
const nearly = 0.8

/** Characters as the server counts them. */
const countOf = (text: string): number => text.length

interface Limited {
  /** How many characters the server takes. Nothing is cut: what is too long stays, with a sentence, until it is made shorter. */
  readonly most: number
}

function Over({ most, value, children }: Limited & { value: unknown; children: ReactNode }) {
  const { t } = useText()
  const over = typeof value === 'string' ? countOf(value) - most : 0
  return (
    <>
      {children}
      {over > 0 ? (
        <div role="alert" className="xz-small xz-over">
          {t('text.workbench.form.tooLong', { over, most })}
        </div>
      ) : null}
    </>
  )
}

/** A field of one line that says when it holds more than the server takes. */
export function LineInput({ most, ...given }: Limited & Omit<InputProps, 'maxLength' | 'count' | 'showCount'>) {
  return (
    <Over most={most} value={given.value}>
      <Input
        {...given}
        count={{
          max: most,
          strategy: countOf,
          show: ({ count }) => (count > most * nearly ? `${count}/${most}` : null),
        }}
      />
    </Over>
  )
}

/** A field of sentences with a count; nothing is cut. `quiet` shows the count only near the limit: where many such fields stand below each other. */
export function WordsInput({
  most,
  quiet = false,
  ...given
}: Limited & { readonly quiet?: boolean } & Omit<TextAreaProps, 'maxLength' | 'count' | 'showCount'>) {
  const show = quiet ? ({ count }: { count: number }) => (count > most * nearly ? `${count}/${most}` : null) : true
  return (
    <Over most={most} value={given.value}>
      <Input.TextArea {...given} count={{ show, max: most, strategy: countOf }} />
    </Over>
  )
}
