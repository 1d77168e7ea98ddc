import { followCase } from '@xiangzhi/contract'
import { listChildren, placeAt } from '#kernel/places'
import { drawAsked, ofCounty, takeAsked } from './asked-fields.ts'
import { callerOf } from './desk.ts'
import type { Draft } from './drafts.ts'
import { keepFiles } from './form-files.ts'
import { filesKind, type Stage, type Step, stepAddress, type Taken } from './flow.ts'
import {
  agreeField,
  button,
  choiceField,
  fileField,
  formNotice,
  hiddenField,
  inputField,
  notice,
  textField,
} from './form-parts.ts'
import { callWords } from './county.ts'
import { html, type Html } from './html.ts'
import { positionGiven } from './position.ts'
import { type Form, readWords } from './read-form.ts'
import { similarList, similarOf } from './similar.ts'
import { wordLimits } from './word-limits.ts'

/** What must be said before anything is typed: an emergency, or that the matter is kept under seal. */
export const noticeStep: Step = {
  name: 'notice',
  applies: ({ category, form }) => category.notice !== null || category.sealed || form.notice !== undefined,
  title: ({ scene }) => scene.reader.say('text.portal.step.notice'),
  draw: ({ scene, category, form }) => {
    const { say, name } = scene.reader
    const subclass = scene.county.config.classes
      .flatMap((one) => one.subclasses)
      .find((one) => one.code === category.code)
    const emergency = subclass?.emergency
    return html`<h1>${name(category.name)}</h1>${category.notice && notice('danger', html`<p><b>${name(category.notice)}</b></p>${emergency && html`<p><a class="button second" href="tel:${callWords(scene.county, emergency, emergency.phone)}">${callWords(scene.county, emergency, say('text.portal.notice.call', { phone: emergency.phone }))}</a></p>`}`)}${category.sealed && notice('info', html`<p><b>${say('text.portal.notice.sealed')}</b></p><p>${say('text.portal.notice.sealedNote')}</p>`)}${form.notice && formNotice(scene.reader, form.notice)}`
  },
  take: ({ draft }) => ({ draft }),
}

/** Places that can be chosen: the grids, or the lanes where the village is a single grid. */
async function placesOf(stage: Stage): Promise<{ code: string; name: string; hint: string | undefined }[]> {
  const { desk, scene, village } = stage
  const english = scene.reader.language === 'en'
  return desk.db.read(desk.county, async (tx) => {
    const grids = (await listChildren(tx, village.id)).filter((place) => place.kind === 'grid')
    const lanes = await Promise.all(grids.map((grid) => listChildren(tx, grid.id)))
    const nameOf = (place: { name: string; nameEn: string | null }) =>
      english ? (place.nameEn ?? place.name) : place.name
    const subGrids = lanes.map((list) => list.filter((place) => place.kind === 'sub-grid'))
    const only = subGrids[0]
    if (grids.length === 1 && only && only.length > 0)
      return only.map((lane) => ({ code: lane.code, name: nameOf(lane), hint: undefined }))
    return grids.map((grid, index) => {
      const names = (subGrids[index] ?? []).map(nameOf)
      return {
        code: grid.code,
        name: nameOf(grid),
        hint: names.length > 0 ? names.join(english ? ', ' : '、') : undefined,
      }
    })
  })
}

