import { escape } from '@xiangzhi/design'
import { publicText, wellFormed } from '@xiangzhi/language'

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

/** Attributes that carry what was typed into a form, addresses, or signs for machines; every other may be shown or read out. */
const keptAttributes = new Set(
  'value href src srcset action id name for class type style datetime aria-describedby aria-labelledby data-home data-back data-shown'.split(
    ' ',
  ),
)

/** Whether what stands at a place of a template is read by people, or goes back unchanged to whoever typed it. */
type Place = 'shown' | 'kept'

/** Where each part of a template stands. A template is one object for ever, so this is found out once. */
const placesOf = new WeakMap<TemplateStringsArray, readonly Place[]>()

function placesIn(strings: TemplateStringsArray): readonly Place[] {
  const known = placesOf.get(strings)
  if (known) return known
  let before = ''
  const places = strings.slice(0, -1).map((literal): Place => {
    before += literal
    const attribute = /\s([\w:-]+)="[^"<>]*$/.exec(before)?.[1]
    // A number to call is read by every telephone, though it stands in an address.
    const called = before.endsWith('href="tel:')
    before += ' '
    if (attribute !== undefined) return called || !keptAttributes.has(attribute) ? 'shown' : 'kept'
    return /<(?:textarea|script|style)\b[^>]*>[^<]*$/.test(before) ? 'kept' : 'shown'
  })
  placesOf.set(strings, places)
  return places
}

function draw(part: Part, place: Place): string {
  if (part === null || part === undefined || part === false) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'object') return part.map((one) => draw(one, place)).join('')
  if (typeof part === 'number') return String(part)
  return escape(place === 'shown' ? publicText(part) : wellFormed(part))
}

/**
 * Markup with everything between `${` and `}` escaped, unless it is markup itself. Attributes must stand in double quotes. Words
 * that are shown pass the public screen here, whoever wrote them and whichever page shows them; what somebody typed goes back
 * into its field as it was.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const places = placesIn(strings)
  let text = strings[0] ?? ''
  parts.forEach((part, index) => {
    text += draw(part, places[index] ?? 'shown') + (strings[index + 1] ?? '')
  })
  return new Html(text)
}

/**
 * Words that one reader alone sees and may see whole: what they typed themselves, or a number that stands by office to be called.
 * Everything else that is shown is screened.
 */
export function verbatim(words: string, because: 'own-words' | 'public-contact'): Html {
  void because
  return new Html(escape(wellFormed(words)))
}

/** Words of a field, with the numbers to call that a second person let through in it; every other number is starred. */
export const withContacts = (
  words: string,
  { contacts = [] }: { readonly contacts?: readonly string[] | undefined },
): Part => (contacts.length === 0 ? words : verbatim(publicText(words, contacts), 'public-contact'))

/** Markup made elsewhere in our own code: icons, maps, tags. Never anything that a person typed. */
export function raw(markup: string): Html {
  return new Html(markup)
}

export const nothing: Html = new Html('')
