import { wellFormed } from './plain-text.ts'
import { screenText } from './screen.ts'

declare const screened: unique symbol

/**
 * Words that everybody may read: well formed, and without a number of a person. Only `publicText` makes them. What is written
 * for the public is kept as such, so that no surface can read words that were not screened.
 */
export type PublicText = string & { readonly [screened]: true }

/** Signs of machines that hold long rows of digits by chance: a UUID, an address that ends in one, a hash. */
const fingerprint =
  /^(?:https?:\/\/[\w.:/-]+\/|urn:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9a-f]{64}$|^(?=.*[A-Za-z]{2})[\w+/-]{43}=?$/

/**
 * The one door by which words reach the public. Passing it twice changes nothing.
 *
 * @param contacts the mobile numbers that a second person let through in the very field whose words these are, as its masked
 * document names them; no other number passes
 */
export function publicText(text: string, contacts: readonly string[] = []): PublicText {
  if (fingerprint.test(text)) return text as PublicText
  return screenText(wellFormed(text), contacts).text as PublicText
}

/** The same for words that may be absent. */
export function publicTextOrNull(text: string | null | undefined): PublicText | null {
  return text === null || text === undefined ? null : publicText(text)
}

/** Members of an answer that hold signs of machines, not words: ids, codes, addresses, hashes, instants. */
const machineName =
  /^(?:id|code|number|cursor|key|token|salt|sha256|commitment|root|hash|proof|signature|url|uri|href|path|link|origin|address|format|version|etag)$|(?:Id|Code|Key|Cursor|Hash|At|On|Url|_url|_id|_code|_datetime)$/

/** A telephone or an identity number and nothing else, with whatever signs between. */
const isPersonNumber = (value: string): boolean =>
  /^[^A-Za-z]*[Xx]?$/.test(value) && /^(?:(?:00)?86)?1[3-9]\d{9}$|^\d{17}[\dXx]$/.test(value.replaceAll(/[^\dXx]/g, ''))

/** No words: what people write has blanks, or letters beyond ASCII. A telephone or identity number is none, whatever its name. */
const isMachineSign = (name: string, value: string): boolean =>
  machineName.test(name) && /^[\w.:/?&=+%#~@-]*$/.test(value) && !isPersonNumber(value)

/** A body that was committed to in the public log; it was screened when it was made, and no byte of it may change. */
const isCommitted = (value: object): boolean =>
  'format' in value && typeof value.format === 'string' && /^xiangzhi-[a-z]+\/\d+$/.test(value.format)

/**
 * A value as everybody may read it, made anew: every text in it passes the door, wherever it stands. Ids, codes, instants and
 * addresses are left as they are when they hold nothing but such signs.
 */
export function publicValue<T>(value: T): T {
  return screenedValue(value, '') as T
}

function screenedValue(value: unknown, name: string): unknown {
  if (typeof value === 'string') return isMachineSign(name, value) ? value : publicText(value)
  if (typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.map((one: unknown) => screenedValue(one, name))
  if (isCommitted(value)) return value
  const contacts = contactsOf(value)
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => [
      wellFormed(key),
      key === 'rows' && 'columns' in value && Array.isArray(value.columns) && Array.isArray(one)
        ? tableRows(value.columns, one)
        : key === 'contacts' && contacts.length > 0
          ? contacts
          : (key === 'value' || key === 'phone') && contacts.length > 0 && typeof one === 'string'
            ? publicText(one, contacts)
            : screenedValue(one, key),
    ]),
  )
}

/** The numbers that a column of a table, a line of facts or somebody to call names as let through. */
function contactsOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || !('contacts' in value) || !Array.isArray(value.contacts)) return []
  if (!('label' in value || 'phone' in value)) return []
  return value.contacts.filter((one): one is string => typeof one === 'string' && /^1[3-9]\d{9}$/.test(one))
}

/** The rows of a table, each cell with the numbers of its own column. */
function tableRows(columns: readonly unknown[], rows: readonly unknown[]): unknown[] {
  const through = new Map(
    columns.flatMap((column) =>
      typeof column === 'object' && column !== null && 'key' in column && typeof column.key === 'string'
        ? [[column.key, contactsOf(column)] as const]
        : [],
    ),
  )
  return rows.map((row) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return screenedValue(row, '')
    return Object.fromEntries(
      Object.entries(row).map(([key, cell]: [string, unknown]) => {
        const contacts = through.get(key) ?? []
        const isContact = contacts.length > 0 && typeof cell === 'string'
        return [wellFormed(key), isContact ? publicText(cell, contacts) : screenedValue(cell, key)]
      }),
    )
  })
}
