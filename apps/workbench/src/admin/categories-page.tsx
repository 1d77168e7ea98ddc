import { type CategoryClass, categoryIcons, levels, type Subclass, urgencies } from '@xiangzhi/language'
import { Button, Input, Select, Switch, Tree } from 'antd'
import { useState } from 'react'
import { Icon } from '../icon.tsx'
import { Nothing } from '../nothing.tsx'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { replaceAt, useConfigDraft } from './config-draft.ts'
import { ConfigFrame } from './config-frame.tsx'
import { Labelled } from './labelled.tsx'
import { LimitInput, sayLimit } from './limit-input.tsx'
import { NamedInput } from './named-input.tsx'
import { QuestionEditor } from './question-editor.tsx'

interface EditorProps<Value> {
  readonly value: Value
  readonly change: (value: Value) => void
  readonly disabled: boolean
}

function SubclassEditor({ value, change, disabled }: EditorProps<Subclass>) {
  const { t, named } = useText()
  const county = useCounty()
  const put = (patch: Partial<Subclass>): void => change({ ...value, ...patch })
  const processes = county.processes.filter((process) => process.opening.fromPortal || process.key === value.opens)
  return (
    <div className="xa-editor">
      <h2>
        <Icon name={value.icon} /> {value.code} · {named(value.name)}
      </h2>
      <NamedInput
        label={t('text.admin.category.name')}
        value={value.name}
        change={(name) => put({ name })}
        disabled={disabled}
      />
      <div className="xa-row">
        <Labelled label={t('text.admin.category.limit')}>
          <LimitInput
            label={t('text.admin.category.limit')}
            value={value.limit}
            change={(limit) => put({ limit })}
            disabled={disabled}
          />
        </Labelled>
        <Labelled label={t('text.admin.category.level')}>
          <Select
            aria-label={t('text.admin.category.level')}
            value={value.level}
            disabled={disabled}
            style={{ width: 150 }}
            options={levels.map((level) => ({ value: level, label: t(`text.common.level.${level}`) }))}
            onChange={(level) => put({ level })}
          />
        </Labelled>
        <Labelled label={t('text.admin.category.urgency')}>
          <Select
            aria-label={t('text.admin.category.urgency')}
            value={value.urgency}
            disabled={disabled}
            style={{ width: 120 }}
            options={urgencies.map((urgency) => ({ value: urgency, label: t(`text.admin.urgency.${urgency}`) }))}
            onChange={(urgency) => put({ urgency })}
          />
        </Labelled>
        <Labelled label={t('text.admin.category.icon')}>
          <Select
            aria-label={t('text.admin.category.icon')}
            value={value.icon}
            disabled={disabled}
            style={{ width: 150 }}
            options={categoryIcons.map((icon) => ({
              value: icon,
              label: (
                <span>
                  <Icon name={icon} size={15} /> {t(`text.admin.icon.${icon}`)}
                </span>
              ),
            }))}
            onChange={(icon) => put({ icon })}
          />
        </Labelled>
        <Labelled label={t('text.admin.category.opens')}>
          <Select
            aria-label={t('text.admin.category.opens')}
            value={value.opens}
            disabled={disabled}
            style={{ width: 150 }}
            options={processes.map((process) => ({ value: process.key, label: t(process.title) }))}
            onChange={(opens) => put({ opens })}
          />
        </Labelled>
      </div>
      <div className="xa-row">
        <Labelled label={t('text.admin.category.public')} hint={t('text.admin.category.publicHint')}>
          <Switch
            aria-label={t('text.admin.category.public')}
            checked={value.publicOnMap}
            disabled={disabled}
            onChange={(publicOnMap) => put({ publicOnMap })}
          />
        </Labelled>
        <Labelled label={t('text.admin.category.sealed')} hint={t('text.admin.category.sealedHint')}>
          <Switch
            aria-label={t('text.admin.category.sealed')}
            checked={value.confidential}
            disabled={disabled}
            onChange={(confidential) => put({ confidential, ...(confidential ? { publicOnMap: false } : {}) })}
          />
        </Labelled>
      </div>
      <NamedInput
        label={t('text.admin.category.registerWhen')}
        value={value.registerWhen}
        change={(registerWhen) => put({ registerWhen })}
        rows={2}
        disabled={disabled}
      />
      <NamedInput
        label={t('text.admin.category.closeWhen')}
        value={value.closeWhen}
        change={(closeWhen) => put({ closeWhen })}
        rows={2}
        disabled={disabled}
      />
      <Emergency value={value} change={change} disabled={disabled} />
      <QuestionEditor
        questions={value.questions ?? []}
        disabled={disabled}
        change={(questions) => {
          const { questions: _, ...rest } = value
          change(questions.length > 0 ? { ...rest, questions } : rest)
        }}
      />
    </div>
  )
}

function Emergency({ value, change, disabled }: EditorProps<Subclass>) {
  const { t } = useText()
  const { emergency, ...rest } = value
  return (
    <>
      <Labelled label={t('text.admin.category.emergency')} hint={t('text.admin.category.emergencyHint')}>
        <Switch
          aria-label={t('text.admin.category.emergency')}
          checked={emergency !== undefined}
          disabled={disabled}
          onChange={(on) => change(on ? { ...rest, emergency: { phone: '110', say: { zh: '', en: '' } } } : rest)}
        />
      </Labelled>
      {emergency ? (
        <div className="xa-row">
          <Labelled label={t('text.admin.phone')}>
            <Input
              aria-label={t('text.admin.phone')}
              value={emergency.phone}
              disabled={disabled}
              style={{ width: 140 }}
              onChange={(event) => change({ ...value, emergency: { ...emergency, phone: event.target.value } })}
            />
          </Labelled>
          <div style={{ flex: 1 }}>
            <NamedInput
              label={t('text.admin.category.say')}
              value={emergency.say}
              change={(say) => change({ ...value, emergency: { ...emergency, say } })}
              disabled={disabled}
            />
          </div>
        </div>
      ) : null}
    </>
  )
}

