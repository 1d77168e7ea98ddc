import type { Formality } from '@xiangzhi/language'
import { Button, Input, InputNumber, Select, Space, Switch } from 'antd'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { replaceAt, useConfigDraft } from './config-draft.ts'
import { ConfigFrame } from './config-frame.tsx'
import { DayInput } from './day-input.tsx'
import { Labelled } from './labelled.tsx'
import { LimitInput } from './limit-input.tsx'
import { NamedInput, NamedLines } from './named-input.tsx'
import { OrganisationPicker } from './pickers.tsx'
import { Nothing } from '../nothing.tsx'

const groups = ['relief', 'medical', 'pension', 'household', 'farming', 'housing', 'work', 'children'] as const

function SheetEditor({
  sheet,
  change,
  disabled,
}: {
  sheet: Formality
  change: (sheet: Formality) => void
  disabled: boolean
}) {
  const { t } = useText()
  const put = (patch: Partial<Formality>): void => change({ ...sheet, ...patch })
  const { publicityDays, helperNote, ...rest } = sheet
  return (
    <div className="xa-editor">
      <NamedInput
        label={t('text.admin.sheet.title')}
        value={sheet.title}
        change={(title) => put({ title })}
        disabled={disabled}
      />
      <NamedInput
        label={t('text.admin.sheet.summary')}
        value={sheet.summary}
        change={(summary) => put({ summary })}
        disabled={disabled}
      />
      <div className="xa-row">
        <Labelled label={t('text.admin.sheet.number')}>
          <InputNumber
            controls={false}
            aria-label={t('text.admin.sheet.number')}
            min={1}
            max={99}
            value={sheet.number}
            disabled={disabled}
            onChange={(number) => put({ number: number ?? 1 })}
          />
        </Labelled>
        <Labelled label={t('text.admin.sheet.group')}>
          <Select
            aria-label={t('text.admin.sheet.group')}
            style={{ width: 130 }}
            value={sheet.group}
            disabled={disabled}
            options={groups.map((group) => ({ value: group, label: t(`text.admin.sheetGroup.${group}`) }))}
            onChange={(group) => put({ group })}
          />
        </Labelled>
        <Labelled label={t('text.admin.sheet.limit')}>
          <LimitInput
            label={t('text.admin.sheet.limit')}
            value={sheet.limit}
            change={(limit) => put({ limit })}
            disabled={disabled}
          />
        </Labelled>
        <Labelled label={t('text.admin.sheet.publicity')} hint={t('text.admin.sheet.publicityHint')}>
          <InputNumber
            controls={false}
            aria-label={t('text.admin.sheet.publicity')}
            min={1}
            max={60}
            value={publicityDays ?? null}
            disabled={disabled}
            onChange={(days) =>
              change({
                ...rest,
                ...(helperNote ? { helperNote } : {}),
                ...(days === null ? {} : { publicityDays: days }),
              })
            }
          />
        </Labelled>
        <Labelled label={t('text.admin.sheet.confidence')}>
          <Select
            aria-label={t('text.admin.sheet.confidence')}
            style={{ width: 190 }}
            value={sheet.confidence}
            disabled={disabled}
            options={(['sourced', 'configurable'] as const).map((one) => ({
              value: one,
              label: t(`text.admin.sheetConfidence.${one}`),
            }))}
            onChange={(confidence) => put({ confidence })}
          />
        </Labelled>
      </div>
      <NamedInput
        label={t('text.admin.sheet.limitNote')}
        value={sheet.limitNote}
        change={(limitNote) => put({ limitNote })}
        disabled={disabled}
      />
      <NamedLines
        label={t('text.admin.sheet.who')}
        value={sheet.whoMayApply}
        change={(whoMayApply) => put({ whoMayApply })}
        disabled={disabled}
      />
      <NamedLines
        label={t('text.admin.sheet.bring')}
        value={sheet.bring}
        change={(bring) => put({ bring })}
        disabled={disabled}
      />
      <NamedLines
        label={t('text.admin.sheet.steps')}
        value={sheet.steps}
        change={(steps) => put({ steps })}
        disabled={disabled}
      />
      <NamedInput
        label={t('text.admin.sheet.where')}
        value={sheet.where}
        change={(where) => put({ where })}
        disabled={disabled}
      />
      <NamedInput
        label={t('text.admin.sheet.fee')}
        value={sheet.fee}
        change={(fee) => put({ fee })}
        disabled={disabled}
      />
      <NamedInput
        label={t('text.admin.sheet.result')}
        value={sheet.result}
        change={(result) => put({ result })}
        disabled={disabled}
      />
      <NamedLines
        label={t('text.admin.sheet.basis')}
        value={sheet.basis}
        change={(basis) => put({ basis })}
        disabled={disabled}
      />
      <div className="xa-row">
        <Labelled label={t('text.admin.sheet.department')}>
          <div style={{ width: 300 }}>
            <OrganisationPicker
              byKey
              label={t('text.admin.sheet.department')}
              value={sheet.department}
              disabled={disabled}
              onChange={(department) => put({ department: department ?? '' })}
            />
          </div>
        </Labelled>
        <Labelled label={t('text.admin.sheet.phone')}>
          <Input
            aria-label={t('text.admin.sheet.phone')}
            style={{ width: 160 }}
            value={sheet.complaintPhone}
            disabled={disabled}
            onChange={(event) => put({ complaintPhone: event.target.value })}
          />
        </Labelled>
        <Labelled label={t('text.admin.sheet.reviewed')}>
          <DayInput
            label={t('text.admin.sheet.reviewed')}
            value={sheet.reviewedOn}
            onChange={(day) => put({ reviewedOn: day ?? sheet.reviewedOn })}
          />
        </Labelled>
        <Labelled label={t('text.admin.sheet.helper')}>
          <Switch
            aria-label={t('text.admin.sheet.helper')}
            checked={sheet.helperMayDo}
            disabled={disabled}
            onChange={(helperMayDo) => put({ helperMayDo })}
          />
        </Labelled>
      </div>
      {sheet.helperMayDo ? (
        <NamedInput
          label={t('text.admin.sheet.helperNote')}
          value={helperNote ?? { zh: '', en: '' }}
          change={(note) =>
            change({
              ...rest,
              ...(publicityDays === undefined ? {} : { publicityDays }),
              ...(note.zh === '' && note.en === '' ? {} : { helperNote: note }),
            })
          }
          disabled={disabled}
        />
      ) : null}
    </div>
  )
}

