import type { HidingDocument, PublicBody } from '@xiangzhi/contract'
import type { Affairs, Content, DisclosureAudience, DisclosureItem, DisclosureScope } from '@xiangzhi/language'
import type { WithheldTable } from './readership.ts'

/** An item of a catalogue with the names under which it is kept. */
export interface CataloguedItem {
  readonly catalogue: string
  readonly classCode: string
  readonly item: DisclosureItem
}

/** One item for one place and one period, as stored. */
export interface Publication {
  readonly id: string
  readonly placeId: string
  readonly townId: string | null
  readonly villageId: string | null
  readonly scope: DisclosureScope
  readonly catalogue: string
  readonly classCode: string
  readonly itemCode: string
  readonly periodKey: string
  readonly periodFirst: string
  readonly periodLast: string | null
  readonly affairs: Affairs
  readonly audience: DisclosureAudience
  readonly onBoard: boolean
  readonly isMoney: boolean
  readonly title: string
  readonly status: 'draft' | 'live' | 'withdrawn'
  readonly liveNo: number | null
  readonly lastNo: number
  readonly firstPublishedAt: Date | null
  readonly publishedAt: Date | null
  readonly standsUntil: string | null
  readonly demo: boolean
  readonly version: number
}

/**
 * What may be done with a text: it may be written on, its review holds it, it is or was public, or it was given up. How far its review
 * has come is the case's to say; that two persons hid it stands beside it.
 */
export type EditionStatus = 'draft' | 'held' | 'live' | 'superseded' | 'withdrawn' | 'abandoned'

/** One text of a publication, as stored. */
export interface Edition {
  readonly id: string
  readonly publicationId: string
  readonly no: number
  readonly status: EditionStatus
  readonly title: string
  readonly content: Content
  readonly changeNote: string | null
  readonly asOf: Date | null
  readonly publishAt: Date | null
  readonly writers: readonly string[]
  readonly checkedBy: string | null
  readonly signedBy: string | null
  readonly returnedReason: string | null
  readonly savedAt: Date
  readonly publishedAt: Date | null
  readonly withdrawnAt: Date | null
  readonly withdrawnReason: string | null
  readonly hidden: boolean
  readonly version: number
}

/**
 * What a readership may read of an edition; `body` and `salt` are absent where it was withdrawn as never to have been shown, and where it
 * is `withheld`: for the people of a village, of whom this reader is none. Of such a one every word is ours.
 */
export interface PublicEdition {
  readonly editionId: string
  readonly publicationId: string
  readonly no: number
  readonly placeId: string
  readonly townId: string | null
  readonly villageId: string | null
  readonly classCode: string
  readonly itemCode: string
  readonly periodKey: string
  readonly affairs: Affairs
  readonly audience: DisclosureAudience
  readonly onBoard: boolean
  readonly isMoney: boolean
  readonly standsUntil: string
  readonly demo: boolean
  readonly title: string
  readonly state: 'live' | 'superseded' | 'withdrawn'
  readonly changeNote: string | null
  readonly asOf: Date | null
  readonly publishedAt: Date
  readonly supersededAt: Date | null
  readonly withdrawnAt: Date | null
  readonly withdrawnReason: string | null
  readonly hiddenAt: Date | null
  readonly hiddenReason: string | null
  readonly body: PublicBody | null
  readonly salt: string | null
  readonly commitment: string
  /** What stands in the place of a text that two persons hid, with the salt of its own hash. */
  readonly hiding: HidingDocument | null
  readonly hidingSalt: string | null
  /** Absent where the reader may read the text itself. */
  readonly withheld: readonly WithheldTable[] | null
}

/** The same without its text, for lists. */
export type PublicEditionLine = Omit<PublicEdition, 'body' | 'salt' | 'hiding' | 'hidingSalt' | 'withheld'>
