import { firstCharacters } from '@xiangzhi/language'
import { isTextKey, type TextKey } from '@xiangzhi/text'
import { findPlaceByCode } from '#kernel/places'
import { normalisePhone } from '#platform/sealing'
import { askKinds, kindLabel } from './ask-steps.ts'
import type { Draft } from './drafts.ts'
import { declarationOf, flows, type Stage, type Step, type StepName, stepAddress } from './flow.ts'
import { choiceField, inputField, notice, type Problem, tickField } from './form-parts.ts'
import { html, type Html, type Part, verbatim } from './html.ts'
import { readWords } from './read-form.ts'
import { flowLimit, wordLimits } from './word-limits.ts'

function fieldText(draft: Draft, field: string): string {
  const value = draft.fields[field]
  return typeof value === 'string' ? value : ''
}

/** What kind of dispute, and between whom; the names are optional. */
export const disputeStep: Step = {
  name: 'dispute',
  applies: () => true,
  title: ({ scene }) => scene.reader.say('text.portal.dispute.question'),
  draw: ({ scene, draft }, problems) => {
    const { reader } = scene
    const { say } = reader
    const kinds = declarationOf('mediation').fields['kind']
    const choices =
      kinds?.kind === 'choice'
        ? Object.entries(kinds.options).map(([value, label]) => ({ value, label: say(label) }))
        : []
    return html`${choiceField(reader, { field: 'kind', label: say('text.portal.dispute.question'), heading: true, choices, value: fieldText(draft, 'kind'), problems })}${inputField(reader, { field: 'applicant', label: say('text.portal.dispute.applicant'), value: fieldText(draft, 'applicant'), maxLength: flowLimit('mediation', 'applicant'), optional: true, autocomplete: 'name', problems })}${inputField(reader, { field: 'respondent', label: say('text.portal.dispute.respondent'), hint: say('text.portal.dispute.respondentHint'), value: fieldText(draft, 'respondent'), maxLength: flowLimit('mediation', 'respondent'), optional: true, problems })}`
  },
  take: ({ draft }, form) => {
    const fields: Record<string, Draft['fields'][string]> = {}
    const { words, problems } = readWords(form, {
      applicant: flowLimit('mediation', 'applicant'),
      respondent: flowLimit('mediation', 'respondent'),
    })
    for (const [field, typed] of Object.entries({ kind: form.text('kind'), ...words }))
      if (typed !== '') fields[field] = typed
    const kinds = declarationOf('mediation').fields['kind']
    const known = kinds?.kind === 'choice' && Object.hasOwn(kinds.options, String(fields['kind'] ?? ''))
    return {
      draft: { ...draft, fields },
      problems: [...(known ? [] : [{ field: 'kind', key: 'text.portal.problem.kind' as const }]), ...problems],
    }
  },
}

/** Who applies, and that a helper may do it: without consent nothing is begun. */
export const consentStep: Step = {
  name: 'consent',
  applies: () => true,
  title: ({ scene }) => scene.reader.say('text.portal.consent.question'),
  draw: ({ scene, draft }, problems) => {
    const { reader } = scene
    const { say } = reader
    const bad = problems.find((problem) => problem.field === 'consent')
    return html`${inputField(reader, { field: 'applicantName', label: say('text.portal.consent.question'), hint: say('text.portal.consent.hint'), heading: true, value: fieldText(draft, 'applicantName'), maxLength: flowLimit('formality', 'applicantName'), autocomplete: 'name', problems })}${bad && html`<p class="error" id="consent-error">${say(bad.key)}</p>`}${tickField('consent', say('text.portal.consent.agree'), draft.fields['consent'] === true)}<p class="hint">${say('text.practices.formality.field.consentHint')}</p>`
  },
  take: ({ draft, scene, category }, form) => {
    const { words, problems: tooLong } = readWords(form, { applicantName: flowLimit('formality', 'applicantName') })
    const { applicantName } = words
    const consent = form.has('consent')
    const matter =
      scene.county.config.formalities.find((sheet) => sheet.key === category.code)?.title.zh ?? category.name.zh
    const problems: Problem[] = [...tooLong]
    if (applicantName === '') problems.push({ field: 'applicantName', key: 'text.portal.problem.applicantName' })
    if (!consent) problems.push({ field: 'consent', key: 'text.portal.problem.consent' })
    return {
      draft: {
        ...draft,
        fields: {
          // The title of a sheet of the county, which nobody typed here.
          matter: firstCharacters(matter, flowLimit('formality', 'matter')),
          consent,
          ...(applicantName !== '' && { applicantName }),
        },
      },
      problems,
    }
  },
}

/** How to reach the reporter: nothing is needed, and it says who will see it. */
export const contactStep: Step = {
  name: 'contact',
  applies: () => true,
  title: ({ scene }) => scene.reader.say('text.portal.contact.question'),
  draw: ({ scene, draft }, problems) => {
    const { reader } = scene
    const { say } = reader
    return html`<h1>${say('text.portal.contact.question')}</h1>${notice('info', html`<p>${say(`text.portal.contact.privacy.${draft.flow}`)}</p>`)}${inputField(reader, { field: 'phone', label: say('text.portal.contact.phone'), hint: say('text.portal.contact.phoneHint'), value: draft.phone ?? '', type: 'tel', inputMode: 'tel', autocomplete: 'tel', maxLength: wordLimits.phone, short: true, optional: true, problems })}${(draft.flow === 'report' || draft.flow === 'ask') && inputField(reader, { field: 'name', label: say('text.portal.contact.name'), value: draft.name ?? '', autocomplete: 'name', maxLength: wordLimits.name, short: true, optional: true, problems })}`
  },
  take: ({ draft }, form) => {
    const { words, problems } = readWords(form, { phone: wordLimits.phone, name: wordLimits.name })
    const wrong = words.phone !== '' && normalisePhone(words.phone) === undefined
    return {
      draft: { ...draft, ...words },
      problems: wrong
        ? [{ field: 'phone', key: 'text.portal.problem.phone' }, ...problems.filter(({ field }) => field !== 'phone')]
        : problems,
    }
  },
}

