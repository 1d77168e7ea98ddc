import { sayBasis } from '@xiangzhi/text'
import { listDisclosureItems, listWaitingEditions, openDraft } from '@xiangzhi/contract'
import { Link, Navigate, useNavigate, useParams } from '@tanstack/react-router'
import { Button, Result, Skeleton, Space } from 'antd'
import { useChange, useRead } from '../api-client.ts'
import { Page } from '../page.tsx'
import { ProblemNotice } from '../problem-notice.tsx'
import { useCounty, useMay } from '../session.tsx'
import { useText } from '../text.tsx'
import './disclosure.css'
import { sayPeriod } from '../period-words.ts'

const sources = ['template', 'last'] as const

/** Where a duty leads: the text that fulfils it, or the choice of how to begin one. */
export function BeginPage() {
  const speech = useText()
  const { t, named } = speech
  const found = useParams({ strict: false })
  const params = { place: found.place ?? '', item: found.item ?? '', period: found.period ?? '' }
  const county = useCounty()
  const navigate = useNavigate()
  const mayWrite = useMay('disclosure.write')
  const items = useRead(listDisclosureItems, {}, { staleTime: 600_000 })
  const waiting = useRead(listWaitingEditions, { place: params.place }, { enabled: mayWrite })
  const open = useChange(openDraft)
  const item = items.data?.items.find(({ code }) => code === params.item)
  // The duty of a standing item comes once a year; its text is one and the same.
  const period = item?.rhythm === 'standing' ? 'standing' : params.period
  const begun = waiting.data?.rows.find((row) => row.itemCode === params.item && row.period === period)
  const places = county.towns.flatMap((town) => [town, ...town.villages])
  const place = places.find(({ code }) => code === params.place)
  if (begun) return <Navigate to="/disclosure/editions/$editionId" params={{ editionId: begun.id }} replace />
  const title = t('text.disclosureDesk.begin')
  if (!items.data || (mayWrite && !waiting.data))
    return (
      <Page title={title}>
        <ProblemNotice problem={items.error ?? waiting.error} />
        {items.error || waiting.error ? null : <Skeleton active />}
      </Page>
    )
  if (!item) return <Result status="404" title={t('text.disclosureDesk.itemGone')} />
  const begin = (source: (typeof sources)[number]): void =>
    open.mutate(
      { place: params.place, item: item.code, period, source },
      {
        onSuccess: ({ id }) =>
          void navigate({ to: '/disclosure/editions/$editionId', params: { editionId: id }, replace: true }),
      },
    )
  const typed = item.source === 'typed'
  return (
    <Page title={title} wide={false} note={<Link to="/disclosure">{t('text.disclosureDesk.back')}</Link>}>
      <section className="xz-panel">
        <h2>
          {place?.name ?? params.place} · {named(item.name)} · {sayPeriod(speech, period)}
        </h2>
        <p className="xz-soft">
          {item.legalBasis.map((one) => sayBasis(speech.language, one)).join(t('text.common.semicolon'))}
        </p>
        <ProblemNotice problem={open.error} />
        {mayWrite ? (
          <Space wrap>
            <Button type="primary" loading={open.isPending} onClick={() => begin('template')}>
              {t(typed ? 'text.disclosureDesk.from.template' : 'text.disclosureDesk.from.data')}
            </Button>
            {typed && period !== 'standing' ? (
              <Button onClick={() => begin('last')}>{t('text.disclosureDesk.from.last')}</Button>
            ) : null}
          </Space>
        ) : (
          <p>{t('text.disclosureDesk.notWriting')}</p>
        )}
        <p>
          <a href={`/v/${params.place}/open/${item.code}`} target="_blank" rel="noreferrer">
            {t('text.disclosureDesk.itemPage')}
          </a>
        </p>
      </section>
    </Page>
  )
}
