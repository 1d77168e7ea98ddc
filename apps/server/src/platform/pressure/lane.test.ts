import { describe, expect, it } from 'vitest'
import { Lane } from './lane.ts'

/** Somebody who writes down what became of them. */
function comer(lane: Lane, now: number): { readonly became: string[]; hangUp(): void } {
  const became: string[] = []
  const hangUp = lane.enter({ go: () => became.push('in'), refuse: (reason) => became.push(reason) }, now)
  return { became, hangUp }
}

describe('a lane', () => {
  it('lets in as many as it has places, and the others in their order as places become free', () => {
    const lane = new Lane({ places: 2, queueMax: 10 })
    const [one, two, three, four] = [comer(lane, 0), comer(lane, 0), comer(lane, 1), comer(lane, 2)]
    expect([one, two, three, four].map(({ became }) => became)).toEqual([['in'], ['in'], [], []])
    lane.leave(10)
    expect([three.became, four.became]).toEqual([['in'], []])
    lane.leave(20)
    expect(four.became).toEqual(['in'])
    expect(lane.working).toBe(2)
  })

  it('bears a short crowd: waiting for most of a second is no reason to be turned away', () => {
    const lane = new Lane({ places: 1, queueMax: 10 })
    comer(lane, 0)
    const crowd = Array.from({ length: 9 }, () => comer(lane, 0))
    for (let now = 100; now <= 900; now += 100) lane.leave(now)
    expect(crowd.map(({ became }) => became)).toEqual(crowd.map(() => ['in']))
  })

  it('turns away who comes when the queue is full', () => {
    const lane = new Lane({ places: 1, queueMax: 2 })
    const all = Array.from({ length: 5 }, () => comer(lane, 0))
    expect(all.map(({ became }) => became)).toEqual([['in'], [], [], ['queue-full'], ['queue-full']])
    expect(lane.isFull(0)).toBe(true)
  })

  it('lets nobody wait long once the queue does not become empty any more', () => {
    const lane = new Lane({ places: 2, queueMax: 100 })
    comer(lane, 0)
    comer(lane, 0)
    const early = comer(lane, 0)
    lane.advance(900)
    expect(early.became).toEqual([])
    const late = comer(lane, 1100)
    lane.advance(1101)
    expect([early.became, late.became]).toEqual([['waited'], []])
    lane.advance(1260)
    expect(late.became).toEqual(['waited'])
    expect(lane.queued).toBe(0)
    // That all were turned away is no end of the crowd, and neither is a place that becomes free between two waves.
    const next = comer(lane, 1270)
    lane.advance(1430)
    expect(next.became).toEqual(['waited'])
    lane.leave(1440)
    expect(comer(lane, 1450).became).toEqual(['in'])
    const second = comer(lane, 1460)
    lane.advance(1620)
    expect(second.became).toEqual(['waited'])
    // A while without anybody who had to go is.
    lane.leave(3800)
    expect(comer(lane, 3810).became).toEqual(['in'])
    const calm = comer(lane, 3820)
    lane.advance(4700)
    expect(calm.became).toEqual([])
  })

  it('gives no place to who has hung up', () => {
    const lane = new Lane({ places: 1, queueMax: 10 })
    comer(lane, 0)
    const [gone, next] = [comer(lane, 0), comer(lane, 0)]
    gone.hangUp()
    lane.leave(5)
    expect([gone.became, next.became]).toEqual([[], ['in']])
    expect(lane.working).toBe(1)
  })
})
