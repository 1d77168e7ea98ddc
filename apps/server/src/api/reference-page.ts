import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Operation } from '@xiangzhi/contract'
import { escape, favicon, mark, portalCss } from '@xiangzhi/design'
import { isTextKey, type Language, languages, say, type TextKey } from '@xiangzhi/text'
import type { FastifyInstance } from 'fastify'
import { languageOf, listOperations } from './http.ts'
import { openApiDocument } from './open-api.ts'

type Schema = Record<string, unknown>

const css = portalCss('phone')
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(css).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** What an operation does, in the reader's language; the contract itself says it in English. */
function summaryOf(language: Language, { name, summary }: Pick<Operation, 'name' | 'summary'>): string {
  const key = `text.api.operation.${name}`
  return language !== 'en' && isTextKey(key) ? say(language, key) : summary
}

/** A schema in a few words: enough to write a request by, the document has the rest. */
function typeOf(schema: Schema): string {
  if (Array.isArray(schema.enum)) return schema.enum.map(String).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  const choices = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined
  if (choices) return [...new Set(choices.map(typeOf))].join(' | ')
  if (schema.type === 'array') return `${typeOf((schema.items ?? {}) as Schema)}[]`
  const types = Array.isArray(schema.type)
    ? schema.type.map(String)
    : [typeof schema.type === 'string' ? schema.type : 'object']
  const type = types.join(' | ')
  return typeof schema.format === 'string' ? `${type} (${schema.format})` : type
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'body'
  readonly required: boolean
  readonly schema: Schema
}

function parametersOf(described: Schema): Parameter[] {
  const listed = (described.parameters ?? []) as Parameter[]
  const body = (described.requestBody as { content: Record<string, { schema: Schema }> } | undefined)?.content[
    'application/json'
  ]?.schema
  const required = (body?.required ?? []) as string[]
  const inBody = Object.entries((body?.properties ?? {}) as Record<string, Schema>).map(([name, schema]) => ({
    name,
    in: 'body' as const,
    required: required.includes(name),
    schema,
  }))
  return [...listed, ...inBody]
}

