import { askAboutPublication, openReport } from '@xiangzhi/contract'
import { firstCharacters, type OwnPage, type PortalForm } from '@xiangzhi/language'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import { fileOf, sendUpload } from '#platform/files'
import { Refusal, refuseUnless } from '#platform/refusal'
import { askKinds, officialStep } from './ask-steps.ts'
import { checkStep, contactStep, fieldsStep } from './contact-steps.ts'
import { introductions, processOf, type Village } from './county.ts'
import { callerOf, type Desk, onTo, type Scene, sceneOf, show, showKept } from './desk.ts'
import { beginDraft, type Draft, findDraft, saveDraft } from './drafts.ts'
import { CHECK, type Stage, type Step, stepAddress, withPassed } from './flow.ts'
import type { Problem } from './form-parts.ts'
import { qrCode } from './qr-page.ts'
import { readForm, tooLong } from './read-form.ts'
import { classesPage, donePage, stepPage, subclassesPage } from './report-page.ts'
import { detailsStep, noticeStep, photosStep, sentDraft, similarStep, whatStep, whereStep } from './report-steps.ts'

const ownSteps: Readonly<Record<OwnPage, Step>> = {
  notice: noticeStep,
  where: whereStep,
  what: whatStep,
  details: detailsStep,
  official: officialStep,
  photos: photosStep,
  similar: similarStep,
  contact: contactStep,
}

/** Every step of a form in order, whether it applies or not. */
const stepsIn = (form: PortalForm): Step[] => [
  ...form.pages.map((page) => (typeof page === 'string' ? ownSteps[page] : fieldsStep(page))),
  checkStep,
]

interface VillageAt {
  readonly Params: { readonly code: string }
  readonly Querystring: Readonly<Record<string, string | undefined>>
}
interface DraftAt {
  readonly Params: { readonly code: string; readonly key: string; readonly step: string }
}

/** The village of an address; a code of another shape or place is not found. */
export function villageIn(scene: Scene, code: string): Village {
  const village = scene.county.villages.get(code)
  refuseUnless(village, 'not-found')
  return village
}

async function stageOf(desk: Desk, scene: Scene, at: DraftAt['Params']): Promise<Stage> {
  const village = villageIn(scene, at.code)
  const draft = await desk.db.read(desk.county, (tx) => findDraft(tx, desk.sealing, at.key, scene.now))
  const category = draft && scene.county.config.categories.get(draft.category)
  const process = category && processOf(category.process)
  refuseUnless(draft && category && process?.portal && draft.village === village.code, 'not-found')
  return { desk, scene, village, draft, category, process, form: process.portal, key: at.key }
}

/** The steps that apply to this draft now, in order. */
async function stepsOf(stage: Stage): Promise<Step[]> {
  const found: Step[] = []
  for (const step of stepsIn(stage.form)) if (await step.applies(stage)) found.push(step)
  return found
}

async function showStep(
  request: FastifyRequest,
  reply: FastifyReply,
  stage: Stage,
  step: Step,
  problems: readonly Problem[],
): Promise<FastifyReply> {
  const steps = await stepsOf(stage)
  const index = steps.findIndex((one) => one.name === step.name)
  const before = steps[index - 1]
  const chosenBefore = stage.category.classCode && stage.draft.from.endsWith('/report') ? 2 : 0
  const page = stepPage(stage.scene, stage.village, {
    title: step.title(stage),
    back: before ? stepAddress(stage, before.name) : stage.draft.from,
    number: chosenBefore + index + 1,
    count: chosenBefore + steps.length,
    inner: await step.draw(stage, problems),
    action: stepAddress(stage, step.name),
    upload: step.upload ?? false,
    ownButtons: step.ownButtons ?? false,
    send: step.name === CHECK,
    problems,
  })
  return show(request, reply, stage.scene, page, problems.length > 0 ? 422 : 200)
}

