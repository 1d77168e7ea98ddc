/** Chance that repeats: the same seed and the same name give the same numbers on every machine. */

export interface SeededRandom {
  /** From 0 up to, but not including, 1. */
  share(): number
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number
  /** Whether something happens that happens with this share. */
  happens(share: number): boolean
  pick<T>(list: readonly T[]): T
  /** One of the entries, as often as their weights say. */
  weighted<T>(entries: readonly (readonly [T, number])[]): T
}

/** FNV-1a over the name, with a final mix. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}

/** A source of chance of its own for each name, so that adding one thing to the world changes no other. */
export function seededRandom(seed: number, name: string): SeededRandom {
  let state = hashOf(`${seed} ${name}`)
  // Mulberry32: small, quick, and good enough for a world that only has to look alive.
  const share = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (from: number, to: number): number => from + Math.floor(share() * (to - from + 1))
  return {
    share,
    whole,
    happens: (limit) => share() < limit,
    pick: <T>(list: readonly T[]): T => {
      const found = list[whole(0, list.length - 1)]
      if (found === undefined) throw new Error('nothing to pick from')
      return found
    },
    weighted: <T>(entries: readonly (readonly [T, number])[]): T => {
      let left = share() * entries.reduce((total, [, weight]) => total + weight, 0)
      for (const [entry, weight] of entries) {
        left -= weight
        if (left < 0) return entry
      }
      const last = entries.at(-1)
      if (!last) throw new Error('nothing to weigh')
      return last[0]
    },
  }
}
