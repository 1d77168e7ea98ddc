import { boundsOf, cockpitColours, mapLevel, project, ringCentre, ringPath } from '@xiangzhi/design'
import { sayCount } from '@xiangzhi/language'
import { useMemo } from 'react'
import { HatchPattern } from '../map/hatch-pattern.tsx'

export interface Village {
  readonly id: string
  readonly name: string
  readonly rings: readonly (readonly (readonly [lng: number, lat: number])[])[]
  /** Null: fewer than are shown, or one that would tell such a number. */
  readonly open: number | null
}

const width = 900
const height = 640
const grounds = ['#0e2842', '#16406a', '#1d5688', '#2570ab', '#2f8bcf'] as const

/** How many villages carry their number; more would lie on each other. */
const NUMBERED_MAX = 24

/** The villages as blocks, coloured and hatched by how many cases are in hand; a list beside it says the same in words. */
export function VillageMap({ villages, label }: { villages: readonly Village[]; label: string }) {
  const drawn = useMemo(() => {
    const corners = villages.flatMap(({ rings }) => rings.flat())
    if (corners.length === 0) return []
    const { toPixel } = project(boundsOf(corners), width, height, 14)
    return villages.map((village) => {
      const rings = village.rings.map((ring) => ring.map(toPixel))
      return {
        village,
        path: rings.map((ring) => ringPath(ring)).join(''),
        centre: rings[0] ? ringCentre(rings[0]) : ([0, 0] as const),
      }
    })
  }, [villages])
  const most = Math.max(0, ...villages.map(({ open }) => open ?? 0))
  const numbered = new Set(
    villages
      .filter(({ open }) => open !== null && open > 0)
      .toSorted((left, right) => (right.open ?? 0) - (left.open ?? 0))
      .slice(0, NUMBERED_MAX)
      .map(({ id }) => id),
  )
  return (
    <svg className="map" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <defs>
        {([1, 2, 3, 4] as const).map((level) => (
          <HatchPattern
            key={level}
            id={`level-${level}`}
            level={level}
            ground={grounds[level]}
            stroke={cockpitColours.indigo}
            strokeOpacity={0.5}
          />
        ))}
      </defs>
      {drawn.map(({ village, path }) => {
        const level = mapLevel(village.open ?? 1, most)
        return (
          <path
            key={village.id}
            d={path}
            fill={level === 0 ? grounds[0] : `url(#level-${level})`}
            stroke={cockpitColours.line}
            strokeWidth="1"
          >
            <title>{`${village.name} ${sayCount(village.open)}`}</title>
          </path>
        )
      })}
      {drawn
        .filter(({ village }) => numbered.has(village.id))
        .map(({ village, centre: [x, y] }) => (
          <text key={village.id} x={x} y={y} textAnchor="middle" dominantBaseline="central" className="map-number">
            {village.open}
          </text>
        ))}
    </svg>
  )
}
