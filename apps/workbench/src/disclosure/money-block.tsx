import { type MoneyLine, yuanOf } from '@xiangzhi/language'
import { Button } from 'antd'
import { Icon } from '../icon.tsx'
import { StatusTag } from '../status-tag.tsx'
import { useText } from '../text.tsx'
import { AmountInput } from './amount-input.tsx'
import { type BlockOf, changeMoney, closingOf, sumOf } from './draft-content.ts'
import { WideFrame } from './wide-frame.tsx'
import { LineInput } from '../words-input.tsx'

type Money = BlockOf<'money'>
type Side = 'income' | 'expense'

function Lines({
  block,
  side,
  before,
  change,
}: {
  block: Money
  side: Side
  /** What was there before the first of these lines, for the running balance. */
  before: number
  change: (lines: MoneyLine[]) => void
}) {
  const { t } = useText()
  const lines = block[side]
  const patch = (at: number, one: Partial<MoneyLine>): void =>
    change(lines.map((line, index) => (index === at ? { ...line, ...one } : line)))
  const sign = side === 'income' ? 1 : -1
  const balanceAfter = (at: number): number => before + sign * sumOf(lines.slice(0, at + 1))
  return (
    <>
      <WideFrame name="xo-table-frame" label={t(`text.disclosureDesk.${side}`)}>
        <table className="xo-table">
          <caption>{t(`text.disclosureDesk.${side}`)}</caption>
          <thead>
            <tr>
              <th scope="col">{t('text.disclosureDesk.line')}</th>
              <th scope="col" className="xo-narrow">
                {t('text.disclosureDesk.amount')}
              </th>
              <th scope="col">{t('text.disclosureDesk.note')}</th>
              <th scope="col" className="xo-narrow xz-num">
                {t('text.disclosureDesk.balance')}
              </th>
              <th scope="col" className="xo-slim">
                <span className="xo-unseen">{t('text.disclosureDesk.remove')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line, at) => {
              const n = at + 1
              return (
                <tr key={at}>
                  <td>
                    <LineInput
                      value={line.label}
                      most={120}
                      aria-label={t(`text.disclosureDesk.${side}Label`, { n })}
                      {...(line.label.trim() === '' && line.fen !== 0 ? { status: 'error' as const } : {})}
                      onChange={({ target }) => patch(at, { label: target.value })}
                    />
                  </td>
                  <td>
                    <AmountInput
                      fen={line.fen}
                      label={t(`text.disclosureDesk.${side}Amount`, { n })}
                      change={(fen) => patch(at, { fen })}
                    />
                  </td>
                  <td>
                    <LineInput
                      value={line.note ?? ''}
                      most={200}
                      aria-label={t('text.disclosureDesk.noteOf', { n })}
                      onChange={({ target }) => patch(at, { note: target.value })}
                    />
                  </td>
                  <td className="xz-num">{yuanOf(balanceAfter(at))}</td>
                  <td>
                    <Button
                      type="text"
                      size="small"
                      aria-label={t('text.disclosureDesk.removeOf', { n })}
                      icon={<Icon name="cross" size={14} />}
                      onClick={() => change(lines.filter((_, index) => index !== at))}
                    />
                  </td>
                </tr>
              )
            })}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('text.disclosureDesk.total')}</th>
              <td className="xz-num">{yuanOf(sumOf(lines))}</td>
            </tr>
          </tfoot>
        </table>
      </WideFrame>
      <Button size="small" type="dashed" onClick={() => change([...lines, { label: '', fen: 0 }])}>
        {t(`text.disclosureDesk.${side}Add`)}
      </Button>
    </>
  )
}

/** Income and expense with a running balance. The closing balance is counted, and compared with what the books say. */
export function MoneyBlock({ block, change }: { block: Money; change: (block: Money) => void }) {
  const { t } = useText()
  const put = (patch: Partial<Money>): void => change(changeMoney(block, patch))
  const expected = closingOf(block)
  const afterIncome = block.opening + sumOf(block.income)
  return (
    <div className="xo-money">
      <label className="xo-field">
        <span>{t('text.disclosureDesk.opening')}</span>
        <AmountInput
          fen={block.opening}
          label={t('text.disclosureDesk.opening')}
          change={(opening) => put({ opening })}
        />
      </label>
      <Lines block={block} side="income" before={block.opening} change={(income) => put({ income })} />
      <Lines block={block} side="expense" before={afterIncome} change={(expense) => put({ expense })} />
      <label className="xo-field">
        <span>{t('text.disclosureDesk.closing')}</span>
        <AmountInput
          fen={block.closing}
          label={t('text.disclosureDesk.closing')}
          change={(closing) => put({ closing })}
        />
      </label>
      {block.closing === expected ? (
        <StatusTag kind="done">{t('text.disclosureDesk.balanced')}</StatusTag>
      ) : (
        <p role="alert">
          <StatusTag kind="danger">{t('text.disclosureDesk.unbalanced', { expected: yuanOf(expected) })}</StatusTag>{' '}
          <Button size="small" onClick={() => put({ closing: expected })}>
            {t('text.disclosureDesk.takeExpected')}
          </Button>
        </p>
      )}
    </div>
  )
}
