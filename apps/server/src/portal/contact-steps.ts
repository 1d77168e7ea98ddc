import { findSecrets, type PortalPage } from '@xiangzhi/language'
import { findPlaceByCode } from '#kernel/places'
import { normalisePhone } from '#platform/sealing'
import { askKinds, kindLabel } from './ask-steps.ts'
import { answerWords, type Asked, drawAsked, ofCounty, ofProcess, takeAsked } from './asked-fields.ts'
import type { Draft } from './drafts.ts'
import { CHECK, filesKind, pageName, type Stage, type Step, stepAddress } from './flow.ts'
import { inputField, notice } from './form-parts.ts'
import { html, type Html, type Part, verbatim } from './html.ts'
import { readWords } from './read-form.ts'
import { wordLimits } from './word-limits.ts'

type FieldsPage = Exclude<PortalPage, string>

function fieldText(draft: Draft, field: string): string {
  const value = draft.fields[field]
  return typeof value === 'string' ? value : ''
}

/** The questions of a page of declared fields. */
function askedOn(stage: Pick<Stage, 'scene' | 'process'>, page: FieldsPage): Asked[] {
  const { fields } = stage.process
  return page.asks.flatMap((asked) => {
    const field = fields[asked.field]
    return field && field.kind !== 'files' ? [ofProcess(stage.scene.reader, asked, field)] : []
  })
}

/** A page of fields that the process declares; the first one is its heading. */
export function fieldsStep(page: FieldsPage): Step {
  return {
    name: page.name,
    applies: () => true,
    title: (stage) => askedOn(stage, page)[0]?.label ?? '',
    draw: (stage, problems) =>
      html`${askedOn(stage, page).map((asked, at) => drawAsked(stage.scene.reader, asked, stage.draft.fields[asked.key], { problems, heading: at === 0 }))}`,
    take: (stage, form) => {
      const asked = askedOn(stage, page)
      const { answers, problems } = takeAsked(form, asked)
      const others = Object.entries(stage.draft.fields).filter(([key]) => !asked.some((one) => one.key === key))
      return { draft: { ...stage.draft, fields: { ...Object.fromEntries(others), ...answers } }, problems }
    },
  }
}

/** How to reach the reporter: nothing is needed, and it says who will see it. */
export const contactStep: Step = {
  name: 'contact',
  applies: () => true,
  title: ({ scene }) => scene.reader.say('text.portal.contact.question'),
  draw: ({ scene, draft, form: { contact } }, problems) => {
    const { reader } = scene
    const { say } = reader
    return html`<h1>${say('text.portal.contact.question')}</h1>${notice('info', html`<p>${say(contact.privacy)}</p>`)}${inputField(reader, { field: 'phone', label: say('text.portal.contact.phone'), hint: say('text.portal.contact.phoneHint'), value: draft.phone ?? '', type: 'tel', inputMode: 'tel', autocomplete: 'tel', maxLength: wordLimits.phone, short: true, optional: true, problems })}${contact.name && inputField(reader, { field: 'name', label: say('text.portal.contact.name'), value: draft.name ?? '', autocomplete: 'name', maxLength: wordLimits.name, short: true, optional: true, problems })}`
  },
  take: ({ draft }, form) => {
    const { words, problems } = readWords(form, { phone: wordLimits.phone, name: wordLimits.name })
    // In the form in which it is called and kept, so that the page on which it is looked over shows nothing else.
    const phone = normalisePhone(words.phone)
    const wrong = words.phone !== '' && phone === undefined
    return {
      draft: { ...draft, ...words, ...(phone === undefined ? {} : { phone }) },
      problems: wrong
        ? [{ field: 'phone', key: 'text.portal.problem.phone' }, ...problems.filter(({ field }) => field !== 'phone')]
        : problems,
    }
  },
}

interface Answer {
  readonly step: string
  readonly label: string
  readonly value: Part
}

async function placeWords(stage: Stage): Promise<string> {
  const { draft, village, desk, scene } = stage
  const code = draft.placeCode
  if (code === undefined || code === village.code) return scene.reader.name(village.name)
  const place = await desk.db.read(desk.county, (tx) => findPlaceByCode(tx, code))
  const name = place && (scene.reader.language === 'en' ? (place.nameEn ?? place.name) : place.name)
  return `${scene.reader.name(village.name)} ${name ?? ''}`
}

