import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const counties = fileURLToPath(new URL('../../../../counties', import.meta.url))
export const yanliang = join(counties, 'yanliang')

/** Copies a county with the base that it extends, and gives the folder of the county. */
export async function copyCounty(into: string): Promise<string> {
  for (const name of ['national', 'yanliang']) await cp(join(counties, name), join(into, name), { recursive: true })
  return join(into, 'yanliang')
}

/** Where a passage of a file stands in a copy: in the county’s own file, or in that of its base; with the name that problems give it. */
export async function findPassage(
  folder: string,
  file: string,
  passage: string,
): Promise<{ path: string; name: string; text: string }> {
  for (const name of [file, `national/${file}`]) {
    const path = name === file ? join(folder, file) : join(folder, '..', name)
    const text = await readFile(path, 'utf8').catch(() => '')
    if (text.includes(passage)) return { path, name, text }
  }
  throw new Error(`${file} has no ${passage}`)
}
