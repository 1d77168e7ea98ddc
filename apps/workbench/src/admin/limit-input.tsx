import type { TimeLimit } from '@xiangzhi/language'
import { InputNumber, Select, Space } from 'antd'
import { type Speech, useText } from '../text.tsx'

const units = ['workingHours', 'workingDays', 'hours', 'days'] as const
type Unit = (typeof units)[number]

function partsOf(limit: TimeLimit): { unit: Unit; amount: number } {
  const [unit, amount] = Object.entries(limit)[0] ?? ['workingDays', 1]
  return { unit: unit as Unit, amount }
}

/** A time limit in words, such as “5 个工作日”. */
export function sayLimit(t: Speech['t'], limit: Readonly<Record<string, number>> | null | undefined): string {
  if (!limit) return t('text.common.deadline.untimed')
  const [unit, n] = Object.entries(limit)[0] ?? []
  if (unit === undefined || n === undefined) return t('text.common.deadline.untimed')
  return t(`text.common.unit.${unit as Unit | 'workingMinutes' | 'minutes'}`, { n })
}

/** A time limit: a whole number of one unit. */
export function LimitInput({
  label,
  value,
  change,
  disabled = false,
}: {
  label: string
  value: TimeLimit
  change: (value: TimeLimit) => void
  disabled?: boolean
}) {
  const { t } = useText()
  const { unit, amount } = partsOf(value)
  return (
    <Space.Compact>
      <InputNumber
        controls={false}
        aria-label={label}
        min={1}
        max={3650}
        precision={0}
        value={amount}
        disabled={disabled}
        style={{ width: 84 }}
        onChange={(next) => change({ [unit]: next ?? 1 } as TimeLimit)}
      />
      <Select
        aria-label={`${label} · ${t('text.admin.unit')}`}
        value={unit}
        disabled={disabled}
        style={{ width: 146 }}
        options={units.map((one) => ({ value: one, label: t(`text.admin.unit.${one}`) }))}
        onChange={(next) => change({ [next]: amount } as TimeLimit)}
      />
    </Space.Compact>
  )
}