/** Begins a draft under a category and leads to its first question; `from` is the page of the village that one came from. */
export async function begin(
  desk: Desk,
  scene: Scene,
  reply: FastifyReply,
  village: Village,
  given: { readonly category: string; readonly from: string; readonly fields?: Draft['fields'] },
): Promise<FastifyReply> {
  const category = scene.county.config.categories.get(given.category)
  const process = category && processOf(category.process)
  refuseUnless(process?.portal && category?.offeredTo === 'everyone', 'not-found')
  const { portal: form } = process
  const named = process.fields[form.named ?? '']
  const draft: Draft = {
    village: village.code,
    category: category.code,
    requestId: uuidv7(),
    from: `/v/${village.code}${given.from}`,
    language: scene.reader.language,
    answers: {},
    fields: {
      ...given.fields,
      // The name of the category, which nobody typed here.
      ...(form.named !== undefined && named && 'maxLength' in named
        ? { [form.named]: firstCharacters(category.name.zh, named.maxLength) }
        : {}),
    },
    photos: [],
    passed: [],
  }
  const key = await desk.db.write(desk.county, (tx) => beginDraft(tx, desk.sealing, draft, scene.now))
  const steps = await stepsOf({ desk, scene, village, draft, key, category, process, form })
  return onTo(reply, stepAddress({ village, key }, steps[0]?.name ?? CHECK))
}

/** The words of the report: what was typed, and below it where exactly. Staff read it in Chinese first. */
function descriptionOf({ draft, category, scene }: Stage): string {
  const said = draft.description !== undefined && draft.description !== '' ? draft.description : category.name.zh
  return draft.whereWords ? `${said}\n${scene.reader.say('text.portal.where.line', { words: draft.whereWords })}` : said
}

async function sendQuestion({ desk, scene, draft, category }: Stage): Promise<Draft> {
  const { publicationId, kind } = draft.fields
  const { number, token, dueAt } = await desk.run(askAboutPublication, callerOf(scene.reader), {
    publicationId: String(publicationId),
    requestId: draft.requestId,
    kind: askKinds.find((one) => one === kind) ?? 'question',
    text: draft.description ?? '',
    aboutOfficial: category.sealed,
    reporter: reporterOf(draft),
  })
  return sentDraft(draft, { number, token, followed: false, dueAt })
}

function reporterOf(draft: Draft) {
  return {
    ...(draft.name ? { name: draft.name } : {}),
    ...(draft.phone ? { phone: draft.phone } : {}),
    wantsAnswer: true,
    language: draft.language,
  }
}

async function send(stage: Stage): Promise<Draft> {
  const { desk, scene, draft, village, form, process } = stage
  if (process.subject === 'publication') return sendQuestion(stage)
  const files = draft.photos.map((photo) => photo.id)
  const opened = await desk.run(openReport, callerOf(scene.reader), {
    requestId: draft.requestId,
    process: process.key,
    category: draft.category,
    placeCode: draft.placeCode ?? village.code,
    ...(draft.position && { position: { lng: draft.position.lng, lat: draft.position.lat, datum: 'wgs84' as const } }),
    description: descriptionOf(stage),
    fields: { ...draft.fields, ...(form.files && files.length > 0 && { [form.files.field]: files }) },
    answers: draft.answers,
    reporter: reporterOf(draft),
  })
  return sentDraft(draft, { number: opened.number, token: opened.token, followed: false, dueAt: opened.dueAt })
}

/** Which step a refusal of the kernel belongs to, so that the way back is short. */
function problemOf(refusal: Refusal): Problem {
  return { field: 'main', key: refusal.key, facts: refusal.facts }
}

