/**
 * A pack may extend another one: it then holds only what is its own. Files of both are laid over each other at the level of YAML
 * nodes, so that a problem is still shown in the file and line where somebody wrote it.
 */

import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  type Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'

/** A file as it was read: its name as people see it, and its lines. */
export interface Origin {
  readonly name: string
  readonly lines: LineCounter
}

/** Local words for what the base pack leaves open, by name and language. */
export type LocalWords = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Where each node was written. A node of a merged file may come from either. */
export class Origins {
  readonly #of = new WeakMap<Node, Origin>()

  /** Notes that everything in a document stands in a file. */
  note(document: Document, origin: Origin): void {
    visit(document, {
      Node: (_key, node) => {
        this.#of.set(node, origin)
      },
    })
  }

  of(node: Node): Origin | undefined {
    return this.#of.get(node)
  }

  /** A container that both files have begins where the pack itself writes it. */
  movedTo(node: Node, own: Node): void {
    const origin = this.#of.get(own)
    if (origin) this.#of.set(node, origin)
    node.range = own.range ?? null
  }
}

/** What tells the entries of a list apart. */
const NAMING = ['key', 'code'] as const
/** The member by which a pack leaves out an entry that its base has. */
const LEAVE_OUT = 'leaveOut'

const keyOf = ({ key }: Pair): unknown => (isScalar(key) ? key.value : key)

function nameIn(items: readonly unknown[]): (typeof NAMING)[number] | undefined {
  return NAMING.find((name) => items.length > 0 && items.every((item) => isMap(item) && item.has(name)))
}

function layMap(base: YAMLMap, own: YAMLMap, origins: Origins): YAMLMap {
  for (const pair of own.items) {
    const known = base.items.find((one) => keyOf(one) === keyOf(pair))
    if (known) {
      known.key = pair.key
      known.value = layOver(known.value as Node | null, pair.value as Node | null, origins)
    } else base.items.push(pair)
  }
  origins.movedTo(base, own)
  return base
}

/** Entry by entry, in the order of the base; what it does not have comes after. */
function layList(base: YAMLSeq, own: YAMLSeq, name: string, origins: Origins): YAMLSeq {
  for (const item of own.items as YAMLMap[]) {
    const at = (base.items as YAMLMap[]).findIndex((one) => one.get(name) === item.get(name))
    const known = base.items[at] as YAMLMap | undefined
    if (known && item.get(LEAVE_OUT) === true) base.items.splice(at, 1)
    else if (known) layMap(known, item, origins)
    else base.items.push(item)
  }
  origins.movedTo(base, own)
  return base
}

/**
 * What a pack writes over what its base writes: maps member by member, lists of entries with a key or a code entry by entry; anything
 * else takes the place of what the base has.
 */
export function layOver(base: Node | null, own: Node | null, origins: Origins): Node | null {
  if (isMap(base) && isMap(own)) return layMap(base, own, origins)
  if (isSeq(base) && isSeq(own)) {
    const name = nameIn([...base.items, ...own.items])
    if (name !== undefined) return layList(base, own, name, origins)
  }
  return own
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)

/**
 * Puts the local words into a file of a base pack: `<town>` is 镇 or 街道, and `<Town>` the same at the beginning of an English
 * sentence. Returns the names for which there is no word.
 */
export function fillWords(document: Document, words: LocalWords): string[] {
  const unknown = new Set<string>()
  visit(document, {
    Pair: (_key, pair) => {
      const language = keyOf(pair)
      const { value } = pair as Pair<unknown, Scalar>
      if ((language !== 'zh' && language !== 'en') || !isScalar(value) || typeof value.value !== 'string') return
      value.value = value.value.replaceAll(/<(\w+)>/g, (all, name: string) => {
        const word = words[name.toLowerCase()]?.[language]
        if (word === undefined) {
          unknown.add(name.toLowerCase())
          return all
        }
        return /^[A-Z]/.test(name) ? capital(word) : word
      })
    },
  })
  return [...unknown]
}
