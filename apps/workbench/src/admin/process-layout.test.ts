import { defineProcess } from '@xiangzhi/language'
import { expect, test } from 'vitest'
import { layOutProcess } from './process-layout.ts'

const open = {
  kind: 'open',
  label: 'text.common.status.received',
  public: 'received',
  owner: 'keeper',
  due: [],
} as const
const step = {
  by: ['keeper'],
  label: 'text.common.status.done',
  primary: false,
  asks: [],
  needs: [],
  effects: [],
} as const

const process = defineProcess({
  key: 'sample',
  version: 1,
  title: 'text.common.product',
  note: 'text.common.product',
  basis: [],
  runs: [],
  roles: { keeper: { label: 'text.common.role.supervisor', of: 'county', held: ['supervisor'] } },
  fields: {},
  opening: { asks: [], requires: [], by: ['keeper'], fromPortal: false },
  confidentiality: 'open',
  readers: ['supervisor'],
  states: {
    one: open,
    two: open,
    three: open,
    four: open,
    done: { kind: 'closed', label: 'text.common.status.done', public: 'done', outcome: 'done' },
    dropped: { kind: 'closed', label: 'text.common.status.not-done', public: 'not-done', outcome: 'dropped' },
  },
  start: 'one',
  transitions: {
    on: { ...step, from: ['one'], to: 'two' },
    also: { ...step, from: ['one'], to: 'two' },
    further: { ...step, from: ['two'], to: 'three' },
    back: { ...step, from: ['three'], to: 'two' },
    last: { ...step, from: ['three'], to: 'four' },
    finish: { ...step, from: ['four'], to: 'done' },
    drop: { ...step, from: ['one', 'two', 'three', 'four'], to: 'dropped' },
  },
  allows: {
    comment: [],
    assign: [],
    level: [],
    classify: [],
    whistle: 'none',
    merge: [],
    link: [],
    pause: { ask: [], grant: [] },
    extend: { ask: [], grant: [], times: 0 },
    supervise: [],
    ask: [],
    seal: [],
  },
})

const measures = {
  box: () => ({ width: 180, height: 70 }),
  shared: () => ({ width: 120, height: 80 }),
  label: () => ({ width: 90, height: 20 }),
}

test('boxes never overlap and lie inside the drawing', () => {
  const layout = layOutProcess(process, measures)
  const { width, height } = layout
  const boxes = [...layout.boxes, ...layout.shared.map((box) => ({ ...box, state: box.key }))]
  expect(boxes).toHaveLength(7)
  for (const one of boxes) {
    expect(one.x - one.width / 2).toBeGreaterThanOrEqual(0)
    expect(one.y + one.height / 2).toBeLessThanOrEqual(height)
    expect(one.x + one.width / 2).toBeLessThanOrEqual(width)
    for (const other of boxes) {
      if (one === other) continue
      const apart =
        Math.abs(one.x - other.x) >= (one.width + other.width) / 2 ||
        Math.abs(one.y - other.y) >= (one.height + other.height) / 2
      expect(apart, `${one.state} and ${other.state}`).toBe(true)
    }
  }
})

test('transitions between the same states share an arrow, and a way out of many states is told apart', () => {
  const { arrows, shared } = layOutProcess(process, measures)
  expect(arrows.find(({ from, to }) => from === 'one' && to === 'two')?.transitions).toEqual(['on', 'also'])
  expect(shared).toMatchObject([{ from: ['one', 'two', 'three', 'four'] }])
  expect(arrows.filter(({ to }) => to === 'dropped')).toMatchObject([{ from: shared[0]?.key, transitions: ['drop'] }])
})

test('the same declaration always gives the same drawing', () => {
  expect(layOutProcess(process, measures)).toEqual(layOutProcess(process, measures))
})
