import type { Named, TextKey } from '@xiangzhi/text'
import type { Field } from './fields.ts'
import type { CategoryIcon } from './pack/categories.ts'
import type { TimeLimit } from './pack/words.ts'
import type { Level, StaffRole } from './roles.ts'
import type { Duration } from './working-time.ts'

/** The law, standard or county rule on which a declaration stands. */
export interface Basis {
  readonly source: string
  readonly article: string
  readonly since: string
}

/** The four statuses that villagers see, whatever the internal states are called. */
export type PublicStatus = 'received' | 'in-hand' | 'done' | 'not-done'

interface StaffedRole {
  readonly label: TextKey
  /** Whoever acts in it vouches for what others did: a person, never a connected system. */
  readonly vouches?: true
}

/**
 * A role in a process. `of` says whose holder is meant: the one for the case's place at a fixed level, at the level where
 * the case lies now (`level`), of the unit it was assigned to (`assigned`), or the person who reported it. Where the case has no
 * such place, or nobody holds the role there, the next level above takes over (`level`), or the roles named in `standIns`, in order.
 */
export type ProcessRole =
  | (StaffedRole & {
      readonly of: Level | 'assigned'
      readonly held: readonly StaffRole[]
      readonly standIns?: readonly string[]
    })
  | (StaffedRole & { readonly of: 'level'; readonly held: Readonly<Record<Level, readonly StaffRole[]>> })
  | { readonly label: TextKey; readonly of: 'reporter' }

/** One step of what happens when a clock is missed, counted from its deadline. */
export interface Escalation<Transition extends string = string> {
  readonly after: Duration
  readonly do:
    | { readonly kind: 'warn'; readonly message: TextKey }
    | { readonly kind: 'raise' }
    | { readonly kind: 'supervise' }
    | { readonly kind: 'transition'; readonly transition: Transition }
}

/**
 * How long something may take: a fixed time, the limit that the county set for the category, or one of the county's
 * parameters, named `practice.parameter` as in its pack; `otherwise` holds where the county set none.
 */
export type Limit =
  | Duration
  | { readonly limitOf: 'category'; readonly otherwise: Duration }
  | {
      readonly limitOf: 'county'
      readonly parameter: string
      readonly whenUrgent?: string
      readonly otherwise: Duration
    }

/** A promise that starts when a state is entered. */
export interface Clock<Transition extends string = string> {
  readonly key: string
  readonly within: Limit
  /** Warn the owner when this share of the time is used. */
  readonly warnAtPercent: number
  /** What entering the state again does: go on with what is left, or begin anew. A touch never resets a promise by itself. */
  readonly again: 'continue' | 'restart'
  /** A period that the law gives once and for all: nobody pauses it or extends it. */
  readonly fixed?: boolean
  /** The date field from whose day it counts; without an answer, and without this, from when the state is entered. */
  readonly countsFrom?: string
  readonly then: readonly Escalation<Transition>[]
}

export interface OpenState<Role extends string = string, Transition extends string = string> {
  readonly kind: 'open'
  readonly label: TextKey
  readonly public: PublicStatus
  readonly owner: Role
  /** `[]` means untimed on purpose. */
  readonly due: readonly Clock<Transition>[]
  /** How the thing that the case is about is said to stand meanwhile, in the words of the operations on such things. */
  readonly subjectStands?: string
}
export interface ClosedState {
  readonly kind: 'closed'
  readonly label: TextKey
  readonly public: PublicStatus
  readonly outcome: string
}
export type State<Role extends string = string, Transition extends string = string> =
  | OpenState<Role, Transition>
  | ClosedState

/** What must be true before a transition, from the kernel's closed list. */
export type Need<F extends string = string> =
  | { readonly need: 'filled'; readonly fields: readonly F[] }
  | { readonly need: 'reason' }
  | { readonly need: 'public-note' }
  | { readonly need: 'children-closed' }
  | { readonly need: 'level'; readonly at: readonly Level[] }
  | { readonly need: 'unit' }
  | { readonly need: 'within'; readonly limit: Limit; readonly of: 'closing' }
  | { readonly need: 'event-count'; readonly action: string; readonly atLeast: number }
  | { readonly need: 'other-person-than'; readonly action: string }
  /** Nobody of whom the thing that the case is about says that they had this part in it, such as its writers. */
  | { readonly need: 'other-person-than'; readonly of: 'subject'; readonly persons: string }
  /** What the thing that the case is about says of itself now: this way is open where it holds, or where it does not. */
  | { readonly need: 'subject'; readonly is: string }
  | { readonly need: 'subject'; readonly isNot: string }

