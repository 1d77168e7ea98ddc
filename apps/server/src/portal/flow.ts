import type { ProcessDeclaration } from '@xiangzhi/language'
import type { Category } from '#platform/county-config'
import { processOf, type Village } from './county.ts'
import type { Desk, Scene } from './desk.ts'
import type { Draft } from './drafts.ts'
import type { Problem } from './form-parts.ts'
import type { Html } from './html.ts'
import type { Form } from './read-form.ts'

/** One moment of filling in: what has been answered, where and by whom it is read. */
export interface Stage {
  readonly desk: Desk
  readonly scene: Scene
  readonly village: Village
  readonly category: Category
  readonly draft: Draft
  readonly key: string
}

/** What a step made of a form. The draft is kept even when there are problems: nothing typed is ever lost. */
export interface Taken {
  readonly draft: Draft
  readonly problems?: readonly Problem[]
  /** The same question again, for instance with one more photo. */
  readonly again?: boolean
}

/** One question on a page of its own. */
export interface Step {
  readonly name: StepName
  applies(stage: Stage): boolean | Promise<boolean>
  /** The heading of the page, for its title. */
  title(stage: Stage): string
  draw(stage: Stage, problems: readonly Problem[]): Html | Promise<Html>
  take(stage: Stage, form: Form): Taken | Promise<Taken>
  /** Whether the form carries files. */
  readonly upload?: boolean
  /** Whether the step has buttons of its own. */
  readonly ownButtons?: boolean
}

export const stepNames = [
  'notice',
  'where',
  'what',
  'details',
  'dispute',
  'consent',
  'official',
  'photos',
  'similar',
  'contact',
  'check',
] as const
export type StepName = (typeof stepNames)[number]

/** The order of questions of each flow; a step that does not apply is passed over. */
export const flows: Readonly<Record<Draft['flow'], readonly StepName[]>> = {
  report: ['notice', 'where', 'what', 'details', 'photos', 'similar', 'contact', 'check'],
  mediation: ['notice', 'dispute', 'what', 'contact', 'check'],
  formality: ['consent', 'what', 'photos', 'contact', 'check'],
  ask: ['what', 'official', 'contact', 'check'],
}

const processKeys: Readonly<Record<Draft['flow'], string>> = {
  report: 'grid-event',
  mediation: 'mediation',
  formality: 'formality',
  ask: 'disclosure-question',
}

/** The declared process of a flow. */
export function declarationOf(flow: Draft['flow']): ProcessDeclaration {
  const key = processKeys[flow]
  const process = processOf(key)
  if (!process) throw new Error(`no process ${key}`)
  return process
}

/** The field that carries the photos or papers of a flow. */
export function filesField(flow: Draft['flow']): 'photos' | 'papers' {
  return flow === 'formality' ? 'papers' : 'photos'
}

export function stepAddress(stage: Pick<Stage, 'village' | 'key'>, step: StepName | 'done'): string {
  return `/v/${stage.village.code}/report/${stage.key}/${step}`
}

export const withPassed = (draft: Draft, step: StepName): Draft => ({
  ...draft,
  passed: [...new Set([...draft.passed, step])],
})
