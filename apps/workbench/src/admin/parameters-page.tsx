import type { County, ProcessDeclaration, TimeLimit } from '@xiangzhi/language'
import { Button, Input, InputNumber, TimePicker } from 'antd'
import dayjs from 'dayjs'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'
import { replaceAt, useConfigDraft } from './config-draft.ts'
import { ConfigFrame } from './config-frame.tsx'
import { Labelled } from './labelled.tsx'
import { LimitInput } from './limit-input.tsx'
import { NamedInput } from './named-input.tsx'
import { NumbersToCall } from './numbers-to-call.tsx'

const isLimit = (value: unknown): value is TimeLimit =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length === 1 &&
  typeof Object.values(value)[0] === 'number'

type Values = Readonly<Record<string, TimeLimit | number>>

/** Limits and numbers in the order in which the process declares them; the checks of the part say on saving what is out of range. */
function Parameters({
  parameters,
  values,
  change,
  disabled,
}: {
  parameters: NonNullable<ProcessDeclaration['parameters']>
  values: Values
  change: (values: Values) => void
  disabled: boolean
}) {
  const { t } = useText()
  return (
    <div className="xa-parameters">
      {Object.entries(parameters).map(([name, parameter]) => {
        const label = t(parameter.label)
        const value = values[name]
        return (
          <Labelled key={name} label={label}>
            {parameter.kind === 'limit' ? (
              <LimitInput
                label={label}
                value={isLimit(value) ? value : { workingDays: 1 }}
                disabled={disabled}
                change={(next) => change({ ...values, [name]: next })}
              />
            ) : (
              <InputNumber
                controls={false}
                aria-label={label}
                value={typeof value === 'number' ? value : parameter.min}
                min={parameter.min}
                max={parameter.max}
                precision={0}
                disabled={disabled}
                onChange={(next) => change({ ...values, [name]: next ?? parameter.min })}
              />
            )}
          </Labelled>
        )
      })}
    </div>
  )
}

function Editor({ county, set, disabled }: { county: County; set: (county: County) => void; disabled: boolean }) {
  const { t } = useText()
  const { processes } = useCounty()
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
      {processes.map(({ key, title, parameters }) => {
        const values = county.practices[key]
        return values && parameters ? (
          <section className="xz-panel" key={key}>
            <h2>{t(title)}</h2>
            <Parameters
              parameters={parameters}
              values={values}
              disabled={disabled}
              change={(next) => set({ ...county, practices: { ...county.practices, [key]: next } })}
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
      {(county) => (
        <>
          <NumbersToCall mayWrite={draft.mayWrite} />
          <Editor county={county} set={draft.set} disabled={!draft.mayWrite} />
        </>
      )}
    </ConfigFrame>
  )
}
