import { forwardSteps, getEdition, listDisclosureItems, listWaitingEditions, moveEditions } from '@xiangzhi/contract'
import { Link, useNavigate } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Modal, Progress, Segmented } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { call, newRequestId, problemSentence, refreshAll, useRead } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { sayPeriod } from '../period-words.ts'
import { type QueryColumn, QueryTable } from '../query-table.tsx'
import { StatusTag } from '../status-tag.tsx'
import { type Speech, useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { lookOfEdition } from './disclosure-words.ts'
import { brokenPapers } from './papers-panel.tsx'

type Row = z.output<typeof listWaitingEditions.output>['rows'][number]
type Move = (typeof forwardSteps)[number]
const stages = ['mine', 'all', 'draft', 'in-review', 'checked', 'scheduled'] as const
type Stage = (typeof stages)[number]

interface Outcome {
  readonly id: string
  readonly title: string
  /** Why it did not go, as it is read. */
  readonly why: string | undefined
}

/**
 * Takes one step with many texts: one call each, so that one that cannot go does not hold up the others and every row has its own
 * answer. Closing the window stops before the next one.
 */
function BulkRun({ rows, move, close }: { rows: readonly Row[]; move: Move; close: () => void }) {
  const { t, language } = useText()
  const client = useQueryClient()
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([])
  const [running, setRunning] = useState(false)
  const begun = running || outcomes.length > 0
  const start = async (): Promise<void> => {
    setRunning(true)
    for (const { id, version, title } of rows) {
      let why: string | undefined
      try {
        // Nobody takes a paper on that cannot be opened without being asked: that is done where the text is read.
        // oxlint-disable-next-line no-await-in-loop -- in the order of the list, each with its own answer
        const broken = brokenPapers(await call(getEdition, { editionId: id }))
        if (broken.length > 0) {
          why = t('text.disclosureDesk.bulk.paperBroken', {
            files: broken.map(({ name }) => name).join(t('text.common.comma')),
          })
        } else
          // oxlint-disable-next-line no-await-in-loop -- as above
          await call(moveEditions, { requestId: newRequestId(), editions: [{ id, version }], step: move })
      } catch (error) {
        why = problemSentence(language, error)
      }
      setOutcomes((former) => [...former, { id, title, why }])
    }
    setRunning(false)
    await refreshAll(client)
  }
  const failed = outcomes.filter(({ why }) => why !== undefined).length
  return (
    <Modal
      open
      title={t(`text.disclosureDesk.bulk.${move}`, { n: rows.length })}
      onCancel={() => !running && close()}
      closable={!running}
      footer={
        outcomes.length === rows.length ? (
          <Button type="primary" onClick={close}>
            {t('text.disclosureDesk.close')}
          </Button>
        ) : (
          <Button type="primary" loading={running} onClick={() => void start()}>
            {t(`text.disclosureDesk.move.${move}`)}
          </Button>
        )
      }
    >
      {begun ? (
        <Progress
          percent={Math.round((outcomes.length / rows.length) * 100)}
          status={failed > 0 ? 'exception' : 'normal'}
          format={() => `${outcomes.length} / ${rows.length}`}
          aria-label={t(`text.disclosureDesk.bulk.${move}`, { n: rows.length })}
        />
      ) : (
        <p>{t(`text.disclosureDesk.why.${move}`)}</p>
      )}
      <ul className="xo-outcomes" aria-live="polite">
        {rows.map(({ id, title, place }) => {
          const outcome = outcomes.find((one) => one.id === id)
          return (
            <li key={id}>
              {outcome ? (
                <StatusTag kind={outcome.why === undefined ? 'done' : 'danger'}>
                  {outcome.why === undefined ? t('text.disclosureDesk.bulk.done') : t('text.disclosureDesk.bulk.not')}
                </StatusTag>
              ) : null}{' '}
              {place.name} · {title}
              {outcome?.why === undefined ? null : <div className="xz-soft xz-small">{outcome.why}</div>}
            </li>
          )
        })}
      </ul>
    </Modal>
  )
}

function columnsOf(speech: Speech, itemName: (code: string) => string): QueryColumn<Row>[] {
  const { t } = speech
  return [
    {
      key: 'title',
      title: t('text.disclosureDesk.titleField'),
      fixedColumn: true,
      render: (row) => (
        <Link to="/disclosure/editions/$editionId" params={{ editionId: row.id }}>
          {row.title}
        </Link>
      ),
    },
    { key: 'place', title: t('text.duties.place'), render: (row) => row.place.name },
    { key: 'item', title: t('text.disclosureDesk.item'), rare: true, render: (row) => itemName(row.itemCode) },
    { key: 'period', title: t('text.duties.period'), render: (row) => sayPeriod(speech, row.period) },
    {
      key: 'status',
      title: t('text.duties.standing'),
      render: (row) => (
        <>
          <StatusTag kind={lookOfEdition[row.status]}>{t(`text.disclosureDesk.status.${row.status}`)}</StatusTag>
          {row.returnedReason !== null && row.status === 'draft' ? (
            <div className="xz-soft xz-small">
              {t('text.disclosureDesk.returned')}
              {t('text.common.colon')}
              {row.returnedReason}
            </div>
          ) : null}
        </>
      ),
    },
    {
      key: 'publishAt',
      title: t('text.disclosureDesk.publishAt'),
      rare: true,
      render: (row) => <Moment at={row.publishAt} />,
    },
    { key: 'savedAt', title: t('text.disclosureDesk.savedAt'), render: (row) => <Moment at={row.savedAt} /> },
  ]
}

function Card({ row }: { row: Row }) {
  const speech = useText()
  return (
    <div className="xo-card">
      <Link to="/disclosure/editions/$editionId" params={{ editionId: row.id }}>
        {row.title}
      </Link>
      <div>
        {row.place.name} · {sayPeriod(speech, row.period)}
      </div>
      <StatusTag kind={lookOfEdition[row.status]}>{speech.t(`text.disclosureDesk.status.${row.status}`)}</StatusTag>
    </div>
  )
}

const cardOf = (row: Row) => <Card row={row} />

/** Texts on their way: drafts, what waits for a check or a signature; many can be moved on together. */
export function WaitingList({ place }: { place: string | undefined }) {
  const speech = useText()
  const { t, named } = speech
  const [state, change] = useUrlState()
  const navigate = useNavigate()
  const stage: Stage = stages.find((one) => one === state['stage']) ?? 'mine'
  const found = useRead(
    listWaitingEditions,
    {
      ...(place ? { place } : {}),
      ...(stage === 'mine' || stage === 'all' ? {} : { status: stage }),
    },
    { keep: true },
  )
  const items = useRead(listDisclosureItems, {}, { staleTime: 600_000 })
  const names = new Map(items.data?.items.map(({ code, name }) => [code, named(name)]))
  const [selected, setSelected] = useState<string[]>([])
  const [bulk, setBulk] = useState<{ rows: readonly Row[]; move: Move }>()
  const rows = found.data?.rows.filter(({ may }) => stage !== 'mine' || may.length > 0)
  const chosen = (rows ?? []).filter(({ id }) => selected.includes(id))
  const offered = forwardSteps.map((move) => ({ move, able: chosen.filter(({ may }) => may.includes(move)) }))
  return (
    <>
      <Segmented<Stage>
        aria-label={t('text.disclosureDesk.stage')}
        className="xo-choice"
        value={stage}
        onChange={(value) => {
          setSelected([])
          change({ stage: value === 'mine' ? undefined : value })
        }}
        options={stages.map((value) => ({
          value,
          label: t(
            value === 'mine' || value === 'all'
              ? `text.disclosureDesk.stage.${value}`
              : `text.disclosureDesk.status.${value}`,
          ),
        }))}
      />
      <QueryTable<Row>
        name="disclosure-waiting"
        label={t('text.disclosureDesk.view.waiting')}
        columns={columnsOf(speech, (code) => names.get(code) ?? code)}
        rows={rows}
        rowKey={(row) => row.id}
        rowLabel={(row) => `${row.place.name} ${row.title}`}
        loading={found.isFetching}
        problem={found.error}
        retry={() => void found.refetch()}
        total={rows ? t('text.disclosureDesk.count', { n: rows.length }) : null}
        open={(row) => void navigate({ to: '/disclosure/editions/$editionId', params: { editionId: row.id } })}
        selected={selected}
        select={setSelected}
        batch={offered
          .filter(({ able }) => able.length > 0)
          .map(({ move, able }) => (
            <Button key={move} size="small" type="primary" onClick={() => setBulk({ rows: able, move })}>
              {t(`text.disclosureDesk.bulk.${move}`, { n: able.length })}
            </Button>
          ))}
        card={cardOf}
        empty={<p className="xz-soft">{t('text.disclosureDesk.nothingWaiting')}</p>}
      />
      {bulk ? (
        <BulkRun
          rows={bulk.rows}
          move={bulk.move}
          close={() => {
            setBulk(undefined)
            setSelected([])
          }}
        />
      ) : null}
    </>
  )
}
