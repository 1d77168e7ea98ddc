import { getConfigPart } from '@xiangzhi/contract'
import type { County, Duration, ProcessDeclaration } from '@xiangzhi/language'
import { sayBasis } from '@xiangzhi/text'
import { Segmented, Table, Tabs } from 'antd'
import { type ReactNode, useMemo } from 'react'
import { useRead } from '../api-client.ts'
import { Page } from '../page.tsx'
import { useCounty } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { ProcessDiagram } from './process-diagram.tsx'
import { type Parameters, sayEscalation, sayHolders, sayNeed, sayRole, sayWithin } from './process-words.ts'

/** A wide table on a narrow screen scrolls in its own region, which the keyboard reaches. */
function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard
    <section className="xa-scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  )
}

function StateTable({ process, parameters }: { process: ProcessDeclaration; parameters: Parameters }) {
  const { t } = useText()
  return (
    <Table
      size="small"
      pagination={false}
      rowKey="key"
      dataSource={Object.entries(process.states).map(([key, state]) => ({ key, state }))}
      columns={[
        {
          title: t('text.admin.diagram.state'),
          render: (_, { key, state }) => (
            <>
              <strong>{t(state.label)}</strong>
              {key === process.start ? <span className="xz-soft"> · {t('text.admin.diagram.start')}</span> : null}
            </>
          ),
        },
        {
          title: t('text.admin.diagram.seenAs'),
          render: (_, { state }) => (
            <StatusTag kind={state.public}>{t(`text.common.status.${state.public}`)}</StatusTag>
          ),
        },
        {
          title: t('text.admin.diagram.owner'),
          render: (_, { state }) => (state.kind === 'open' ? sayRole(t, process, state.owner) : '—'),
        },
        {
          title: t('text.admin.diagram.time'),
          render: (_, { state }) =>
            state.kind === 'open'
              ? state.due.length === 0
                ? t('text.common.deadline.untimed')
                : state.due.map((clock) => <div key={clock.key}>{sayWithin(t, clock.within, parameters)}</div>)
              : '—',
        },
        {
          title: t('text.admin.diagram.warnAt'),
          render: (_, { state }) =>
            state.kind === 'open'
              ? state.due.map((clock) => (
                  <div key={clock.key}>{t('text.admin.diagram.percent', { n: clock.warnAtPercent })}</div>
                ))
              : '—',
        },
        {
          title: t('text.admin.diagram.then'),
          render: (_, { state }) =>
            state.kind === 'open'
              ? state.due.flatMap((clock) =>
                  clock.then.map((step) => (
                    <div key={`${clock.key} ${JSON.stringify(step)}`}>{sayEscalation(t, process, step)}</div>
                  )),
                )
              : '—',
        },
      ]}
    />
  )
}

function TransitionTable({ process, parameters }: { process: ProcessDeclaration; parameters: Parameters }) {
  const { t } = useText()
  const state = (key: string): string => {
    const found = process.states[key]
    return found ? t(found.label) : key
  }
  return (
    <Table
      size="small"
      pagination={false}
      rowKey="key"
      dataSource={Object.entries(process.transitions).map(([key, transition]) => ({ key, transition }))}
      columns={[
        {
          title: t('text.admin.diagram.action'),
          render: (_, { transition }) => <strong>{t(transition.label)}</strong>,
        },
        {
          title: t('text.admin.diagram.leaves'),
          render: (_, { transition }) => transition.from.map(state).join(t('text.common.comma')),
        },
        { title: t('text.admin.diagram.to'), render: (_, { transition }) => state(transition.to) },
        {
          title: t('text.admin.diagram.by'),
          render: (_, { transition }) =>
            transition.by.map((role) => sayRole(t, process, role)).join(t('text.common.comma')),
        },
        {
          title: t('text.admin.diagram.asks'),
          render: (_, { transition }) =>
            transition.asks
              .map((field) => {
                const declared = process.fields[field]
                return declared ? t(declared.label) : field
              })
              .join(t('text.common.comma')) || '—',
        },
        {
          title: t('text.admin.diagram.needs'),
          render: (_, { transition }) =>
            transition.needs.map((need) => sayNeed(t, process, need, parameters)).join(t('text.common.semicolon')) ||
            '—',
        },
      ]}
    />
  )
}

