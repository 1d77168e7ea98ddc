import { readFileSync } from 'node:fs'
import pg from 'pg'
import { beforeAll, expect, test } from 'vitest'
import { readCatalogue, type Catalogue, type Table } from './catalogue.ts'
import { generateSchemaFiles } from './generate.ts'
import { classOf } from './migrate.ts'
import { testDatabase } from './testing.ts'

let catalogue: Catalogue
let url: string

beforeAll(async () => {
  url = (await testDatabase()).url
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  catalogue = await readCatalogue(client)
  await client.end()
})

const ofClass = (kind: string): Table[] => catalogue.tables.filter((table) => classOf(table).startsWith(kind))

test('the committed schema and row types are those of the migrated database', async () => {
  for (const [path, text] of await generateSchemaFiles(url)) expect(readFileSync(path, 'utf8'), path).toBe(text)
})

test('every tenant table begins its keys with the county', () => {
  const wrong = ofClass('tenant').flatMap((table) => {
    const county = table.columns.find((column) => column.name === 'county')
    const keys = table.constraints.filter((constraint) => 'puxf'.includes(constraint.type))
    const unique = table.indexes.filter((index) => index.unique)
    return [
      county?.baseType === 'int4' && !county.nullable ? [] : [`${table.name}: county int not null is missing`],
      keys.some((key) => key.type === 'p') ? [] : [`${table.name}: no primary key`],
      keys
        .filter((key) => key.columns[0] !== 'county' && !isToReference(key.target))
        .map((key) => `${table.name}.${key.name}: ${key.definition}`),
      unique.filter((index) => index.columns[0] !== 'county').map((index) => `${table.name}.${index.name}`),
    ].flat()
  })
  expect(wrong).toEqual([])
})

const isToReference = (target: string | null): boolean =>
  target !== null && ofClass('reference').some((table) => table.name === target)

test('a foreign key never leads from a tenant table to a local one or back', () => {
  const kinds = new Map(catalogue.tables.map((table) => [table.name, classOf(table).split(' ')[0]]))
  const wrong = catalogue.tables.flatMap((table) =>
    table.constraints
      .filter(
        ({ target }) =>
          target !== null && kinds.get(target) !== 'reference' && kinds.get(target) !== kinds.get(table.name),
      )
      .map((constraint) => `${table.name}.${constraint.name}`),
  )
  expect(wrong).toEqual([])
})

test('row-level security keeps every tenant table to its county', () => {
  const open = ofClass('tenant').filter((table) => !table.secured || table.policies.length !== 1)
  expect(open.map((table) => table.name)).toEqual([])
})

test('no table counts its own ids, and none has triggers', () => {
  expect(catalogue.sequences).toEqual([])
  const wrong = catalogue.tables.filter(
    (table) => table.triggers.length > 0 || table.columns.some((column) => column.identity),
  )
  expect(wrong.map((table) => table.name)).toEqual([])
})

test('no default depends on the moment or on chance', () => {
  const wrong = catalogue.tables.flatMap((table) =>
    table.columns
      .filter(
        ({ default: value }) => value !== null && /\b(now|current_|clock_timestamp|random|uuid|nextval)/i.test(value),
      )
      .map((column) => `${table.name}.${column.name}`),
  )
  expect(wrong).toEqual([])
})

test('an instant always knows its time zone', () => {
  const wrong = catalogue.tables.flatMap((table) =>
    table.columns.filter((column) => column.baseType === 'timestamp').map((column) => `${table.name}.${column.name}`),
  )
  expect(wrong).toEqual([])
})

test('a column declared personal says class, purpose, basis, retention and mask', () => {
  const wrong = catalogue.tables.flatMap((table) =>
    table.columns
      .filter(({ comment }) => comment?.startsWith('personal:') === true)
      .filter(({ comment }) =>
        ['class', 'purpose', 'basis', 'retention', 'mask'].some((key) => !comment?.includes(`${key}=`)),
      )
      .map((column) => `${table.name}.${column.name}`),
  )
  expect(wrong).toEqual([])
})

/** What no table shall know of anybody, in whatever language a column is named. Words within longer ones do not count. */
const NEVER =
  /(^|_)(religion|religious|faith|belief|church|ethnicity|ethnic|nationality|race|political|ideology|disability|disabilities|disabled|handicap|illness|disease|diagnosis|health|medical|sickness|hiv|mental|fingerprints|biometric|biometrics|face|iris|voiceprint|gait|track|tracks|trajectory|whereabouts|credit_score|blacklist|petitioner|zongjiao|canji|jibing|bingqing)(_|$)/

// Safeguards: no religion, health, biometrics, tracks or “special group” flags anywhere in the schema.
test('no table has a column for religion, health, disability, biometrics, movements or a score of a person', () => {
  const wrong = catalogue.tables.flatMap((table) =>
    table.columns.filter(({ name }) => NEVER.test(name)).map((column) => `${table.name}.${column.name}`),
  )
  // An account that was switched off; this list may only shrink.
  expect(wrong).toEqual(['auth_user.disabled_at'])
  expect(['religion', 'is_disabled', 'illness_note', 'face_print'].filter((name) => !NEVER.test(name))).toEqual([])
})

/** Names that give a column away as being about a person. Extend it whenever one slipped through. */
const TELLING =
  /(^|_)(phone|id_number|id_card|identity|birth|birthday|born_on|address|contact|surname|given_name|full_name|email)(_|$)/

test('a column whose name sounds personal is declared personal', () => {
  const wrong = catalogue.tables.flatMap((table) =>
    table.columns
      .filter(({ name, comment }) => TELLING.test(name) && !/^(personal|not personal):/.test(comment ?? ''))
      .map((column) => `${table.name}.${column.name}`),
  )
  expect(wrong).toEqual([])
})
