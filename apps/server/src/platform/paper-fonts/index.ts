import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
const weights = { 'noto-serif-sc': ['400Regular', '700Bold', '900Black'], 'noto-sans-sc': ['400Regular', '700Bold'] }

/** Folders of the fonts that everything on paper is set in. No other font of the machine is used: a sheet looks alike everywhere. */
export const paperFontFolders: readonly string[] = Object.entries(weights).flatMap(([family, folders]) => {
  const root = dirname(require.resolve(`@expo-google-fonts/${family}/package.json`))
  return folders.map((folder) => join(root, folder))
})

/** The first and last character of a row of characters that a font has. */
type Row = readonly [from: number, to: number]

function readAt(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  readSync(file, bytes, 0, length, from)
  return bytes
}

/** Where a table of a font stands. */
function tableOf(file: number, name: string): Row {
  const count = readAt(file, 4, 2).readUInt16BE(0)
  const directory = readAt(file, 12, count * 16)
  for (let at = 0; at < directory.length; at += 16) {
    if (directory.toString('latin1', at, at + 4) === name)
      return [directory.readUInt32BE(at + 8), directory.readUInt32BE(at + 12)]
  }
  throw new Error(`the font has no table ${name}`)
}

/** Rows of the characters that a font has, by its table of characters in the form for all of Unicode (OpenType `cmap`, format 12). */
function rowsOf(path: string): Row[] {
  const file = openSync(path, 'r')
  try {
    const table = readAt(file, ...tableOf(file, 'cmap'))
    for (let at = 4; at < 4 + table.readUInt16BE(2) * 8; at += 8) {
      const offset = table.readUInt32BE(at + 4)
      if (table.readUInt16BE(offset) !== 12) continue
      return Array.from({ length: table.readUInt32BE(offset + 12) }, (_, no): Row => {
        const group = offset + 16 + no * 12
        return [table.readUInt32BE(group), table.readUInt32BE(group + 4)]
      })
    }
    throw new Error(`${path} has no table of characters for all of Unicode`)
  } finally {
    closeSync(file)
  }
}

let fonts: readonly (readonly Row[])[] | undefined

const has = (rows: readonly Row[], point: number): boolean => {
  let [low, high] = [0, rows.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const [from, to] = rows[middle] ?? [0, 0]
    if (point < from) high = middle - 1
    else if (point > to) low = middle + 1
    else return true
  }
  return false
}

/**
 * The characters of a text that some font of the paper lacks, each once, in their order: rare characters of names above all. In
 * print an empty box would stand in their place. Signs that are not drawn, such as line breaks, are none.
 */
export function listUnprintable(text: string): string[] {
  fonts ??= paperFontFolders.map((folder) => {
    const name = readdirSync(folder).find((one) => one.endsWith('.ttf'))
    if (name === undefined) throw new Error(`no font in ${folder}`)
    return rowsOf(join(folder, name))
  })
  const found = new Set<string>()
  for (const char of text) {
    if (char < '\u007f' || /^[\p{C}\p{Z}\p{Variation_Selector}]$/u.test(char)) continue
    const point = char.codePointAt(0) ?? 0
    if (!fonts.every((rows) => has(rows, point))) found.add(char)
  }
  return [...found]
}
