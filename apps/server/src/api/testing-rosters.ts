import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getImport } from '@xiangzhi/contract'
import ExcelJS from 'exceljs'
import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import { beginRoster, columnsOf, type ImportEnvironment, readRoster, type RosterKind, writeTemplate } from '#imports'
import type { World } from './testing-world.ts'

type Imported = z.output<typeof getImport.output>

/** Rosters that the administration of a test world reads, as a dry run. */
export interface Rosters {
  /** Whoever makes this removes it. */
  readonly folder: string
  /** Brings in rows under the headings of the template, given by the keys of their columns. */
  readonly dryRun: (
    kind: RosterKind,
    columns: readonly string[],
    rows: readonly (readonly string[])[],
  ) => Promise<Imported>
  /** Reads a file that stands there. */
  readonly readFile: (kind: RosterKind, path: string, name: string) => Promise<Imported>
  readonly remove: () => Promise<void>
}

/** A folder and the steps that bring a roster in, for a test world. */
export async function makeRosters(world: World): Promise<Rosters> {
  const folder = await mkdtemp(join(tmpdir(), 'imports-'))
  const { db, county, sealing, clock } = world
  const environment: ImportEnvironment = { db, county, sealing, clock }
  const readFile = async (kind: RosterKind, path: string, name: string): Promise<Imported> => {
    const file = { id: uuidv7(), kind, path, name }
    await beginRoster(environment, file, world.staff('county-admin').actor.personId)
    await readRoster(environment, file)
    const by = world.staff(kind === 'grants' ? 'security-admin' : 'county-admin')
    return world.run(getImport, by, { importId: file.id })
  }
  return {
    folder,
    readFile,
    async dryRun(kind, columns, rows) {
      const { file } = await writeTemplate(kind, 'zh-CN')
      const book = new ExcelJS.Workbook()
      await book.xlsx.load(file as unknown as ArrayBuffer, { ignoreNodes: ['dataValidations'] })
      const sheet = book.worksheets[0] as ExcelJS.Worksheet
      const at = columns.map((column) => columnsOf[kind].findIndex(({ key }) => key === column) + 1)
      rows.forEach((row, index) => {
        row.forEach((cell, cellIndex) => (sheet.getCell(index + 3, at[cellIndex] ?? 1).value = cell))
      })
      const path = join(folder, `${uuidv7()}.xlsx`)
      await book.xlsx.writeFile(path)
      return readFile(kind, path, 'roster.xlsx')
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