/** What a transition brings about besides the new state, from the kernel's closed list. */
export type Effect =
  | { readonly do: 'assign-unit' }
  | { readonly do: 'release-unit' }
  | { readonly do: 'take' }
  | { readonly do: 'count'; readonly what: 'bounce' | 'reopen' | 'rework' }
  | { readonly do: 'satisfied'; readonly answer: boolean | { readonly rated: string; readonly atLeast: number } }
  | { readonly do: 'raise' }
  | { readonly do: 'raise-when-reopened'; readonly times: number }
  /** Refused so often by units, it goes to a level that decides whose it is. */
  | { readonly do: 'raise-when-bounced'; readonly times: number; readonly to: Level }
  /** The refusal counts for the case that this one is a part of, and stands in its timeline. */
  | { readonly do: 'bounce-parent'; readonly times: number; readonly to: Level }
  | { readonly do: 'publish-note' }
  /** Something beyond the case, by a name that the server knows, in the same transaction; its refusal refuses the transition. */
  | { readonly do: 'carry-out'; readonly name: string }

export interface Transition<Role extends string = string, S extends string = string, F extends string = string> {
  readonly from: readonly S[]
  readonly to: S
  /** Who acts; `system` is a clock. */
  readonly by: readonly (Role | 'system')[]
  readonly label: TextKey
  /** The one that a screen offers first in these states. */
  readonly primary: boolean
  /** Fields asked when this is done, beside a note. */
  readonly asks: readonly F[]
  readonly needs: readonly Need<F>[]
  readonly effects: readonly Effect[]
}

/** Who may use the engine's general commands on cases of this process. A command that nobody is named for does not exist here. */
export interface Allowances<Role extends string = string> {
  readonly comment: readonly Role[]
  readonly assign: readonly Role[]
  readonly level: readonly Role[]
  readonly classify: readonly Role[]
  readonly whistle: { readonly by: readonly Role[]; readonly process: string } | 'none'
  readonly merge: readonly Role[]
  readonly link: readonly Role[]
  readonly pause: { readonly ask: readonly Role[]; readonly grant: readonly Role[] }
  readonly extend: { readonly ask: readonly Role[]; readonly grant: readonly Role[]; readonly times: number }
  readonly supervise: readonly Role[]
  readonly ask: readonly Role[]
  readonly seal: readonly Role[]
}
export type Allowance = keyof Allowances

/** What a county sets of a process in its pack: a time limit, no longer than the law's where it sets one, or a number. */
export type Parameter =
  | {
      readonly kind: 'limit'
      readonly label: TextKey
      readonly longest?: { readonly limit: TimeLimit; readonly basis: Basis }
    }
  | { readonly kind: 'number'; readonly label: TextKey; readonly min: number; readonly max: number }

/** A category 类别 that belongs to the process and that no county writes down. */
export interface DeclaredCategory {
  readonly code: string
  readonly name: Named
  readonly icon: CategoryIcon
  readonly offeredTo: 'everyone' | 'staff'
  /** Sealed from its first line, it goes past every table to whoever holds this role at this level, and to nobody else. */
  readonly sealedFor?: { readonly level: Level; readonly role: StaffRole }
}

/** A field as villagers are asked it: in the words of the field, unless the page has words of its own. */
export interface AskedField<F extends string = string> {
  readonly field: F
  readonly label?: TextKey
  readonly hint?: TextKey
  /** Nobody goes on without an answer; what is said then, where the usual sentence does not fit. */
  readonly required?: boolean
  readonly missing?: TextKey
  /** What a browser fills in by itself, as HTML names it. */
  readonly autocomplete?: 'name'
}

