import { escape } from '@xiangzhi/design'

/** Text that is already safe markup. Only `html` and `raw` make it, so whatever else reaches a page is escaped. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

/** What may stand in a page. Null, undefined and false draw nothing, so that `condition && part` reads well. */
export type Part = Html | string | number | null | undefined | false | readonly Part[]

function draw(part: Part): string {
  if (part === null || part === undefined || part === false) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'object') return part.map(draw).join('')
  return escape(String(part))
}

/** Markup with everything between `${` and `}` escaped, unless it is markup itself. Attributes must stand in double quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = strings[0] ?? ''
  parts.forEach((part, index) => {
    text += draw(part) + (strings[index + 1] ?? '')
  })
  return new Html(text)
}

/** Markup made elsewhere in our own code: icons, maps, tags. Never anything that a person typed. */
export function raw(markup: string): Html {
  return new Html(markup)
}

export const nothing: Html = new Html('')
