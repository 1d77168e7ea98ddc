import { type CaseView, listCases, nearCases } from '@xiangzhi/contract'
import { Input, Radio } from 'antd'
import { useState } from 'react'
import { useRead } from '../api-client.ts'
import { Moment } from '../moment.tsx'
import { useText } from '../text.tsx'
import { useCaseWords } from './case-words.tsx'

/** Chooses another case: those nearby of the same category first, or found by number and words. */
export function CaseSearch({
  view,
  value,
  onChange,
}: {
  view: CaseView
  value?: string
  onChange?: (value: string) => void
}) {
  const { t } = useText()
  const words = useCaseWords()
  const [q, setQ] = useState('')
  const placed = view.lng !== null && view.lat !== null
  const near = useRead(
    nearCases,
    { category: view.category, lng: view.lng ?? 0, lat: view.lat ?? 0, metres: 500 },
    { enabled: placed },
  )
  const sameVillage = useRead(
    listCases,
    { open: 'true', category: view.category, ...(view.villageId ? { village: view.villageId } : {}), limit: 8 },
    { enabled: q.trim() === '' },
  )
  const found = useRead(listCases, { q: q.trim(), limit: 8 }, { enabled: q.trim() !== '', keep: true })
  const rows = (
    q.trim() === '' ? [...(near.data?.rows ?? []), ...(sameVillage.data?.rows ?? [])] : (found.data?.rows ?? [])
  )
    .filter((row, index, all) => row.id !== view.id && all.findIndex((other) => other.id === row.id) === index)
    .slice(0, 8)
  return (
    <div>
      <Input.Search
        allowClear
        placeholder={t('text.workbench.search.hint')}
        aria-label={t('text.workbench.search.label')}
        onSearch={setQ}
        style={{ marginBottom: 8 }}
      />
      <p className="xz-soft xz-small" style={{ margin: '0 0 4px' }}>
        {t(q.trim() === '' ? 'text.workbench.merge.near' : 'text.workbench.merge.found', { n: rows.length })}
      </p>
      <Radio.Group
        value={value ?? null}
        onChange={(event) => onChange?.(event.target.value as string)}
        style={{ display: 'grid', gap: 6 }}
      >
        {rows.map((row) => (
          <Radio key={row.id} value={row.id}>
            <span className="xz-figures">{row.number}</span> {row.summary}{' '}
            <span className="xz-soft">
              {row.placeName} · {words.state(row)} · <Moment at={row.openedAt} />
            </span>
          </Radio>
        ))}
      </Radio.Group>
    </div>
  )
}
