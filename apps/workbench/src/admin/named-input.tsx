import type { Named } from '@xiangzhi/text'
import { Input } from 'antd'
import { useText } from '../text.tsx'

interface NamedInputProps {
  readonly label: string
  readonly value: Named
  readonly change: (value: Named) => void
  readonly rows?: number
  readonly disabled?: boolean
}

/** A text in both languages, side by side, so that a missing translation is seen at once. */
export function NamedInput({ label, value, change, rows, disabled = false }: NamedInputProps) {
  const { t } = useText()
  const side = (language: 'zh' | 'en') => {
    const shared = {
      value: value[language],
      disabled,
      'aria-label': `${label} · ${t(`text.admin.language.${language}`)}`,
      placeholder: t(`text.admin.language.${language}`),
      lang: language === 'zh' ? 'zh-CN' : 'en',
    }
    const typed = (text: string): void => change({ ...value, [language]: text })
    return rows ? (
      <Input.TextArea
        {...shared}
        autoSize={{ minRows: rows, maxRows: 10 }}
        onChange={(event) => typed(event.target.value)}
      />
    ) : (
      <Input {...shared} onChange={(event) => typed(event.target.value)} />
    )
  }
  return (
    <fieldset className="xa-named">
      <legend>{label}</legend>
      {side('zh')}
      {side('en')}
    </fieldset>
  )
}

/** Several such texts one below the other: conditions, steps, papers to bring. */
export function NamedLines({
  label,
  value,
  change,
  disabled = false,
}: {
  label: string
  value: readonly Named[]
  change: (value: Named[]) => void
  disabled?: boolean
}) {
  const { t } = useText()
  const replace = (index: number, line: Named): void => change(value.map((one, at) => (at === index ? line : one)))
  return (
    <div className="xa-lines">
      <div className="xa-lines-label">{label}</div>
      {value.map((line, index) => (
        // Lines have no key of their own; their place is their identity.
        <div className="xa-line" key={index}>
          <NamedInput
            label={`${label} ${index + 1}`}
            value={line}
            change={(next) => replace(index, next)}
            rows={1}
            disabled={disabled}
          />
          {disabled ? null : (
            <button
              type="button"
              className="xa-plain"
              onClick={() => change(value.filter((_, at) => at !== index))}
              aria-label={`${t('text.admin.remove')} ${label} ${index + 1}`}
            >
              ×
            </button>
          )}
        </div>
      ))}
      {disabled ? null : (
        <button type="button" className="xa-link" onClick={() => change([...value, { zh: '', en: '' }])}>
          {t('text.admin.addLine')}
        </button>
      )}
    </div>
  )
}
