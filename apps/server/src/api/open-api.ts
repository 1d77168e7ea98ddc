import { namedInPath, type Operation, problemDetails, refusals, refusalsOf } from '@xiangzhi/contract'
import { z } from 'zod'
import { listOperations } from './http.ts'

type JsonSchema = Record<string, unknown>

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as JsonSchema
}

/** An operation that says nothing of its answer hands out a file, of whatever kind its headers name. */
const contentOf = (schema: JsonSchema): JsonSchema =>
  Object.keys(schema).some((key) => key !== '$schema') ? { 'application/json': { schema } } : { '*/*': { schema: {} } }

const problemAnswer = (description: string): JsonSchema => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

const comeAgain = (description: string): JsonSchema => ({
  ...problemAnswer(description),
  headers: { 'Retry-After': { description: 'seconds', schema: { type: 'integer' } } },
})

function describe(operation: Operation): JsonSchema {
  const input = schemaOf(operation.input, 'input')
  const properties = (input.properties ?? {}) as Record<string, JsonSchema>
  const required = (input.required ?? []) as string[]
  const inPath = namedInPath(operation)
  const parameters = Object.entries(properties)
    .filter(([name]) => inPath.includes(name) || operation.method === 'GET')
    .map(([name, schema]) => ({
      name,
      in: inPath.includes(name) ? 'path' : 'query',
      required: inPath.includes(name) || required.includes(name),
      schema,
    }))
  const body = Object.fromEntries(Object.entries(properties).filter(([name]) => !inPath.includes(name)))
  const statuses = [...new Set([...refusalsOf(operation)].map((code) => refusals[code]))]
  return {
    operationId: operation.name,
    summary: operation.summary,
    tags: [operation.audience],
    // An outbox may keep it: it adds to what stands then, or is tried on that.
    ...(operation.offline ? { 'x-offline': operation.offline } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(operation.method === 'GET'
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: body,
                  required: required.filter((name) => !inPath.includes(name)),
                },
              },
            },
          },
        }),
    responses: {
      [operation.creates ? '201' : '200']: {
        description: operation.summary,
        content: contentOf(schemaOf(operation.output, 'output')),
      },
      ...Object.fromEntries(statuses.map((status) => [String(status), problemAnswer('refused')])),
      '429': comeAgain('too fast from one address or with one key'),
      '503': comeAgain('more comes than can be done, or the database does not answer'),
      ...(operation.kind === 'write' ? { '507': comeAgain('nothing more fits on the disk of the server') } : {}),
      default: problemAnswer('any other no: not signed in, not allowed, a body too large or of another kind'),
    },
    ...(operation.audience === 'staff' ? { security: [{ session: [] }, { key: [] }] } : {}),
  }
}

/** The OpenAPI 3.1 document, from the same schemas that check every request. */
export function openApiDocument(): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {}
  for (const operation of listOperations()) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(operation) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Xiangzhi 乡治', version: '0.1.0', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: {
      schemas: { Problem: schemaOf(problemDetails, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'session' },
        key: { type: 'http', scheme: 'bearer', description: 'A key of a connected system, xz_…' },
      },
    },
  }
}
