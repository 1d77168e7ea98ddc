import type { County, TimeLimit } from '@xiangzhi/language'
import { Button, Input, InputNumber, TimePicker } from 'antd'
import dayjs from 'dayjs'
import { useText } from '../text.tsx'
import { replaceAt, useConfigDraft } from './config-draft.ts'
import { ConfigFrame } from './config-frame.tsx'
import { Labelled } from './labelled.tsx'
import { LimitInput } from './limit-input.tsx'
import { NamedInput } from './named-input.tsx'

const isLimit = (value: unknown): value is TimeLimit =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length === 1 &&
  typeof Object.values(value)[0] === 'number'

const parameterNames = [
  'acceptWithin',
  'acceptUrgentWithin',
  'dispatchWithin',
  'verifyWithin',
  'feedbackWithin',
  'whistleAnswerWithin',
  'reopenWithin',
  'similarRadiusMetres',
  'photosMax',
  'mediateWithin',
  'takeUpWithin',
  'handInWithin',
] as const
type ParameterName = (typeof parameterNames)[number]
const isParameter = (name: string): name is ParameterName => (parameterNames as readonly string[]).includes(name)

/** Parameters stand in the order of the process, whatever order the database keeps them in. */
const order = (name: string): number => (isParameter(name) ? parameterNames.indexOf(name) : parameterNames.length)

type Values = Readonly<Record<string, TimeLimit | number>>

/** Limits and numbers by their names; the schema of the part says on saving what is out of range. */
function Parameters({
  values,
  change,
  disabled,
}: {
  values: Values
  change: (values: Values) => void
  disabled: boolean
}) {
  const { t } = useText()
  return (
    <div className="xa-parameters">
      {Object.entries(values)
        .sort(([one], [other]) => order(one) - order(other))
        .map(([name, value]) => {
          const label = isParameter(name) ? t(`text.admin.parameter.${name}`) : name
          return (
            <Labelled key={name} label={label}>
              {isLimit(value) ? (
                <LimitInput
                  label={label}
                  value={value}
                  disabled={disabled}
                  change={(next) => change({ ...values, [name]: next })}
                />
              ) : (
                <InputNumber
                  controls={false}
                  aria-label={label}
                  value={value}
                  min={0}
                  precision={0}
                  disabled={disabled}
                  onChange={(next) => change({ ...values, [name]: next ?? 0 })}
                />
              )}
            </Labelled>
          )
        })}
    </div>
  )
}

const practices = ['grid-event', 'mediation', 'formality'] as const

function Editor({ county, set, disabled }: { county: County; set: (county: County) => void; disabled: boolean }) {
  const { t } = useText()
  return (
    <>
      <section className="xz-panel xa-editor">
        <h2>{t('text.admin.parameters.county')}</h2>
        <NamedInput
          label={t('text.admin.parameters.name')}
          value={county.name}
          change={(name) => set({ ...county, name })}
          disabled={disabled}
        />
        <div className="xa-row">
          <div style={{ flex: 1 }}>
            <NamedInput
              label={t('text.admin.parameters.hotline')}
              value={county.hotline.name}
              change={(name) => set({ ...county, hotline: { ...county.hotline, name } })}
              disabled={disabled}
            />
          </div>
          <Labelled label={t('text.admin.phone')}>
            <Input
              aria-label={t('text.admin.parameters.hotline')}
              style={{ width: 140 }}
              value={county.hotline.phone}
              disabled={disabled}
              onChange={(event) => set({ ...county, hotline: { ...county.hotline, phone: event.target.value } })}
            />
          </Labelled>
        </div>
        <NamedInput
          label={t('text.admin.parameters.schematic')}
          value={county.schematic.note}
          change={(note) => set({ ...county, schematic: { ...county.schematic, note } })}
          disabled={disabled}
        />
        <Labelled label={t('text.admin.parameters.hours')}>
          <div className="xa-row">
            {county.workingHours.map((spell, index) => (
              <span key={index}>
                <TimePicker.RangePicker
                  aria-label={`${t('text.admin.parameters.hours')} ${index + 1}`}
                  format="HH:mm"
                  minuteStep={5}
                  allowClear={false}
                  disabled={disabled}
                  value={[dayjs(`2026-01-01T${spell.from}`), dayjs(`2026-01-01T${spell.to}`)]}
                  onChange={(times) => {
                    const [from, to] = times ?? []
                    if (from && to)
                      set({
                        ...county,
                        workingHours: replaceAt(county.workingHours, index, {
                          from: from.format('HH:mm'),
                          to: to.format('HH:mm'),
                        }),
                      })
                  }}
                />
                {disabled || county.workingHours.length === 1 ? null : (
                  <Button
                    type="text"
                    aria-label={`${t('text.admin.remove')} ${index + 1}`}
                    onClick={() =>
                      set({ ...county, workingHours: county.workingHours.filter((_, at) => at !== index) })
                    }
                  >
                    ×
                  </Button>
                )}
              </span>
            ))}
          </div>
        </Labelled>
      </section>
      {practices.map((practice) => {
        const values = county.practices[practice]
        return values ? (
          <section className="xz-panel" key={practice}>
            <h2>{t(`text.admin.practice.${practice}`)}</h2>
            <Parameters
              values={values}
              disabled={disabled}
              change={(next) => set({ ...county, practices: { ...county.practices, [practice]: next } })}
            />
          </section>
        ) : null
      })}
    </>
  )
}

/** What the county is called, when it works, and the limits of its practices. */
export function ParametersPage() {
  const { t } = useText()
  const draft = useConfigDraft<County>('county')
  return (
    <ConfigFrame title={t('text.admin.parameters.title')} note={t('text.admin.parameters.note')} draft={draft}>
      {(county) => <Editor county={county} set={draft.set} disabled={!draft.mayWrite} />}
    </ConfigFrame>
  )
}
