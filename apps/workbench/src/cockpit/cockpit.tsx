import type { CockpitFigures, getCounty, listShapes } from '@xiangzhi/contract'
import { percentOf, sayCount } from '@xiangzhi/language'
import { useEffect, useMemo, useState } from 'react'
import type { z } from 'zod'
import { placeName } from '../place-name.ts'
import { useText } from '../text.tsx'
import { useLiveFigures } from './live-figures.ts'
import { VillageMap } from './village-map.tsx'

export interface CockpitCounty {
  readonly county: z.output<typeof getCounty.output>
  readonly shapes: z.output<typeof listShapes.output>['shapes']
}

const minuteMs = 60_000

function useSecond(): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = window.setInterval(() => setNow(new Date()), 1000)
    return () => window.clearInterval(timer)
  }, [])
  return now
}

function Figure({ label, value, tone }: { label: string; value: number | null; tone?: 'late' }) {
  const { language } = useText()
  return (
    <div className={tone === 'late' && value !== 0 ? 'figure figure-late' : 'figure'}>
      <dt>{label}</dt>
      <dd>{value?.toLocaleString(language) ?? sayCount(null)}</dd>
    </div>
  )
}

function Rate({ label, n, d }: { label: string; n: number | null; d: number | null }) {
  const { t } = useText()
  const rate = n === null || d === null ? undefined : percentOf(n, d)
  return (
    <div className="rate">
      <dt>{label}</dt>
      <dd>
        <strong>{rate === undefined ? t('text.indicators.value.absent') : `${rate.toFixed(1)} %`}</strong>
        <span>{t('text.indicators.cockpit.of', { n: sayCount(n), d: sayCount(d) })}</span>
      </dd>
    </div>
  )
}

function Urgent({
  figures,
  county,
  villageNames,
}: {
  figures: CockpitFigures
  county: CockpitCounty['county']
  villageNames: ReadonlyMap<string, string>
}) {
  const { t, named } = useText()
  const asOf = Date.parse(figures.asOf)
  const length = (minutes: number): string =>
    minutes < 60
      ? t('text.indicators.cockpit.minutes', { n: minutes })
      : minutes < 48 * 60
        ? t('text.indicators.cockpit.hours', { n: Math.floor(minutes / 60) })
        : t('text.indicators.cockpit.days', { n: Math.floor(minutes / 1440) })
  return (
    <section className="panel urgent" aria-labelledby="urgent">
      <h2 id="urgent">{t('text.indicators.cockpit.urgent')}</h2>
      {figures.urgent.length === 0 ? <p>{t('text.indicators.cockpit.urgentNone')}</p> : null}
      <ol>
        {figures.urgent.map(({ category, villageId, dueAt }, at) => {
          const minutes = Math.round((Date.parse(dueAt) - asOf) / minuteMs)
          const known = county.categories.find(({ code }) => code === category)
          return (
            <li key={`${category} ${villageId} ${dueAt} ${at}`}>
              <span className="what">{known ? named(known.name) : category}</span>
              <span className="where">{villageNames.get(villageId ?? '') ?? ''}</span>
              <span className={minutes < 0 ? 'when late' : 'when'}>
                {minutes < 0 ? <span aria-hidden="true">◆ </span> : null}
                {minutes < 0
                  ? t('text.indicators.cockpit.lateBy', { time: length(-minutes) })
                  : t('text.indicators.cockpit.dueIn', { time: length(minutes) })}
              </span>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

/** The big screen: how many are new, in hand, late and closed, where they lie, and what is most urgent. Nothing can be done here. */
export function Cockpit({ county, shapes }: CockpitCounty) {
  const { t, named, language, setLanguage } = useText()
  const { figures, stale } = useLiveFigures()
  const now = useSecond()
  const clock = (at: Date): string => at.toLocaleTimeString(language, { hour12: false, timeZone: 'Asia/Shanghai' })
  const day = now.toLocaleDateString(language, { dateStyle: 'full', timeZone: 'Asia/Shanghai' })
  const villages = useMemo(() => {
    const open = new Map(figures?.villages.map(({ id, open: n }) => [id, n]))
    return shapes.map(({ id, name, nameEn, rings }) => ({
      id,
      name: placeName(language, { name, nameEn }),
      rings,
      open: open.has(id) ? (open.get(id) ?? null) : 0,
    }))
  }, [figures, shapes, language])
  const title = `${named(county.name)} ${t('text.indicators.cockpit.title')}`
  useEffect(() => {
    document.title = title
  }, [title])
  const asOf = figures ? clock(new Date(figures.asOf)) : ''
  return (
    <div className={stale ? 'cockpit cockpit-stale' : 'cockpit'}>
      <header>
        <h1>{title}</h1>
        {county.demo ? <span className="demo">{t('text.indicators.cockpit.demo')}</span> : null}
        <time dateTime={now.toISOString()}>
          {day} <b>{clock(now)}</b>
        </time>
        <button type="button" onClick={() => void setLanguage(language === 'en' ? 'zh-CN' : 'en')}>
          {t('text.indicators.cockpit.language')}
        </button>
        <a href="/staff/">{t('text.indicators.cockpit.workbench')}</a>
      </header>
      <output className="banner">{stale ? t('text.indicators.cockpit.stale', { at: asOf }) : ''}</output>
      <main>
        {figures ? (
          <>
            <div className="left">
              <dl className="figures">
                <Figure label={t('text.indicators.cockpit.newToday')} value={figures.newToday} />
                <Figure label={t('text.indicators.cockpit.inHand')} value={figures.inHand} />
                <Figure label={t('text.indicators.cockpit.late')} value={figures.late} tone="late" />
                <Figure label={t('text.indicators.cockpit.closed')} value={figures.closedThisMonth} />
              </dl>
              <dl className="panel rates">
                <Rate
                  label={t('text.indicators.cockpit.onTime')}
                  n={figures.closedOnTime}
                  d={figures.closedThisMonth}
                />
                <Rate
                  label={t('text.indicators.cockpit.reopened')}
                  n={figures.reopenedThisMonth}
                  d={figures.closedThisMonth}
                />
              </dl>
            </div>
            <section className="panel middle" aria-labelledby="map">
              <h2 id="map">{t('text.indicators.cockpit.map')}</h2>
              <VillageMap villages={villages} label={t('text.indicators.cockpit.map')} />
              <p className="soft">{t('text.indicators.cockpit.schematic')}</p>
            </section>
            <Urgent
              figures={figures}
              county={county}
              villageNames={new Map(villages.map(({ id, name }) => [id, name]))}
            />
          </>
        ) : (
          <p className="waiting">{t('text.indicators.cockpit.loading')}</p>
        )}
      </main>
      <footer>
        <span>{figures ? t('text.indicators.cockpit.asOf', { at: asOf }) : ''}</span>
        <span>
          {t('text.indicators.cockpit.only')} {t('text.common.counts.hidden')}
        </span>
      </footer>
    </div>
  )
}