interface Answer {
  readonly step: StepName
  readonly label: string
  readonly value: Part
}

/** An answer of a field in words. */
export function valueWords(
  stage: Pick<Stage, 'scene'>,
  value: Draft['answers'][string] | undefined,
  options?: Readonly<Record<string, string>>,
): string {
  const { say } = stage.scene.reader
  if (value === undefined || value === '') return ''
  if (typeof value === 'boolean') return say(value ? 'text.portal.yes' : 'text.portal.no')
  const label = options?.[String(value)]
  return label ?? String(value)
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
  const { scene, draft, category } = stage
  const { reader } = scene
  const { say } = reader
  const none = html`<span class="soft">${say('text.portal.check.none')}</span>`
  const or = (value: string): Part => (value === '' ? none : verbatim(value, 'own-words'))
  const answers: Answer[] = []
  for (const step of flows[draft.flow]) {
    if (step === 'where') {
      answers.push({
        step,
        label: say('text.portal.check.where'),
        value: html`${await placeWords(stage)}${draft.whereWords && html`<br>${verbatim(draft.whereWords, 'own-words')}`}${draft.position && html`<br><small>${say('text.portal.where.havePosition')}</small>`}`,
      })
    } else if (step === 'what')
      answers.push({ step, label: say(`text.portal.check.what.${draft.flow}`), value: or(draft.description ?? '') })
    else if (step === 'details') {
      for (const question of category.questions) {
        const options = Object.fromEntries(
          Object.entries(question.options ?? {}).map(([key, label]) => [key, reader.name(label)]),
        )
        answers.push({
          step,
          label: reader.name(question.label),
          value: or(valueWords(stage, draft.answers[question.key], options)),
        })
      }
    } else if (step === 'dispute') {
      const kind = `text.practices.mediation.kind.${String(draft.fields['kind'])}`
      answers.push({ step, label: say('text.portal.check.kind'), value: isTextKey(kind) ? say(kind) : none })
      answers.push({
        step,
        label: say('text.practices.mediation.field.applicant'),
        value: or(fieldText(draft, 'applicant')),
      })
      answers.push({
        step,
        label: say('text.practices.mediation.field.respondent'),
        value: or(fieldText(draft, 'respondent')),
      })
    } else if (step === 'consent')
      answers.push({
        step,
        label: say('text.practices.formality.field.applicantName'),
        value: or(fieldText(draft, 'applicantName')),
      })
    else if (step === 'official')
      answers.push({
        step,
        label: say('text.open.flow.officialCheck'),
        value: say(draft.fields['aboutOfficial'] === true ? 'text.portal.yes' : 'text.portal.no'),
      })
    else if (step === 'photos')
      answers.push({
        step,
        label: say(`text.portal.check.${draft.flow === 'formality' ? 'papers' : 'photos'}`),
        value: draft.photos.length === 0 ? none : say('text.portal.check.files', { count: draft.photos.length }),
      })
    else if (step === 'contact')
      answers.push({
        step,
        label: say('text.portal.check.contact'),
        value:
          draft.phone || draft.name
            ? verbatim([draft.name, draft.phone].filter(Boolean).join(' '), 'own-words')
            : say('text.portal.check.anonymous'),
      })
  }
  return answers
}

/** What it is: the category, or for a question what it is about and what one wants. */
function categoryWords({ draft, category, scene }: Stage): Part {
  const { say, name } = scene.reader
  if (draft.flow !== 'ask') return name(category.name)
  const kind = askKinds.find((one) => one === draft.fields['kind']) ?? 'question'
  return html`${say(kindLabel(kind))}<br><span lang="zh-CN">${verbatim(fieldText(draft, 'title'), 'own-words')}</span>`
}

function noteKey(draft: Draft): TextKey {
  return draft.flow === 'ask' && draft.fields['aboutOfficial'] === true
    ? 'text.portal.check.note.askSealed'
    : `text.portal.check.note.${draft.flow}`
}

/** Everything once more, each answer with a way to change it. */
export const checkStep: Step = {
  name: 'check',
  applies: () => true,
  title: ({ scene }) => scene.reader.say('text.portal.check.title'),
  draw: async (stage): Promise<Html> => {
    const { reader } = stage.scene
    const { say } = reader
    const answers = await answersOf(stage)
    return html`<h1>${say('text.portal.check.title')}</h1><dl class="facts"><div><dt>${say('text.portal.check.category')}</dt><dd>${categoryWords(stage)}</dd></div>${answers.map(
      (answer) =>
        html`<div><dt>${answer.label}</dt><dd>${answer.value} <a href="${stepAddress(stage, answer.step)}">${say('text.portal.check.change')}<span class="vh"> ${answer.label}</span></a></dd></div>`,
    )}</dl><p>${say(noteKey(stage.draft))}</p>`
  },
  take: ({ draft }) => ({ draft }),
}
