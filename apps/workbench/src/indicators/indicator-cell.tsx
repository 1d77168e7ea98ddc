import type { IndicatorCell, IndicatorView } from '@xiangzhi/contract'
import { percentOf } from '@xiangzhi/language'
import { isTextKey } from '@xiangzhi/text'
import { Link } from '@tanstack/react-router'
import { Popover } from 'antd'
import { type Speech, useText } from '../text.tsx'

/** What is needed to read one cell: its indicator, its place, and the cells it is compared with. */
export interface CellFacts {
  readonly indicator: IndicatorView
  readonly cell: IndicatorCell
  readonly total: IndicatorCell | undefined
  readonly before: IndicatorCell | undefined
  /** The indicator without which this one must not be read. */
  readonly beside: { readonly indicator: IndicatorView; readonly cell: IndicatorCell } | undefined
  /** The filter of the place, as the list of cases takes it. */
  readonly where: Readonly<Record<string, string>>
}

/** A rate at least so many points from the total is marked, by a pattern and a word. */
const NOTABLE_POINTS = 5

export const sayKey = ({ t }: Speech, key: string): string => (isTextKey(key) ? t(key) : key)

/** The figure of a cell: a rate in percent, or a number. */
export function valueOf({ unit }: IndicatorView, cell: IndicatorCell | undefined): number | undefined {
  if (!cell || cell.hidden || cell.numerator === null) return undefined
  return unit === 'cases' ? cell.numerator : percentOf(cell.numerator, cell.denominator ?? 0)
}

export function sayValue({ t }: Speech, indicator: IndicatorView, cell: IndicatorCell): string {
  if (cell.hidden) return t('text.indicators.value.hidden')
  const value = valueOf(indicator, cell)
  if (value === undefined) return t('text.indicators.value.absent')
  return indicator.unit === 'cases' ? String(value) : `${value.toFixed(2)} %`
}

/** Whether a cell stands out against the total: to the bad or to the good. */
export function standing({ indicator, cell, total }: CellFacts): 'worse' | 'better' | undefined {
  const [own, all] = [valueOf(indicator, cell), valueOf(indicator, total)]
  if (indicator.unit !== 'percent' || indicator.better === 'neither' || own === undefined || all === undefined)
    return undefined
  const points = (own - all) * (indicator.better === 'higher' ? 1 : -1)
  return points >= NOTABLE_POINTS ? 'better' : points <= -NOTABLE_POINTS ? 'worse' : undefined
}

function sayChange({ t }: Speech, { indicator, cell, before }: CellFacts): string | undefined {
  const [now, then] = [valueOf(indicator, cell), valueOf(indicator, before)]
  if (now === undefined || then === undefined) return undefined
  const difference = Math.round((now - then) * 100) / 100
  if (difference === 0) return t('text.indicators.change.same')
  if (indicator.unit === 'cases')
    return t(difference > 0 ? 'text.indicators.change.more' : 'text.indicators.change.fewer', {
      n: Math.abs(difference),
    })
  return t(difference > 0 ? 'text.indicators.change.up' : 'text.indicators.change.down', {
    points: Math.abs(difference).toFixed(2),
  })
}

function Explanation(facts: CellFacts) {
  const speech = useText()
  const { t } = speech
  const { indicator, cell, beside, where } = facts
  const mark = standing(facts)
  const change = sayChange(speech, facts)
  if (cell.hidden) return <p>{t('text.indicators.value.hiddenNote')}</p>
  return (
    <div className="xz-indicator-tells">
      <p>{t('text.indicators.numerator', { what: sayKey(speech, indicator.numerator), n: cell.numerator ?? 0 })}</p>
      {indicator.denominator ? (
        <p>
          {t('text.indicators.denominator', { what: sayKey(speech, indicator.denominator), n: cell.denominator ?? 0 })}
        </p>
      ) : null}
      <p>
        {t('text.indicators.excluded', {
          what: indicator.excludes.map((key) => sayKey(speech, key)).join(t('text.common.semicolon')),
        })}
        {cell.excluded > 0
          ? t('text.common.aside', { what: t('text.indicators.excludedCount', { n: cell.excluded }) })
          : ''}
      </p>
      {indicator.unit === 'percent' && cell.denominator === 0 ? <p>{t('text.indicators.value.absentNote')}</p> : null}
      {change ? <p>{t('text.indicators.change', { change })}</p> : null}
      {mark ? <p>{t(`text.indicators.legend.${mark}`)}</p> : null}
      {beside ? (
        <p>
          {t('text.indicators.besideThis', {
            title: sayKey(speech, beside.indicator.title),
            value: sayValue(speech, beside.indicator, beside.cell),
          })}
        </p>
      ) : null}
      <p className="xz-noprint">
        {indicator.counts.map((measure, at) => (
          <Link key={measure} to="/cases" search={{ ...where, measure }} className="xz-indicator-drill">
            {t(
              indicator.counts.length === 1
                ? 'text.indicators.drill'
                : at === 0
                  ? 'text.indicators.drillNumerator'
                  : 'text.indicators.drillDenominator',
            )}
          </Link>
        ))}
      </p>
    </div>
  )
}

/** One figure; what it counts, what is left out and its cases are told by pointing at it or pressing it. */
export function IndicatorFigure(facts: CellFacts) {
  const speech = useText()
  const { indicator, cell } = facts
  const change = sayChange(speech, facts)
  const shown = sayValue(speech, indicator, cell)
  return (
    <Popover content={<Explanation {...facts} />} title={sayKey(speech, indicator.title)} trigger={['hover', 'click']}>
      <button type="button" className="xz-indicator-figure">
        <span>{shown}</span>
        {indicator.unit === 'percent' && !cell.hidden && cell.denominator ? (
          <small>
            {speech.t('text.indicators.of', { numerator: cell.numerator ?? 0, denominator: cell.denominator })}
          </small>
        ) : null}
        {change ? <small>{change}</small> : null}
      </button>
    </Popover>
  )
}
