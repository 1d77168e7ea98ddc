import { v7 as uuidv7 } from 'uuid'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { addFormerCases, type FormerCase, listSealedFormer, type Processes } from '#kernel/cases'
import { listPlaces, type Place, placeAt, type PlaceStanding, placeStanding } from '#kernel/places'
import { type CountyConfig, countyConfig } from '#platform/county-config'
import type { Database, Tx } from '#platform/database'
import { addRun, endRun, type ImportProblem, noteProgress, type Totals } from '#platform/imports'
import { type MergedCells, type SheetCell, wordsOfCell } from '#platform/sheets'
import { type CaseMapping, columnsNamed, type MappedCell } from './mapping.ts'
import { readTable, type TableRow } from './read-table.ts'
import { hashOf } from './roster.ts'
import { instantOfWallTime, timePattern } from './wall-time.ts'

/** Cases in one transaction: an import that is broken off loses at most these, and goes on with them. */
const BATCH = 500
const PROBLEMS_MAX = 500

export interface FormerCasesEnvironment {
  readonly db: Database
  readonly county: number
  readonly processes: Processes
  readonly clock: { now(): Date }
}

export interface FormerCasesReport {
  /** read = new + same + faulty. */
  readonly totals: Totals
  readonly problems: readonly ImportProblem[]
  /** How many of the new ones nobody but the discipline liaison reads: by their category, or for whom they name. */
  readonly sealed: number
}

class Places {
  readonly #standings = new Map<string, PlaceStanding | undefined>()
  readonly #byName = new Map<string, string>()
  readonly #byCode = new Map<string, string>()

  constructor(places: readonly Place[]) {
    for (const { id, code, name, kind } of places) {
      this.#byCode.set(code, id)
      // Two villages of one name name nothing.
      if (kind !== 'household') this.#byName.set(name, this.#byName.has(name) ? '' : id)
    }
  }

  async find(
    tx: Tx,
    rules: CaseMapping['place'],
    cellOf: (column: string) => string,
  ): Promise<PlaceStanding | undefined> {
    for (const rule of rules) {
      if (rule.by === 'point') {
        const [lng, lat] = [cellOf(rule.lng), cellOf(rule.lat)]
        const found = lng === '' || lat === '' ? undefined : await placeAt(tx, Number(lng), Number(lat))
        if (found) return found
        continue
      }
      const given = rule.value ?? cellOf(rule.column ?? '')
      const named = rule.map?.[given] ?? given
      const id = (rule.by === 'code' ? this.#byCode : this.#byName).get(named)
      if (!id) continue
      if (!this.#standings.has(id)) this.#standings.set(id, await placeStanding(tx, id))
      const found = this.#standings.get(id)
      if (found) return found
    }
    return undefined
  }
}

/** How a day or time of Excel comes: the mapping's format is for what is written as text. */
const excelMoment =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?: (?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2}))?$/

type Mapped = { readonly former: FormerCase } | { readonly problem: ImportProblem }

/** Turns rows into former cases by the declared mapping, and says exactly which cell of which row does not fit. */
class Mapper {
  readonly #map: CaseMapping
  readonly #config: CountyConfig
  readonly #places: Places
  readonly #at: ReadonlyMap<string, number>
  readonly #pattern: RegExp
  readonly #seen = new Map<string, number>()
  readonly #named: readonly string[]

  constructor(map: CaseMapping, config: CountyConfig, places: Places, at: ReadonlyMap<string, number>) {
    this.#map = map
    this.#config = config
    this.#places = places
    this.#at = at
    this.#pattern = timePattern(map.time.format)
    this.#named = columnsNamed(map)
  }

  #cell(row: TableRow, column: string): SheetCell {
    return row.cells[this.#at.get(column) ?? -1] ?? null
  }