function ClassEditor({ value, change, disabled }: EditorProps<CategoryClass>) {
  const { t, named } = useText()
  return (
    <div className="xa-editor">
      <h2>
        <Icon name={value.icon} /> {value.code} · {named(value.name)}
      </h2>
      <NamedInput
        label={t('text.admin.category.className')}
        value={value.name}
        change={(name) => change({ ...value, name })}
        disabled={disabled}
      />
      <Labelled label={t('text.admin.category.offeredTo')}>
        <Select
          aria-label={t('text.admin.category.offeredTo')}
          value={value.offeredTo}
          disabled={disabled}
          style={{ width: 220 }}
          options={(['everyone', 'staff'] as const).map((who) => ({
            value: who,
            label: t(`text.admin.offeredTo.${who}`),
          }))}
          onChange={(offeredTo) => change({ ...value, offeredTo })}
        />
      </Labelled>
      <table className="xa-table">
        <thead>
          <tr>
            <th>{t('text.admin.category.name')}</th>
            <th>{t('text.admin.category.limit')}</th>
            <th>{t('text.admin.category.level')}</th>
          </tr>
        </thead>
        <tbody>
          {value.subclasses.map((one) => (
            <tr key={one.code}>
              <td>
                {one.code} · {named(one.name)}
              </td>
              <td>{sayLimit(t, one.limit)}</td>
              <td>{t(`text.common.level.${one.level}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const nextCode = (group: CategoryClass): string => {
  const used = new Set(group.subclasses.map((one) => one.code))
  for (let n = 1; n < 100; n += 1) {
    const code = `${group.code}${String(n).padStart(2, '0')}`
    if (!used.has(code)) return code
  }
  return `${group.code}99`
}

/** The tree of what can be reported, with conditions, limits and questions of each sub-class. */
export function CategoriesPage() {
  const { t, named } = useText()
  const draft = useConfigDraft<readonly CategoryClass[]>('categories')
  const [state, go] = useUrlState()
  const [q, setQ] = useState('')
  const disabled = !draft.mayWrite
  return (
    <ConfigFrame title={t('text.admin.categories.title')} note={t('text.admin.categories.note')} draft={draft}>
      {(classes) => {
        const chosen = state['code']
        const classIndex = classes.findIndex((group) => chosen !== undefined && chosen.startsWith(group.code))
        const group = classes[classIndex]
        const subIndex = group?.subclasses.findIndex((one) => one.code === chosen) ?? -1
        const sub = group?.subclasses[subIndex]
        const matches = (words: string): boolean => q === '' || words.toLowerCase().includes(q.toLowerCase())
        const putClass = (next: CategoryClass): void => draft.set(replaceAt(classes, classIndex, next))
        const tree = classes.flatMap((one) => {
          const below = one.subclasses.filter((leaf) =>
            matches(`${leaf.code} ${leaf.name.zh} ${leaf.name.en} ${one.name.zh}`),
          )
          return below.length === 0
            ? []
            : [
                {
                  key: one.code,
                  title: `${one.code} ${named(one.name)}`,
                  children: below.map((leaf) => ({
                    key: leaf.code,
                    title: `${leaf.code} ${named(leaf.name)}`,
                    isLeaf: true,
                  })),
                },
              ]
        })
        return (
          <div className="xa-split">
            <aside className="xz-panel xa-tree">
              <Input.Search
                allowClear
                placeholder={t('text.admin.category.search')}
                aria-label={t('text.admin.category.search')}
                value={q}
                onChange={(event) => setQ(event.target.value)}
                style={{ marginBottom: 8 }}
              />
              <Tree
                key={q === '' ? 'all' : 'found'}
                aria-label={t('text.admin.categories.title')}
                treeData={tree}
                height={640}
                blockNode
                defaultExpandedKeys={q === '' ? (group ? [group.code] : []) : tree.map((one) => one.key)}
                selectedKeys={chosen ? [chosen] : []}
                onSelect={(keys) => go({ code: keys[0] === undefined ? undefined : String(keys[0]) })}
              />
            </aside>
            <div className="xz-panel xa-main">
              {group && sub ? (
                <>
                  <SubclassEditor
                    key={sub.code}
                    value={sub}
                    disabled={disabled}
                    change={(next) => putClass({ ...group, subclasses: replaceAt(group.subclasses, subIndex, next) })}
                  />
                  {disabled ? null : (
                    <Button
                      danger
                      onClick={() =>
                        putClass({ ...group, subclasses: group.subclasses.filter((one) => one.code !== sub.code) })
                      }
                    >
                      {t('text.admin.category.remove')}
                    </Button>
                  )}
                </>
              ) : group ? (
                <>
                  <ClassEditor key={group.code} value={group} disabled={disabled} change={putClass} />
                  {disabled ? null : (
                    <Button
                      onClick={() => {
                        const code = nextCode(group)
                        const [like] = group.subclasses
                        if (!like) return
                        const { emergency: _e, questions: _q, suggests: _s, ...base } = like
                        putClass({
                          ...group,
                          subclasses: [...group.subclasses, { ...base, code, name: { zh: '', en: '' } }],
                        })
                        go({ code })
                      }}
                    >
                      {t('text.admin.category.add')}
                    </Button>
                  )}
                </>
              ) : (
                <Nothing says={t('text.admin.category.choose')} />
              )}
            </div>
          </div>
        )
      }}
    </ConfigFrame>
  )
}
