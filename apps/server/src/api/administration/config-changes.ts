import type { FieldChange } from '@xiangzhi/contract'

/** A diff is for reading: more lines than this are told by their number only. */
const CHANGES_MAX = 50
const VALUE_MAX = 200

const brief = (value: unknown): string | null => {
  if (value === undefined || value === null) return null
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** How members of a list are told apart, so that moving one does not look like changing all. */
function nameOf(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined
  const name = value['key'] ?? value['code'] ?? value['on']
  return typeof name === 'string' ? name : undefined
}

const byName = (list: readonly unknown[]): Map<string, unknown> | undefined => {
  const names = list.map(nameOf)
  if (names.some((name) => name === undefined) || new Set(names).size !== names.length) return undefined
  return new Map(list.map((value, index) => [names[index] ?? '', value]))
}

function walk(before: unknown, after: unknown, path: string, found: FieldChange[]): void {
  if (found.length >= CHANGES_MAX || JSON.stringify(before) === JSON.stringify(after)) return
  const at = (step: string) => (path === '' ? step : `${path}.${step}`)
  if (isRecord(before) && isRecord(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      walk(before[key], after[key], at(key), found)
    return
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const [was, is] = [byName(before), byName(after)]
    if (was && is) {
      for (const name of new Set([...was.keys(), ...is.keys()])) walk(was.get(name), is.get(name), at(name), found)
      const [order, newOrder] = [[...was.keys()], [...is.keys()]]
      if (was.size === is.size && order.join() !== newOrder.join() && order.every((name) => is.has(name))) {
        found.push({ field: at('#'), from: brief(order.join(' → ')), to: brief(newOrder.join(' → ')) })
      }
      return
    }
  }
  found.push({ field: path, from: brief(before), to: brief(after) })
}

/** What changed between two contents of a part, by the way to each value; at most fifty lines. */
export function changesBetween(before: unknown, after: unknown): FieldChange[] {
  const found: FieldChange[] = []
  walk(before, after, '', found)
  return found.slice(0, CHANGES_MAX)
}
