import { listConfigParts } from '@xiangzhi/contract'
import type { PackCalendar } from '@xiangzhi/language'
import { Alert, Button, Input, Segmented } from 'antd'
import { type ReactNode, useState } from 'react'
import { useRead } from '../api-client.ts'
import { dateOf, useNow } from '../moment.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { useUrlState } from '../url-state.ts'
import { useConfigDraft } from './config-draft.ts'
import { ConfigFrame } from './config-frame.tsx'
import { holidayInEnglish, readHolidayNotice } from './holiday-notice.ts'
import { NamedInput } from './named-input.tsx'

type DayKind = 'workday' | 'weekend' | 'holiday' | 'make-up'

const dayMs = 86_400_000
const monthStart = (year: number, month: number): number => Date.UTC(year, month, 1)
const isoOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

function kindOf(calendar: PackCalendar, iso: string): DayKind {
  if (calendar.workdays.includes(iso)) return 'make-up'
  if (calendar.holidays.some(({ on }) => on === iso)) return 'holiday'
  const weekday = new Date(`${iso}T00:00:00Z`).getUTCDay()
  return weekday === 0 || weekday === 6 ? 'weekend' : 'workday'
}

/** A click takes a day on through what it can be: a weekday is off or worked, a weekend day is off, a holiday or worked. */
function withNextKind(
  calendar: PackCalendar,
  iso: string,
  name: PackCalendar['holidays'][number]['name'],
): PackCalendar {
  const kind = kindOf(calendar, iso)
  const workdays = calendar.workdays.filter((day) => day !== iso)
  const holidays = calendar.holidays.filter(({ on }) => on !== iso)
  if (kind === 'workday' || kind === 'weekend')
    return {
      ...calendar,
      holidays: [...holidays, { on: iso, name }].sort((one, other) => (one.on < other.on ? -1 : 1)),
      workdays,
    }
  const weekend = [0, 6].includes(new Date(`${iso}T00:00:00Z`).getUTCDay())
  if (kind === 'holiday' && weekend) return { ...calendar, holidays, workdays: [...workdays, iso].sort() }
  return { ...calendar, holidays, workdays }
}

