import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'

/** A cell of the file, or a constant, or the first of several that is filled. */
const cell = z.union([z.string(), z.object({ value: z.string() }), z.array(z.string()).min(1)])

const placeRule = z.union([
  z.object({ by: z.literal('point'), lng: z.string(), lat: z.string() }).strict(),
  z
    .object({
      by: z.enum(['code', 'name']),
      column: z.string().optional(),
      value: z.string().optional(),
      map: z.record(z.string(), z.string()).optional(),
    })
    .strict(),
])

const stateRule = z.object({ state: z.string(), open: z.boolean().default(false) }).strict()

const zone = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format(0)
    return true
  } catch {
    return false
  }
}, 'not a time zone, such as Asia/Shanghai')

/**
 * How the cases of another system become ours, declared: which column is what, constants, which of their categories is which of
 * ours, where things lie, how times are written and in which zone.
 */
const mapping = z
  .object({
    source: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    process: z.string(),
    externalId: z.string(),
    /** Before the external id, to make a number that no other case has. */
    numberPrefix: z.string().min(1).max(12),
    time: z
      .object({
        opened: z.string(),
        closed: z.string().optional(),
        format: z.string(),
        zone,
      })
      .strict(),
    status: z.object({ column: z.string(), map: z.record(z.string(), stateRule) }).strict(),
    category: z
      .object({ column: z.string(), map: z.record(z.string(), z.string()), otherwise: z.string().optional() })
      .strict(),
    place: z.array(placeRule).min(1),
    position: z.object({ lng: z.string(), lat: z.string() }).strict().optional(),
    description: z.array(cell).min(1),
    publicNote: cell.optional(),
    fields: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), cell).default({}),
  })
  .strict()
export type CaseMapping = z.infer<typeof mapping>
export type MappedCell = z.infer<typeof cell>

/** Reads a mapping. Throws with the place and the reason of every mistake. */
export async function readMapping(path: string): Promise<CaseMapping> {
  const parsed = mapping.safeParse(parse(await readFile(path, 'utf8')))
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

/** Every column that a mapping names. */
export function columnsNamed(map: CaseMapping): string[] {
  const cells = [
    ...map.description,
    ...Object.values(map.fields),
    ...(map.publicNote === undefined ? [] : [map.publicNote]),
  ]
  return [
    ...new Set([
      map.externalId,
      map.time.opened,
      ...(map.time.closed === undefined ? [] : [map.time.closed]),
      map.status.column,
      map.category.column,
      ...(map.position ? [map.position.lng, map.position.lat] : []),
      ...map.place.flatMap((rule) =>
        rule.by === 'point' ? [rule.lng, rule.lat] : rule.column === undefined ? [] : [rule.column],
      ),
      ...cells.flatMap((one) => (typeof one === 'string' ? [one] : Array.isArray(one) ? one : [])),
    ]),
  ]
}
