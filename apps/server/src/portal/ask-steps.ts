import { type Duration, ownCategory } from '@xiangzhi/language'
import type { TextKey } from '@xiangzhi/text'
import type { Publication } from '#kernel/publications'
import type { Village } from './county.ts'
import type { Scene } from './desk.ts'
import type { Step } from './flow.ts'
import { button, choiceField, crumb, errorSummary, form, type Problem } from './form-parts.ts'
import { html } from './html.ts'
import type { Page } from './layout.ts'
import { villageHead } from './village-page.ts'

export const askKinds = ['question', 'objection', 'error'] as const
export type AskKind = (typeof askKinds)[number]

const kindWords: Readonly<Record<AskKind, readonly [label: TextKey, hint: TextKey]>> = {
  question: ['text.open.flow.question', 'text.open.flow.questionNote'],
  objection: ['text.open.flow.objection', 'text.open.flow.objectionNote'],
  error: ['text.open.flow.error', 'text.open.flow.errorNote'],
}

export const kindLabel = (kind: AskKind): TextKey => kindWords[kind][0]

/** A limit of the county in words, as far as it is in days. */
function limitWords(scene: Scene, limit: Duration): string | undefined {
  const { say } = scene.reader
  if ('days' in limit) return say('text.common.unit.days', { n: limit.days })
  return 'workingDays' in limit ? say('text.common.unit.workingDays', { n: limit.workingDays }) : undefined
}

/** The first question about a publication: to ask, to object, or to point out a mistake. Sending it begins a draft. */
export function askPage(
  scene: Scene,
  village: Village,
  publication: Pick<Publication, 'id' | 'title' | 'itemCode'>,
  chosen: AskKind | undefined,
  problems: readonly Problem[],
): Page {
  const { reader, county } = scene
  const { say } = reader
  const limit = limitWords(scene, county.config.disclosure?.limits.answerWithin ?? { days: 10 })
  const choices = askKinds.map((kind) => ({
    value: kind,
    label: say(kindWords[kind][0]),
    hint: say(kindWords[kind][1]),
  }))
  return {
    title: say('text.open.flow.kind'),
    village: villageHead(scene, village),
    narrow: true,
    failed: problems.length > 0,
    body: html`${crumb(`/v/${village.code}/open/${publication.itemCode}`, say('text.portal.back.step'))}${errorSummary(reader, problems)}<p class="soft small">${say('text.open.flow.about')} <b lang="zh-CN">${publication.title}</b></p>${form(`/v/${village.code}/ask/${publication.id}`, html`${choiceField(reader, { field: 'kind', label: say('text.open.flow.kind'), hint: say('text.open.flow.kindHint'), heading: true, choices, value: chosen ?? '', problems })}<div class="buttons">${button(say('text.portal.next'))}</div>`)}${limit !== undefined && html`<p>${say('text.open.flow.limit', { limit })}</p>`}`,
  }
}

/** What concerns an official goes under seal to the county, past everybody in the village and the town. */
export const officialStep: Step = {
  name: 'official',
  applies: () => true,
  title: ({ scene }) => scene.reader.say('text.open.flow.official'),
  draw: ({ scene, draft, category }, problems) => {
    const { say } = scene.reader
    const answered = draft.passed.includes('official') ? category.sealed : undefined
    return choiceField(scene.reader, {
      field: 'official',
      label: say('text.open.flow.official'),
      hint: say('text.open.flow.officialHint'),
      heading: true,
      choices: [
        { value: 'no', label: say('text.open.flow.officialNo') },
        { value: 'yes', label: say('text.open.flow.officialYes') },
      ],
      value: answered === undefined ? '' : answered ? 'yes' : 'no',
      problems,
    })
  },
  take: ({ draft, process }, given) => {
    const answer = given.text('official')
    if (answer !== 'yes' && answer !== 'no')
      return { draft, problems: [{ field: 'official', key: 'text.open.flow.problemOfficial' }] }
    return {
      draft: {
        ...draft,
        category: ownCategory(process, { sealed: answer === 'yes' }),
      },
    }
  },
}