/** Pages of a form that the portal draws itself: each asks what its name says, and is passed over where it does not apply. */
export type OwnPage = 'notice' | 'where' | 'what' | 'details' | 'official' | 'photos' | 'similar' | 'contact'

/** One question a page: a page of the portal's own, or fields of the process that belong together. */
export type PortalPage<F extends string = string> =
  | OwnPage
  | { readonly name: string; readonly asks: readonly AskedField<F>[] }

/** How villagers open a case: the pages of the form in order. What was answered is shown once more before it is sent. */
export interface PortalForm<F extends string = string> {
  readonly pages: readonly PortalPage<F>[]
  /** What everybody is told before anything is typed: a heading, what it means, and points. */
  readonly notice?: { readonly heading: TextKey; readonly note: TextKey; readonly points: readonly TextKey[] }
  /** A page that explains it and begins the form, and how other pages lead there. The category is the process's own. */
  readonly introduction?: {
    readonly title: TextKey
    readonly lead: TextKey
    readonly begin: TextKey
    readonly invitation: TextKey
    readonly link: TextKey
  }
  /** The description in the reporter's own words. */
  readonly what: {
    readonly question: TextKey
    readonly hint: TextKey
    readonly label: TextKey
    readonly optional?: boolean
  }
  /** Which field takes what the page `photos` gathers: pictures, or papers, which may be PDF. */
  readonly files?: { readonly field: F; readonly papers: boolean }
  /** Who sees how to reach the reporter, and whether a name is asked as well. */
  readonly contact: { readonly privacy: TextKey; readonly name: boolean }
  /** What happens after sending; of a case that is sealed from the beginning, in words of its own. */
  readonly note: TextKey
  readonly sealedNote?: TextKey
  /** A field that takes the name of the category. */
  readonly named?: F
}

/**
 * A process (流程) as data: states, who owns each, what may be done, by whom, and by when.
 * A published version never changes; a case keeps the version it began with.
 */
export interface ProcessDeclaration<
  Role extends string = string,
  F extends string = string,
  S extends string = string,
  T extends string = string,
> {
  readonly key: string
  readonly version: number
  readonly title: TextKey
  readonly note: TextKey
  readonly basis: readonly Basis[]
  /** The practices (P-numbers of the five counties' catalogue) that this declaration runs. */
  readonly runs: readonly string[]
  readonly roles: Readonly<Record<Role, ProcessRole>>
  readonly fields: Readonly<Record<F, Field>>
  /** Fields asked when a case is opened; the rest are asked by transitions. */
  readonly opening: {
    readonly asks: readonly NoInfer<F>[]
    readonly requires: readonly NoInfer<F>[]
    readonly by: readonly NoInfer<Role>[]
    readonly fromPortal: boolean
    /** Other systems open it too (Open311), under categories that are offered to everyone and not sealed. */
    readonly fromSystems?: boolean
  }
  /** The form in which villagers open it. */
  readonly portal?: PortalForm<NoInfer<F>>
  /** The kind of thing that every case of it is about, such as `edition`; whoever opens one names it. */
  readonly subject?: string
  readonly confidentiality: 'open' | 'parties'
  /** Staff roles that may read such cases within their reach. */
  readonly readers: readonly StaffRole[]
  readonly states: Readonly<Record<S, State<NoInfer<Role>, NoInfer<T>>>>
  readonly start: NoInfer<S>
  readonly transitions: Readonly<Record<T, Transition<NoInfer<Role>, NoInfer<S>, NoInfer<F>>>>
  readonly allows: Allowances<NoInfer<Role>>
  /**
   * Which part of a county's pack takes it up: `practices` of county.yaml, with its parameters, or disclosure.yaml. Without it the
   * process runs wherever another one opens it.
   */
  readonly takenUpBy?: 'practices' | 'disclosure'
  /** What a county has to set of it, in the order in which screens show it; a limit names one as `process.parameter`. */
  readonly parameters?: Readonly<Record<string, Parameter>>
  /** The state whose cases wait at the dispatch desk 派遣席 until they are given to a unit. */
  readonly dispatchFrom?: NoInfer<S>
  /** The categories under which its cases stand, beside those that a county's catalogue opens: its own, or one for every sheet. */
  readonly categories?: readonly DeclaredCategory[] | 'formalities'
}

