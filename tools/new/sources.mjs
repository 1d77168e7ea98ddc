// How what is begun is put into files that are there: changes of text, each from the file as it stands.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const camel = (key) => key.replaceAll(/[-_](.)/g, (_, letter) => letter.toUpperCase())
export const kebab = (name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll('_', '-')

const quoted = (text) => (text.includes("'") ? JSON.stringify(text) : `'${text}'`)

/** Adds names to the import from `source`, which is made where there is none. */
export const withImport = (names, source, type = false) => {
  const keyword = type ? 'import type' : 'import'
  return (text) => {
    const pattern = new RegExp(`^${keyword} \\{([^}]*)\\} from '${source.replaceAll('.', '\\.')}'`, 'm')
    const found = pattern.exec(text)
    if (found === null) {
      const line = `${keyword} { ${names.join(', ')} } from '${source}'\n`
      const first = /^import /m.exec(text)
      return first === null ? `${line}\n${text}` : text.slice(0, first.index) + line + text.slice(first.index)
    }
    const there = found[1].split(',').map((name) => name.trim())
    const missing = names.filter((name) => !there.includes(name))
    const all = [...there.filter((name) => name !== ''), ...missing]
    return text.replace(found[0], () => `${keyword} { ${all.join(', ')} } from '${source}'`)
  }
}

/** Adds sentences before the end of a file of them. */
export const withSentences = (sentences) => (text) => {
  const lines = Object.entries(sentences).map(([key, said]) => `  '${key}': ${quoted(said)},\n`)
  const end = text.lastIndexOf('\n}') + 1
  return `${text.slice(0, end)}${lines.join('')}${text.slice(end)}`
}

/** The changes of both languages; a sentence is `[Chinese, English]`. */
export const changesOfSentences = (file, sentences) =>
  Object.fromEntries(
    ['zh-CN', 'en'].map((language, index) => [
      `packages/text/src/${language}/${file}.ts`,
      withSentences(Object.fromEntries(Object.entries(sentences).map(([key, said]) => [key, said[index]]))),
    ]),
  )

/** Several changes of one text, one after the other. */
export const inTurn =
  (...changes) =>
  (text) =>
    changes.reduce((so, change) => change(so), text)

/** The object of handlers that an idea of the server brings: its folder, its file, and how a line is added to it. */
export const findHandlers = (folder, root) => {
  const idea = join(root, 'apps/server/src', folder, 'idea.ts')
  if (!existsSync(idea)) return undefined
  const text = readFileSync(idea, 'utf8')
  const name = /\boperations:[^\n]*?\b([a-z]\w*Operations)\b/.exec(text)?.[1]
  // An idea may bring what a module of the kernel exports.
  const module = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from '#([\\w/-]+)'`).exec(text)?.[1] ?? folder
  const home = `apps/server/src/${module}`
  const file = readdirSync(join(root, home)).find(
    (one) =>
      one.endsWith('.ts') &&
      new RegExp(`^export (const|function) ${name}\\b`, 'm').test(readFileSync(join(root, home, one), 'utf8')),
  )
  if (name === undefined || file === undefined) return undefined
  const add = (member) => (source) => {
    const constant = source.indexOf(`export const ${name} = {`)
    const begin =
      constant === -1 ? source.indexOf('\n  return {', source.indexOf(`export function ${name}(`)) : constant
    const end = source.indexOf(constant === -1 ? '\n  }' : '\n}', begin + 1)
    return `${source.slice(0, end)}\n${member}${source.slice(end)}`
  }
  return { module, path: `${home}/${file}`, add }
}

/** The file of the contract on a subject, and what takes its names out of the package; `text` is what it begins with if new. */
export const contractOf = (folder, names, root) => {
  const subject = folder.slice(folder.lastIndexOf('/') + 1)
  const path = `packages/contract/src/${subject}.ts`
  const there = existsSync(join(root, path))
  const index = 'packages/contract/src/index.ts'
  const from = `from './${subject}.ts'`
  const exported = readFileSync(join(root, index), 'utf8').includes(`export * ${from}`)
  const opening = new RegExp(`export \\{([^}]*)\\} ${from.replaceAll('.', '\\.')}`)
  const takeOut = (text) =>
    there && opening.test(text)
      ? text.replace(opening, (_, list) => `export {${list.replace(/,?\s*$/, '')}, ${names.join(', ')} } ${from}`)
      : `${text}export * ${from}\n`
  return { path, there, changes: exported ? {} : { [index]: takeOut } }
}

/** Who holds a permission; undefined for one that there is not. */
export const holdersOf = (permission, root) => {
  const text = readFileSync(join(root, 'packages/language/src/permissions.ts'), 'utf8')
  const found = new RegExp(`^  '${permission.replaceAll('.', '\\.')}': (\\[[^\\]]*\\]|staffRoleKeys)`, 'm').exec(text)
  if (found === null) return undefined
  return found[1] === 'staffRoleKeys'
    ? ['village-clerk']
    : [...found[1].matchAll(/'([a-z-]+)'/g)].map(([, role]) => role)
}
