// What each file needs of which other files: imports followed through barrels to the file in which a symbol stands.
import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { withoutComments } from './sources.mjs'

const FROM =
  /\b(import|export)\s+(type\s+)?([\w$\s,]*?(?:\{[^}]*\}|\*(?:\s+as\s+[\w$]+)?)?)\s*\bfrom\s*['"]([^'"\n]+)['"]/g
const BARE = /^\s*import\s*['"]([^'"\n]+)['"]/gm
/** Modules that are asked for later, workers, and files that a program finds beside itself. */
const LATER = /\bimport\(\s*['"]([^'"\n]+)['"]\s*\)|\bnew URL\(\s*['"](\.[^'"\n]+)['"]\s*,\s*import\.meta\.url/g
const OWN = /^export\s+(?:default\s+)?(?:async\s+)?(?:const|let|function\*?|class|interface|type|enum)\s+([\w$]+)/gm

const names = (braces) =>
  braces
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && !one.startsWith('type '))
    .map((one) => {
      const [name, as = name] = one.split(/\s+as\s+/)
      return { name, as }
    })

/**
 * What a text imports and hands on. Types are left out: they are gone when a test runs.
 * @returns {{ needs: { from: string, names: string[] | undefined }[], hands: Map<string, { from: string, name: string }>, stars: string[], own: Set<string> }}
 */
export const readModule = (source) => {
  const text = withoutComments(source)
  const module = { needs: [], hands: new Map(), stars: [], own: new Set() }
  for (const [, kind, type, what, from] of text.matchAll(FROM)) {
    if (type !== undefined) continue
    const braces = /\{([^}]*)\}/.exec(what)?.[1]
    if (kind === 'export') {
      if (braces !== undefined) for (const { name, as } of names(braces)) module.hands.set(as, { from, name })
      else if (/\*\s+as\s/.test(what)) module.needs.push({ from, names: undefined })
      else module.stars.push(from)
      continue
    }
    const first = /^\s*([\w$]+)\s*(,|$)/.exec(what)?.[1]
    const wanted = [...(first === undefined ? [] : ['default']), ...names(braces ?? '').map(({ name }) => name)]
    if (what.includes('*')) module.needs.push({ from, names: undefined })
    else if (wanted.length > 0) module.needs.push({ from, names: wanted })
  }
  for (const [, from] of text.matchAll(BARE)) module.needs.push({ from, names: undefined })
  for (const [, later, beside] of text.matchAll(LATER)) module.needs.push({ from: later ?? beside, names: undefined })
  for (const [, name] of text.matchAll(OWN)) module.own.add(name)
  for (const [, braces] of text.matchAll(/^export\s+\{([^}]*)\}(?!\s*from)/gm))
    for (const { as } of names(braces)) module.own.add(as)
  return module
}

const targetOf = (given) => {
  if (typeof given === 'string') return given
  return targetOf(given.default ?? given.import ?? Object.values(given)[0])
}

/** Finds the file that a specifier means; undefined for packages of others. */
const resolver = (root) => {
  const manifests = new Map()
  const manifestOf = (folder) => {
    if (!manifests.has(folder)) {
      const file = join(root, folder, 'package.json')
      manifests.set(folder, existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined)
    }
    return manifests.get(folder)
  }
  const known = (path) => (existsSync(join(root, path)) ? path : undefined)
  return (specifier, path) => {
    const bare = specifier.replace(/\?.*$/, '')
    if (bare.startsWith('.')) return known(posix.join(posix.dirname(path), bare))
    if (bare.startsWith('#')) {
      let folder = posix.dirname(path)
      while (folder !== '.' && manifestOf(folder)?.imports === undefined) folder = posix.dirname(folder)
      for (const [pattern, given] of Object.entries(manifestOf(folder)?.imports ?? {})) {
        const [before, after] = pattern.split('*')
        if (after === undefined ? bare !== pattern : !bare.startsWith(before) || !bare.endsWith(after)) continue
        const middle = after === undefined ? '' : bare.slice(before.length, bare.length - after.length)
        const found = known(posix.join(folder, targetOf(given).replace('*', middle)))
        if (found !== undefined) return found
      }
      return undefined
    }
    const own = /^@xiangzhi\/([\w-]+)$/.exec(bare)?.[1]
    if (own === undefined) return undefined
    const folder = ['packages', 'apps', '.'].map((home) => posix.join(home, own)).find((home) => manifestOf(home))
    return folder && known(posix.join(folder, targetOf(manifestOf(folder).exports?.['.'] ?? 'src/index.ts')))
  }
}

/**
 * The graph of a tree. `needs` has, for each file, the files in which stand what it imports, and the names that it gets through
 * another file, as `barrel#name`.
 * @param {string} root
 * @param {readonly string[]} paths
 */
export const importGraph = (root, paths) => {
  const resolve = resolver(root)
  const modules = new Map(paths.map((path) => [path, readModule(readFileSync(join(root, path), 'utf8'))]))
  /** Everything that `name` of a file leads to: the names it passes, and the file in which it stands. */
  const origin = (path, name, seen = new Set()) => {
    const module = modules.get(path)
    if (module === undefined || seen.has(`${path}#${name}`)) return [path]
    seen.add(`${path}#${name}`)
    const handed = module.hands.get(name)
    if (handed !== undefined) {
      const target = resolve(handed.from, path)
      return [`${path}#${name}`, ...(target === undefined ? [path] : origin(target, handed.name, seen))]
    }
    if (module.own.has(name)) return [path]
    for (const star of module.stars) {
      const target = resolve(star, path)
      if (target === undefined) continue
      const found = origin(target, name, seen)
      const last = modules.get(found.at(-1))
      if (found.length > 1 || last?.own.has(name)) return [`${path}#${name}`, ...found]
    }
    return [path]
  }
  const everything = (path, seen = new Set()) => {
    if (seen.has(path)) return []
    seen.add(path)
    const module = modules.get(path)
    if (module === undefined) return [path]
    const handed = [...module.hands.keys()].flatMap((name) => origin(path, name))
    const stars = module.stars.flatMap((star) => everything(resolve(star, path) ?? path, seen))
    return [path, `${path}#*`, ...handed, ...stars]
  }
  const needs = new Map()
  for (const [path, module] of modules) {
    const found = new Set()
    for (const { from, names: wanted } of module.needs) {
      const target = resolve(from, path)
      if (target === undefined) continue
      const reached = wanted === undefined ? everything(target) : wanted.flatMap((name) => origin(target, name))
      for (const one of reached) found.add(one)
    }
    needs.set(path, found)
  }
  return { modules, needs }
}

/** The names that a barrel hands on otherwise than before, as `path#name`; the file itself if it has code of its own. */
export const changedNames = (path, before, after) => {
  const [old, now] = [before, after].map(readModule)
  const moved = [...new Set([...old.hands.keys(), ...now.hands.keys()])].filter((name) => {
    const [was, is] = [old.hands.get(name), now.hands.get(name)]
    return was?.from !== is?.from || was?.name !== is?.name
  })
  const fewer = old.stars.some((star) => !now.stars.includes(star))
  // Every name that is gone or added anywhere is another answer to whoever takes all of them.
  const all = moved.length > 0 || fewer || now.stars.length !== old.stars.length
  const onlyHands = (source) =>
    withoutComments(source)
      .replaceAll(FROM, (whole, kind) => (kind === 'export' ? '' : whole))
      .trim() === ''
  return [
    ...moved.map((name) => `${path}#${name}`),
    ...(all ? [`${path}#*`] : []),
    ...(fewer || !onlyHands(before) || !onlyHands(after) ? [path] : []),
  ]
}
