// What it costs to add something: counted from what `npm run new` plans, and from what stands in the tree.

/** How many lines of `after` are new: those that are not in the longest sequence of lines common with `before`. */
export const linesAdded = (before, after) => {
  const [old, now] = [before, after].map((text) => (text === '' ? [] : text.replace(/\n$/, '').split('\n')))
  let first = 0
  while (first < old.length && first < now.length && old[first] === now[first]) first += 1
  let [oldEnd, nowEnd] = [old.length, now.length]
  while (oldEnd > first && nowEnd > first && old[oldEnd - 1] === now[nowEnd - 1]) {
    oldEnd -= 1
    nowEnd -= 1
  }
  let above = new Uint16Array(nowEnd - first + 1)
  for (let at = first; at < oldEnd; at += 1) {
    const row = new Uint16Array(above.length)
    for (let to = first; to < nowEnd; to += 1)
      row[to - first + 1] =
        old[at] === now[to] ? above[to - first] + 1 : Math.max(above[to - first + 1], row[to - first])
    above = row
  }
  return nowEnd - first - above.at(-1)
}

const isTest = (path) => /\.test\.tsx?$/.test(path)

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0)

/** Files and lines of parts, each a path with its lines; a path that comes twice is one file. */
export const costOf = (parts) => {
  const count = (some) => ({
    files: new Set(some.map(({ path }) => path)).size,
    lines: sum(some.map(({ lines }) => lines)),
  })
  return { ...count(parts), tests: count(parts.filter(({ path }) => isTest(path))) }
}

/** Whether a goal is met, in words; what is over is said. */
export const verdict = ({ files, lines }, goal) => {
  const over = [
    ...(files > goal.files ? [`${files - goal.files} ${files - goal.files === 1 ? 'file' : 'files'}`] : []),
    ...(lines > goal.lines ? [`${lines - goal.lines} ${lines - goal.lines === 1 ? 'line' : 'lines'}`] : []),
  ]
  return over.length === 0 ? 'met' : `**missed** by ${over.join(' and ')}`
}

const PAIRS = { '(': ')', '{': '}', '[': ']' }

/** How many lines a call takes that begins at `at`, until its bracket is closed; strings are not looked into. */
export const linesOfCall = (text, at) => {
  const open = []
  let quote = ''
  for (let place = text.indexOf('(', at); place < text.length; place += 1) {
    const letter = text[place]
    if (quote !== '') {
      if (letter === '\\') place += 1
      else if (letter === quote) quote = ''
    } else if (letter === "'" || letter === '"') quote = letter
    else if (letter in PAIRS) open.push(PAIRS[letter])
    else if (letter === open.at(-1)) {
      open.pop()
      if (open.length === 0) return text.slice(at, place).split('\n').length
    }
  }
  return 0
}

/** How many lines sentences take whose keys begin so. */
export const linesOfSentences = (text, isMeant) => {
  let meant = false
  return sum(
    text.split('\n').map((line) => {
      const key = /^ {2}['"](text\.[^'"]+)['"]:/.exec(line)?.[1]
      if (key !== undefined) meant = isMeant(key)
      else if (!line.startsWith('    ')) meant = false
      return meant ? 1 : 0
    }),
  )
}
