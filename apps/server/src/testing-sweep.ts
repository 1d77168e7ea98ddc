import { inflateRawSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { listRoutes } from './testing-routes.ts'
import { listOperations } from '#api'
import type { World } from '#api/testing'
import { sql } from '#platform/database'

/** What the files of an archive say. */
export function unzipped(archive: Buffer): string {
  const said: string[] = []
  for (let at = 0; archive.readUInt32LE(at) === 0x04034b50;) {
    const [method, size] = [archive.readUInt16LE(at + 8), archive.readUInt32LE(at + 18)]
    const from = at + 30 + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28)
    const data = archive.subarray(from, from + size)
    said.push((method === 8 ? inflateRawSync(data) : data).toString())
    at = from + size
  }
  return said.join('\n')
}

/** The addresses of a server that are read, with their parameters. */
export const routesOf = (fastify: FastifyInstance): string[] =>
  listRoutes(fastify).flatMap(({ method, url }) => (method === 'GET' ? [url] : []))

/** Every read of the contract that is open to everybody, asked for the village. */
export function publicReads(code: string, edition: string): string[] {
  return listOperations()
    .filter(({ audience, kind }) => audience === 'public' && kind === 'read')
    .map(({ path }) => {
      const url = path.replace(':code', code).replace(':editionId', edition).replace(':item', 'm1-1')
      return path.endsWith('/search') ? `${url}?q=${encodeURIComponent('通知')}` : url
    })
}

/** What a route of the list looks like in an address. */
export const shapeOf = (route: string): RegExp =>
  new RegExp(`^${route.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/:\w+/g, '[^/?]+')}(?:\\?|$)`)

/** Routes of the contract that only staff, or the holder of a private link, may ask. */
const ofFew = new Set(listOperations().flatMap(({ audience, path }) => (audience === 'public' ? [] : [path as string])))

/** Other routes for one reader, for staff or for machines. Shrinks only. */
const notSwept =
  /^\/(?:api\/(?:auth|files|live|disclosure)(?:\/|$)|staff|cockpit|field|dev\/|t\/|log\/|metrics|calendar|subscriptions|device$|favicon|healthz|readyz|open311\/v2\/tokens|my-data\/village\/:id|progress\/:caseId)|\.js$|\/report\/:key|\*/

/** Whether a route is for everybody, so that the sweep has to look at it. */
export const isPublic = (route: string): boolean => !notSwept.test(route) && !ofFew.has(route)

/** What no document can hold, though a database can: planted with the secrets. */
const unsayable = '\u0001\u0008\u001B\uFFFE'
/** Columns that hold what somebody typed and that a public surface may come to read, found by what stands in them. */
const columnsOfWords = sql`select c.table_name as "table", c.column_name as "column", c.data_type as "type"
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type in ('text', 'jsonb')
    and exists (select 1 from information_schema.columns k where k.table_schema = c.table_schema and k.table_name = c.table_name and k.column_name = 'county')
  order by 1, 2`

/** Not words for the public: what is sealed, hashed or committed to, and what goes to one person. */
const leftAlone = new Set([
  // Committed to in the public log when it was published; what goes in is swept by the property test of the mask.
  'edition_body.body',
  'edition_body.words',
])

/** Members of a document that hold words: those of a pack in both languages, and those in which somebody wrote Chinese. */
const wordsInJson = String.raw`("(?:(?:zh|name|title|note|text|label|value|what|reason|heading|needed|where|who|officialName)": "[^"\\]*[^\x01-\x7f][^"\\]*|en": "[^"\\]+))"`

/** Plants words in every column of a county that holds some; returns the columns that took them. */
export async function plantEverywhere(
  { db, county }: Pick<World, 'db' | 'county'>,
  planted: string,
): Promise<string[]> {
  const takers: string[] = []
  const columns = await db.read(county, (tx) =>
    tx.rows<{ table: string; column: string; type: string }>(columnsOfWords),
  )
  for (const { table, column, type } of columns) {
    if (leftAlone.has(`${table}.${column}`)) continue
    const name = sql.raw(`"${column}"`)
    const value =
      type === 'text'
        ? sql`${name} || ${`${planted}${unsayable}`}`
        : sql`regexp_replace(${name}::text, ${wordsInJson}, ${`\\1${planted}"`}, 'g')::jsonb`
    const holds = type === 'text' ? sql`${name} ~ '[^\\x01-\\x7f]'` : sql`${name}::text ~ ${wordsInJson}`
    try {
      const touched = await db.write(county, (tx) =>
        tx.run(sql`update ${sql.raw(`"${table}"`)} set ${name} = ${value} where county = ${county} and ${holds}`),
      )
      if (touched > 0) takers.push(`${table}.${column}`)
    } catch {
      // A column that refuses words holds none.
    }
  }
  await db.write(county, (tx) => tx.run(sql`update case_record set public_note = ${planted} where county = ${county}`))
  takers.push('case_record.public_note')
  return takers
}
