import { randomBytes } from 'node:crypto'
import type { Language } from '@xiangzhi/text'
import { type Database, sql, type Tx } from '#platform/database'
import type { PhotoPosition } from '#platform/files'
import type { Sealing } from '#platform/sealing'

/** Answers that a form can give; files are kept apart. */
export type Answers = Readonly<Record<string, string | number | boolean>>

/** What a villager has answered so far. It is sealed at rest and wiped a day after the last change. */
export interface Draft {
  /** 12-digit code of the village whose pages were used. */
  readonly village: string
  readonly category: string
  /** Sent with the report, so that a second press of the button has no second effect. */
  readonly requestId: string
  /** The page on which it was begun. */
  readonly from: string
  readonly language: Language
  readonly placeCode?: string
  readonly whereWords?: string
  readonly position?: { readonly lng: number; readonly lat: number; readonly from: 'phone' | 'photo' }
  readonly description?: string
  readonly answers: Answers
  readonly fields: Answers
  readonly photos: readonly { readonly id: string; readonly name: string; readonly picture: boolean }[]
  /** Where a photo was taken, offered once and forgotten unless it is taken up. */
  readonly photoPosition?: PhotoPosition
  readonly name?: string
  readonly phone?: string
  /** Steps that have been answered, so that optional ones are not asked twice. */
  readonly passed: readonly string[]
  /** Set once it is sent; everything else is wiped then. */
  readonly sent?: {
    readonly number: string
    readonly token: string
    readonly followed: boolean
    readonly dueAt: string | null
  }
}

/** 144 bits: nobody finds the draft of somebody else by guessing. */
const KEY_BYTES = 18
const KEY_SHAPE = /^[A-Za-z0-9_-]{24}$/
/** How long an unfinished report is kept. */
export const DRAFT_HOURS = 24

/** Begins a draft and returns the key that stands in its address. */
export async function beginDraft(tx: Tx, sealing: Sealing, draft: Draft, now: Date): Promise<string> {
  const key = randomBytes(KEY_BYTES).toString('base64url')
  await tx.run(sql`insert into report_draft (county, key_hash, sealed, begun_at, changed_at)
    values (${tx.county}, ${sealing.hash('token', key)}, ${sealing.seal(JSON.stringify(draft))}, ${now}, ${now})`)
  return key
}

const oldest = (now: Date): Date => new Date(now.getTime() - DRAFT_HOURS * 3_600_000)

/** The draft behind a key, unless it was never there or its day is over. */
export async function findDraft(tx: Tx, sealing: Sealing, key: string, now: Date): Promise<Draft | undefined> {
  if (!KEY_SHAPE.test(key)) return undefined
  const row = await tx.row<{ sealed: Buffer }>(sql`select sealed from report_draft
    where county = ${tx.county} and key_hash = ${sealing.hash('token', key)} and changed_at > ${oldest(now)}`)
  return row && (JSON.parse(sealing.open(row.sealed)) as Draft)
}

export async function saveDraft(tx: Tx, sealing: Sealing, key: string, draft: Draft, now: Date): Promise<void> {
  await tx.run(sql`update report_draft set sealed = ${sealing.seal(JSON.stringify(draft))}, changed_at = ${now}
    where county = ${tx.county} and key_hash = ${sealing.hash('token', key)}`)
}

/** Wipes drafts whose day is over. Safe to run twice. Returns how many were wiped. */
export function removeOldDrafts(db: Database, county: number, now: Date): Promise<number> {
  return db.write(county, (tx) =>
    tx.run(sql`delete from report_draft where county = ${tx.county} and changed_at <= ${oldest(now)}`),
  )
}
