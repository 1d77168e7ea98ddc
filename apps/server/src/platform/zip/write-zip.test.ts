import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeZip } from './write-zip.ts'

const entries = [
  { name: '颜家村.txt', data: Buffer.from('乡治'.repeat(500)) },
  { name: 'sheets/empty', data: Buffer.alloc(0) },
  { name: 'sheets/already.bin', data: Buffer.from([0, 1, 2, 255]), compress: false },
]

describe('an archive', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'zip-'))
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it('is opened by a reader we did not write, names and bytes unchanged', () => {
    const file = join(folder, 'a.zip')
    writeFileSync(file, writeZip(entries))
    const script =
      'import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nz.extractall(sys.argv[2])\nprint("\\n".join(z.namelist()))'
    const names = execFileSync('python3', ['-X', 'utf8', '-c', script, file, folder], { encoding: 'utf8' })
    expect(names.trim().split('\n')).toEqual(entries.map(({ name }) => name))
    for (const { name, data } of entries) expect(readFileSync(join(folder, name)).equals(data)).toBe(true)
  })

  it('is the same, byte for byte, whenever it is made', () => {
    expect(writeZip(entries).equals(writeZip(entries))).toBe(true)
  })
})
