/** Reads a county pack from its folder of YAML files and says of everything wrong in it where it stands and what to write. */

import { isUtf8 } from 'node:buffer'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
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
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLParseError,
} from 'yaml'
import type { z } from 'zod'
import { fillWords, layOver, type LocalWords, type Origin, Origins } from './layers.ts'

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

/** A file after its parts were laid over each other, with what was only in the pack itself where a file is empty. */
interface ParsedFile {
  readonly document: Document
  readonly origin: Origin
}

const yamlProblems: Readonly<Partial<Record<string, PackProblemCode>>> = {
  DUPLICATE_KEY: 'yaml-duplicate-key',
  TAB_AS_INDENT: 'yaml-tab',
}

/** The node at which a path stands; of a value that is missing, its container. */
function nodeAt(document: Document, path: readonly (string | number)[], at: 'key' | 'value'): Node | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const last = path[length - 1]
    const container = document.getIn(path.slice(0, length - 1), true)
    if (at === 'key' && length === path.length && isMap(container)) {
      const pair = container.items.find(({ key }) => (isScalar(key) ? key.value : key) === last)
      if (isNode(pair?.key) && pair.key.range) return pair.key
    }
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node
  }
  return document.contents ?? undefined
}

interface Parsed {
  readonly files: ReadonlyMap<string, ParsedFile>
  readonly origins: Origins
}

/** File, line and column of a spot, as people see them; a file that could not be read is pointed at as a whole. */
function positionOf(
  { file, path, at = 'value' }: PackSpot,
  { files, origins }: Parsed,
): { file: string; line: number; column: number } {
  const found = files.get(file)
  if (!found) return { file, line: 1, column: 1 }
  const node = nodeAt(found.document, path, at)
  const { name, lines } = (node && origins.of(node)) ?? found.origin
  const { line, col } = lines.linePos(node?.range?.[0] ?? 0)
  // An empty file has no first line to count from; it is shown as its beginning.
  return { file: name, line: Math.max(1, line), column: Math.max(1, col) }
}

