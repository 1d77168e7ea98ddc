import type {
  CaseFacts,
  FieldValues,
  Level,
  PublicStatus,
  PublicText,
  RoutingTrace,
  Span,
  StaffRole,
} from '@xiangzhi/language'
import type { Actor } from '@xiangzhi/language'

export type CaseSource = 'portal' | 'phone' | 'counter' | 'patrol' | 'hotline' | 'api' | 'open311' | 'import' | 'case'
export type Confidentiality = 'open' | 'parties' | 'sealed'

/** The current pointer of a case, as stored. */
export interface CaseRecord extends CaseFacts {
  readonly id: string
  readonly number: string
  readonly process: string
  readonly processVersion: number
  readonly state: string
  readonly status: PublicStatus
  readonly isOpen: boolean
  readonly category: string
  readonly level: Level
  readonly placeId: string
  readonly townId: string | null
  readonly villageId: string | null
  readonly gridId: string | null
  readonly placeName: string
  readonly lng: number | null
  readonly lat: number | null
  /** The line by which lists name it: only the screen for public words makes one. */
  readonly summary: PublicText
  readonly description: string
  readonly publicNote: PublicText | null
  readonly fields: FieldValues
  readonly source: CaseSource
  readonly ownerRole: StaffRole | null
  readonly ownerId: string | null
  readonly ownerPersonId: string | null
  readonly assignedOrganisationId: string | null
  readonly suggestedOrganisationKey: string | null
  readonly routing: RoutingTrace | null
  readonly confidentiality: Confidentiality
  readonly isPublic: boolean
  readonly parentId: string | null
  readonly mergedIntoId: string | null
  readonly openedAt: Date
  readonly changedAt: Date
  readonly closedAt: Date | null
  readonly outcome: string | null
  readonly closingReason: string | null
  readonly dueAt: Date | null
  readonly dueProvisional: boolean
  readonly supervised: boolean
  readonly waitingFor: 'reporter' | 'approval' | null
  readonly followerCount: number
  readonly bounceCount: number
  readonly reopenCount: number
  readonly reworkCount: number
  readonly satisfied: boolean | null
  readonly demo: boolean
  readonly version: number
}

/** A case that was asked for by itself: whom it is kept from comes along (`reading.ts`). */
export interface FoundCase extends CaseRecord {
  readonly keptFrom: readonly string[]
}

/** What a case is about, where that is a thing of another module. */
export interface CaseSubject {
  readonly kind: string
  readonly id: string
}

/** A promise of a case, as stored. */
export interface CaseClock {
  readonly clock: string
  readonly status: 'running' | 'paused' | 'stopped'
  readonly limitUnit: Span['unit']
  readonly limitAmount: number
  readonly startedAt: Date
  readonly countingSince: Date
  readonly countingUnit: Span['unit']
  readonly countingAmount: number
  readonly remainingMinutes: number | null
  readonly extendedTimes: number
  readonly dueAt: Date | null
  readonly provisional: boolean
  /** 0: the warning before the deadline comes next; n: the nth escalation after it. */
  readonly step: number
  readonly nextAt: Date | null
  readonly stoppedAt: Date | null
  readonly late: boolean | null
}

/** Who acts on a case. */
export type By =
  | { readonly kind: 'staff'; readonly actor: Actor }
  /** `of` is the case that this reporter reported, where it was merged into the one that is acted on. */
  | { readonly kind: 'reporter'; readonly of?: { readonly id: string; readonly number: string } | undefined }
  | { readonly kind: 'system' }

/** One line of the timeline, before it has its number. */
export interface NewEvent {
  readonly action: string
  readonly fromState: string | null
  readonly toState: string | null
  readonly byRole: StaffRole | null
  /** The place or organisation for which the person acted, by the name it had then. */
  readonly byUnit: string | null
  readonly note: string | null
  readonly publicNote: PublicText | null
  readonly facts: Readonly<Record<string, unknown>>
}

/** What every command of a case says back. */
export interface CaseChanged {
  readonly id: string
  readonly number: string
  readonly state: string
  readonly status: PublicStatus
  readonly version: number
}

export const changedOf = ({ id, number, state, status, version }: CaseRecord): CaseChanged => ({
  id,
  number,
  state,
  status,
  version,
})