function parameterTable(t: (key: TextKey) => string, parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return ''
  const heads = (['name', 'where', 'type', 'meaning'] as const).map(
    (head) => `<th scope="col">${escape(t(`text.api.reference.${head}`))}</th>`,
  )
  const rows = parameters.map(({ name, in: where, required, schema }) => {
    const meaning =
      typeof schema.description === 'string' ? ` <span lang="en">${escape(schema.description)}</span>` : ''
    const need = t(required ? 'text.api.reference.required' : 'text.api.reference.optional')
    return `<tr><td><code>${escape(name)}</code></td><td>${escape(t(`text.api.reference.in.${where}`))}</td><td><code>${escape(typeOf(schema))}</code></td><td>${escape(need)}${meaning}</td></tr>`
  })
  return `<div class="table" role="region" tabindex="0" aria-label="${escape(t('text.api.reference.parameters'))}"><table><thead><tr>${heads.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function answerFields(described: Schema): string {
  const responses = described.responses as Record<string, { content?: Record<string, { schema: Schema }> }>
  const [status = '200', answer] = Object.entries(responses)[0] ?? []
  const schema = answer?.content?.['application/json']?.schema
  const fields = Object.entries((schema?.properties ?? {}) as Record<string, Schema>)
  return `<code>${escape(status)}</code> ${fields.map(([name, part]) => `<code>${escape(name)}: ${escape(typeOf(part))}</code>`).join(', ')}`
}

function operationBlock(language: Language, operation: Operation, described: Schema): string {
  const t = (key: TextKey): string => say(language, key)
  const refused = operation.refusals.map((code) => `<code>${escape(code)}</code>`).join(', ')
  return `<details id="${escape(operation.name)}"><summary><code>${operation.method} ${escape(operation.path.replaceAll(/:(\w+)/g, '{$1}'))}</code> <small>${escape(summaryOf(language, operation))}</small></summary><div><p><code>${escape(operation.name)}</code>${operation.permission ? ` · ${escape(t('text.api.reference.permission'))} <code>${escape(operation.permission)}</code>` : ''}</p>${parameterTable(t, parametersOf(described))}<p><b>${escape(t('text.api.reference.answers'))}</b> ${answerFields(described)}</p>${refused === '' ? '' : `<p><b>${escape(t('text.api.reference.refusals'))}</b> ${refused}</p>`}</div></details>`
}

/** The whole page: what every caller must know, then every operation by who may call it. */
export function referencePage(language: Language): string {
  const t = (key: TextKey): string => escape(say(language, key))
  const paths = openApiDocument().paths as Record<string, Record<string, Schema>>
  const english = language === 'en'
  const sections = (['public', 'reporter', 'staff'] as const).map((audience) => {
    const blocks = listOperations()
      .filter((operation) => operation.audience === audience)
      .toSorted((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0))
      .map((operation) => {
        const described = paths[operation.path.replaceAll(/:(\w+)/g, '{$1}')]?.[operation.method.toLowerCase()] ?? {}
        return operationBlock(language, operation, described)
      })
    return `<h2 id="${audience}">${t(`text.api.reference.audience.${audience}`)} · ${blocks.length}</h2>${blocks.join('')}`
  })
  const notes = [
    [
      'keyTitle',
      `${t('text.api.reference.key')} <code>Authorization: Bearer xz_…</code><br>${t('text.api.reference.keyReach')}`,
    ],
    ['onceTitle', t('text.api.reference.once')],
    ['noTitle', t('text.api.reference.no')],
    ['limitTitle', t('text.api.reference.limit')],
    ['feedTitle', t('text.api.reference.feed')],
    ['open311Title', `${t('text.api.reference.open311')} <a href="/open311/discovery.xml">/open311/discovery.xml</a>`],
  ] as const
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${t('text.api.reference.title')} · ${t('text.common.product')}</title><link rel="icon" href="data:image/svg+xml,${encodeURIComponent(favicon)}"><style>${css}</style></head><body><a class="skip" href="#main">${t('text.portal.skip')}</a><header class="top"><div class="wrap"><a class="brand" href="/">${mark(36)}<span>${t('text.common.product')}&ensp;</span></a><a class="switch" href="/api/?lang=${english ? 'zh-CN' : 'en'}" lang="${english ? 'zh-CN' : 'en'}">${english ? '中文' : 'EN'}</a></div></header><main id="main" tabindex="-1"><div class="wrap"><h1>${t('text.api.reference.title')}</h1><p class="lead">${t('text.api.reference.lead')} <a href="/api/openapi.json">/api/openapi.json</a></p><dl class="facts">${notes.map(([title, body]) => `<div><dt>${t(`text.api.reference.${title}`)}</dt><dd>${body}</dd></div>`).join('')}</dl>${sections.join('')}</div></main></body></html>`
}

/** The readable reference at /api/, drawn once for each language from the same document that programs read. */
export function mountReference(fastify: FastifyInstance): void {
  const drawn = new Map<Language, { plain: string; gzip: Buffer; tag: string }>()
  fastify.get('/api', (_request, reply) => reply.redirect('/api/'))
  fastify.get<{ Querystring: { lang?: string } }>('/api/', (request, reply) => {
    const language = languages.find((one) => one === request.query.lang) ?? languageOf(request)
    let page = drawn.get(language)
    if (!page) {
      const plain = referencePage(language)
      page = { plain, gzip: gzipSync(plain), tag: `"${createHash('sha256').update(plain).digest('base64url')}"` }
      drawn.set(language, page)
    }
    reply.headers({
      'content-security-policy': policy,
      'cache-control': 'no-cache',
      etag: page.tag,
      vary: 'Cookie, Accept-Language, Accept-Encoding',
    })
    if (request.headers['if-none-match'] === page.tag) return reply.code(304).send()
    reply.type('text/html; charset=utf-8')
    return request.headers['accept-encoding']?.includes('gzip') === true
      ? reply.header('content-encoding', 'gzip').send(page.gzip)
      : reply.send(page.plain)
  })
}