function findProblemPlace(problem: PackProblem, parsed: Parsed): LocatedProblem {
  const first = problem.first && positionOf(problem.first, parsed)
  const facts = first ? { ...problem.facts, first: `${first.file}:${first.line}` } : problem.facts
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

/** Packs that come with the installation; a base pack is looked for beside the pack that extends it, then here. */
const SUPPLIED = fileURLToPath(new URL('../../../../counties/', import.meta.url))

/** What a pack says of its base, before anything of it is checked. */
interface Extending {
  readonly base: string | undefined
  readonly name: string
  readonly leavesOut: readonly string[]
  readonly words: LocalWords
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
/** Those of some words that are words in two languages; what is not will be told of when the file is checked. */
const asWords = (words: unknown): LocalWords =>
  Object.fromEntries(Object.entries(isObject(words) ? words : {}).filter(([, word]) => isObject(word)))

async function findBase(folder: string): Promise<Extending> {
  const own = await readFile(join(folder, 'county.yaml'), 'utf8').catch(() => '')
  const {
    extends: name,
    leavesOut,
    words,
    name: county,
    city,
  } = (parseDocument(own).toJS() ?? {}) as Record<string, unknown>
  const said = typeof name === 'string' && name !== '' ? name : ''
  const known = said === '' ? [] : [join(folder, '..', said), join(SUPPLIED, said)]
  return {
    base: known.find((one) => existsSync(one)),
    name: said,
    leavesOut: Array.isArray(leavesOut) ? leavesOut.map(String) : [],
    words: { ...asWords(words), ...asWords({ county, city }) },
  }
}

/**
 * The pack in a folder, with what it takes from the pack that it extends, checked against the practices that this installation has;
 * `language` is that of the problems. Throws one `PackError` with all problems found.
 */
export async function readPack(folder: string, language: Language = 'zh-CN'): Promise<CountyPack> {
  const files = new Map<string, ParsedFile>()
  const origins = new Origins()
  const problems: LocatedProblem[] = []
  const add = (problem: PackProblem) => problems.push(findProblemPlace(problem, { files, origins }))
  const { base, name: baseName, leavesOut, words } = await findBase(folder)

  /** One file of one pack; undefined where it is none that can be read, which is a problem. */
  const parse = async (path: string, name: string): Promise<ParsedFile | undefined> => {
    const lines = new LineCounter()
    const bytes = await readFile(path)
    const foreign = firstForeignLine(bytes)
    if (foreign !== undefined) {
      problems.push({ file: name, path: [], code: 'not-utf8', facts: {}, line: foreign, column: 1 })
      return undefined
    }
    const document = parseDocument(bytes.toString('utf8'), { lineCounter: lines })
    for (const { code, pos } of tellingErrors(document.errors)) {
      const { line, col } = lines.linePos(pos[0])
      const problem = { path: [], code: yamlProblems[code] ?? 'yaml-broken', facts: { code } } as const
      problems.push({ ...problem, file: name, line, column: col })
    }
    const origin = { name, lines }
    origins.note(document, origin)
    return document.errors.length > 0 ? undefined : { document, origin }
  }

  const parseBase = async (file: string): Promise<ParsedFile | undefined> => {
    const parsed = await parse(join(base ?? '', file), `${baseName}/${file}`)
    for (const name of parsed ? fillWords(parsed.document, words) : [])
      add({ file: 'county.yaml', path: ['words'], code: 'word-needed', facts: { name } })
    return parsed
  }

  const read = async (file: string, schema: z.ZodType, inBase: boolean): Promise<Sourced<unknown> | undefined> => {
    const alone = !existsSync(join(folder, file))
    const [under, own] = [
      inBase ? await parseBase(file) : undefined,
      alone ? undefined : await parse(join(folder, file), file),
    ]
    const top = own ?? (alone ? under : undefined)
    if (!top || (inBase && !under)) return undefined
    const { document } = top
    if (under && own) document.contents = layOver(under.document.contents, own.document.contents, origins) as never
    files.set(file, top)
    const checked = checkPackFile(file, schema, document.toJS())
    checked.problems.forEach(add)
    return checked.content === undefined ? undefined : { file, content: checked.content }
  }

  // Without its base nearly everything would be missing, and none of that is the mistake.
  if (baseName !== '' && base === undefined) {
    const own = await parse(join(folder, 'county.yaml'), 'county.yaml')
    if (own) files.set('county.yaml', own)
    add({ file: 'county.yaml', path: ['extends'], code: 'unknown-base', facts: { name: baseName } })
    throw new PackError(problems, language)
  }

  const allowedFiles = Object.values(singleFiles).map(({ file }) => file as string)
  const listed = async (part: string): Promise<{ own: string[]; inBase: Set<string>; all: string[] }> => {
    const own = await listYaml(join(folder, part))
    const offered = base === undefined ? [] : await listYaml(join(base, part))
    const inBase = new Set(offered.filter((file) => !leavesOut.includes(part === '' ? file : `${part}/${file}`)))
    return { own, inBase, all: [...new Set([...own, ...inBase])].sort() }
  }

  const present = await listed('')
  const single: Record<string, Sourced<unknown>> = {}
  for (const [part, { file, schema, required }] of Object.entries(singleFiles)) {
    if (!present.all.includes(file)) {
      if (required) add({ file, path: [], code: 'file-missing', facts: { file } })
      continue
    }
    const sound = await read(file, schema, present.inBase.has(file))
    if (sound) single[part] = sound
  }
  for (const file of present.own) {
    if (!allowedFiles.includes(file))
      add({ file, path: [], code: 'file-unknown', facts: { file, allowed: allowedFiles.join(', ') } })
  }

  const many: Record<string, Sourced<unknown>[]> = {}
  for (const [part, { folder: name, schema }] of Object.entries(folders)) {
    const { all, inBase } = await listed(name)
    if (all.length === 0) add({ file: `${name}/`, path: [], code: 'folder-empty', facts: { folder: name } })
    many[part] = []
    for (const file of all) {
      const sound = await read(`${name}/${file}`, schema, inBase.has(file))
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