const blank = (number: number, reviewedOn: string): Formality => {
  const empty = { zh: '', en: '' }
  return {
    key: `sheet-${number}`,
    number,
    group: 'household',
    title: empty,
    summary: empty,
    whoMayApply: [empty],
    bring: [empty],
    steps: [empty],
    limit: { workingDays: 5 },
    limitNote: empty,
    where: empty,
    fee: empty,
    result: empty,
    complaintPhone: '12345',
    department: '',
    basis: [empty],
    helperMayDo: true,
    confidence: 'configurable',
    version: 1,
    reviewedOn,
  }
}

/** Plain-language sheets 明白纸: who may apply, what to bring, what happens, how long it takes. */
export function FormalitiesPage() {
  const { t, named } = useText()
  const village = useCounty().towns.flatMap((town) => town.villages)[0]
  const draft = useConfigDraft<readonly Formality[]>('formalities')
  const [state, go] = useUrlState()
  const disabled = !draft.mayWrite
  return (
    <ConfigFrame title={t('text.admin.sheets.title')} note={t('text.admin.sheets.note')} draft={draft}>
      {(sheets) => {
        const ordered = [...sheets].sort((one, other) => one.number - other.number)
        const chosen = state['sheet'] ?? ordered[0]?.key
        const index = sheets.findIndex((one) => one.key === chosen)
        const sheet = sheets[index]
        const inForce = (draft.read?.content as readonly Formality[] | undefined)?.find((one) => one.key === sheet?.key)
        return (
          <div className="xa-split">
            <aside className="xz-panel xa-tree">
              <ul className="xa-sheets">
                {ordered.map((one) => (
                  <li key={one.key}>
                    <button type="button" aria-current={one.key === chosen} onClick={() => go({ sheet: one.key })}>
                      {one.number}. {named(one.title) || one.key}
                    </button>
                  </li>
                ))}
              </ul>
              {disabled ? null : (
                <Button
                  onClick={() => {
                    const number = Math.max(0, ...sheets.map((one) => one.number)) + 1
                    const fresh = blank(number, sheets[0]?.reviewedOn ?? '2026-01-01')
                    draft.set([...sheets, fresh])
                    go({ sheet: fresh.key })
                  }}
                >
                  {t('text.admin.sheet.add')}
                </Button>
              )}
            </aside>
            <div className="xz-panel xa-main">
              {sheet ? (
                <>
                  <div className="xa-section-head">
                    <h2>
                      {sheet.number}. {named(sheet.title)}
                    </h2>
                    <Space>
                      <span className="xz-soft xz-figures">
                        {t('text.admin.sheet.version', { version: sheet.version })}
                      </span>
                      {inForce && village ? (
                        <Button href={`/v/${village.code}/services/${sheet.key}`} target="_blank">
                          {t('text.admin.sheet.print')}
                        </Button>
                      ) : null}
                      {disabled ? null : (
                        <Button danger onClick={() => draft.set(sheets.filter((one) => one.key !== sheet.key))}>
                          {t('text.admin.remove')}
                        </Button>
                      )}
                    </Space>
                  </div>
                  <SheetEditor
                    key={sheet.key}
                    sheet={sheet}
                    disabled={disabled}
                    change={(next) =>
                      draft.set(replaceAt(sheets, index, { ...next, version: inForce ? inForce.version + 1 : 1 }))
                    }
                  />
                </>
              ) : (
                <Nothing says={t('text.admin.sheet.choose')} />
              )}
            </div>
          </div>
        )
      }}
    </ConfigFrame>
  )
}
