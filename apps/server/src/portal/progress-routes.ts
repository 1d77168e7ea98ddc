import {
  actAsReporter,
  answerQuestion,
  followCase,
  getProgress,
  type NextActionView,
  type ProgressView,
} from '@xiangzhi/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { fileOf, sendUpload } from '#platform/files'
import { Refusal, refuseUnless } from '#platform/refusal'
import { ofProcess, takeAsked } from './asked-fields.ts'
import { categoryName, processOf } from './county.ts'
import { callerOf, type Desk, onTo, type Scene, sceneOf, show } from './desk.ts'
import { findPublicCase } from './public-cases.ts'
import { keepFiles } from './form-files.ts'
import { button, crumb, form, hiddenField, type Problem } from './form-parts.ts'
import { html } from './html.ts'
import { fieldName, progressPage, type Typed } from './progress-page.ts'
import { type Form, readForm, readWords } from './read-form.ts'
import { villageIn } from './report-routes.ts'
import { villageHead } from './village-page.ts'
import { wordLimits } from './word-limits.ts'

const tokenShape = /^[A-Za-z0-9_-]{20,60}$/
const idShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

interface TokenAt {
  readonly Params: { readonly token: string }
  readonly Querystring: Readonly<Record<string, string | undefined>>
}

/** The private page of a link; refused like a page that is not there when it was made up. */
export async function viewOf(desk: Desk, scene: Scene, token: string): Promise<ProgressView> {
  refuseUnless(tokenShape.test(token), 'not-found')
  return desk.run(getProgress, callerOf(scene.reader), { token })
}

/** A form's own id when it carries a sound one; a missing one only costs the protection against sending twice. */
const requestIdOf = (form: Form): string => (idShape.test(form.text('requestId')) ? form.text('requestId') : uuidv7())

/** The answers to the fields that an action asks for. Files are developed and kept first. */
type Given = Record<string, string | number | boolean | string[]>

async function fieldsOf(
  desk: Desk,
  scene: Scene,
  view: ProgressView,
  action: NextActionView,
  { form, requestId }: { readonly form: Form; readonly requestId: string },
): Promise<{ fields: Given; problems: Problem[] }> {
  const declared = processOf(view.process, view.processVersion)?.fields ?? {}
  const fields: Given = {}
  const problems: Problem[] = []
  for (const key of action.asks) {
    const field = declared[key]
    if (!field) continue
    const required = action.requires.includes(key)
    const missing = {
      key: 'text.common.refusal.need-field',
      facts: { field: scene.reader.say(field.label) },
    } as const
    if (field.kind === 'files') {
      const { kept, problems: notKept } = await keepFiles(desk, scene, form, {
        field: fieldName(key),
        most: field.maxCount,
        forRequest: requestId,
      })
      problems.push(...notKept)
      if (kept.length > 0) fields[key] = kept.map(({ id }) => id)
      else if (required && notKept.length === 0) problems.push({ field: fieldName(key), ...missing })
    } else {
      const asked = { ...ofProcess(scene.reader, { field: key, required }, field), field: fieldName(key), missing }
      const taken = takeAsked(form, [asked])
      Object.assign(fields, taken.answers)
      problems.push(...taken.problems)
    }
  }
  return { fields, problems }
}

const valuesOf = (form: Form, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, form.text(name)]))