function RoleTable({ process }: { process: ProcessDeclaration }) {
  const { t } = useText()
  return (
    <Table
      size="small"
      pagination={false}
      rowKey="key"
      dataSource={Object.entries(process.roles).map(([key, role]) => ({ key, role }))}
      columns={[
        { title: t('text.admin.role'), render: (_, { role }) => <strong>{t(role.label)}</strong> },
        { title: t('text.admin.diagram.reach'), render: (_, { role }) => t(`text.admin.diagram.reach.${role.of}`) },
        { title: t('text.admin.diagram.held'), render: (_, { key }) => sayHolders(t, process, key) },
      ]}
    />
  )
}

/** The county's time limits by `practice.parameter`; until they are read the declarations' own times are shown. */
function useParameters(): Parameters {
  const county = useRead(getConfigPart, { part: 'county' }, { staleTime: 60_000 })
  return useMemo(() => {
    const practices = ((county.data?.content as County | undefined)?.practices ?? {}) as Readonly<
      Record<string, Readonly<Record<string, unknown>>>
    >
    return (parameter) => {
      const [practice = '', name = ''] = parameter.split('.')
      const value = practices[practice]?.[name]
      return typeof value === 'object' && value !== null ? (value as Duration) : undefined
    }
  }, [county.data])
}

/** The declared processes as drawings with their table twins, read from what the server runs. */
export function ProcessesPage() {
  const { t, language } = useText()
  const { processes } = useCounty()
  const [state, go] = useUrlState()
  const parameters = useParameters()
  const process = processes.find((one) => one.key === state['process']) ?? processes[0]
  if (!process) return null
  return (
    <Page title={t('text.admin.processes.title')} note={t('text.admin.processes.note')}>
      <Segmented
        aria-label={t('text.admin.process')}
        value={process.key}
        onChange={(key) => go({ process: key })}
        options={processes.map((one) => ({ value: one.key, label: t(one.title) }))}
        style={{ marginBottom: 12 }}
      />
      <div className="xz-panel">
        <div className="xa-section-head">
          <div>
            <h2>
              {t(process.title)}{' '}
              <span className="xz-soft xz-small">{t('text.admin.config.stand', { version: process.version })}</span>
            </h2>
            <p>{t(process.note)}</p>
          </div>
        </div>
        <p className="xz-soft xz-small">
          {t('text.admin.diagram.basis')}
          {process.basis
            .map((basis) => sayBasis(language, basis) + t('text.common.aside', { what: basis.since }))
            .join(t('text.common.semicolon'))}
        </p>
        <Tabs
          activeKey={state['view'] ?? 'diagram'}
          onChange={(view) => go({ view: view === 'diagram' ? undefined : view })}
          items={[
            {
              key: 'diagram',
              label: t('text.admin.diagram.drawing'),
              children: <ProcessDiagram process={process} parameters={parameters} />,
            },
            {
              key: 'states',
              label: t('text.admin.diagram.states'),
              children: (
                <Scroll label={t('text.admin.diagram.states')}>
                  <StateTable process={process} parameters={parameters} />
                </Scroll>
              ),
            },
            {
              key: 'transitions',
              label: t('text.admin.diagram.transitions'),
              children: (
                <Scroll label={t('text.admin.diagram.transitions')}>
                  <TransitionTable process={process} parameters={parameters} />
                </Scroll>
              ),
            },
            {
              key: 'roles',
              label: t('text.admin.diagram.roles'),
              children: (
                <Scroll label={t('text.admin.diagram.roles')}>
                  <RoleTable process={process} />
                </Scroll>
              ),
            },
          ]}
        />
      </div>
    </Page>
  )
}
