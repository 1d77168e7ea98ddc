/** Reads a county pack from its folder of YAML files and says of everything wrong in it where it stands and what to write. */

import { isUtf8 } from 'node:buffer'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Language } from '@xiangzhi/text'
import {
  assemblePack,
  checkDisclosure,
  checkMessages,
  checkPack,
  checkPackFile,
  type CountyPack,
  describePackProblem,
  folders,
  type PackProblem,
  type PackProblemCode,
  type PackSpot,
  type PackSources,
  singleFiles,
  type Sourced,
} from '@xiangzhi/language'
import { disclosureCatalogues, duties, processes } from '@xiangzhi/practices'
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, type YAMLParseError } from 'yaml'
import type { z } from 'zod'

/** A problem with its place in the file; lines and columns count from one. */
export interface LocatedProblem extends PackProblem {
  readonly line: number
  readonly column: number
}

/** A pack that cannot be used. The message lists every problem as `file:line:column sentence`, in file order. */
export class PackError extends Error {
  readonly problems: readonly LocatedProblem[]

  constructor(problems: readonly LocatedProblem[], language: Language) {
    super(problems.map((problem) => locate(problem, language)).join('\n'))
    this.name = 'PackError'
    this.problems = problems
  }
}

function locate(problem: LocatedProblem, language: Language): string {
  return `${problem.file}:${problem.line}:${problem.column} ${describePackProblem(problem, language)}`
}

interface ParsedFile {
  readonly document: Document
  readonly lines: LineCounter
}

const yamlProblems: Readonly<Partial<Record<string, PackProblemCode>>> = {
  DUPLICATE_KEY: 'yaml-duplicate-key',
  TAB_AS_INDENT: 'yaml-tab',
}

/** The offset in the file at which a path stands; of a value that is missing, where its container begins. */
function offsetOf(document: Document, path: readonly (string | number)[], at: 'key' | 'value'): number {
  for (let length = path.length; length > 0; length -= 1) {
    const last = path[length - 1]
    const container = document.getIn(path.slice(0, length - 1), true)
    if (at === 'key' && length === path.length && isMap(container)) {
      const pair = container.items.find(({ key }) => (isScalar(key) ? key.value : key) === last)
      if (isNode(pair?.key) && pair.key.range) return pair.key.range[0]
    }
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return document.contents?.range?.[0] ?? 0
}

/** Line and column of a spot; a file that could not be read is pointed at as a whole. */
function positionOf(
  { file, path, at = 'value' }: PackSpot,
  parsed: ReadonlyMap<string, ParsedFile>,
): { line: number; column: number } {
  const found = parsed.get(file)
  const { line, col } = found?.lines.linePos(offsetOf(found.document, path, at)) ?? { line: 1, col: 1 }
  // An empty file has no first line to count from; it is shown as its beginning.
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

function findProblemPlace(problem: PackProblem, parsed: ReadonlyMap<string, ParsedFile>): LocatedProblem {
  const facts = problem.first
    ? { ...problem.facts, first: `${problem.first.file}:${positionOf(problem.first, parsed).line}` }
    : problem.facts
  return { ...problem, facts, ...positionOf(problem, parsed) }
}

/** The errors worth saying: after the first break in the syntax the rest are mostly its consequences. */
function tellingErrors(errors: readonly YAMLParseError[]): YAMLParseError[] {
  const [first] = errors
    .filter(({ code }) => code !== 'DUPLICATE_KEY')
    .toSorted((one, other) => one.pos[0] - other.pos[0])
  return errors.filter((error) => error === first || error.code === 'DUPLICATE_KEY')
}

/** The first line that is not UTF-8, counted from one; undefined when all are. Files saved as GBK or UTF-16 are found here. */
function firstForeignLine(bytes: Buffer): number | undefined {
  if (isUtf8(bytes) && !bytes.includes(0)) return undefined
  let line = 1
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, from)
    const part = bytes.subarray(from, end === -1 ? bytes.length : end)
    if (!isUtf8(part) || part.includes(0)) return line
    from = end === -1 ? bytes.length : end + 1
  }
  return 1
}

