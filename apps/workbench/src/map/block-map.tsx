import {
  boundsOf,
  colours,
  type LngLat,
  mapLevel,
  project,
  ringCentre,
  ringPath,
  type Tone,
  toneColours,
} from '@xiangzhi/design'
import { useId, useMemo } from 'react'
import { HatchPattern } from './hatch-pattern.tsx'

/** A block of the map with its value; the value colours and hatches it. */
export interface Block {
  readonly id: string
  readonly name: string
  readonly rings: readonly (readonly LngLat[])[]
  readonly value?: number | undefined
}
/** A point of the map; its shape and colour say how it stands. */
export interface MapPoint {
  readonly id: string
  readonly lng: number
  readonly lat: number
  readonly tone: Tone
  readonly label: string
}

interface BlockMapProps {
  readonly blocks: readonly Block[]
  /** Outlines drawn over the blocks, to show which belong together. */
  readonly edges?: readonly Block[]
  readonly points?: readonly MapPoint[]
  readonly label: string
  readonly width?: number
  readonly height?: number
  readonly chosen?: string | undefined
  readonly choose?: ((id: string) => void) | undefined
  readonly choosePoint?: ((id: string) => void) | undefined
  readonly chosenPoint?: string | undefined
  readonly valueLabel?: (value: number) => string
  readonly names?: 'all' | 'chosen' | 'edges'
}

const grounds = ['#ffffff', '#e6eff8', '#cfe0f1', '#b0cdea', '#8cb6de'] as const
/** A few grids have many cases and most have few; equal steps would paint them all alike. */
const limitsFor = (most: number): readonly number[] => (most <= 4 ? [1, 2, 3, 4] : [1, 3, 6, 12])
/** The strokes on the blocks. */
const hatch = '#6f9dcb'
const signs: Readonly<Record<Tone, string>> = {
  neutral: 'M-4-4H4V4H-4z',
  info: 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z',
  good: 'M-2-6h4v4h4v4H2v4h-4V2h-4v-4h4z',
  warn: 'M0-6.5 6.5 5h-13z',
  danger: 'M0-7 7 0 0 7-7 0z',
}

/** Blocks without a base map, coloured and hatched by value, with points over them. A table of the same facts stands beside it. */
export function BlockMap(props: BlockMapProps) {
  const { blocks, edges = [], points = [], width = 720, height = 560, chosen, names = 'edges' } = props
  const prefix = useId().replace(/[^\w-]/g, '')
  const drawn = useMemo(() => {
    const corners = [...blocks, ...edges].flatMap((block) => block.rings.flat())
    const all: LngLat[] = corners.length > 0 ? corners : points.map(({ lng, lat }): LngLat => [lng, lat])
    if (all.length === 0) return undefined
    const { toPixel } = project(boundsOf(all), width, height, 10)
    const draw = (block: Block) => {
      const rings = block.rings.map((ring) => ring.map(toPixel))
      return {
        block,
        path: rings.map((ring) => ringPath(ring)).join(''),
        centre: rings[0] ? ringCentre(rings[0]) : ([0, 0] as const),
      }
    }
    return { toPixel, blocks: blocks.map(draw), edges: edges.map(draw) }
  }, [blocks, edges, points, width, height])
  if (!drawn) return null
  const most = Math.max(0, ...blocks.map((block) => block.value ?? 0))
  const named =
    names === 'all'
      ? drawn.blocks
      : names === 'edges'
        ? drawn.edges
        : drawn.blocks.filter(({ block }) => block.id === chosen)
  return (
    <svg className="xz-map" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={props.label}>
      <defs>
        {([1, 2, 3, 4] as const).map((level) => (
          <HatchPattern key={level} id={`${prefix}-${level}`} level={level} ground={grounds[level]} stroke={hatch} />
        ))}
      </defs>
      {drawn.blocks.map(({ block, path }) => {
        const level = mapLevel(block.value ?? 0, most, limitsFor(most))
        return (
          <path
            key={block.id}
            className={block.id === chosen ? 'xz-block xz-block-chosen' : 'xz-block'}
            d={path}
            fill={level === 0 ? '#ffffff' : `url(#${prefix}-${level})`}
            onClick={() => props.choose?.(block.id)}
          >
            <title>
              {block.value === undefined
                ? block.name
                : `${block.name} ${props.valueLabel?.(block.value) ?? block.value}`}
            </title>
          </path>
        )
      })}
      {drawn.edges.map(({ block, path }) => (
        <path key={block.id} className="xz-block-edge" d={path} />
      ))}
      {drawn.blocks
        .filter(({ block }) => block.id === chosen)
        .map(({ block, path }) => (
          <path key={block.id} d={path} fill="none" stroke={colours.focus} strokeWidth="3" pointerEvents="none" />
        ))}
      {points.map((point) => {
        const [x, y] = drawn.toPixel([point.lng, point.lat])
        const big = point.id === props.chosenPoint
        return (
          <path
            key={point.id}
            className="xz-point"
            d={signs[point.tone]}
            transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})${big ? ' scale(1.9)' : ''}`}
            fill={toneColours[point.tone].foreground}
            onClick={() => props.choosePoint?.(point.id)}
          >
            <title>{point.label}</title>
          </path>
        )
      })}
      {named.map(({ block, centre }) => (
        <text
          key={block.id}
          x={centre[0]}
          y={centre[1]}
          fontSize={names === 'all' && drawn.blocks.length > 60 ? 9 : 12}
          textAnchor="middle"
          dominantBaseline="middle"
        >
          {block.name}
        </text>
      ))}
    </svg>
  )
}

/** What the hatching and the signs mean. */
export function MapLegend({
  most,
  valueWord,
  points,
}: {
  most: number
  valueWord: string
  points: readonly { tone: Tone; label: string }[]
}) {
  const prefix = useId().replace(/[^\w-]/g, '')
  const limits = limitsFor(most)
  const ranges = limits
    .filter((from) => from <= most)
    .map((from, index) => [from, (limits[index + 1] ?? Infinity) - 1] as const)
  return (
    <ul className="xz-legend">
      {ranges.map(([from, to]) => {
        const level = mapLevel(from, most, limits)
        return (
          <li key={from}>
            <svg width="22" height="14" aria-hidden="true">
              <defs>
                <HatchPattern id={`${prefix}-${from}`} level={level} ground={grounds[level]} stroke={hatch} />
              </defs>
              <rect x="0.5" y="0.5" width="21" height="13" fill={`url(#${prefix}-${from})`} stroke="#8fa3b5" />
            </svg>
            <span className="xz-figures">
              {from === to ? from : to === Infinity ? `≥${from}` : `${from}–${to}`} {valueWord}
            </span>
          </li>
        )
      })}
      {points.map((point) => (
        <li key={point.tone}>
          <svg viewBox="-8 -8 16 16" width="14" height="14" aria-hidden="true">
            <path d={signs[point.tone]} fill={toneColours[point.tone].foreground} />
          </svg>
          {point.label}
        </li>
      ))}
    </ul>
  )
}
