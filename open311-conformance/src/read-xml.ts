/** One element: its name, its elements, and its text. */
export interface Element {
  readonly name: string
  readonly children: readonly Element[]
  readonly text: string
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescape(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);|&/gi, (whole, entity: string | undefined) => {
    if (entity === undefined) throw new Error('a bare & in text')
    if (entity.startsWith('#'))
      return String.fromCodePoint(
        entity[1]?.toLowerCase() === 'x' ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1)),
      )
    const known = NAMED[entity]
    if (known === undefined) throw new Error(`unknown entity ${whole}`)
    return known
  })
}

const NAME = /^[\p{L}_][\p{L}\p{N}_.:-]*$/u

interface Open {
  readonly name: string
  readonly children: Element[]
  text: string
}

/**
 * Reads an XML document strictly enough to find what is broken: tags that do not match, text that is not escaped, more than one
 * root. Document types are refused: no answer of this standard needs one, and they are how readers are attacked.
 */
export function readXml(document: string): Element {
  const root: Open = { name: '', children: [], text: '' }
  const stack: Open[] = [root]
  const top = (): Open => stack.at(-1) ?? root
  const pattern = /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<([^<>]*)>|([^<]+)|</g
  for (const [whole, cdata, tag, text] of document.replace(/^\uFEFF/, '').matchAll(pattern)) {
    if (cdata !== undefined) top().text += cdata
    else if (text !== undefined) {
      if (top() === root && text.trim() !== '') throw new Error(`text outside the root: ${text.trim().slice(0, 40)}`)
      top().text += unescape(text)
    } else if (tag !== undefined) {
      if (tag.startsWith('!')) throw new Error('a document type')
      if (tag.startsWith('/')) {
        const open = stack.pop()
        if (!open || open === root || open.name !== tag.slice(1).trim())
          throw new Error(`</${tag.slice(1)}> closes nothing`)
        top().children.push(open)
        continue
      }
      const name = /^[^\s/]+/.exec(tag)?.[0] ?? ''
      if (!NAME.test(name)) throw new Error(`<${tag}> is no tag`)
      const opened: Open = { name, children: [], text: '' }
      if (tag.endsWith('/')) top().children.push(opened)
      else stack.push(opened)
    } else if (whole === '<') throw new Error('a bare < in text')
  }
  if (stack.length > 1) throw new Error(`<${top().name}> is not closed`)
  const [first, second] = root.children
  if (!first) throw new Error('no root element')
  if (second) throw new Error('more than one root element')
  return first
}

/** Elements whose content is a list, whatever they hold. */
const lists = new Set(['services', 'attributes', 'values', 'service_requests', 'errors', 'endpoints', 'formats'])

/** The content of an element as the Spark convention has it in JSON: lists as bare arrays, everything else by name. */
export function contentOf(element: Element): unknown {
  if (lists.has(element.name)) return element.children.map(contentOf)
  if (element.children.length === 0) return element.text.trim() === '' ? null : element.text
  return Object.fromEntries(element.children.map((child) => [child.name, contentOf(child)]))
}