async function listYaml(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => name.endsWith('.yaml') || name.endsWith('.yml')).sort()
}

/**
 * The pack in a folder, checked against the practices that this installation has; `language` is that of the problems. Throws one
 * `PackError` with all problems found.
 */
export async function readPack(folder: string, language: Language = 'zh-CN'): Promise<CountyPack> {
  const parsed = new Map<string, ParsedFile>()
  const problems: LocatedProblem[] = []
  const add = (problem: PackProblem) => problems.push(findProblemPlace(problem, parsed))

  const read = async (file: string, schema: z.ZodType): Promise<Sourced<unknown> | undefined> => {
    const lines = new LineCounter()
    const bytes = await readFile(join(folder, file))
    const foreign = firstForeignLine(bytes)
    if (foreign !== undefined) {
      problems.push({ file, path: [], code: 'not-utf8', facts: {}, line: foreign, column: 1 })
      return undefined
    }
    const document = parseDocument(bytes.toString('utf8'), { lineCounter: lines })
    parsed.set(file, { document, lines })
    for (const { code, pos } of tellingErrors(document.errors)) {
      const { line, col } = lines.linePos(pos[0])
      problems.push({ file, path: [], code: yamlProblems[code] ?? 'yaml-broken', facts: { code }, line, column: col })
    }
    if (document.errors.length > 0) return undefined
    const checked = checkPackFile(file, schema, document.toJS())
    checked.problems.forEach(add)
    return checked.content === undefined ? undefined : { file, content: checked.content }
  }

  const present = await listYaml(folder)
  const single: Record<string, Sourced<unknown>> = {}
  for (const [part, { file, schema, required }] of Object.entries(singleFiles)) {
    if (!present.includes(file)) {
      if (required) add({ file, path: [], code: 'file-missing', facts: { file } })
      continue
    }
    const sound = await read(file, schema)
    if (sound) single[part] = sound
  }
  const allowedFiles = Object.values(singleFiles).map(({ file }) => file as string)
  for (const file of present) {
    if (!allowedFiles.includes(file))
      add({ file, path: [], code: 'file-unknown', facts: { file, allowed: allowedFiles.join(', ') } })
  }

  const many: Record<string, Sourced<unknown>[]> = {}
  for (const [part, { folder: name, schema }] of Object.entries(folders)) {
    const files = await listYaml(join(folder, name))
    if (files.length === 0) add({ file: `${name}/`, path: [], code: 'folder-empty', facts: { folder: name } })
    many[part] = []
    for (const file of files) {
      const sound = await read(`${name}/${file}`, schema)
      if (sound) many[part].push(sound)
    }
  }

  // The loops above filled every part with content that its own schema accepted.
  const sources = { ...single, ...many } as unknown as PackSources
  checkPack(
    sources,
    processes,
    duties.map(({ key }) => key),
  ).forEach(add)
  if (sources.messages) checkMessages(sources.messages, processes).forEach(add)
  if (sources.disclosure) checkDisclosure(sources.disclosure, disclosureCatalogues).forEach(add)
  const pack = problems.length === 0 ? assemblePack(sources) : undefined
  if (!pack) throw new PackError(sorted(problems), language)
  return pack
}

function sorted(problems: readonly LocatedProblem[]): LocatedProblem[] {
  return problems.toSorted(
    (one, other) => one.file.localeCompare(other.file) || one.line - other.line || one.column - other.column,
  )
}

/** The problems of a pack as lines, for people who are writing one; none when it is sound. */
export async function checkPackFolder(folder: string, language: Language = 'zh-CN'): Promise<string[]> {
  try {
    await readPack(folder, language)
    return []
  } catch (error) {
    if (error instanceof PackError) return error.message.split('\n')
    throw error
  }
}
