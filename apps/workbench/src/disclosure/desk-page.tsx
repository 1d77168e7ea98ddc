import { listCases, listDisclosureItems } from '@xiangzhi/contract'
import { useNavigate } from '@tanstack/react-router'
import { Alert, Button, Segmented, Select, Space } from 'antd'
import { useState } from 'react'
import { useRead } from '../api-client.ts'
import { Icon } from '../icon.tsx'
import { dateOf, useNow } from '../moment.tsx'
import { Page } from '../page.tsx'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import './disclosure.css'
import { spanOf, type Span, spans, useExpected } from './expected-reads.ts'
import { ExpectedMatrix, ExpectedTable } from './expected-table.tsx'
import { ImpactList } from './impact-list.tsx'
import { PrintRun } from './print-run.tsx'
import { QuestionList } from './question-list.tsx'
import { RateTable } from './rate-table.tsx'
import { useTowns } from './use-towns.ts'
import { WaitingList } from './waiting-list.tsx'

const views = ['due', 'waiting', 'questions', 'rates', 'impact'] as const
type View = (typeof views)[number]

/** Town and village as the address names them: by their codes. */
function PlaceChoice() {
  const { t } = useText()
  const towns = useTowns()
  const [state, change] = useUrlState()
  const { town, village } = state
  const chosenTown = towns.find(({ code }) => code === town)
  return (
    <Space wrap>
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('text.duties.town')}
        placeholder={t('text.duties.town')}
        value={town ?? null}
        className="xo-place"
        onChange={(code: string | null) => change({ town: code ?? undefined, village: undefined })}
        options={towns.map(({ code, name }) => ({ value: code, label: name }))}
      />
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('text.duties.village')}
        placeholder={t('text.duties.village')}
        value={village ?? null}
        className="xo-place"
        onChange={(code: string | null) => change({ village: code ?? undefined })}
        options={(chosenTown ? [chosenTown] : towns)
          .flatMap((one) => one.villages)
          .map(({ code, name }) => ({ value: code, label: name }))}
      />
    </Space>
  )
}

function DueView({ place, today, isWide }: { place: string | undefined; today: string; isWide: boolean }) {
  const { t, named } = useText()
  const [state, change] = useUrlState()
  const navigate = useNavigate()
  const span = spanOf(state)
  const items = useRead(listDisclosureItems, {}, { staleTime: 600_000 })
  const { item } = state
  const expected = useExpected(span, today, { place, item })
  const matrix = (state['show'] ?? (isWide ? 'matrix' : 'list')) === 'matrix'
  return (
    <>
      <div className="xo-buttons">
        <Segmented<Span>
          aria-label={t('text.disclosureDesk.span')}
          value={span}
          onChange={(value) => change({ span: value === 'week' ? undefined : value })}
          options={spans.map((value) => ({ value, label: t(`text.disclosureDesk.span.${value}`) }))}
        />
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('text.disclosureDesk.item')}
          placeholder={t('text.disclosureDesk.item')}
          value={item ?? null}
          className="xo-item"
          popupMatchSelectWidth={false}
          onChange={(code: string | null) => change({ item: code ?? undefined })}
          options={(items.data?.items ?? []).map(({ code, name }) => ({ value: code, label: named(name) }))}
        />
        <Segmented<string>
          aria-label={t('text.disclosureDesk.show')}
          value={matrix ? 'matrix' : 'list'}
          onChange={(value) => change({ show: value })}
          options={[
            { value: 'list', label: t('text.disclosureDesk.show.list') },
            { value: 'matrix', label: t('text.disclosureDesk.show.matrix') },
          ]}
        />
      </div>
      {expected.cut ? <Alert type="info" showIcon className="xo-notice" title={t('text.disclosureDesk.cut')} /> : null}
      {matrix && expected.rows && !expected.problem ? (
        <ExpectedMatrix rows={expected.rows} />
      ) : (
        <ExpectedTable
          {...expected}
          today={today}
          open={(row) => {
            const edition = row.draft?.id ?? row.editionId
            if (edition) void navigate({ to: '/disclosure/editions/$editionId', params: { editionId: edition } })
            else
              void navigate({
                to: '/disclosure/$place/$item/$period',
                params: { place: row.place.code, item: row.itemCode, period: row.period },
              })
          }}
        />
      )}
    </>
  )
}

/** How many questions wait for an answer of whoever looks. */
function useQuestionsWaiting(): number {
  const process = useCounty().about('publication')?.key ?? ''
  const { data } = useRead(
    listCases,
    { process, mine: 'true', sort: 'due', limit: 1 },
    { enabled: process !== '', staleTime: 30_000, refreshEvery: 60_000 },
  )
  return data?.total ?? 0
}

/** The desk of disclosure: what is due and missing by village, texts on their way, questions, rates, sheets for the boards. */
export function DeskPage() {
  const { t } = useText()
  const towns = useTowns()
  const [state, change] = useUrlState()
  const [printing, setPrinting] = useState(false)
  const today = dateOf(useNow())
  const view: View = views.find((one) => one === state['view']) ?? 'due'
  const isWide = towns.length > 0
  const town = towns.find(({ code }) => code === state['town'])
  const village = towns.flatMap(({ villages }) => villages).find(({ code }) => code === state['village'])
  const place = village?.code ?? town?.code
  const asked = useQuestionsWaiting()
  return (
    <Page
      title={t('text.disclosureDesk.title')}
      note={t('text.disclosureDesk.pageNote')}
      actions={
        isWide ? (
          <Button icon={<Icon name="print" size={15} />} onClick={() => setPrinting(true)}>
            {t('text.disclosureDesk.print')}
          </Button>
        ) : null
      }
    >
      <Space wrap className="xo-choice">
        <Segmented<View>
          aria-label={t('text.disclosureDesk.view')}
          value={view}
          onChange={(value) => change({ view: value === 'due' ? undefined : value })}
          options={views.map((value) => ({
            value,
            label:
              value === 'questions' && asked > 0
                ? t('text.disclosureDesk.view.questionsWaiting', { n: asked })
                : t(`text.disclosureDesk.view.${value}`),
          }))}
        />
        {isWide ? <PlaceChoice /> : null}
      </Space>
      {view === 'due' ? <DueView place={place} today={today} isWide={isWide} /> : null}
      {view === 'waiting' ? <WaitingList place={place} /> : null}
      {view === 'questions' ? <QuestionList town={town?.id} village={village?.id} /> : null}
      {view === 'rates' ? <RateTable town={town?.code} today={today} /> : null}
      {view === 'impact' ? <ImpactList /> : null}
      {printing ? <PrintRun town={town?.code} close={() => setPrinting(false)} /> : null}
    </Page>
  )
}
