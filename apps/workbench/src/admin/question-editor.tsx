import type { Question } from '@xiangzhi/language'
import { Button, Input, Select, Switch } from 'antd'
import { useText } from '../text.tsx'
import { replaceAt } from './config-draft.ts'
import { NamedInput } from './named-input.tsx'

const kinds = ['yes-no', 'choice', 'text', 'number', 'date'] as const

function withKind(question: Question, kind: Question['kind']): Question {
  const { options: _, ...rest } = question
  return kind === 'choice' ? { ...rest, kind, options: { one: { zh: '', en: '' } } } : { ...rest, kind }
}

function Options({
  question,
  change,
  disabled,
}: {
  question: Question
  change: (question: Question) => void
  disabled: boolean
}) {
  const { t } = useText()
  const options = Object.entries(question.options ?? {})
  const put = (next: [string, { zh: string; en: string }][]): void =>
    change({ ...question, options: Object.fromEntries(next) })
  return (
    <div className="xa-options">
      {options.map(([key, label], index) => (
        <div className="xa-row" key={index}>
          <Input
            aria-label={`${t('text.admin.key')} ${index + 1}`}
            value={key}
            disabled={disabled}
            style={{ width: 130 }}
            onChange={(event) => put(replaceAt(options, index, [event.target.value, label]))}
          />
          <div style={{ flex: 1 }}>
            <NamedInput
              label={`${t('text.admin.question.option')} ${index + 1}`}
              value={label}
              change={(next) => put(replaceAt(options, index, [key, next]))}
              disabled={disabled}
            />
          </div>
          {disabled ? null : (
            <Button
              type="text"
              onClick={() => put(options.filter((_, at) => at !== index))}
              aria-label={`${t('text.admin.remove')} ${key}`}
            >
              ×
            </Button>
          )}
        </div>
      ))}
      {disabled ? null : (
        <Button size="small" onClick={() => put([...options, [`option-${options.length + 1}`, { zh: '', en: '' }]])}>
          {t('text.admin.question.addOption')}
        </Button>
      )}
    </div>
  )
}

/** The questions that a villager is asked only for this sub-class; at most five. */
export function QuestionEditor({
  questions,
  change,
  disabled,
}: {
  questions: readonly Question[]
  change: (questions: Question[]) => void
  disabled: boolean
}) {
  const { t } = useText()
  return (
    <section>
      <div className="xa-section-head">
        <h3>{t('text.admin.question.title')}</h3>
        {disabled || questions.length >= 5 ? null : (
          <Button
            size="small"
            onClick={() =>
              change([
                ...questions,
                { key: `question-${questions.length + 1}`, label: { zh: '', en: '' }, kind: 'yes-no', required: false },
              ])
            }
          >
            {t('text.admin.add')}
          </Button>
        )}
      </div>
      {questions.length === 0 ? <p className="xz-soft">{t('text.admin.question.none')}</p> : null}
      {questions.map((question, index) => (
        <div className="xa-card" key={index}>
          <NamedInput
            label={t('text.admin.question.label')}
            value={question.label}
            change={(label) => change(replaceAt(questions, index, { ...question, label }))}
            disabled={disabled}
          />
          <div className="xa-row">
            <Input
              aria-label={t('text.admin.key')}
              value={question.key}
              disabled={disabled}
              style={{ width: 180 }}
              onChange={(event) => change(replaceAt(questions, index, { ...question, key: event.target.value }))}
            />
            <Select
              aria-label={t('text.admin.question.kind')}
              value={question.kind}
              disabled={disabled}
              style={{ width: 130 }}
              options={kinds.map((kind) => ({ value: kind, label: t(`text.admin.question.kind.${kind}`) }))}
              onChange={(kind) => change(replaceAt(questions, index, withKind(question, kind)))}
            />
            <span>
              <Switch
                aria-label={t('text.admin.question.required')}
                checked={question.required}
                disabled={disabled}
                onChange={(required) => change(replaceAt(questions, index, { ...question, required }))}
              />{' '}
              {t('text.admin.question.required')}
            </span>
            {disabled ? null : (
              <Button type="link" danger onClick={() => change(questions.filter((_, at) => at !== index))}>
                {t('text.admin.remove')}
              </Button>
            )}
          </div>
          {question.kind === 'choice' ? (
            <Options
              question={question}
              change={(next) => change(replaceAt(questions, index, next))}
              disabled={disabled}
            />
          ) : null}
        </div>
      ))}
    </section>
  )
}
