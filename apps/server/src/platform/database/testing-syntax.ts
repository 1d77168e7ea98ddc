import type { Node, SelectStmt } from 'libpg-query'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Every node below this one that has the key, without looking into what `stop` names. */
export function* find(node: unknown, key: string, stop: readonly string[] = []): Generator<Record<string, unknown>> {
  if (Array.isArray(node)) for (const item of node) yield* find(item, key, stop)
  else if (isObject(node))
    for (const [name, value] of Object.entries(node)) {
      if (name === key && isObject(value)) yield value
      if (!stop.includes(name) && isObject(value)) yield* find(value, key, stop)
    }
}

/** The word of a node that is a single word. */
export const textOf = (node: Node | undefined): string | undefined =>
  node && 'String' in node ? node.String.sval : undefined

const changing = ['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'] as const
/** Whether a statement adds, changes or removes rows. */
export const isChange = (node: Node | undefined): boolean => changing.some((key) => node && key in node)

/** A query and the parts that a union joins. */
export const partsOf = (select: SelectStmt): SelectStmt[] => [
  select,
  ...(select.larg ? partsOf(select.larg) : []),
  ...(select.rarg ? partsOf(select.rarg) : []),
]
