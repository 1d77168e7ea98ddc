import { describe, expect, it } from 'vitest'
import { listOperations } from './http.ts'
import { openApiDocument } from './open-api.ts'
import { referencePage } from './reference-page.ts'

type Schema = Record<string, unknown>
interface Described {
  operationId: string
  summary: string
  tags: string[]
  parameters?: { name: string; in: string; required: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>
  security?: Record<string, string[]>[]
}
const document = openApiDocument() as unknown as {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, Schema> }
}
const described = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
)

/** Every place in the document that refers to another one. */
function* references(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, part] of Object.entries(value)) {
    if (key === '$ref' && typeof part === 'string') yield part
    else yield* references(part)
  }
}

describe('the OpenAPI document', () => {
  it('is of version 3.1 and describes every operation exactly once', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/)
    expect(document.info.title && document.info.version).toBeTruthy()
    const ids = described.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.toSorted()).toEqual(
      listOperations()
        .map(({ name }) => name)
        .toSorted(),
    )
  })

  it('has known methods and paths that begin with a slash and match no other', () => {
    const shapes = described.map(({ path, method }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`)
    expect(new Set(shapes).size).toBe(shapes.length)
    for (const { path, method } of described) {
      expect(path).toMatch(/^\/api\/[\w.{}/-]*$/)
      expect(['get', 'post', 'put', 'delete']).toContain(method)
    }
  })

  it.each(described.map((one) => [one.operation.operationId, one] as const))('describes %s completely', (_id, one) => {
    const { path, method, operation } = one
    expect(operation.summary.length).toBeGreaterThan(5)
    expect(operation.tags).toHaveLength(1)
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const parameters = operation.parameters ?? []
    expect(
      parameters
        .filter((parameter) => parameter.in === 'path')
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(inPath.toSorted())
    expect(new Set(parameters.map((parameter) => `${parameter.in} ${parameter.name}`)).size).toBe(parameters.length)
    for (const parameter of parameters) {
      if (parameter.in === 'path') expect(parameter.required).toBe(true)
      expect(parameter.schema).toBeTypeOf('object')
    }
    expect(operation.requestBody === undefined).toBe(method === 'get')
    expect(Object.keys(operation.responses)[0]).toMatch(/^20[01]$/)
    for (const [status, response] of Object.entries(operation.responses)) {
      expect(status).toMatch(/^([245]\d\d|default)$/)
      expect(response.description).not.toBe('')
    }
    if (operation.tags[0] === 'staff')
      expect(operation.security?.map((way) => Object.keys(way)[0])).toEqual(['session', 'key'])
  })

  it('refers only to what it has', () => {
    for (const reference of references(document)) {
      const found = reference
        .replace(/^#\//, '')
        .split('/')
        .reduce<unknown>((value, key) => (value as Schema | undefined)?.[key], document)
      // References within one schema are to its own definitions.
      if (!reference.startsWith('#/$defs/') && reference !== '#') expect(found, reference).toBeDefined()
    }
    for (const { operation } of described)
      for (const way of operation.security ?? [])
        expect(document.components.securitySchemes).toHaveProperty(Object.keys(way)[0] ?? '')
  })
})

describe('the reference page', () => {
  it.each(['zh-CN', 'en'] as const)(
    'shows every operation in %s, with nothing that the policy would stop',
    (language) => {
      const page = referencePage(language)
      for (const { name } of listOperations()) expect(page).toContain(`<details id="${name}">`)
      expect(page).not.toMatch(/<script|\sstyle="|\son\w+=|\{\w+\}。/)
      expect(page).toContain(language === 'en' ? 'Interface reference' : '接口说明')
    },
  )

  it('speaks Chinese about operations to Chinese readers', () => {
    expect(referencePage('zh-CN')).toContain('村民反映问题，无须账号')
    expect(referencePage('en')).not.toContain('村民反映问题')
  })
})