export function mountReport(scope: FastifyInstance, desk: Desk): void {
  const keep = (stage: Stage, draft: Draft) =>
    desk.db.write(desk.county, (tx) => saveDraft(tx, desk.sealing, stage.key, draft, stage.scene.now))

  scope.get<VillageAt>('/v/:code/report', (request, reply) => {
    const group = request.query['class']
    const key = `/v/${request.params.code}/report${group === undefined ? '' : `?class=${group}`}`
    return showKept(desk, request, reply, key, (scene) => {
      const village = villageIn(scene, request.params.code)
      if (group === undefined) return classesPage(scene, village)
      const found = scene.county.config.classes.find((one) => one.code === group && one.offeredTo === 'everyone')
      refuseUnless(found, 'not-found')
      return subclassesPage(scene, village, found, [])
    })
  })

  scope.post<VillageAt>('/v/:code/report', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const village = villageIn(scene, request.params.code)
    const chosen = (await readForm(request)).text('category')
    const category = scene.county.config.categories.get(chosen)
    if (category?.classCode && category.offeredTo === 'everyone' && processOf(category.process)?.portal)
      return begin(desk, scene, reply, village, { category: chosen, from: '/report' })
    const group = scene.county.config.classes.find((one) => one.code === request.query['class'])
    refuseUnless(group, 'not-found')
    const problems = [{ field: 'category', key: 'text.portal.problem.category' as const }]
    return show(request, reply, scene, subclassesPage(scene, village, group, problems), 422)
  })

  scope.post<{ Params: { code: string; form: string } }>('/v/:code/:form', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const form = introductions.find(({ key }) => key === request.params.form)
    refuseUnless(form, 'not-found')
    const village = villageIn(scene, request.params.code)
    return begin(desk, scene, reply, village, { category: form.category, from: `/${form.key}` })
  })

  scope.post<{ Params: { code: string; sheet: string } }>('/v/:code/services/:sheet/apply', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const sheet = scene.county.config.formalities.find((one) => one.key === request.params.sheet && one.helperMayDo)
    refuseUnless(sheet, 'not-found')
    const village = villageIn(scene, request.params.code)
    return begin(desk, scene, reply, village, { category: sheet.key, from: `/services/${sheet.key}` })
  })

  scope.get<DraftAt>('/v/:code/report/:key/:step', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const stage = await stageOf(desk, scene, request.params)
    if (stage.draft.sent) {
      if (request.params.step !== 'done') return onTo(reply, stepAddress(stage, 'done'))
      const { sent } = stage.draft
      return show(
        request,
        reply,
        scene,
        donePage(
          scene,
          stage.village,
          sent,
          await qrCode(`${scene.reader.origin}/t/${sent.token}`, scene.reader.say('text.portal.done.qr')),
        ),
      )
    }
    const step = (await stepsOf(stage)).find((one) => one.name === request.params.step)
    if (!step) return onTo(reply, stepAddress(stage, (await stepsOf(stage))[0]?.name ?? CHECK))
    return showStep(request, reply, stage, step, [])
  })

  scope.post<DraftAt>('/v/:code/report/:key/:step', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const stage = await stageOf(desk, scene, request.params)
    if (stage.draft.sent) return onTo(reply, stepAddress(stage, 'done'))
    const step = stepsIn(stage.form).find(({ name }) => name === request.params.step)
    refuseUnless(step, 'not-found')
    if (step.name === CHECK) return sendAll(request, reply, stage)
    let taken
    try {
      taken = await step.take(stage, await readForm(request))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return showStep(request, reply, stage, step, [{ ...problemOf(error), field: step.upload ? 'photos' : 'main' }])
    }
    const problems = taken.problems ?? []
    const draft =
      problems.length > 0 || taken.again || taken.draft.sent ? taken.draft : withPassed(taken.draft, step.name)
    // What is too long stays on the page and is written nowhere.
    if (!problems.some(({ key }) => key === tooLong)) await keep(stage, draft)
    const next: Stage = { ...stage, draft }
    if (draft.sent) {
      desk.cache.changed()
      return onTo(reply, stepAddress(stage, 'done'))
    }
    if (problems.length > 0) return showStep(request, reply, next, step, problems)
    if (taken.again) return onTo(reply, stepAddress(stage, step.name))
    return onTo(reply, stepAddress(stage, await following(next, step)))
  })

  /** The next unanswered step; whoever came back from the check page returns to it. */
  async function following(stage: Stage, step: Step): Promise<string> {
    const steps = await stepsOf(stage)
    const later = steps.slice(steps.findIndex((one) => one.name === step.name) + 1)
    return later.find((one) => !stage.draft.passed.includes(one.name))?.name ?? CHECK
  }

  async function sendAll(request: FastifyRequest, reply: FastifyReply, stage: Stage): Promise<FastifyReply> {
    const unanswered = (await stepsOf(stage)).find(
      (one) => one.name !== CHECK && !stage.draft.passed.includes(one.name),
    )
    if (unanswered) return onTo(reply, stepAddress(stage, unanswered.name))
    try {
      await keep(stage, await send(stage))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return showStep(request, reply, stage, checkStep, [problemOf(error)])
    }
    desk.cache.changed()
    return onTo(reply, stepAddress(stage, 'done'))
  }

  scope.get<{ Params: DraftAt['Params'] & { file: string } }>(
    '/v/:code/report/:key/:step/:file',
    async (request, reply) => {
      const scene = await sceneOf(desk, request)
      const stage = await stageOf(desk, scene, request.params)
      refuseUnless(
        stage.draft.photos.some((photo) => photo.id === request.params.file),
        'not-found',
      )
      const upload = await desk.db.read(desk.county, (tx) => fileOf(tx, request.params.file))
      refuseUnless(upload, 'not-found')
      return sendUpload(reply, desk.store, upload, { size: 'thumbnail', cache: 'no-store' })
    },
  )
}
