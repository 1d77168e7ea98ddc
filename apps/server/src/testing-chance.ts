import { v7 as uuidv7 } from 'uuid'

/** A JSON schema of the OpenAPI document. */
export type Schema = Record<string, unknown>

/** Values made by chance that repeats with its seed. */
export interface Chance {
  random(this: void): number
  pick<T>(this: void, list: readonly T[]): T
  /** What no form of ours sends. */
  readonly nasties: readonly (() => unknown)[]
  /** A value that the schema mostly lets through; now and then something at its border. */
  fitting(this: void, schema: Schema): unknown
}

/** Numbers that look like chance and repeat with the seed (mulberry32). */
function chance(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const deep = (levels: number): unknown => {
  let value: unknown = 'x'
  for (let level = 0; level < levels; level += 1) value = level % 2 ? [value] : { a: value }
  return value
}

/** Begins the chance; `seen` are ids that exist, `village` the code of a village that does. */
export function openChance(seed: number, seen: ReadonlySet<string>, village: string): Chance {
  const random = chance(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

  const nasties: readonly (() => unknown)[] = [
    () => null,
    () => '',
    () => ' ',
    () => 'a\u0000b',
    () => '\ud800',
    () => 'x\udfff',
    () => "'; drop table case_record; --",
    () => '<script>alert(1)</script>',
    () => '%00%ff%',
    () => '../../../../etc/passwd',
    () => '字'.repeat(pick([201, 5001, 70_000])),
    () => '\u202Eمرحبا\u2066',
    () => -1,
    () => 0,
    () => 1.5,
    () => 2_147_483_648,
    () => Number.MAX_SAFE_INTEGER,
    () => 1e300,
    () => '1e999',
    () => '99999-01-01',
    () => '0000-01-01',
    () => '2026-02-30',
    () => '9999-12-31T23:59:59Z',
    () => '0000-01-01T00:00:00Z',
    () => true,
    () => [],
    () => {},
    () => ({}),
    () => [[[]]],
    () => ({ __proto__: null, constructor: { prototype: 1 } }),
    () => ['x'.repeat(1000), 1, null],
    () => deep(pick([30, 300])),
    () => uuidv7(),
    () => pick([...seen]),
    () => village,
    () => '610113000000',
  ]

  function fitting(schema: Schema, depth = 0): unknown {
    if (schema['const'] !== undefined) return schema['const']
    if (Array.isArray(schema['enum'])) return pick(schema['enum'] as unknown[])
    const choices = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined
    if (choices) return fitting(pick(choices), depth)
    const all = schema['allOf'] as Schema[] | undefined
    if (all) return fitting(all[0] ?? {}, depth)
    const [low, high] = [Number(schema['minimum'] ?? -5), Number(schema['maximum'] ?? 2_000_000_000)]
    switch (schema['type']) {
      case 'object': {
        const required = new Set((schema['required'] ?? []) as string[])
        const own = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)
          .filter(([name]) => required.has(name) || random() < 0.3)
          .map(([name, inner]) => [name, fitting(inner, depth + 1)] as const)
        return Object.fromEntries(own)
      }
      case 'array': {
        const count = Math.min(
          Number(schema['maxItems'] ?? 3),
          Math.max(Number(schema['minItems'] ?? 0), pick([0, 1, 2])),
        )
        return Array.from({ length: count }, () => fitting((schema['items'] ?? {}) as Schema, depth + 1))
      }
      case 'integer':
        return pick([low, high, Math.floor(low + random() * (Math.min(high, low + 100) - low))])
      case 'number':
        return pick([low, high, low + random() * (high - low)])
      case 'boolean':
        return random() < 0.5
      case 'null':
        return null
      case 'string': {
        if (schema['format'] === 'uuid') return random() < 0.7 ? pick([...seen]) : uuidv7()
        if (schema['format'] === 'date') return pick(['2026-03-10', '9999-12-31', '0001-01-01', '2026-12-31'])
        if (schema['format'] === 'date-time')
          return pick(['2026-03-10T02:00:00Z', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z'])
        const least = Number(schema['minLength'] ?? 0)
        const text = pick([
          village,
          '路灯坏了',
          "o'%_\\",
          'x',
          '2026-03',
          'grid',
          '610114',
          '13912345678',
          '😀',
          ...[...seen].slice(0, 3),
        ])
        return text.padEnd(least, 'x').slice(0, Number(schema['maxLength'] ?? 500))
      }
      default:
        return random() < 0.5 ? 'x' : { a: 1 }
    }
  }
  return { random, pick, nasties, fitting }
}
