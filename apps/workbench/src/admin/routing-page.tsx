import {
  type CategoryClass,
  levels,
  type PackRouting,
  type RoutingRow,
  type StaffRole,
  staffRoleKeys,
} from '@xiangzhi/language'
import { getConfigPart, listOrganisations } from '@xiangzhi/contract'
import { Button, Select, Switch } from 'antd'
import { useState } from 'react'
import { useRead } from '../api-client.ts'
import { useCounty } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { Labelled } from './labelled.tsx'
import { moveBy, replaceAt, useConfigDraft } from './config-draft.ts'
import { ConfigFrame } from './config-frame.tsx'
import { DryRun } from './dry-run.tsx'
import { NamedInput } from './named-input.tsx'
import { OrganisationPicker, PlaceCodesPicker } from './pickers.tsx'

type Destination = RoutingRow['to']

function useUnitWord(): (to: Destination) => string {
  const { t, language } = useText()
  const all = useRead(listOrganisations, {}, { staleTime: 60_000 })
  return ({ unit }) => {
    if ('level' in unit) return t('text.admin.routing.levelKeeper', { level: t(`text.common.level.${unit.level}`) })
    const found = all.data?.rows.find((row) => row.key === unit.organisation)
    if (found) return language === 'en' ? found.nameEn : found.name
    // Before the names are there, nothing is shown rather than a key; a unit that is gone keeps its key.
    return all.data ? unit.organisation : '…'
  }
}

function useConditionWords(): (when: RoutingRow['when']) => string[] {
  const { t, named } = useText()
  const county = useCounty()
  const read = useRead(getConfigPart, { part: 'categories' }, { staleTime: 60_000 })
  const classes = (read.data?.content ?? []) as readonly CategoryClass[]
  const category = (code: string): string => {
    const found = county.category(code)
    if (found) return `${code} ${named(found.name)}`
    const group = classes.find((one) => one.code === code)
    return group ? `${code} ${named(group.name)}` : `${code}＊`
  }
  /** An answer in the words of the category's own question. */
  const answer = (codes: readonly string[] | undefined, key: string, value: unknown): string => {
    const question = county.categories
      .filter((one) => codes === undefined || codes.some((code) => one.code.startsWith(code)))
      .flatMap((one) => one.questions)
      .find((one) => one.key === key)
    const option = typeof value === 'string' ? question?.options?.[value] : undefined
    const said =
      typeof value === 'boolean'
        ? t(value ? 'text.admin.yes' : 'text.admin.no')
        : option
          ? named(option)
          : String(value)
    return question
      ? t('text.admin.routing.answer', { question: named(question.label), answer: said })
      : `${key} = ${said}`
  }
  return (when) => [
    ...(when.category
      ? [t('text.admin.routing.ifCategory', { list: when.category.map(category).join(t('text.common.comma')) })]
      : []),
    ...(when.level
      ? [
          t('text.admin.routing.ifLevel', {
            list: when.level.map((level) => t(`text.common.level.${level}`)).join(t('text.common.comma')),
          }),
        ]
      : []),
    ...(when.place ? [t('text.admin.routing.ifPlace', { list: when.place.join(t('text.common.comma')) })] : []),
    ...(when.process
      ? [
          t('text.admin.routing.ifProcess', {
            list: when.process
              .map((key) => {
                const process = county.process(key)
                return process ? t(process.title) : key
              })
              .join(t('text.common.comma')),
          }),
        ]
      : []),
    ...(when.answers
      ? [
          t('text.admin.routing.ifAnswers', {
            list: Object.entries(when.answers)
              .map(([key, value]) => answer(when.category, key, value))
              .join(t('text.common.comma')),
          }),
        ]
      : []),
  ]
}

