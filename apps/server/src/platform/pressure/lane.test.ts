import { describe, expect, it } from 'vitest'
import { Lane } from './lane.ts'

const limits = { places: 1, queueMax: 100, patienceMs: 1000 }

/** Somebody who writes down what became of them. */
function comer(lane: Lane, now: number): { readonly became: string[]; hangUp(): void } {
  const became: string[] = []
  const hangUp = lane.enter({ go: () => became.push('in'), refuse: (reason) => became.push(reason) }, now)
  return { became, hangUp }
}

/** A lane that has learnt how long its work takes: one leaves every so many milliseconds, and somebody always waits. */
function steady(places: number, everyMs: number): { lane: Lane; now: number } {
  const lane = new Lane({ ...limits, places })
  for (let n = 0; n < places; n += 1) comer(lane, 0)
  let now = 0
  for (let n = 0; n < 100; n += 1) {
    comer(lane, now)
    now += everyMs
    lane.leave(now)
  }
  return { lane, now }
}

describe('a lane', () => {
  it('lets in as many as it has places, and the others in their order as places become free', () => {
    const lane = new Lane({ ...limits, places: 2 })
    const [one, two, three, four] = [comer(lane, 0), comer(lane, 0), comer(lane, 1), comer(lane, 2)]
    expect([one, two, three, four].map(({ became }) => became)).toEqual([['in'], ['in'], [], []])
    lane.leave(10)
    expect([three.became, four.became]).toEqual([['in'], []])
    lane.leave(20)
    expect(four.became).toEqual(['in'])
    expect(lane.working).toBe(2)
  })

  it('bears a crowd whose last one waits for most of a second', () => {
    const lane = new Lane(limits)
    comer(lane, 0)
    const crowd = Array.from({ length: 60 }, () => comer(lane, 0))
    for (let n = 1; n <= 60; n += 1) lane.leave(n * 16)
    expect(crowd.map(({ became }) => became)).toEqual(crowd.map(() => ['in']))
  })

  it('turns nobody away for minutes on end while a queue stands in which the wait is short', () => {
    const { lane, now: begun } = steady(4, 7)
    const all = Array.from({ length: 30 }, () => comer(lane, begun))
    // Three minutes at just what it can do: one comes for each that leaves, so that the queue never becomes empty.
    for (let now = begun + 7; now < begun + 180_000; now += 7) {
      lane.leave(now)
      const one = comer(lane, now)
      if (one.became.length > 0) expect(one.became).toEqual(['in'])
      all.push(one)
    }
    expect(lane.queued).toBeGreaterThan(20)
    expect(all.flatMap(({ became }) => became).every((became) => became === 'in')).toBe(true)
  })

  it.each([
    [16, 8, 30],
    [64, 8, 60],
    [256, 16, 50],
    [256, 16, 400],
  ])(
    'with %i who each press again when they are answered, at %i places of %i ms, turns away only beyond a second',
    (callers, places, workMs) => {
      const lane = new Lane({ places, queueMax: 1000, patienceMs: 1000 })
      // What happens when, in time of our own: a machine that does much else changes nothing here.
      const due: { at: number; what: () => void }[] = []
      const then = (at: number, what: () => void): void => void due.push({ at, what })
      let now = 0
      const waits: number[] = []
      const refusals: string[] = []
      const press = (since: number): void => {
        const pressed = now
        lane.enter(
          {
            go: () => {
              waits.push(now - since)
              then(now + workMs, () => {
                lane.leave(now)
                press(now)
              })
            },
            // The screen tries again by itself after a moment: it is the same press.
            refuse: (reason) => {
              refusals.push(reason)
              then(Math.max(now, pressed) + 500, () => press(since))
            },
          },
          now,
        )
      }
      for (let n = 0; n < callers; n += 1) press(0)
      while (now < 60_000) {
        due.sort((one, other) => one.at - other.at)
        const next = due.shift()
        if (!next) break
        now = next.at
        next.what()
        lane.advance(now)
      }
      const wholeRound = (callers / places) * workMs
      if (wholeRound <= 1000) expect(refusals).toEqual([])
      else expect(refusals.length).toBeGreaterThan(0)
      expect(lane.working).toBe(places)
      expect(waits.length).toBeGreaterThan((60_000 / workMs) * places * 0.9)
      if (wholeRound <= 1000) expect(Math.max(...waits)).toBeLessThanOrEqual(wholeRound)
    },
  )

  it('turns away at once whoever would wait too long, by how fast places become free', () => {
    // One leaves every 130 ms: seven can wait in a second, the eighth cannot.
    const { lane, now } = steady(3, 130)
    const all = Array.from({ length: 9 }, () => comer(lane, now + 1))
    expect(all.map(({ became }) => became)).toEqual([[], [], [], [], [], [], [], ['expected-wait'], ['expected-wait']])
    expect(lane.isFull(now + 1)).toBe(true)
    expect(lane.expectedWait(now + 1)).toBeGreaterThan(1000)
  })

  it('bounds the memory of those who wait, whatever is expected', () => {
    const lane = new Lane({ ...limits, queueMax: 2 })
    const all = Array.from({ length: 5 }, () => comer(lane, 0))
    expect(all.map(({ became }) => became)).toEqual([['in'], [], [], ['queue-full'], ['queue-full']])
  })

  it('lets nobody wait longer than its patience when nothing moves, and is itself again when something does', () => {
    const lane = new Lane({ ...limits, places: 2 })
    for (let n = 0; n < 2; n += 1) comer(lane, 0)
    const early = comer(lane, 100)
    lane.advance(1090)
    expect(early.became).toEqual([])
    lane.advance(1110)
    expect(early.became).toEqual(['waited'])
    expect(comer(lane, 1111).became).toEqual(['expected-wait'])
    lane.leave(5000)
    expect(comer(lane, 5001).became).toEqual(['in'])
    const next = comer(lane, 5002)
    expect(next.became).toEqual([])
    lane.leave(5020)
    expect(next.became).toEqual(['in'])
  })

  it('gives no place to who has hung up, and does not count them', () => {
    const lane = new Lane({ ...limits, queueMax: 2 })
    comer(lane, 0)
    const [gone, next] = [comer(lane, 0), comer(lane, 0)]
    gone.hangUp()
    expect(lane.queued).toBe(1)
    const last = comer(lane, 1)
    lane.leave(5)
    expect([gone.became, next.became, last.became]).toEqual([[], ['in'], []])
    expect(lane.working).toBe(1)
  })
})
