import { staffRoleKeys } from '@xiangzhi/language'
import { isTextKey, type Language, languages, say, type TextKey } from '@xiangzhi/text'

/** What can be brought in as a roster, each by a template of its own. */
export const rosterKinds = ['places', 'households', 'organisations', 'people', 'responsibilities', 'grants'] as const
export type RosterKind = (typeof rosterKinds)[number]

export interface Column {
  readonly key: string
  readonly required?: boolean
  /** The value that is stored, and the words people choose from. */
  readonly options?: Readonly<Record<string, TextKey>>
  readonly shape?: 'date' | 'number' | 'yes-no' | 'name'
  readonly width?: number
}

const key = (text: string): TextKey => {
  if (!isTextKey(text)) throw new Error(`no text ${text}`)
  return text
}

const yesNo: Column['options'] = { yes: 'text.imports.yes', no: 'text.imports.no' }
const from: Column = { key: 'validFrom', shape: 'date' }
const until: Column = { key: 'validUntil', shape: 'date' }
const position: readonly Column[] = [
  { key: 'lng', shape: 'number' },
  { key: 'lat', shape: 'number' },
]
const person: readonly Column[] = [
  { key: 'personName', shape: 'name', required: true },
  { key: 'phone', width: 16 },
]

const placeKindOptions = Object.fromEntries(
  ['town', 'village', 'grid', 'sub-grid'].map((kind) => [kind, key(`text.admin.placeKind.${kind}`)]),
)
const responsibilityOptions = Object.fromEntries(
  ['grid-worker', 'grid-helper', 'lane-chief', 'contact-member', 'leader'].map((kind) => [
    kind,
    key(`text.admin.responsibility.${kind}`),
  ]),
)
const roleOptions = Object.fromEntries(staffRoleKeys.map((role) => [role, key(`text.common.role.${role}`)]))

/** The columns of each template, in their order. Headings may stand in any order in a file; unknown ones are named. */
export const columnsOf: Readonly<Record<RosterKind, readonly Column[]>> = {
  places: [
    { key: 'placeKind', required: true, options: placeKindOptions },
    { key: 'code', required: true, width: 20 },
    { key: 'name', required: true, width: 20 },
    { key: 'officialName', width: 24 },
    { key: 'nameEn', width: 20 },
    { key: 'parentCode', required: true, width: 18 },
    { key: 'settled', ...(yesNo ? { options: yesNo } : {}) },
    ...position,
    from,
    until,
  ],
  households: [
    { key: 'householdCode', required: true, width: 24 },
    { key: 'householdName', required: true, width: 24 },
    { key: 'gridCode', required: true, width: 20 },
    ...position,
    from,
    until,
  ],
  organisations: [
    { key: 'organisationKey', required: true, width: 22 },
    { key: 'organisationKind', required: true },
    { key: 'name', required: true, width: 26 },
    { key: 'nameEn', width: 26 },
    { key: 'line' },
    { key: 'placeCode', required: true, width: 18 },
    { key: 'parentKey', width: 22 },
    from,
    until,
  ],
  people: [
    { key: 'personName', shape: 'name', required: true },
    { key: 'phone', width: 16 },
    { key: 'identityNumber', width: 22 },
    { key: 'personHousehold', width: 24 },
    { key: 'villageCode', width: 16 },
    { key: 'partyMember', ...(yesNo ? { options: yesNo } : {}) },
  ],
  responsibilities: [
    { key: 'responsibility', required: true, options: responsibilityOptions },
    { key: 'placeCode', required: true, width: 24 },
    { key: 'personName', shape: 'name' },
    { key: 'phone', width: 16 },
    { key: 'organisationKey', width: 22 },
    from,
    until,
  ],
  grants: [
    ...person,
    { key: 'role', required: true, options: roleOptions, width: 18 },
    { key: 'placeCode', width: 18 },
    { key: 'organisationKey', width: 22 },
    from,
    until,
  ],
}

export const headingOf = (column: string): TextKey => key(`text.imports.column.${column}`)
export const noteOf = (column: string): TextKey => key(`text.imports.note.${column}`)

/** Headings in both languages with the column they mean: a file may be filled in from either template. */
export function headingsOf(columns: readonly Column[]): ReadonlyMap<string, Column> {
  return new Map(
    columns.flatMap((column) => languages.map((language) => [say(language, headingOf(column.key)), column] as const)),
  )
}

/** What people choose, in both languages, with the value it stands for. */
export function chosenValue(column: Column, typed: string): string | undefined {
  for (const [value, label] of Object.entries(column.options ?? {}))
    if (value === typed || languages.some((language: Language) => say(language, label) === typed)) return value
  return undefined
}