export const whereStep: Step = {
  name: 'where',
  applies: () => true,
  title: ({ scene }) => scene.reader.say('text.portal.step.where'),
  draw: async (stage, problems) => {
    const { reader } = stage.scene
    const { say } = reader
    const { draft, village } = stage
    const places = await placesOf(stage)
    const whole = {
      value: village.code,
      label: say(village.settled ? 'text.portal.where.wholeCommunity' : 'text.portal.where.whole'),
      hint: say('text.portal.where.wholeNote'),
    }
    const choices = [...places.map((place) => ({ value: place.code, label: place.name, hint: place.hint })), whole]
    return html`${choiceField(reader, { field: 'place', label: say('text.portal.where.question'), heading: true, choices, value: draft.placeCode ?? '', problems })}${inputField(reader, { field: 'words', label: say('text.portal.where.words'), hint: say('text.portal.where.wordsHint'), value: draft.whereWords ?? '', maxLength: wordLimits.where, optional: true, problems })}<div class="field" hidden data-locate="${say('text.portal.where.located')}" data-failed="${say('text.portal.where.notLocated')}"><button class="button second" type="button">${say('text.portal.where.locate')}</button><p class="hint" role="status">${draft.position ? say('text.portal.where.havePosition') : ''}</p>${hiddenField('lng', '')}${hiddenField('lat', '')}${hiddenField('datum', 'wgs84')}</div>`
  },
  take: async (stage, form) => {
    const chosen = form.text('place')
    const known = [...(await placesOf(stage)).map((place) => place.code), stage.village.code]
    const { words, problems } = readWords(form, { words: wordLimits.where })
    const given = positionGiven(form)
    // A point outside the county is a phone that is wrong, or a reporter who is away; the chosen place holds.
    const inside = given && (await stage.desk.db.read(stage.desk.county, (tx) => placeAt(tx, given.lng, given.lat)))
    const draft: Draft = {
      ...stage.draft,
      ...(known.includes(chosen) && { placeCode: chosen }),
      whereWords: words.words,
      ...(given && inside && { position: { ...given, from: 'phone' as const } }),
    }
    return {
      draft,
      problems: [
        ...(draft.placeCode === undefined ? [{ field: 'place', key: 'text.portal.problem.place' as const }] : []),
        ...problems,
      ],
    }
  },
}

export const whatStep: Step = {
  name: 'what',
  applies: () => true,
  title: ({ scene, form }) => scene.reader.say(form.what.question),
  draw: ({ scene, draft, form: { what } }, problems) =>
    textField(scene.reader, {
      field: 'what',
      label: scene.reader.say(what.question),
      hint: scene.reader.say(what.hint),
      heading: true,
      value: draft.description ?? '',
      rows: 6,
      maxLength: wordLimits.description,
      problems,
      optional: what.optional ?? false,
    }),
  take: ({ draft, form: { what } }, form) => {
    const { words, problems } = readWords(form, { what: wordLimits.description })
    const next = { ...draft, description: words.what }
    return words.what === '' && !what.optional
      ? { draft: next, problems: [{ field: 'what', key: 'text.portal.problem.what' }] }
      : { draft: next, problems }
  },
}

/** The category's own questions, as the county wrote them. */
export const detailsStep: Step = {
  name: 'details',
  applies: ({ category }) => category.questions.length > 0,
  title: ({ scene }) => scene.reader.say('text.portal.step.details'),
  draw: ({ scene: { reader }, category, draft }, problems) =>
    html`<h1>${reader.say('text.portal.step.details')}</h1>${category.questions.map((question) => drawAsked(reader, ofCounty(reader, question), draft.answers[question.key], { problems }))}`,
  take: ({ scene: { reader }, category, draft }, form) => {
    const asked = category.questions.map((question) => ofCounty(reader, question))
    const { answers, problems } = takeAsked(form, asked)
    return { draft: { ...draft, answers }, problems }
  },
}

/** How many photos or papers a form takes: what the field holds, or less where the county says so. */
function filesMax({ scene, process, form }: Stage): number {
  const field = process.fields[form.files?.field ?? '']
  const declared = field?.kind === 'files' ? field.maxCount : 0
  return Math.min(declared, scene.county.config.numbers.get(`${process.key}.photosMax`) ?? declared)
}

async function addFiles(stage: Stage, draft: Draft, form: Form): Promise<Taken> {
  const { desk, scene } = stage
  const count = filesMax(stage)
  const { kept, problems } = await keepFiles(desk, scene, form, {
    field: 'photos',
    most: count - draft.photos.length,
    count,
    forRequest: draft.requestId,
    onlyPictures: filesKind(stage.form) === 'photos',
  })
  const position = kept.findLast((one) => one.position !== undefined)?.position
  const photos = kept.map(({ id, name, mediaType }) => ({ id, name, picture: mediaType === 'image/jpeg' }))
  return {
    draft: { ...draft, photos: [...draft.photos, ...photos], ...(position && { photoPosition: position }) },
    problems,
  }
}