function DestinationEditor({ to, change }: { to: Destination; change: (to: Destination) => void }) {
  const { t } = useText()
  const kind = 'level' in to.unit ? 'level' : 'organisation'
  const { role: _role, ...withoutRole } = to
  return (
    <div className="xa-row">
      <Labelled label={t('text.admin.routing.to')}>
        <Select
          aria-label={t('text.admin.routing.to')}
          value={kind}
          style={{ width: 150 }}
          options={(['level', 'organisation'] as const).map((one) => ({
            value: one,
            label: t(`text.admin.routing.to.${one}`),
          }))}
          onChange={(next) => change({ ...to, unit: next === 'level' ? { level: 'village' } : { organisation: '' } })}
        />
      </Labelled>
      <Labelled label={t('text.admin.routing.unit')}>
        {'level' in to.unit ? (
          <Select
            aria-label={t('text.admin.routing.unit')}
            value={to.unit.level}
            style={{ width: 260 }}
            options={levels.map((level) => ({ value: level, label: t(`text.common.level.${level}`) }))}
            onChange={(level) => change({ ...to, unit: { level } })}
          />
        ) : (
          <div style={{ width: 260 }}>
            <OrganisationPicker
              byKey
              label={t('text.admin.routing.unit')}
              value={to.unit.organisation}
              onChange={(organisation) => change({ ...to, unit: { organisation: organisation ?? '' } })}
            />
          </div>
        )}
      </Labelled>
      <Labelled label={t('text.admin.role')}>
        <Select<StaffRole | null>
          aria-label={t('text.admin.role')}
          allowClear
          placeholder={t('text.admin.routing.usualRole')}
          value={to.role ?? null}
          style={{ width: 180 }}
          options={staffRoleKeys.map((key) => ({ value: key, label: t(`text.common.role.${key}`) }))}
          onChange={(role) => change(role ? { ...to, role } : withoutRole)}
        />
      </Labelled>
      <Labelled label={t('text.admin.category.sealed')}>
        <Switch
          aria-label={t('text.admin.category.sealed')}
          checked={to.sealed ?? false}
          onChange={(sealed) => {
            const { sealed: _, ...open } = to
            change(sealed ? { ...to, sealed } : open)
          }}
        />
      </Labelled>
    </div>
  )
}

function RowEditor({ row, change }: { row: RoutingRow; change: (row: RoutingRow) => void }) {
  const { t, named } = useText()
  const county = useCounty()
  const categories = [...new Set(county.categories.map((category) => category.code.slice(0, 3)))].filter((code) =>
    /^[A-Z]\d\d$/.test(code),
  )
  const when = (patch: Partial<RoutingRow['when']>): void => {
    const next = { ...row.when, ...patch }
    for (const [key, value] of Object.entries(next))
      if (Array.isArray(value) && value.length === 0) delete next[key as keyof typeof next]
    change({ ...row, when: next })
  }
  return (
    <div className="xa-editor">
      <NamedInput label={t('text.admin.routing.note')} value={row.note} change={(note) => change({ ...row, note })} />
      <div className="xa-row">
        <Labelled label={t('text.admin.routing.category')} hint={t('text.admin.routing.categoryHint')}>
          <Select
            aria-label={t('text.admin.routing.category')}
            mode="multiple"
            style={{ width: 420 }}
            showSearch={{ optionFilterProp: 'label' }}
            value={row.when.category ?? []}
            options={[
              ...categories.map((code) => ({ value: code, label: `${code}＊` })),
              ...county.categories
                .filter((category) => /^[A-Z]\d{4}$/.test(category.code))
                .map((category) => ({ value: category.code, label: `${category.code} ${named(category.name)}` })),
            ]}
            onChange={(category) => when({ category })}
          />
        </Labelled>
        <Labelled label={t('text.admin.routing.level')}>
          <Select
            aria-label={t('text.admin.routing.level')}
            mode="multiple"
            style={{ width: 260 }}
            value={row.when.level ?? []}
            options={levels.map((level) => ({ value: level, label: t(`text.common.level.${level}`) }))}
            onChange={(level) => when({ level })}
          />
        </Labelled>
      </div>
      <div className="xa-row">
        <Labelled label={t('text.admin.routing.place')} hint={t('text.admin.routing.placeHint')}>
          <div style={{ width: 420 }}>
            <PlaceCodesPicker
              label={t('text.admin.routing.place')}
              value={row.when.place ?? []}
              change={(place) => when({ place })}
            />
          </div>
        </Labelled>
        <Labelled label={t('text.admin.process')}>
          <Select
            aria-label={t('text.admin.process')}
            mode="multiple"
            style={{ width: 260 }}
            value={row.when.process ?? []}
            options={county.processes.map((process) => ({ value: process.key, label: t(process.title) }))}
            onChange={(process) => when({ process })}
          />
        </Labelled>
      </div>
      <DestinationEditor to={row.to} change={(to) => change({ ...row, to })} />
    </div>
  )
}

interface TableProps {
  readonly table: PackRouting
  readonly set: (table: PackRouting) => void
  readonly mayWrite: boolean
}

