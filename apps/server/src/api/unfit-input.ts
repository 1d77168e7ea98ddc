/** No form of ours nests deeper; what does is made to exhaust the stack. */
const DEPTH_MAX = 40

/** Text that PostgreSQL cannot hold: it knows no null character, and half a surrogate pair is no character at all. */
const isUnfit = (text: string): boolean => text.includes('\0') || !text.isWellFormed()

/**
 * The first thing in an input that no schema may let through, whatever it describes, with the top-level field it stands in: text
 * that no database can keep, or nesting without end. Walks without recursion, so that depth costs no stack.
 */
export function findUnfit(given: unknown): { readonly field: string; readonly message: string } | undefined {
  const open: { value: unknown; field: string; depth: number }[] = [{ value: given, field: '', depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, field, depth } = next
    if (typeof value === 'string') {
      if (isUnfit(value)) return { field, message: 'holds characters that cannot be kept' }
      continue
    }
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || value instanceof Date) continue
    if (depth > DEPTH_MAX) return { field, message: 'is nested too deep' }
    for (const [key, inner] of Object.entries(value)) {
      if (isUnfit(key)) return { field, message: 'holds characters that cannot be kept' }
      open.push({ value: inner, field: field === '' ? key : field, depth: depth + 1 })
    }
  }
  return undefined
}
