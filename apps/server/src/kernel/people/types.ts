import type { StaffRole } from '@xiangzhi/language'

/** An organisation as lists show it. `line` is its professional line 条线; `placeId` says where it stands. */
export interface Organisation {
  readonly id: string
  readonly key: string
  readonly kind: string
  readonly name: string
  readonly nameEn: string
  readonly line: string | null
  readonly placeId: string
  readonly parentId: string | null
  readonly validFrom: string
  readonly validUntil: string | null
  readonly version: number
}

/** A person as lists show them: villagers masked, staff by name, since who holds an office is public inside the county. */
export interface PersonListed {
  readonly id: string
  readonly name: string
  /** Holds an office or a role today. */
  readonly staff: boolean
  readonly townId: string | null
  readonly villageId: string | null
  readonly gridId: string | null
  readonly householdId: string | null
  readonly phoneMasked: string | null
  readonly demo: boolean
  readonly version: number
}

/** The personal fields that can be unmasked, each look being recorded. */
export const revealableFields = ['name', 'phone', 'household'] as const
export type RevealableField = (typeof revealableFields)[number]

export interface PersonRevealed {
  readonly id: string
  readonly name?: string
  /** Null when the person gave none. */
  readonly phone?: string | null
  readonly householdId?: string | null
}

/** Somebody who holds a role, a responsibility or an office: what “who is on it” shows. */
export interface Holder {
  readonly personId: string
  readonly name: string
  /** The title of an office held today, such as 镇长. */
  readonly title: string | null
  readonly organisationId: string | null
  readonly organisationName: string | null
}

export interface Office extends Holder {
  readonly id: string
  readonly title: string
  readonly organisationId: string
  readonly organisationName: string
  readonly heldFrom: string
  readonly heldUntil: string | null
}

/** Who answers for a place: a person or a whole organisation, in a kind such as `grid-worker` or `lane-chief`. */
export interface Responsibility {
  readonly id: string
  readonly kind: string
  readonly placeId: string
  readonly personId: string | null
  readonly organisationId: string | null
  readonly name: string
  readonly heldFrom: string
  readonly heldUntil: string | null
}

/** A role with its reach, as the security administration lists it. `heldUntil` is the first day on which it is no more. */
export interface GrantListed {
  readonly id: string
  readonly personId: string
  readonly name: string
  readonly role: StaffRole
  readonly placeId: string | null
  readonly organisationId: string | null
  readonly heldFrom: string
  readonly heldUntil: string | null
}

/** One look at somebody's personal data, as they may see it themselves (个人信息保护法 art. 44–45). */
export interface Look {
  readonly id: string
  readonly subject: 'person' | 'household' | 'reporter'
  readonly caseId: string | null
  readonly lookedBy: string
  readonly lookedByTitle: string | null
  readonly lookedAt: Date
  readonly fields: readonly string[]
  readonly reason: string
}

export interface NewPerson {
  readonly id: string
  readonly name: string
  readonly householdId?: string | null
  /** Where the person lives when no household is known; taken from the household otherwise. */
  readonly townId?: string | null
  readonly villageId?: string | null
  readonly gridId?: string | null
  /** As it was typed; stored sealed, and as a keyed hash. */
  readonly phone?: string | null
  /** Never stored: only its keyed hash, to avoid doubles on import. */
  readonly identityNumber?: string | null
  readonly partyMember?: boolean
  readonly demo?: boolean
}

export interface NewOrganisation {
  readonly id: string
  readonly key: string
  readonly kind: string
  readonly name: string
  readonly nameEn: string
  readonly line?: string | null
  readonly placeId: string
  readonly parentId?: string | null
  readonly validFrom: string
}

export interface NewOffice {
  readonly id: string
  readonly organisationId: string
  readonly personId: string
  readonly title: string
  readonly heldFrom: string
}

export interface NewResponsibility {
  readonly id: string
  readonly kind: string
  readonly placeId: string
  readonly personId?: string | null
  readonly organisationId?: string | null
  readonly heldFrom: string
}

export interface NewGrant {
  readonly id: string
  readonly personId: string
  readonly role: StaffRole
  readonly placeId?: string | null
  readonly organisationId?: string | null
  readonly heldFrom: string
  readonly heldUntil?: string | null
}
