import { Select } from 'antd'
import { useEffect, useState } from 'react'
import { useShapes } from '../map/shapes.ts'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'

/** Chooses a village by search over all towns, then one of its grids where one knows it. Answers the smallest place chosen. */
export function PlacePicker({
  id,
  value,
  onChange,
  start,
  onVillage,
  within,
}: {
  id?: string
  value?: string
  onChange?: (value: string | undefined) => void
  start?: string | undefined
  onVillage?: (villageId: string | undefined) => void
  /** Towns and villages outside of which nothing is offered; absent where the whole county is. */
  within?: ReadonlySet<string> | undefined
}) {
  const { t } = useText()
  const county = useCounty()
  const [village, setVillage] = useState<string | undefined>(start)
  const [grid, setGrid] = useState<string>()
  const grids = useShapes('grid', village, village !== undefined)
  useEffect(() => {
    // The village from one's own reach stands in the form at once.
    if (start && value === undefined) {
      setVillage(start)
      onChange?.(start)
      onVillage?.(start)
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [start])
  useEffect(() => {
    if (value === undefined && village !== undefined && start === undefined) {
      setVillage(undefined)
      setGrid(undefined)
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [value])
  const inside = grids.data?.shapes.filter((shape) => shape.kind === 'grid') ?? []
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
      <Select
        {...(id ? { id } : {})}
        style={{ flex: '1 1 240px' }}
        allowClear
        showSearch={{ optionFilterProp: 'search' }}
        placeholder={t('text.workbench.intake.villageHint')}
        value={village ?? null}
        onChange={(chosen: string | null) => {
          setVillage(chosen ?? undefined)
          setGrid(undefined)
          onChange?.(chosen ?? undefined)
          onVillage?.(chosen ?? undefined)
        }}
        options={county.towns.flatMap((town) =>
          town.villages
            .filter((each) => !within || within.has(town.id) || within.has(each.id))
            .map((each) => ({
              value: each.id,
              label: (
                <>
                  {each.name}
                  <span className="xz-soft xz-small">　{town.name}</span>
                </>
              ),
              search: `${each.name} ${town.name} ${each.code}`,
            })),
        )}
      />
      <Select
        style={{ flex: '1 1 180px' }}
        allowClear
        aria-label={t('text.workbench.intake.grid')}
        disabled={village === undefined}
        loading={village !== undefined && grids.isPending}
        placeholder={t('text.workbench.intake.gridHint')}
        showSearch={{ optionFilterProp: 'label' }}
        value={grid ?? null}
        onChange={(chosen: string | null) => {
          setGrid(chosen ?? undefined)
          onChange?.(chosen ?? village)
        }}
        options={inside.map((shape) => ({ value: shape.id, label: shape.name }))}
      />
    </div>
  )
}