function Month({
  calendar,
  month,
  change,
  today,
}: {
  calendar: PackCalendar
  month: number
  change: ((iso: string) => void) | undefined
  today: string
}) {
  const { t, language, named } = useText()
  const start = monthStart(calendar.year, month)
  const days = (monthStart(calendar.year, month + 1) - start) / dayMs
  // Weeks begin on Monday, as calendars in China do.
  const blank = (new Date(start).getUTCDay() + 6) % 7
  const weekdays = Array.from({ length: 7 }, (_, n) =>
    new Intl.DateTimeFormat(language, { weekday: 'narrow', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + n)),
  )
  return (
    <section className="xa-month">
      <h3>{new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' }).format(start)}</h3>
      <div className="xa-days">
        {weekdays.map((weekday, n) => (
          <span key={n} className="xa-weekday" aria-hidden="true">
            {weekday}
          </span>
        ))}
        {Array.from({ length: blank }, (_, n) => (
          <span key={`blank-${n}`} />
        ))}
        {Array.from({ length: days }, (_, n) => {
          const iso = isoOf(start + n * dayMs)
          const kind = kindOf(calendar, iso)
          const holiday = calendar.holidays.find(({ on }) => on === iso)
          const mark = kind === 'holiday' ? t('text.admin.day.off') : kind === 'make-up' ? t('text.admin.day.on') : ''
          const words = `${iso} ${t(`text.admin.day.${kind}`)}${holiday ? ` ${named(holiday.name)}` : ''}`
          return (
            <button
              key={iso}
              type="button"
              className={`xa-day xa-day-${kind}${iso === today ? ' xa-day-today' : ''}`}
              title={words}
              aria-label={`${n + 1}${mark} ${words}`}
              disabled={!change}
              onClick={() => change?.(iso)}
            >
              {n + 1}
              {mark ? <i>{mark}</i> : null}
            </button>
          )
        })}
      </div>
    </section>
  )
}

function NoticeForm({
  year,
  take,
}: {
  year: number
  take: (calendar: Pick<PackCalendar, 'holidays' | 'workdays'>) => void
}) {
  const { t } = useText()
  const [text, setText] = useState('')
  const read = text.trim() === '' ? undefined : readHolidayNotice(year, text)
  return (
    <section className="xz-panel">
      <h2>{t('text.admin.calendar.paste', { year })}</h2>
      <p className="xz-soft">{t('text.admin.calendar.pasteNote')}</p>
      <Input.TextArea
        aria-label={t('text.admin.calendar.paste', { year })}
        rows={6}
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={t('text.admin.calendar.pasteExample')}
      />
      {read ? (
        <Alert
          style={{ margin: '12px 0' }}
          type={read.unread.length > 0 || read.holidays.length === 0 ? 'warning' : 'success'}
          showIcon
          title={t('text.admin.calendar.read', { holidays: read.holidays.length, workdays: read.workdays.length })}
          description={
            read.unread.length > 0
              ? `${t('text.admin.calendar.unread')} ${read.unread.join(t('text.common.semicolon'))}`
              : undefined
          }
        />
      ) : null}
      <Button
        disabled={!read || read.holidays.length === 0}
        onClick={() => {
          if (!read) return
          take({
            holidays: read.holidays.map(({ on, name }) => ({ on, name: { zh: name, en: holidayInEnglish(name) } })),
            workdays: read.workdays,
          })
          setText('')
        }}
      >
        {t('text.admin.calendar.take')}
      </Button>
    </section>
  )
}

function YearCalendar({ year, exists, years }: { year: number; exists: boolean; years: ReactNode }) {
  const { t } = useText()
  const draft = useConfigDraft<PackCalendar>(`calendar-${year}`, exists)
  const today = dateOf(useNow())
  const bare: PackCalendar = { year, source: { zh: '', en: '' }, holidays: [], workdays: [] }
  const editable = exists ? draft.mayWrite : true
  const calendar = draft.content ?? bare
  const body = (shown: PackCalendar) => (
    <>
      {years}
      <div className="xz-panel">
        <div className="xa-legend">
          {(['workday', 'weekend', 'holiday', 'make-up'] as const).map((kind) => (
            <span key={kind}>
              <b className={`xa-day xa-day-${kind}`} aria-hidden="true">
                8
              </b>{' '}
              {t(`text.admin.day.${kind}`)}
            </span>
          ))}
          <span className="xz-soft">{editable ? t('text.admin.calendar.click') : ''}</span>
        </div>
        <div className="xa-year">
          {Array.from({ length: 12 }, (_, month) => (
            <Month
              key={month}
              calendar={shown}
              month={month}
              today={today}
              change={
                editable
                  ? (iso) => draft.set(withNextKind(shown, iso, { zh: t('text.admin.calendar.dayOff'), en: 'Day off' }))
                  : undefined
              }
            />
          ))}
        </div>
      </div>
      <div className="xz-panel">
        <NamedInput
          label={t('text.admin.calendar.source')}
          value={shown.source}
          change={(source) => draft.set({ ...shown, source })}
          disabled={!editable}
        />
      </div>
      {editable ? <NoticeForm year={year} take={(days) => draft.set({ ...shown, ...days })} /> : null}
    </>
  )
  return (
    <ConfigFrame
      title={t('text.admin.calendars.title')}
      note={t('text.admin.calendars.note')}
      draft={draft}
      actions={exists ? null : <StatusTag kind="provisional">{t('text.admin.calendar.missing', { year })}</StatusTag>}
      absent={body(calendar)}
    >
      {body}
    </ConfigFrame>
  )
}

/** Days off and make-up workdays of each year; a year that is not announced yet keeps deadlines provisional. */
export function CalendarsPage() {
  const { t } = useText()
  const [state, go] = useUrlState()
  const parts = useRead(listConfigParts, {})
  const thisYear = Number(dateOf(useNow()).slice(0, 4))
  const loaded = (parts.data?.parts ?? []).flatMap(({ part }) =>
    part.startsWith('calendar-') ? [Number(part.slice(9))] : [],
  )
  const years = [...new Set([...loaded, thisYear, thisYear + 1])].sort((one, other) => one - other)
  const year = Number(state['year'] ?? thisYear)
  if (!parts.data) return null
  const choice = (
    <Segmented
      aria-label={t('text.admin.calendar.year')}
      style={{ marginBottom: 12 }}
      value={year}
      onChange={(next) => go({ year: String(next) })}
      options={years.map((one) => ({
        value: one,
        label: loaded.includes(one) ? String(one) : `${one} · ${t('text.admin.calendar.provisional')}`,
      }))}
    />
  )
  return <YearCalendar key={year} year={year} exists={loaded.includes(year)} years={choice} />
}
