import { actOnCase, type CaseRowView, getCase, listCases, listUnits } from '@xiangzhi/contract'
import { Link } from '@tanstack/react-router'
import { Button, Input, Segmented, Skeleton } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { call, newRequestId, useChange, useRead } from '../api-client.ts'
import { CaseCard, CategoryName } from '../cases/case-columns.tsx'
import { useDone } from '../cases/case-content.tsx'
import { useCaseWords } from '../cases/case-words.tsx'
import { Deadline } from '../cases/deadline.tsx'
import { BlockMap } from '../map/block-map.tsx'
import { pointTone } from '../map/case-points.ts'
import { useShapes } from '../map/shapes.ts'
import { Nothing } from '../nothing.tsx'
import { Page } from '../page.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useRowKeys } from '../row-keys.ts'
import { useCounty } from '../session.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'

function Units({ row, assigned }: { row: CaseRowView; assigned: () => void }) {
  const { t, language, named } = useText()
  const tell = useDone()
  const [typed, setTyped] = useState('')
  const [q, setQ] = useState('')
  useEffect(() => {
    const timer = window.setTimeout(() => setQ(typed.trim()), 250)
    return () => window.clearTimeout(timer)
  }, [typed])
  const units = useRead(listUnits, { caseId: row.id, ...(q ? { q } : {}) }, { keep: true })
  const view = useRead(getCase, { caseId: row.id })
  const change = useChange(actOnCase)
  const action = view.data?.next.find((each) => each.needsUnit && each.blockedBy.length === 0)
  const assign = (unit: { id: string; name: string; nameEn: string }): void => {
    if (!view.data || !action) return
    const name = language === 'en' ? unit.nameEn : unit.name
    change.mutate(
      {
        caseId: row.id,
        version: view.data.version,
        transition: action.transition,
        fields: {},
        organisationId: unit.id,
      },
      {
        onSuccess: (changed) => {
          assigned()
          tell(t('text.workbench.dispatch.did', { number: row.number, unit: name }), {
            label: t('text.workbench.undo.recall'),
            run: async () => {
              await call(actOnCase, {
                caseId: row.id,
                version: changed.version,
                requestId: newRequestId(),
                transition: 'recall',
                reason: t('text.workbench.undo.recallReason'),
              })
            },
          })
        },
      },
    )
  }
  return (
    <section aria-label={t('text.workbench.dispatch.units')}>
      <div className="xz-desk-head">{t('text.workbench.dispatch.units')}</div>
      <div style={{ padding: '10px 14px' }}>
        <Input
          allowClear
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          placeholder={t('text.workbench.dispatch.search')}
          aria-label={t('text.workbench.dispatch.search')}
        />
        {units.data?.ruleNote ? (
          <p className="xz-soft xz-small" style={{ margin: '6px 0 0' }}>
            {t('text.workbench.dispatch.rule', { rule: named(units.data.ruleNote) })}
          </p>
        ) : null}
      </div>
      <ProblemNotice problem={change.error ?? units.error ?? view.error} />
      {view.data && !action ? (
        <p className="xz-soft" style={{ padding: '0 14px' }}>
          {t('text.workbench.dispatch.notYours')}
        </p>
      ) : null}
      <div className="xz-desk-scroll">
        {units.isPending ? (
          <div style={{ padding: 14 }}>
            <Skeleton active />
          </div>
        ) : null}
        {(units.data?.units ?? []).map((unit) => (
          <div key={unit.id} className="xz-unit">
            <div className="xz-unit-head">
              <span>
                <strong>{language === 'en' ? unit.nameEn : unit.name}</strong>{' '}
                {unit.suggested ? <StatusTag kind="good">{t('text.workbench.unit.suggested')}</StatusTag> : null}
              </span>
              <Button
                size="small"
                type={unit.suggested ? 'primary' : 'default'}
                disabled={!action}
                loading={change.isPending && change.variables.organisationId === unit.id}
                onClick={() => assign(unit)}
              >
                {t('text.workbench.dispatch.do')}
              </Button>
            </div>
            <div className="xz-unit-facts xz-figures">
              <span>{t('text.workbench.unit.open', { n: unit.openCases })}</span>
              {unit.lateCases > 0 ? (
                <StatusTag kind="late" plain>
                  {t('text.workbench.unit.late', { n: unit.lateCases })}
                </StatusTag>
              ) : null}
              <span>{t('text.workbench.unit.before', { n: unit.handledBefore })}</span>
              {unit.handlers.length > 0 ? (
                <span>{unit.handlers.map((handler) => handler.name).join(t('text.common.comma'))}</span>
              ) : (
                <StatusTag kind="warn" plain>
                  {t('text.workbench.unit.nobody')}
                </StatusTag>
              )}
            </div>
          </div>
        ))}
        {units.data?.units.length === 0 ? <Nothing says={t('text.workbench.dispatch.noUnit')} /> : null}
      </div>
    </section>
  )
}

