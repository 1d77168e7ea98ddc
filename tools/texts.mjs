// Every sentence exists once, in every language, with the same placeholders.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { lineAt, listSources, readSource } from './sources.mjs'
import { ROOT } from './terminal.mjs'

const FOLDER = join(ROOT, 'packages', 'text', 'src')

/** The language all others are measured against. */
const FIRST = 'zh-CN'

/** These put the sentences of the other files together and have none of their own. */
const COMPOSED = /\/(?:all|staff)\.ts$|\.test\.ts$/

const KEY = /^text(\.[a-z0-9][a-zA-Z0-9-]*){2,}$/

const listLanguages = () =>
  existsSync(FOLDER)
    ? readdirSync(FOLDER, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(FOLDER, entry.name)))
        .map((entry) => entry.name)
    : []

const placeholders = (text) => [...new Set(text.match(/\{[a-zA-Z]+\}/g) ?? [])].toSorted().join(' ')

/** An object literal keeps only the last of two equal keys, so doubles are looked for in the source. */
const findDoubles = (path) => {
  const text = readSource(path)
  const seen = new Set()
  return [...text.matchAll(/^\s*['"](text\.[^'"]+)['"]\s*:/gm)].flatMap((match) => {
    if (seen.has(match[1])) return [`${path}:${lineAt(text, match.index)} ${match[1]} is there twice`]
    seen.add(match[1])
    return []
  })
}

const readLanguage = async (language) => {
  const problems = []
  const sentences = new Map()
  for (const path of listSources(`packages/text/src/${language}`, /\.ts$/)) {
    if (COMPOSED.test(path)) continue
    problems.push(...findDoubles(path))
    const module = await import(pathToFileURL(join(ROOT, path)).href)
    for (const group of Object.values(module)) {
      if (typeof group !== 'object' || group === null) continue
      for (const [key, text] of Object.entries(group)) {
        if (!key.startsWith('text.')) continue
        const other = sentences.get(key)
        if (other !== undefined && other.path !== path) problems.push(`${path} ${key} is in ${other.path} as well`)
        if (!KEY.test(key)) problems.push(`${path} ${key} is not of the form text.surface.name`)
        if (typeof text !== 'string' || text.trim() === '') problems.push(`${path} ${key} is empty`)
        sentences.set(key, { path, text: String(text) })
      }
    }
  }
  return { language, problems, sentences }
}

const compare = (first, other) => {
  const problems = []
  for (const [key, { path, text }] of first.sentences) {
    const theirs = other.sentences.get(key)
    if (theirs === undefined) problems.push(`${path} ${key} is missing in ${other.language}`)
    else if (placeholders(text) !== placeholders(theirs.text))
      problems.push(`${theirs.path} ${key} has other placeholders than ${first.language}: ${placeholders(text)}`)
  }
  for (const [key, { path }] of other.sentences)
    if (!first.sentences.has(key)) problems.push(`${path} ${key} is missing in ${first.language}`)
  return problems
}

/** What the screens of staff are made of; a browser gets only the sentences of `staff.ts`. */
const SCREENS = [
  'apps/workbench/src',
  ...['language', 'contract', 'practices', 'design'].map((name) => `packages/${name}/src`),
]

/** What a process says in the form of villagers never leaves the server as part of a declaration (`getCounty`). */
const isOfForm = (path, name) => path.startsWith('packages/practices/') && name.startsWith('text.portal.')

/** Sentences that a screen of staff names and is not given. */
const findMissing = async () => {
  const { staff } = await import(pathToFileURL(join(FOLDER, FIRST, 'staff.ts')).href)
  const { all } = await import(pathToFileURL(join(FOLDER, FIRST, 'all.ts')).href)
  const others = Object.keys(all).filter((key) => !Object.hasOwn(staff, key))
  return SCREENS.flatMap((folder) => listSources(folder, /\.tsx?$/))
    .filter((path) => !/\.test\.tsx?$/.test(path))
    .flatMap((path) =>
      [...readSource(path).matchAll(/['"`](text\.[\w.-]+)(\$\{)?/g)].flatMap(([, name, goesOn]) =>
        !isOfForm(path, name) && others.some((key) => (goesOn === undefined ? key === name : key.startsWith(name)))
          ? [`${path} names ${name}, which no browser of staff is given; it belongs into a file of staff.ts`]
          : [],
      ),
    )
}

/** Returns what is wrong with the sentences, one line each. */
export const findTextProblems = async () => {
  const languages = await Promise.all(listLanguages().map(readLanguage))
  const first = languages.find((language) => language.language === FIRST)
  const problems = languages.flatMap((language) => language.problems)
  if (first === undefined) return [...problems, `there are no sentences in ${FIRST}`]
  for (const other of languages) if (other !== first) problems.push(...compare(first, other))
  return [...problems, ...(await findMissing())]
}
