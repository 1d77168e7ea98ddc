import type { MapLevel } from '@xiangzhi/design'

/** One stroke pattern a level of `mapLevel`, so that the levels differ without colour too. */
const hatches = [
  '',
  'M2 2h.1M7 7h.1',
  'M-1 11 11-1M-1 1 1-1M9 11l2-2',
  'M0 2.5h10M0 7.5h10',
  'M0 2.5h10M0 7.5h10M2.5 0v10M7.5 0v10',
] as const

/** The ground and the strokes of a level of a map, to be filled with by its id. */
export function HatchPattern({
  id,
  level,
  ground,
  stroke,
  strokeOpacity = 1,
}: {
  id: string
  level: MapLevel
  ground: string
  stroke: string
  strokeOpacity?: number
}) {
  return (
    <pattern id={id} width="10" height="10" patternUnits="userSpaceOnUse">
      <rect width="10" height="10" fill={ground} />
      <path
        d={hatches[level]}
        stroke={stroke}
        strokeOpacity={strokeOpacity}
        strokeWidth={level === 1 ? 1.6 : 0.7}
        strokeLinecap="round"
        fill="none"
      />
    </pattern>
  )
}
