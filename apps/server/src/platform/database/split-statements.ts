/** Where a quoted piece or a comment that begins at `from` ends; `from` itself when none begins there. */
const skipQuoted = (text: string, from: number): number => {
  const endOf = (mark: string, start: number): number => {
    const end = text.indexOf(mark, start)
    if (end < 0) throw new SyntaxError(`${text.slice(from, from + 40)} … is not closed by ${mark}`)
    return end + mark.length
  }
  const two = text.slice(from, from + 2)
  if (two === '--') {
    const end = text.indexOf('\n', from)
    return end < 0 ? text.length : end
  }
  if (two === '/*') return endOf('*/', from + 2)
  const character = text[from]
  // A doubled quote is read as two quoted pieces side by side, which ends at the same place.
  if (character === '"' || character === "'") return endOf(character, from + 1)
  if (character === '$') {
    const tag = /^\$(?:[A-Za-z_][A-Za-z_0-9]*)?\$/.exec(text.slice(from, from + 64))?.[0]
    if (tag !== undefined) return endOf(tag, from + tag.length)
  }
  return from
}

const isEmpty = (statement: string): boolean =>
  statement
    .replace(/--[^\n]*/g, '')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .trim() === ''

/** Cuts a migration into its statements, because each must travel in a message of its own (see the schema rules). */
export const splitStatements = (text: string): string[] => {
  const statements: string[] = []
  let start = 0
  let at = 0
  while (at < text.length) {
    const after = skipQuoted(text, at)
    if (after > at) {
      at = after
      continue
    }
    if (text[at] === ';') {
      statements.push(text.slice(start, at))
      start = at + 1
    }
    at += 1
  }
  statements.push(text.slice(start))
  return statements.filter((statement) => !isEmpty(statement)).map((statement) => statement.trim())
}
