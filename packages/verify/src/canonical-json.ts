/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * The one way to write a JSON value (RFC 8785, JCS): keys in the order of their UTF-16 units, no spaces, numbers and strings as
 * ECMAScript writes them. Two who hold the same value get the same bytes, whatever language or database it passed through.
 * Members that are undefined are left out. Throws on a number that JSON cannot hold, and on a lone surrogate, which has no bytes.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new Error('a string with half a character has no canonical form')
    return JSON.stringify(value)
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${value} has no canonical form`)
    return JSON.stringify(value)
  }
  if (value === null || typeof value === 'boolean') return String(value)
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.entries(value)
    .filter((member): member is [string, Json] => member[1] !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
  return `{${members.map(([key, member]) => `${canonicalJson(key)}:${canonicalJson(member)}`).join(',')}}`
}

function isList(value: readonly Json[] | object): value is readonly Json[] {
  return Array.isArray(value)
}
