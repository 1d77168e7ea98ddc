import { permissions, type StaffRole } from '@xiangzhi/language'
import { Select } from 'antd'
import { useMe } from '../session.tsx'

/** Where one may open cases: one's own grids only, or whole villages, towns, the county (`within` absent). */
export interface OwnPlaces {
  /** Set where one has a right in grids and nowhere wider: the form offers exactly these. */
  readonly grids: readonly { readonly id: string; readonly name: string }[] | undefined
  readonly within: ReadonlySet<string> | undefined
}

/** The places in which the roles of whoever is signed in open cases, so that no form offers one where they would be refused. */
export function useOwnPlaces(): OwnPlaces {
  const me = useMe()
  const opening: readonly StaffRole[] = permissions['case.open']
  const grants = me.grants.filter(({ role, placeId }) => placeId !== null && opening.includes(role as StaffRole))
  if (grants.some(({ level }) => level === 'county')) return { grids: undefined, within: undefined }
  const wide = grants.filter(({ level }) => level === 'town' || level === 'village')
  const grids = grants.filter(({ level }) => level === 'grid')
  if (wide.length > 0) return { grids: undefined, within: new Set(wide.flatMap(({ placeId }) => placeId ?? [])) }
  return {
    grids: [
      ...new Map(
        grids.map(({ placeId, reachName }) => [placeId ?? '', { id: placeId ?? '', name: reachName }]),
      ).values(),
    ],
    within: new Set(),
  }
}

/** Chooses among one's own grids. */
export function OwnGridPicker({
  id,
  value,
  onChange,
  grids,
}: {
  id?: string
  value?: string
  onChange?: (value: string) => void
  grids: NonNullable<OwnPlaces['grids']>
}) {
  return (
    <Select
      {...(id ? { id } : {})}
      value={value ?? null}
      onChange={(chosen: string | null) => chosen && onChange?.(chosen)}
      options={grids.map((grid) => ({ value: grid.id, label: grid.name }))}
    />
  )
}
