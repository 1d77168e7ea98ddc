/** Checks one file of a pack against its schema and turns what zod finds into problems a person can act on. */

import { z } from 'zod'
import { nearestHint, type PackFact, type PackProblem, type PackProblemCode } from './problems.ts'

const customProblems: ReadonlySet<string> = new Set<PackProblemCode>([
  'not-translated',
  'one-unit',
  'options-for-choice',
  'range-backwards',
])

/** A schema without the optional wrappers around it. */
function unwrapped(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  return schema instanceof z.ZodOptional ? unwrapped(schema.def.innerType) : schema
}

/** The schema that stands at a path, as deep as the path can be followed. */
function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  let here = unwrapped(schema)
  for (const step of path) {
    if (here instanceof z.ZodObject) here = unwrapped(here.def.shape[String(step)])
    else if (here instanceof z.ZodArray) here = unwrapped(here.def.element)
    else if (here instanceof z.ZodRecord) here = unwrapped(here.def.valueType)
    else return undefined
  }
  return here
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value
  for (const step of path) {
    if (typeof here !== 'object' || here === null) return undefined
    here = (here as Record<PropertyKey, unknown>)[step]
  }
  return here
}

/** What the schema says should stand at a path, from the nearest description on the way. */
function expectedAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): PackFact {
  for (let length = path.length; length >= 0; length -= 1) {
    const found = schemaAt(schema, path.slice(0, length))
    const meta = found instanceof z.ZodType ? found.meta() : undefined
    if (meta?.description && typeof meta['zh'] === 'string') return { zh: meta['zh'], en: meta.description }
  }
  return ''
}

/** The way down without symbols, which YAML does not have. */
function plainPath(path: readonly PropertyKey[]): (string | number)[] {
  return path.map((step) => (typeof step === 'symbol' ? String(step) : step))
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.core.$ZodType, content: unknown, file: string): PackProblem[] {
  const path = plainPath(issue.path)
  const expected = expectedAt(schema, path)
  const value = valueAt(content, path)
  if (issue.code === 'unrecognized_keys') {
    const container = schemaAt(schema, path)
    const allowed = container instanceof z.ZodObject ? Object.keys(container.def.shape) : []
    return issue.keys.map((key) => ({
      file,
      path: [...path, key],
      at: 'key',
      code: 'unknown-key',
      facts: { key, nearest: nearestHint(key, allowed), allowed: allowed.join(', ') },
    }))
  }
  if (issue.code === 'custom' && customProblems.has(issue.params?.['problem'] as string)) {
    return [{ file, path, code: issue.params?.['problem'] as PackProblemCode, facts: {} }]
  }
  if (value === undefined && path.length > 0) {
    return [{ file, path, code: 'missing', facts: { key: String(path.at(-1)), expected } }]
  }
  if (issue.code === 'invalid_type' && issue.expected === 'string' && typeof value === 'number') {
    return [{ file, path, code: 'number-not-text', facts: { value } }]
  }
  if (issue.code === 'too_small' && Array.isArray(value)) {
    return [{ file, path, code: 'too-few', facts: { expected } }]
  }
  return [{ file, path, ...(issue.code === 'invalid_key' ? { at: 'key' } : {}), code: 'wrong', facts: { expected } }]
}

/** The content of a file if it is sound, otherwise everything that is wrong with its shape. */
export function checkPackFile<S extends z.ZodType>(
  file: string,
  schema: S,
  content: unknown,
): { readonly content?: z.infer<S>; readonly problems: readonly PackProblem[] } {
  const result = schema.safeParse(content)
  if (result.success) return { content: result.data, problems: [] }
  return { problems: result.error.issues.flatMap((issue) => problemsOf(issue, schema, content, file)) }
}
