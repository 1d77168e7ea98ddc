import type { PortalForm, PortalPage, ProcessDeclaration } from '@xiangzhi/language'
import type { Category } from '#platform/county-config'
import type { Village } from './county.ts'
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
  readonly process: ProcessDeclaration
  /** The form of the process. */
  readonly form: PortalForm
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
  readonly name: string
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

/** What the page of a form is called in its address. */
export const pageName = (page: PortalPage): string => (typeof page === 'string' ? page : page.name)

/** What the page `photos` of a form gathers. */
export const filesKind = ({ files }: PortalForm): 'photos' | 'papers' => (files?.papers ? 'papers' : 'photos')

/** The last page of every form: all answers once more. */
export const CHECK = 'check'

export function stepAddress(stage: Pick<Stage, 'village' | 'key'>, step: string): string {
  return `/v/${stage.village.code}/report/${stage.key}/${step}`
}

export const withPassed = (draft: Draft, step: string): Draft => ({
  ...draft,
  passed: [...new Set([...draft.passed, step])],
})