function RoutingTable({ table, set, mayWrite }: TableProps) {
  const { t, named } = useText()
  const unit = useUnitWord()
  const conditions = useConditionWords()
  const [state, go] = useUrlState()
  const [dragged, setDragged] = useState<number>()
  const chosen = state['row']
  const rows = (next: RoutingRow[]): void => set({ ...table, version: table.version, rows: next })
  return (
    <ol className="xa-rules">
      {table.rows.map((row, index) => (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dragging is a short cut for the buttons
        <li
          key={row.key}
          className={chosen === row.key ? 'xa-rule xa-rule-open' : 'xa-rule'}
          draggable={mayWrite}
          onDragStart={() => setDragged(index)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={() => {
            if (dragged !== undefined && dragged !== index) rows(moveBy(table.rows, dragged, index - dragged))
            setDragged(undefined)
          }}
        >
          <div className="xa-rule-line">
            <span className="xa-rule-no xz-figures">{index + 1}</span>
            <button
              type="button"
              className="xa-rule-words"
              aria-expanded={chosen === row.key}
              onClick={() => go({ row: chosen === row.key ? undefined : row.key })}
            >
              <strong>{named(row.note)}</strong>
              <span className="xz-soft">
                {conditions(row.when).join(t('text.common.semicolon')) || t('text.admin.routing.always')}
              </span>
            </button>
            <span className="xa-rule-to">
              → {unit(row.to)}
              {row.to.role ? ` · ${t(`text.common.role.${row.to.role}`)}` : ''}{' '}
              {row.to.sealed ? <StatusTag kind="warn">{t('text.admin.routing.sealed')}</StatusTag> : null}
            </span>
            {mayWrite ? (
              <span className="xa-rule-do">
                <Button
                  size="small"
                  disabled={index === 0}
                  aria-label={`${t('text.admin.up')} ${named(row.note)}`}
                  onClick={() => rows(moveBy(table.rows, index, -1))}
                >
                  ↑
                </Button>
                <Button
                  size="small"
                  disabled={index === table.rows.length - 1}
                  aria-label={`${t('text.admin.down')} ${named(row.note)}`}
                  onClick={() => rows(moveBy(table.rows, index, 1))}
                >
                  ↓
                </Button>
                <Button
                  size="small"
                  danger
                  aria-label={`${t('text.admin.remove')} ${named(row.note)}`}
                  onClick={() => rows(table.rows.filter((_, at) => at !== index))}
                >
                  ×
                </Button>
              </span>
            ) : null}
          </div>
          {chosen === row.key && mayWrite ? (
            <RowEditor row={row} change={(next) => rows(replaceAt(table.rows, index, next))} />
          ) : null}
        </li>
      ))}
      <li className="xa-rule xa-rule-last">
        <div className="xa-rule-line">
          <span className="xa-rule-no">{t('text.admin.routing.else')}</span>
          <span className="xa-rule-words">
            <strong>{named(table.default.note)}</strong>
            <span className="xz-soft">{t('text.admin.routing.always')}</span>
          </span>
          <span className="xa-rule-to">→ {unit(table.default.to)}</span>
        </div>
        {mayWrite ? (
          <DestinationEditor
            to={table.default.to}
            change={(to) => set({ ...table, default: { ...table.default, to } })}
          />
        ) : null}
      </li>
    </ol>
  )
}

function newKey(table: PackRouting): string {
  const used = new Set(table.rows.map((row) => row.key))
  let n = table.rows.length + 1
  while (used.has(`row-${n}`)) n += 1
  return `row-${n}`
}

/** The decision table: the first row whose every condition holds decides who gets a case. */
export function RoutingPage() {
  const { t } = useText()
  const draft = useConfigDraft<PackRouting>('routing')
  const [, go] = useUrlState()
  return (
    <ConfigFrame title={t('text.admin.routing.title')} note={t('text.admin.routing.pageNote')} draft={draft}>
      {(table) => (
        <>
          <div className="xz-panel">
            <RoutingTable
              table={table}
              set={(next) =>
                draft.set({ ...next, version: ((draft.read?.content as PackRouting | undefined) ?? next).version + 1 })
              }
              mayWrite={draft.mayWrite}
            />
            {draft.mayWrite ? (
              <Button
                onClick={() => {
                  const key = newKey(table)
                  draft.set({
                    ...table,
                    version: table.version + (draft.dirty ? 0 : 1),
                    rows: [
                      { key, note: { zh: '', en: '' }, when: {}, to: { unit: { level: 'village' } } },
                      ...table.rows,
                    ],
                  })
                  go({ row: key })
                }}
              >
                {t('text.admin.routing.add')}
              </Button>
            ) : null}
          </div>
          {draft.mayWrite ? <DryRun table={table} /> : null}
        </>
      )}
    </ConfigFrame>
  )
}