  /** A day or time of Excel is taken as it is; what is written as text, as the mapping says. */
  #instant(row: TableRow, column: string): Date | undefined {
    const cell = this.#cell(row, column)
    const { zone } = this.#map.time
    if (typeof cell !== 'object' || cell === null) return instantOfWallTime(this.#pattern, zone, wordsOfCell(cell))
    return 'moment' in cell ? instantOfWallTime(excelMoment, zone, cell.moment) : undefined
  }

  #text(row: TableRow, mapped: MappedCell): string {
    if (typeof mapped === 'string') return wordsOfCell(this.#cell(row, mapped))
    if (!Array.isArray(mapped)) return mapped.value
    return mapped.map((column) => this.#text(row, column)).find((text) => text !== '') ?? ''
  }

  async take(tx: Tx, row: TableRow): Promise<Mapped> {
    const map = this.#map
    const cell = (column: string): string => this.#text(row, column)
    const wrong = (column: string, code: string, facts?: ImportProblem['facts']): Mapped => ({
      problem: { sheet: row.sheet, row: row.no, column, code, ...(facts ? { facts } : {}) },
    })
    for (const column of this.#named) {
      const given = this.#cell(row, column)
      if (typeof given === 'object' && given !== null && 'lost' in given) return wrong(column, given.lost)
    }
    const externalId = cell(map.externalId)
    if (externalId === '') return wrong(map.externalId, 'missing')
    const first = this.#seen.get(externalId)
    if (first !== undefined) return wrong(map.externalId, 'twice', { row: first })
    this.#seen.set(externalId, row.no)
    const openedAt = this.#instant(row, map.time.opened)
    if (!openedAt) return wrong(map.time.opened, 'not-a-time', { value: cell(map.time.opened) })
    const status = map.status.map[cell(map.status.column)]
    if (!status) return wrong(map.status.column, 'not-mapped', { value: cell(map.status.column) })
    const written = map.time.closed === undefined ? '' : cell(map.time.closed)
    const closed = written === '' ? undefined : this.#instant(row, map.time.closed ?? '')
    if (written !== '' && !closed) return wrong(map.time.closed ?? '', 'not-a-time', { value: written })
    if (!status.open && closed && closed < openedAt) return wrong(map.time.closed ?? '', 'closed-before-opened')
    if (!status.open && !closed) return wrong(map.time.closed ?? map.status.column, 'no-closing-time')
    const category = map.category.map[cell(map.category.column)] ?? map.category.otherwise
    if (category === undefined || this.#config.categories.get(category)?.process !== map.process)
      return wrong(map.category.column, 'not-mapped', { value: category ?? cell(map.category.column) })
    const standing = await this.#places.find(tx, map.place, cell)
    if (!standing)
      return wrong(map.place.flatMap((rule) => ('column' in rule ? (rule.column ?? []) : []))[0] ?? '', 'no-place')
    const [lng, lat] = map.position ? [cell(map.position.lng), cell(map.position.lat)] : ['', '']
    const publicNote = map.publicNote === undefined ? '' : this.#text(row, map.publicNote)
    const described = map.description.map((part) => this.#text(row, part)).filter((text) => text !== '')
    return {
      former: {
        externalId,
        number: `${map.numberPrefix}${externalId}`,
        process: map.process,
        category,
        standing,
        lng: lng === '' || lat === '' ? null : Number(lng),
        lat: lng === '' || lat === '' ? null : Number(lat),
        description: described.join(' · ') || externalId,
        publicNote: publicNote === '' ? null : publicNote,
        fields: Object.fromEntries(
          Object.entries(map.fields)
            .map(([key, mapped]) => [key, this.#text(row, mapped)] as const)
            .filter(([, text]) => text !== ''),
        ),
        openedAt,
        closedAt: status.open ? null : (closed ?? null),
        state: status.state,
      },
    }
  }
}

type Counted = { -readonly [K in keyof Totals]: number }

/**
 * Brings in the cases of a file under a mapping, batch by batch. Broken off, it is simply started again: what is there already is
 * recognised by its external id. Rows that do not fit are left out and named; with `dryRun` nothing is written at all.
 */
export async function importFormerCases(
  { db, county, processes, clock }: FormerCasesEnvironment,
  {
    path,
    map,
    dryRun,
    progress = () => undefined,
  }: {
    readonly path: string
    readonly map: CaseMapping
    readonly dryRun: boolean
    readonly progress?: (share: number, totals: Totals) => void
  },
): Promise<FormerCasesReport> {
  const { config, places } = await db.read(county, async (tx) => ({
    config: await countyConfig(tx),
    places: new Places(await listPlaces(tx, { withoutHouseholds: true })),
  }))
  const process = processes.get(map.process)
  for (const { state, open } of Object.values(map.status.map)) {
    const declared = process.states[state]
    if (!declared || (declared.kind === 'open') !== open)
      throw new Error(`mapping: ${map.process} has no ${open ? 'open' : 'closed'} state ${state}`)
  }
  const runId = uuidv7()
  const totals: Counted = { read: 0, new: 0, changed: 0, same: 0, ended: 0, faulty: 0 }
  const problems: ImportProblem[] = []
  let sealed = 0
  if (!dryRun) {
    const [sha256, { size }] = await Promise.all([hashOf(path), stat(path)])
    await db.write(county, (tx) =>
      addRun(tx, {
        id: runId,
        kind: 'cases',
        fileName: basename(path),
        sha256,
        bytes: size,
        uploadedBy: null,
        uploadedAt: clock.now(),
      }),
    )
  }
  let mapper: Mapper | undefined
  let batch: TableRow[] = []

  async function flush(share: number): Promise<void> {
    if (!mapper) return
    const rows = batch
    batch = []
    const own = mapper
    const mapped = await db.read(county, async (tx) => {
      const list: Mapped[] = []
      for (const row of rows) list.push(await own.take(tx, row))
      return list
    })
    const good = mapped.flatMap((one) => ('former' in one ? [one.former] : []))
    const bad = mapped.flatMap((one) => ('problem' in one ? [one.problem] : []))
    problems.push(...bad.slice(0, PROBLEMS_MAX - problems.length))
    const now = clock.now()
    if (dryRun) {
      const surroundings = { config, processes, now }
      sealed += (await db.read(county, (tx) => listSealedFormer(tx, good, surroundings))).size
      totals.new += good.length
      totals.faulty += bad.length
    } else {
      const before = { ...totals, sealed }
      await db.write(county, async (tx) => {
        const { added, known, ...of } = await addFormerCases(tx, map.source, good, { config, processes, now })
        sealed = before.sealed + of.sealed
        totals.new = before.new + added
        totals.same = before.same + known
        totals.faulty = before.faulty + bad.length
        await noteProgress(tx, runId, { percent: Math.min(99, Math.floor(share * 100)), totals, now })
      })
    }
    progress(share, totals)
  }

  const merges: MergedCells[] = []
  let headingNo = 0
  for await (const row of readTable(path, merges)) {
    if (!mapper) {
      headingNo = row.no
      const headings = row.cells.map(wordsOfCell)
      const at = new Map(headings.map((heading, index) => [heading, index]))
      const missing = columnsNamed(map).filter((column) => !at.has(column))
      if (missing.length > 0) throw new Error(`the file has no column ${missing.join(', ')}`)
      const twice = columnsNamed(map).filter((column) => headings.indexOf(column) !== headings.lastIndexOf(column))
      if (twice.length > 0) throw new Error(`the file has two columns ${twice.join(', ')}`)
      mapper = new Mapper(map, config, places, at)
      continue
    }
    totals.read += 1
    batch.push(row)
    if (batch.length >= BATCH) await flush(row.share)
  }
  await flush(1)
  for (const { sheet, row, toRow } of merges)
    if (row > headingNo) problems.push({ sheet, row, column: null, code: 'merged', facts: { to: toRow } })
  if (!dryRun)
    await db.write(county, (tx) =>
      endRun(tx, runId, { from: ['reading'], to: 'done', by: null, now: clock.now(), problems }),
    )
  return { totals, problems, sealed }
}