/** Cases that wait for a unit: the queue, where they lie, and who could take them; one press hands over, one takes it back. */
export function DispatchPage() {
  const { t, named } = useText()
  const words = useCaseWords()
  const [state, change] = useUrlState()
  const county = useCounty()
  const desk = county.processes.find(({ dispatchFrom }) => dispatchFrom !== undefined)
  // From here cases come to the desk by the step that is offered first.
  const before = Object.values(desk?.transitions ?? {}).flatMap(({ from, to, primary }) =>
    primary && to === desk?.dispatchFrom ? from : [],
  )
  const scope = state['scope'] === 'all' ? 'all' : 'mine'
  const queue = useRead(
    listCases,
    {
      process: desk?.key ?? '',
      state: desk?.dispatchFrom ?? '',
      open: 'true',
      sort: 'due',
      limit: 100,
      ...(scope === 'mine' ? { mine: 'true' } : {}),
    },
    { refreshEvery: 30_000 },
  )
  const rows = useMemo(() => queue.data?.rows ?? [], [queue.data])
  const index = Math.max(
    0,
    rows.findIndex((row) => row.id === state['case']),
  )
  const row = rows[index]
  const [active, setActive] = useRowKeys({ count: rows.length, open: (at) => change({ case: rows[at]?.id }) })
  const villages = useShapes('village')
  const towns = useShapes('town')
  return (
    <Page title={t('text.workbench.menu.dispatch')} note={t('text.workbench.dispatch.note')}>
      <ProblemNotice problem={queue.error} retry={() => void queue.refetch()} />
      <div className="xz-desk">
        <section aria-label={t('text.workbench.dispatch.queue')}>
          <div className="xz-desk-head">
            <span>
              {t('text.workbench.dispatch.queue')}{' '}
              <span className="xz-soft xz-figures">{queue.data?.total ?? '…'}</span>
            </span>
            <Segmented
              size="small"
              aria-label={t('text.workbench.dispatch.scope')}
              value={scope}
              onChange={(value) => change({ scope: value === 'all' ? 'all' : undefined })}
              options={[
                { value: 'mine', label: t('text.workbench.dispatch.mine') },
                { value: 'all', label: t('text.workbench.dispatch.all') },
              ]}
            />
          </div>
          {queue.isPending ? (
            <div style={{ padding: 14 }}>
              <Skeleton active paragraph={{ rows: 8 }} />
            </div>
          ) : null}
          {queue.data && rows.length === 0 ? (
            <div className="xz-empty">
              <Nothing says={t('text.workbench.dispatch.empty')}>
                <Link to="/cases" search={{ state: before.join(), process: desk?.key }}>
                  <Button>{t('text.workbench.dispatch.emptyDo')}</Button>
                </Link>
              </Nothing>
            </div>
          ) : null}
          <ul className="xz-cards xz-desk-scroll">
            {rows.map((each, at) => (
              <li key={each.id} data-row-index={at} className={at === active ? 'xz-active' : undefined}>
                <CaseCard
                  row={each}
                  current={each.id === row?.id}
                  open={() => {
                    setActive(at)
                    change({ case: each.id })
                  }}
                />
              </li>
            ))}
          </ul>
        </section>
        <section aria-label={t('text.workbench.inset.title')}>
          <div className="xz-desk-head">
            {row ? <span>{row.placeName}</span> : t('text.workbench.inset.title')}
            {row ? (
              <Link to="/cases/$caseId" params={{ caseId: row.id }}>
                {t('text.workbench.case.whole')}
              </Link>
            ) : null}
          </div>
          <div style={{ padding: 14 }}>
            {row ? (
              <div style={{ marginBottom: 10 }}>
                <div className="xz-case-head" style={{ marginBottom: 2 }}>
                  <span className="xz-number">{row.number}</span>
                  <CategoryName code={row.category} />
                  <Deadline row={row} />
                </div>
                <p style={{ margin: 0, fontSize: 16, fontWeight: 600 }}>{row.summary}</p>
              </div>
            ) : null}
            <BlockMap
              label={t('text.workbench.dispatch.mapLabel')}
              width={560}
              height={440}
              blocks={(villages.data?.shapes ?? []).map((shape) => ({
                id: shape.id,
                name: shape.name,
                rings: shape.rings,
              }))}
              edges={(towns.data?.shapes ?? []).map((shape) => ({
                id: shape.id,
                name: shape.name,
                rings: shape.rings,
              }))}
              names="edges"
              chosen={row?.villageId ?? undefined}
              points={rows.flatMap((each) =>
                each.lng !== null && each.lat !== null
                  ? [
                      {
                        id: each.id,
                        lng: each.lng,
                        lat: each.lat,
                        tone: pointTone(each),
                        label: `${each.number} ${words.category(each.category)}`,
                      },
                    ]
                  : [],
              )}
              chosenPoint={row?.id}
              choosePoint={(id) => change({ case: id })}
            />
            {villages.data?.schematic ? <p className="xz-map-note">{named(villages.data.note)}</p> : null}
          </div>
        </section>
        {row ? (
          <Units key={row.id} row={row} assigned={() => change({ case: rows[index + 1]?.id })} />
        ) : (
          <section>
            <div className="xz-empty xz-soft">{t('text.workbench.dispatch.choose')}</div>
          </section>
        )}
      </div>
    </Page>
  )
}
