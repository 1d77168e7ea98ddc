import dagre from '@dagrejs/dagre'
import type { ProcessDeclaration } from '@xiangzhi/language'

/** A state as a box, its middle at x and y. */
export interface StateBox {
  readonly state: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Transitions between the same two states share one arrow. */
export interface Arrow {
  readonly from: string
  readonly to: string
  readonly transitions: readonly string[]
  readonly points: readonly { readonly x: number; readonly y: number }[]
  /** The middle of the label. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * A way on that many states share leaves from one box that names them all: an arrow from each would bury the rest. The
 * arrow of the same transitions begins at this box.
 */
export interface SharedBox {
  readonly key: string
  readonly from: readonly string[]
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface ProcessLayout {
  readonly width: number
  readonly height: number
  readonly boxes: readonly StateBox[]
  readonly arrows: readonly Arrow[]
  readonly shared: readonly SharedBox[]
}

interface Size {
  readonly width: number
  readonly height: number
}

/** How large boxes and labels are drawn, in px; it depends on the words of the language. */
export interface Measures {
  readonly box: (state: string) => Size
  readonly shared: (states: readonly string[]) => Size
  readonly label: (transitions: readonly string[]) => Size
}

/** From so many states on, a transition counts as a shared exit. */
const SHARED_FROM = 3

/** Lays a process out from top to bottom; the same declaration always gives the same drawing. */
export function layOutProcess(process: ProcessDeclaration, measures: Measures): ProcessLayout {
  const graph = new dagre.graphlib.Graph({ multigraph: false })
  graph.setGraph({ rankdir: 'TB', nodesep: 42, ranksep: 34, edgesep: 22, marginx: 16, marginy: 16 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const state of Object.keys(process.states)) graph.setNode(state, { ...measures.box(state) })
  const between = new Map<string, { from: string; to: string; transitions: string[] }>()
  const shared = new Map<string, readonly string[]>()
  const add = (from: string, to: string, transition: string): void => {
    const arrow = between.get(`${from} ${to}`) ?? { from, to, transitions: [] }
    arrow.transitions.push(transition)
    between.set(`${from} ${to}`, arrow)
  }
  for (const [key, { from, to }] of Object.entries(process.transitions)) {
    if (from.length < SHARED_FROM) {
      for (const state of from) add(state, to, key)
      continue
    }
    // The same states with the same way out share the box; a mark that no state key can hold keeps it apart from them.
    const box = `*${from.join(' ')} ${to}`
    if (!shared.has(box)) graph.setNode(box, { ...measures.shared(from) })
    shared.set(box, from)
    add(box, to, key)
  }
  for (const { from, to, transitions } of between.values()) {
    // The usual way on is drawn straight, the exceptions bend around it.
    const weight = transitions.some((key) => process.transitions[key]?.primary) ? 8 : 1
    graph.setEdge(from, to, { ...measures.label(transitions), labelpos: 'c', weight })
  }
  dagre.layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  return {
    width,
    height,
    boxes: Object.keys(process.states).map((state) => ({
      state,
      ...measures.box(state),
      x: graph.node(state).x ?? 0,
      y: graph.node(state).y ?? 0,
    })),
    arrows: [...between.values()].map(({ from, to, transitions }) => {
      const edge = graph.edge(from, to)
      const box = graph.node(from)
      if (from === to) {
        // What leaves a state as it is: a loop at its right side, with the label in its bend.
        const [right, middle, x] = [(box.x ?? 0) + (box.width ?? 0) / 2, box.y ?? 0, edge.x ?? 0]
        const points = [
          { x: right, y: middle - 16 },
          { x, y: middle - 16 },
          { x, y: middle + 16 },
          { x: right, y: middle + 16 },
        ]
        return { from, to, transitions, points, x, y: middle, ...measures.label(transitions) }
      }
      return {
        from,
        to,
        transitions,
        points: edge.points ?? [],
        x: edge.x ?? 0,
        y: edge.y ?? 0,
        ...measures.label(transitions),
      }
    }),
    shared: [...shared].map(([key, from]) => ({
      key,
      from,
      ...measures.shared(from),
      x: graph.node(key).x ?? 0,
      y: graph.node(key).y ?? 0,
    })),
  }
}

/** A smooth path through the points of an arrow. */
export function arrowPath(points: Arrow['points']): string {
  const [first, ...rest] = points
  if (!first) return ''
  const last = rest.at(-1)
  let path = `M${first.x.toFixed(1)} ${first.y.toFixed(1)}`
  rest.forEach((point, index) => {
    const next = rest[index + 1]
    if (!next) return
    path += ` Q${point.x.toFixed(1)} ${point.y.toFixed(1)} ${((point.x + next.x) / 2).toFixed(1)} ${((point.y + next.y) / 2).toFixed(1)}`
  })
  return last ? `${path} L${last.x.toFixed(1)} ${last.y.toFixed(1)}` : path
}