async function answersOf(stage: Stage): Promise<Answer[]> {
  const { scene, draft, category, form } = stage
  const { reader } = scene
  const { say } = reader
  const none = html`<span class="soft">${say('text.portal.check.none')}</span>`
  const or = (value: string): Part => (value === '' ? none : verbatim(value, 'own-words'))
  const inWords = (step: string, asked: readonly Asked[], values: Draft['answers']): Answer[] =>
    asked
      .filter(({ kind }) => kind !== 'agree')
      .map((one) => ({ step, label: one.label, value: or(answerWords(reader, one, values[one.key])) }))
  const onPage = async (page: PortalPage): Promise<Answer[]> => {
    const step = pageName(page)
    if (typeof page !== 'string') return inWords(step, askedOn(stage, asStaffSay(page)), draft.fields)
    switch (page) {
      case 'where':
        return [
          {
            step,
            label: say('text.portal.check.where'),
            value: html`${await placeWords(stage)}${draft.whereWords && html`<br>${verbatim(draft.whereWords, 'own-words')}`}${draft.position && html`<br><small>${say('text.portal.where.havePosition')}</small>`}`,
          },
        ]
      case 'what':
        return [{ step, label: say(form.what.label), value: or(draft.description ?? '') }]
      case 'details':
        return inWords(
          step,
          category.questions.map((question) => ofCounty(reader, question)),
          draft.answers,
        )
      case 'official':
        return [
          {
            step,
            label: say('text.open.flow.officialCheck'),
            value: say(category.sealed ? 'text.portal.yes' : 'text.portal.no'),
          },
        ]
      case 'photos':
        return [
          {
            step,
            label: say(`text.portal.check.${filesKind(form)}`),
            value: draft.photos.length === 0 ? none : say('text.portal.check.files', { count: draft.photos.length }),
          },
        ]
      case 'contact':
        return [
          {
            step,
            label: say('text.portal.check.contact'),
            value:
              draft.phone || draft.name
                ? verbatim([draft.name, draft.phone].filter(Boolean).join(' '), 'own-words')
                : say('text.portal.check.anonymous'),
          },
        ]
      case 'notice':
      case 'similar':
      default:
        return []
    }
  }
  return (await Promise.all(form.pages.map(onPage))).flat()
}

/** A page in the words of its fields, which name the answers shortly. */
const asStaffSay = (page: FieldsPage): FieldsPage => ({ ...page, asks: page.asks.map(({ field }) => ({ field })) })

/** What it is: the category, or for a question what it is about and what one wants. */
function categoryWords({ draft, category, process, scene }: Stage): Part {
  const { say, name } = scene.reader
  if (process.subject !== 'publication') return name(category.name)
  const kind = askKinds.find((one) => one === draft.fields['kind']) ?? 'question'
  return html`${say(kindLabel(kind))}<br><span lang="zh-CN">${verbatim(fieldText(draft, 'title'), 'own-words')}</span>`
}

/** Whether what a villager wrote holds a number of a person. The sealed contact is no part of it. */
function holdsNumber(stage: Stage): boolean {
  const { draft, form } = stage
  const asked = form.pages.flatMap((page) => (typeof page === 'string' ? [] : askedOn(stage, page)))
  const written = [
    draft.description,
    draft.whereWords,
    ...Object.values(draft.answers),
    ...asked.map(({ key }) => draft.fields[key]),
  ]
  return written.some((words) => typeof words === 'string' && findSecrets(words).length > 0)
}

/** Who reads a number that stands in the words, and where it is sealed instead. Nothing is refused: some matters are about a number. */
function numberNotice(stage: Stage): Part {
  if (!holdsNumber(stage)) return undefined
  const { say } = stage.scene.reader
  return notice(
    'warn',
    html`<p><b>${say('text.portal.check.number')}</b></p><p>${say('text.portal.check.numberNote')}</p>${stage.form.pages.includes('contact') && html`<p><a href="${stepAddress(stage, 'contact')}">${say('text.portal.check.numberSeal')}</a></p>`}`,
  )
}

/** Everything once more, each answer with a way to change it. */
export const checkStep: Step = {
  name: CHECK,
  applies: () => true,
  title: ({ scene }) => scene.reader.say('text.portal.check.title'),
  draw: async (stage): Promise<Html> => {
    const { reader } = stage.scene
    const { say } = reader
    const answers = await answersOf(stage)
    return html`<h1>${say('text.portal.check.title')}</h1>${numberNotice(stage)}<dl class="facts"><div><dt>${say('text.portal.check.category')}</dt><dd>${categoryWords(stage)}</dd></div>${answers.map(
      (answer) =>
        html`<div><dt>${answer.label}</dt><dd>${answer.value} <a href="${stepAddress(stage, answer.step)}">${say('text.portal.check.change')}<span class="vh"> ${answer.label}</span></a></dd></div>`,
    )}</dl><p>${say((stage.category.sealed ? stage.form.sealedNote : undefined) ?? stage.form.note)}</p>`
  },
  take: ({ draft }) => ({ draft }),
}
