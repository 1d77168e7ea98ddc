import { sql, type Statement } from '#platform/database'
import type { CaseRecord } from './types.ts'

/** What a new case begins with; whatever else it has comes later. */
const recordKeys = [
  'id',
  'number',
  'process',
  'processVersion',
  'state',
  'status',
  'isOpen',
  'category',
  'level',
  'placeId',
  'townId',
  'villageId',
  'gridId',
  'placeName',
  'lng',
  'lat',
  'summary',
  'description',
  'publicNote',
  'fields',
  'source',
  'ownerRole',
  'ownerId',
  'ownerPersonId',
  'assignedOrganisationId',
  'suggestedOrganisationKey',
  'routing',
  'confidentiality',
  'isPublic',
  'parentId',
  'mergedIntoId',
  'openedAt',
  'changedAt',
  'closedAt',
  'outcome',
  'closingReason',
  'dueAt',
  'dueProvisional',
  'supervised',
  'waitingFor',
  'followerCount',
  'bounceCount',
  'reopenCount',
  'reworkCount',
  'satisfied',
  'demo',
  'version',
] as const satisfies readonly (keyof CaseRecord)[]

/** A new case with what only the database has of it. */
export interface NewCaseRow {
  readonly record: CaseRecord
  /** Of the private link; a case of another system has none. */
  readonly tokenHash: Buffer | undefined
  /** How its position was found. */
  readonly position: 'map' | 'import'
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The names of columns, for values under the names the code uses. */
export const columnsOf = (keys: readonly string[]): string => keys.map(snake).join(', ')

/** Some values of an object under the names of their columns. */
export const rowOf = <T>(from: T, keys: readonly (keyof T & string)[]): Record<string, unknown> =>
  Object.fromEntries(keys.map((key) => [snake(key), from[key]]))

/** Rows of one county in one statement; the database reads them out of one document by the names of its columns. */
export const rowsInto = (table: string, columns: string, county: number, rows: readonly object[]): Statement =>
  sql`insert into ${sql.raw(table)} (county, ${sql.raw(columns)})
    select ${county}::int, ${sql.raw(columns)} from jsonb_populate_recordset(null::${sql.raw(table)}, ${sql.json(rows)})`

const hex = (bytes: Buffer | undefined): string | null => (bytes ? `\\x${bytes.toString('hex')}` : null)

const recordColumns = `${columnsOf(recordKeys)}, position_source, token_hash`

/** Adds many cases at once. */
export const newCaseInserts = (county: number, cases: readonly NewCaseRow[]): Statement =>
  rowsInto(
    'case_record',
    recordColumns,
    county,
    cases.map(({ record, tokenHash, position }) => ({
      ...rowOf(record, recordKeys),
      position_source: record.lng === null ? null : position,
      token_hash: hex(tokenHash),
    })),
  )

/** Adds one case that begins now. What a beginning case never has is left to the defaults of the columns. */
export const newCaseInsert = (county: number, { record, tokenHash, position }: NewCaseRow): Statement =>
  sql`insert into case_record (county, id, number, process, process_version, state, status, is_open, category, level, place_id, town_id, village_id, grid_id,
      place_name, lng, lat, position_source, summary, description, fields, source, owner_role, owner_id, assigned_organisation_id, suggested_organisation_key, routing,
      confidentiality, is_public, parent_id, opened_at, changed_at, due_at, due_provisional, token_hash, demo, version)
    values (${county}, ${record.id}, ${record.number}, ${record.process}, ${record.processVersion}, ${record.state}, ${record.status}, true, ${record.category}, ${record.level},
      ${record.placeId}, ${record.townId}, ${record.villageId}, ${record.gridId}, ${record.placeName}, ${record.lng}, ${record.lat}, ${record.lng === null ? null : position},
      ${record.summary}, ${record.description}, ${sql.json(record.fields)}, ${record.source}, ${record.ownerRole}, ${record.ownerId}, ${record.assignedOrganisationId},
      ${record.suggestedOrganisationKey}, ${record.routing === null ? null : sql.json(record.routing)}, ${record.confidentiality}, ${record.isPublic}, ${record.parentId}, ${record.openedAt}, ${record.changedAt}, ${record.dueAt}, ${record.dueProvisional},
      ${tokenHash ?? null}, ${record.demo}, 1)`