/** The categories that a process names itself; sheets are the county's. */
export const namedCategories = ({
  categories = [],
}: Pick<ProcessDeclaration, 'categories'>): readonly DeclaredCategory[] =>
  categories === 'formalities' ? [] : categories

/**
 * The category that a process brings itself: the one for everything, or the one that is sealed from its first line. Throws where it
 * brings none such.
 */
export function ownCategory(process: ProcessDeclaration, { sealed = false } = {}): string {
  const found = namedCategories(process).find(({ sealedFor }) => !sealedFor !== sealed)
  if (!found) throw new Error(`${process.key} brings no ${sealed ? 'sealed' : 'open'} category of its own`)
  return found.code
}

type Optional<Whole, Keys extends keyof Whole> = Omit<Whole, Keys> & Partial<Pick<Whole, Keys>>

/** A transition as it is written: it asks nothing, needs nothing, does nothing besides and is not offered first, unless it says so. */
type WrittenTransition<Role extends string, S extends string, F extends string> = Optional<
  Transition<Role, S, F>,
  'primary' | 'asks' | 'needs' | 'effects'
>

/** A process as it is written: opening demands no field and the general commands are for nobody, unless it says so. */
type WrittenProcess<Role extends string, F extends string, S extends string, T extends string> = Omit<
  ProcessDeclaration<Role, F, S, T>,
  'opening' | 'transitions' | 'allows'
> & {
  readonly opening: Optional<ProcessDeclaration<Role, F, S, T>['opening'], 'requires'>
  readonly transitions: Readonly<Record<T, WrittenTransition<NoInfer<Role>, NoInfer<S>, NoInfer<F>>>>
  readonly allows: Partial<Allowances<NoInfer<Role>>>
}

const FOR_NOBODY: Allowances = {
  comment: [],
  assign: [],
  level: [],
  classify: [],
  whistle: 'none',
  merge: [],
  link: [],
  pause: { ask: [], grant: [] },
  extend: { ask: [], grant: [], times: 0 },
  supervise: [],
  ask: [],
  seal: [],
}

const whole = <Role extends string, S extends string, F extends string>(
  written: WrittenTransition<Role, S, F>,
): Transition => ({ primary: false, asks: [], needs: [], effects: [], ...written })

/**
 * Declares a process; the compiler checks that every role, field, state and transition it names exists. What it leaves out is filled
 * in, so that whoever reads the declaration finds every list.
 */
export function defineProcess<
  const Role extends string,
  const F extends string,
  const S extends string,
  const T extends string,
>(written: WrittenProcess<Role, F, S, T>): ProcessDeclaration {
  const transitions = Object.entries<WrittenTransition<Role, S, F>>(written.transitions)
  return {
    ...written,
    opening: { requires: [], ...written.opening },
    transitions: Object.fromEntries(transitions.map(([key, transition]) => [key, whole(transition)])),
    allows: { ...FOR_NOBODY, ...written.allows },
  }
}

/** The fields that a form of villagers fills in. */
export function givenByForm<F extends string>({ pages, files, named }: PortalForm<F>): F[] {
  const asked = pages.flatMap((page) => (typeof page === 'string' ? [] : page.asks.map(({ field }) => field)))
  return [...asked, files?.field, named].filter((key) => key !== undefined)
}

/**
 * The fields that may be filled in at opening: by staff what opening asks, by a reporter only what the form of villagers gives,
 * through whatever door it comes. What is about a thing has one form of its own, which gives all that opening asks.
 */
export function fieldsAtOpening(
  { opening, portal, subject }: Pick<ProcessDeclaration, 'opening' | 'portal' | 'subject'>,
  by: 'reporter' | 'staff',
): readonly string[] {
  if (by === 'staff' || subject !== undefined) return opening.asks
  const given: readonly string[] = portal ? givenByForm(portal) : []
  return opening.asks.filter((field) => given.includes(field))
}
