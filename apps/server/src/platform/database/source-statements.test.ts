import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadModule } from 'libpg-query'
import pg from 'pg'
import { beforeAll, expect, it } from 'vitest'
import { testDatabase } from './testing.ts'
import { type KnownTable, routingOf } from './testing-routing.ts'
import { knownTables } from './testing-statements.ts'

const SOURCE = join(import.meta.dirname, '..', '..')

interface Written {
  readonly where: string
  readonly text: string
  /** The expressions that stand where the statement has its parameters. */
  readonly given: readonly string[]
}

/** Where the expression of a `${…}` ends that begins at `from`; strings and templates inside are stepped over. */
function endOfExpression(source: string, from: number): number {
  let depth = 1
  let at = from
  while (at < source.length) {
    const character = source[at] ?? ''
    if (character === "'") at = source.indexOf("'", at + 1)
    else if (character === '`') at = endOfTemplate(source, at + 1)
    else if (character === '{') depth += 1
    else if (character === '}') depth -= 1
    if (depth === 0) return at
    at += 1
  }
  throw new SyntaxError(source.slice(from, from + 80))
}

function endOfTemplate(source: string, from: number, hear?: (begin: number, end: number) => void): number {
  let at = from
  while (source[at] !== '`') {
    if (source[at] === '\\') at += 1
    else if (source.startsWith('${', at)) {
      const end = endOfExpression(source, at + 2)
      hear?.(at, end + 1)
      at = end
    }
    at += 1
  }
  return at
}

/** Every whole statement that stands in a file as a template. */
function writtenIn(file: string): Written[] {
  const source = readFileSync(join(SOURCE, file), 'utf8')
  return [...source.matchAll(/\bsql`(?=\s*(select|insert|update|delete|with)\b)/g)].map(({ index }) => {
    const begin = index + 4
    const given: string[] = []
    let text = ''
    let kept = begin
    const end = endOfTemplate(source, begin, (from, until) => {
      given.push(source.slice(from + 2, until - 1))
      text += `${source.slice(kept, from)}$${given.length}`
      kept = until
    })
    return {
      where: `${file}:${source.slice(0, index).split('\n').length}`,
      text: text + source.slice(kept, end),
      given,
    }
  })
}

let known: ReadonlyMap<string, KnownTable>

beforeAll(async () => {
  await loadModule()
  const client = new pg.Client({ connectionString: (await testDatabase()).url })
  await client.connect()
  known = await knownTables(client)
  await client.end()
})

it('every statement that stands whole in the source names its county, and by a value that is called so', () => {
  const files = globSync('**/*.ts', { cwd: SOURCE }).filter((file) => !/\.test\.ts$|(^|\/)testing/.test(file))
  const wrong: string[] = []
  let judged = 0
  for (const { where, text, given } of files.flatMap(writtenIn)) {
    let routing: ReturnType<typeof routingOf>
    try {
      routing = routingOf(text, known)
    } catch {
      // A part of it is put in when it is sent; then it is looked at there.
      continue
    }
    // Where a whole condition is put in when it is sent, the county may stand in that; then, too, it is looked at there.
    const composed = /\b(where|and|on)\s+\$\d+\s*(and\b|order\b|group\b|limit\b|\)|\$|$)/i.test(text)
    if (routing.to !== 'county' || (composed && routing.problems.length > 0)) continue
    judged += 1
    wrong.push(...routing.problems.map((problem) => `${where}: ${problem}`))
    for (const number of routing.parameters)
      if (!/county$/i.test(given[number - 1] ?? '')) wrong.push(`${where}: its county is ${given[number - 1]}`)
  }
  expect(wrong).toEqual([])
  expect(judged).toBeGreaterThan(250)
})