function photoList(stage: Stage): Html | undefined {
  const { draft, scene } = stage
  const { say } = scene.reader
  if (draft.photos.length === 0) return undefined
  return html`<ul class="photos">${draft.photos.map(
    (photo, index) =>
      html`<li>${photo.picture ? html`<img src="${stepAddress(stage, 'photos')}/${photo.id}" alt="${say('text.portal.photos.one', { number: index + 1 })}" width="160">` : html`<span>${photo.name}</span>`}<button class="plain" type="submit" name="remove" value="${photo.id}">${say('text.portal.photos.remove', { number: index + 1 })}</button></li>`,
  )}</ul>`
}

export const photosStep: Step = {
  name: 'photos',
  upload: true,
  ownButtons: true,
  applies: () => true,
  title: ({ scene, form }) => scene.reader.say(`text.portal.photos.question.${filesKind(form)}`),
  draw: (stage, problems) => {
    const { reader } = stage.scene
    const { say } = reader
    const { draft, form } = stage
    const kind = filesKind(form)
    const papers = kind === 'papers'
    const full = draft.photos.length >= filesMax(stage)
    const label = say(`text.portal.photos.question.${kind}`)
    // JPEG is named so that iPhones, which keep HEIC, hand over a JPEG by themselves.
    const accept = `image/jpeg,image/png,image/webp${papers ? ',application/pdf' : ''}`
    return html`${full ? html`<h1>${label}</h1>` : fileField(reader, { field: 'photos', label, hint: say(`text.portal.photos.hint.${kind}`, { count: filesMax(stage) }), heading: true, optional: true, accept, multiple: true, problems })}${photoList(stage)}${!papers && draft.photoPosition && agreeField(reader, { field: 'photo-position', label: say('text.portal.photos.position') }, draft.position?.from === 'photo')}<div class="buttons">${button(say('text.portal.next'))}${!full && html`<button class="button second" type="submit" name="more" value="yes">${say('text.portal.photos.more')}</button>`}</div>`
  },
  take: async (stage, form) => {
    const remove = form.text('remove')
    if (remove !== '')
      return {
        draft: { ...stage.draft, photos: stage.draft.photos.filter((photo) => photo.id !== remove) },
        again: true,
      }
    const offered = stage.draft.photoPosition
    const { position, ...others } = stage.draft
    const ticked = form.has('photo-position')
    const kept: Draft =
      offered === undefined
        ? stage.draft
        : ticked
          ? { ...stage.draft, position: { ...offered, from: 'photo' } }
          : { ...others, ...(position?.from === 'phone' && { position }) }
    const taken = await addFiles(stage, kept, form)
    // A position that only now came to light is offered before the flow goes on.
    const newlyOffered =
      offered === undefined &&
      taken.draft.photoPosition !== undefined &&
      taken.draft.position === undefined &&
      stage.form.pages.includes('where')
    return { ...taken, again: form.has('more') || newlyOffered }
  },
}

/** Open public cases of the same kind nearby, so that one can follow instead of doubling. */
export const similarStep: Step = {
  name: 'similar',
  ownButtons: true,
  applies: async (stage) => (await similarOf(stage)).length > 0,
  title: ({ scene }) => scene.reader.say('text.portal.step.similar'),
  draw: async (stage) => {
    const { say } = stage.scene.reader
    return html`<h1>${say('text.portal.step.similar')}</h1><p>${say('text.portal.similar.note')}</p>${similarList(stage, await similarOf(stage))}<div class="buttons">${button(say('text.portal.similar.none'))}</div>`
  },
  take: async (stage, form) => {
    const caseId = form.text('follow')
    if (caseId === '') return { draft: stage.draft }
    const { desk, scene, draft } = stage
    // The case must be one of those offered: ids of others are nobody's to follow from here.
    const offered = (await similarOf(stage)).find((one) => one.id === caseId)
    if (!offered) return { draft }
    const followed = await desk.run(followCase, callerOf(scene.reader), { caseId, requestId: draft.requestId })
    return { draft: sentDraft(draft, { number: followed.number, token: followed.token, followed: true, dueAt: null }) }
  },
}

/** The draft after it was sent: nothing of what was typed is kept. */
export function sentDraft(draft: Draft, sent: NonNullable<Draft['sent']>): Draft {
  const { village, category, requestId, from, language } = draft
  return { village, category, requestId, from, language, answers: {}, fields: {}, photos: [], passed: [], sent }
}