export function mountProgress(scope: FastifyInstance, desk: Desk): void {
  scope.get<TokenAt>('/t/:token', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const { token } = request.params
    return show(
      request,
      reply,
      scene,
      progressPage(scene, await viewOf(desk, scene, token), token, request.query['done']),
    )
  })

  // A reload of a page that showed an error asks for the form's address.
  for (const path of ['/t/:token/act', '/t/:token/answer']) {
    scope.get<TokenAt>(path, (request, reply) => onTo(reply, `/t/${request.params.token}`))
  }

  /** Shows the page again with what was typed and what is wrong with it. */
  async function again(
    request: FastifyRequest,
    reply: FastifyReply,
    scene: Scene,
    view: ProgressView,
    token: string,
    typed: Typed,
  ) {
    return show(request, reply, scene, progressPage(scene, view, token, undefined, typed), 422)
  }

  scope.post<TokenAt>('/t/:token/act', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const { token } = request.params
    const view = await viewOf(desk, scene, token)
    const form = await readForm(request)
    const action = view.next.find((one) => one.transition === form.text('transition'))
    // Somebody pressed a button of a page that is no longer right: the newest state says what may be done.
    if (!action) return onTo(reply, `/t/${token}`)
    const requestId = requestIdOf(form)
    const values = valuesOf(form, [...action.asks.map(fieldName), 'note'])
    const { words, problems: tooLong } = readWords(form, { note: wordLimits.note })
    const { note } = words
    const { fields, problems } = await fieldsOf(desk, scene, view, action, { form, requestId })
    problems.push(...tooLong)
    if (action.needsReason && note === '') problems.push({ field: 'note', key: 'text.open.progress.needReason' })
    if (problems.length > 0)
      return again(request, reply, scene, view, token, { of: action.transition, values, problems })
    try {
      await desk.run(actAsReporter, callerOf(scene.reader), {
        token,
        requestId,
        transition: action.transition,
        fields,
        ...(note !== '' && { note }),
      })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return again(request, reply, scene, view, token, {
        of: action.transition,
        values,
        problems: [{ field: 'act', key: error.key, facts: error.facts }],
      })
    }
    desk.cache.changed()
    return onTo(reply, `/t/${token}?done=${encodeURIComponent(action.transition)}`)
  })

  scope.post<TokenAt>('/t/:token/answer', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const { token } = request.params
    const view = await viewOf(desk, scene, token)
    const form = await readForm(request)
    const questionId = form.text('questionId')
    const field = `answer-${questionId}`
    const { words, problems: tooLong } = readWords(form, { [field]: wordLimits.answer })
    const answer = words[field] ?? ''
    const wrong = (...problems: readonly Problem[]) =>
      again(request, reply, scene, view, token, {
        of: `question:${questionId}`,
        values: { answer },
        problems,
      })
    if (!idShape.test(questionId)) return onTo(reply, `/t/${token}`)
    if (tooLong.length > 0) return wrong(...tooLong)
    if (answer === '') return wrong({ field, key: 'text.portal.problem.answer' })
    try {
      await desk.run(answerQuestion, callerOf(scene.reader), {
        token,
        requestId: requestIdOf(form),
        questionId,
        answer,
      })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return wrong({ field, key: error.key, facts: error.facts })
    }
    return onTo(reply, `/t/${token}?done=answered`)
  })

  scope.get<{ Params: { token: string; file: string }; Querystring: Readonly<Record<string, string | undefined>> }>(
    '/t/:token/files/:file',
    async (request, reply) => {
      const scene = await sceneOf(desk, request)
      const view = await viewOf(desk, scene, request.params.token)
      // Only what this link shows anyway; the id alone opens nothing.
      refuseUnless(
        view.files.some((file) => file.id === request.params.file),
        'not-found',
      )
      const upload = await desk.db.read(desk.county, (tx) => fileOf(tx, request.params.file))
      refuseUnless(upload, 'not-found')
      return sendUpload(reply, desk.store, upload, {
        size: request.query['size'] === 'thumb' ? 'thumbnail' : 'full',
        cache: 'private, no-cache',
      })
    },
  )

  interface FollowAt {
    readonly Params: { readonly code: string; readonly id: string }
  }

  scope.get<FollowAt>('/v/:code/cases/:id/follow', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const { say, name } = scene.reader
    const village = villageIn(scene, request.params.code)
    const found = idShape.test(request.params.id)
      ? await findPublicCase(desk, scene, village.code, request.params.id)
      : undefined
    refuseUnless(found && found.closedAt === null, 'not-found')
    return show(request, reply, scene, {
      title: say('text.portal.case.meToo'),
      village: villageHead(scene, village),
      narrow: true,
      body: html`${crumb(`/v/${village.code}/cases`, say('text.portal.cases.title'))}<h1>${say('text.portal.follow.title')}</h1><dl class="facts"><div><dt>${say('text.portal.progress.number')}</dt><dd class="number">${found.number}</dd></div><div><dt>${say('text.portal.check.category')}</dt><dd>${name(categoryName(scene.county, found.category))}</dd></div></dl><p>${say('text.portal.follow.note')}</p>${form(`/v/${village.code}/cases/${found.id}/follow`, html`${hiddenField('requestId', uuidv7())}<div class="buttons">${button(say('text.portal.similar.follow'))}</div>`)}`,
    })
  })

  scope.post<FollowAt>('/v/:code/cases/:id/follow', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    villageIn(scene, request.params.code)
    refuseUnless(idShape.test(request.params.id), 'not-found')
    const form_ = await readForm(request)
    const followed = await desk.run(followCase, callerOf(scene.reader), {
      caseId: request.params.id,
      requestId: requestIdOf(form_),
    })
    desk.cache.changed()
    return onTo(reply, `/t/${followed.token}`)
  })
}
