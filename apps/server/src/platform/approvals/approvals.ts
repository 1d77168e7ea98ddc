import { type ApprovalKind, type ApprovalKindKey, approvalKinds } from '@xiangzhi/contract'
import { type Actor, mayDo, mayVouch } from '@xiangzhi/language'
import type { TextFacts } from '@xiangzhi/text'
import { sql, type Statement, type Tx } from '#platform/database'
import { Refusal, refuseUnless } from '#platform/refusal'

export type ApprovalState = 'waiting' | 'granted' | 'refused' | 'used' | 'expired'

/** What one person asked for, and what a second one said to it. */
export interface Approval {
  readonly id: string
  readonly kind: ApprovalKindKey
  readonly subjectKind: string
  readonly subjectId: string
  readonly townId: string | null
  readonly villageId: string | null
  /** Whom the matter is about, where it is about a person: never their own second person. */
  readonly personId: string | null
  /** What a grant carries out, as the code of the kind wrote it. */
  readonly content: unknown
  readonly facts: TextFacts
  readonly reason: string
  readonly status: 'waiting' | 'granted' | 'refused' | 'used'
  readonly askedAt: Date
  /** Empty where a county pack asked, which nobody signed in loaded. */
  readonly askedBy: string
  readonly askedAccount: string | null
  readonly waitsUntil: Date
  readonly decidedAt: Date | null
  readonly decidedBy: string | null
  readonly note: string | null
  readonly goodUntil: Date | null
}

/** Requests as a declared list takes them. */
export const approvalLedger = {
  from: 'approval a',
  columns: {
    id: 'a.id',
    kind: 'a.kind',
    subjectKind: 'a.subject_kind',
    subjectId: 'a.subject_id',
    townId: 'a.town_id',
    villageId: 'a.village_id',
    personId: 'a.person_id',
    content: 'a.content',
    facts: 'a.facts',
    reason: 'a.reason',
    status: 'a.status',
    askedAt: 'a.asked_at',
    askedBy: `coalesce(a.asked_by::text, '')`,
    askedAccount: 'a.asked_account',
    waitsUntil: 'a.waits_until',
    decidedAt: 'a.decided_at',
    decidedBy: 'a.decided_by',
    note: 'a.note',
    goodUntil: 'a.good_until',
  } satisfies Record<keyof Approval, string>,
} as const

const approvalColumns = sql.raw(
  Object.entries(approvalLedger.columns)
    .map(([member, expression]) => `${expression} as "${member}"`)
    .join(', '),
)

type AtOnce = {
  [Kind in ApprovalKindKey]: (typeof approvalKinds)[Kind]['grant'] extends 'at-once' ? Kind : never
}[ApprovalKindKey]

interface CarriedOut {
  readonly tx: Tx
  readonly approval: Approval
  readonly by: Actor
  readonly now: Date
}

/** What happens in the transaction that decides. Every kind that is granted at once says it, or it does not compile. */
export type ApprovalCarryOuts = { readonly [Kind in AtOnce]: { granted(given: CarriedOut): Promise<void> } } & {
  readonly [Kind in ApprovalKindKey]?: { refused?(given: CarriedOut): Promise<void> }
}

/** The condition of requests that wait now. */
export const waitingAt = (now: Date): Statement => sql`(a.status = 'waiting' and a.waits_until > ${now})`

/** How many requests a condition on `approval a` holds for; counted no further than `max`. */
export async function countApprovals(tx: Tx, where: Statement, max: number): Promise<number> {
  const row = await tx.row<{ n: number }>(sql`select count(*)::int as n from (
    select 1 from approval a where a.county = ${tx.county} and ${where} limit ${max}) counted`)
  return row?.n ?? 0
}

/** Of these requests, those for which a condition on `approval a` holds. */
export async function listAmong(tx: Tx, ids: readonly string[], where: Statement): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.rows<{ id: string }>(sql`select a.id from approval a
    where a.county = ${tx.county} and a.id = any(${[...ids]}::uuid[]) and ${where}`)
  return new Set(rows.map(({ id }) => id))
}

/** What has become of it by now: a request that nobody decided in time, and a grant that nobody used in time, are over. */
export function stateOfApproval(approval: Approval, now: Date): ApprovalState {
  if (approval.status === 'waiting') return approval.waitsUntil > now ? 'waiting' : 'expired'
  if (approval.status === 'granted') return approval.goodUntil && approval.goodUntil > now ? 'granted' : 'expired'
  return approval.status
}

/** From whose matters somebody stays away: their own, and those of whom they stand back from. */
export interface StandsApart {
  readonly personIds: readonly string[]
  readonly organisationIds: readonly string[]
  readonly names: readonly string[]
}

/** What the modules that know persons and cases tell about who may be a second person. */
export interface SecondPersonTeller {
  /** From whom somebody stands apart on the day, themselves among them. */
  apartFrom(tx: Tx, by: Actor, now: Date): Promise<StandsApart>
  /** Whether somebody is told of the case whose id an expression gives, as a condition. */
  tellsOf(tx: Tx, by: Actor, caseId: Statement): Statement
}

/** Whether a request on `approval a` is about somebody among these, as its kind declares whom it is about. */
function isAbout({ personIds, organisationIds, names }: StandsApart): Statement {
  const among = { persons: personIds, organisations: organisationIds, names }
  const members = Object.entries(approvalKinds).flatMap(([key, { about = {} }]: [string, ApprovalKind]) =>
    (Object.keys(among) as (keyof typeof among)[]).flatMap((what) =>
      (about[what] ?? []).map(
        (member) => sql`(a.kind = ${key} and a.content->>${member}::text = any(${[...among[what]]}::text[]))`,
      ),
    ),
  )
  return sql`coalesce(a.person_id = any(${[...personIds]}::uuid[]) or ${sql.join(members, ' or ')}, false)`
}

/**
 * Whether somebody may be the second person, whatever they may decide, as a condition on `approval a`: the one rule by which requests
 * are listed, counted and decided, granted or refused alike. Not: whoever asked, by whatever account, the account that asked, a program,
 * whom it is about on any side, and whoever stands back from them.
 */
export async function unconcerned(
  tx: Tx,
  { apartFrom }: Pick<SecondPersonTeller, 'apartFrom'>,
  by: Actor,
  now: Date,
): Promise<Statement> {
  return sql`(${mayVouch(by)} and a.asked_by is distinct from ${by.personId} and a.asked_account is distinct from ${by.accountId}
    and not ${isAbout(await apartFrom(tx, by, now))})`
}

/** Whether somebody is told of a request, as a condition on `approval a`: one about a case only by whoever is told of the case. */
export const toldTo = (tx: Tx, { tellsOf }: Pick<SecondPersonTeller, 'tellsOf'>, by: Actor): Statement =>
  sql`(case when a.subject_kind = 'cases' then ${tellsOf(tx, by, sql`a.subject_id::uuid`)} else true end)`

/**
 * Asks for something that a second person has to grant. Refuses whoever may not ask for this kind, and a program, whose maker
 * could grant what they asked for with it. A pack that is loaded from the
 * command line asks as nobody: whoever works there is known to the server, not to us.
 */
export async function askApproval(
  tx: Tx,
  ask: {
    readonly id: string
    readonly kind: ApprovalKindKey
    readonly subjectKind: string
    readonly subjectId: string
    /** Where the matter belongs; whoever decides must reach it. Without a place the county decides. */
    readonly standing?: { readonly townId?: string | null; readonly villageId?: string | null }
    /** Whom it is about, where it is about a person. */
    readonly personId?: string
    /** What the grant of a kind that is carried out at once does. */
    readonly content?: object
    /** For the sentence `text.approvals.about.<kind>`; shown to whoever may decide, so nothing sealed. */
    readonly facts: TextFacts
    readonly reason: string
    readonly by: Actor
    readonly now: Date
  },
): Promise<{ readonly id: string }> {
  const kind: ApprovalKind = approvalKinds[ask.kind]
  const asks = [kind.asks].flat()
  refuseUnless(
    mayVouch(ask.by) && asks.some((permission) => mayDo(ask.by, permission, ask.standing)),
    'not-allowed',
    {},
    asks.join(' or '),
  )
  const waitsUntil = new Date(ask.now.getTime() + kind.waitsDays * 86_400_000)
  await tx.run(sql`insert into approval (county, id, kind, subject_kind, subject_id, town_id, village_id, person_id, content,
      facts, reason, status, asked_at, asked_by, asked_account, waits_until)
    values (${tx.county}, ${ask.id}, ${ask.kind}, ${ask.subjectKind}, ${ask.subjectId}, ${ask.standing?.townId ?? null},
      ${ask.standing?.villageId ?? null}, ${ask.personId ?? null}, ${ask.content ? sql.json({ ...ask.content }) : null}, ${sql.json({ ...ask.facts })}, ${ask.reason}, 'waiting', ${ask.now},
      ${ask.by.personId || null}, ${ask.by.accountId || null}, ${waitsUntil})`)
  return { id: ask.id }
}

/**
 * Grants or refuses. Two who decide at the same moment wait for each other, and the second one is told. Refused are
 * whoever is not told of the matter or does not reach it, whoever is concerned (`unconcerned`), and a request that ran out.
 */
export async function decideApproval(
  tx: Tx,
  teller: SecondPersonTeller,
  carryOuts: ApprovalCarryOuts,
  input: {
    readonly id: string
    readonly grant: boolean
    readonly note: string | undefined
    readonly by: Actor
    readonly now: Date
  },
): Promise<Approval> {
  const { by, now } = input
  const free = await unconcerned(tx, teller, by, now)
  const found = await tx.row<Approval & { readonly told: boolean; readonly free: boolean }>(
    sql`select ${approvalColumns}, ${toldTo(tx, teller, by)} as told, ${free} as free from approval a
      where a.county = ${tx.county} and a.id = ${input.id} for update of a`,
  )
  refuseUnless(found?.told, 'not-found')
  const { told: _told, free: isFree, ...approval } = found
  const kind: ApprovalKind = approvalKinds[approval.kind]
  refuseUnless(isFree, 'second-person')
  refuseUnless(mayDo(by, kind.decides, approval), 'not-allowed', {}, kind.decides)
  refuseUnless(approval.status === 'waiting', 'changed-meanwhile')
  refuseUnless(approval.waitsUntil > now, 'approval-expired')
  if (!input.grant) refuseUnless(input.note, 'need-reason')
  const atOnce = kind.grant === 'at-once'
  const status = input.grant ? (atOnce ? 'used' : 'granted') : 'refused'
  const goodUntil =
    input.grant && kind.grant !== 'at-once' ? new Date(now.getTime() + kind.grant.goodForHours * 3_600_000) : null
  await tx.run(sql`update approval set status = ${status}, decided_at = ${now}, decided_by = ${by.personId},
      decided_account = ${by.accountId || null}, note = ${input.note ?? null}, good_until = ${goodUntil},
      used_at = ${status === 'used' ? now : null}
    where county = ${tx.county} and id = ${input.id}`)
  const decided: Approval = {
    ...approval,
    status,
    goodUntil,
    decidedAt: now,
    decidedBy: by.personId,
    note: input.note ?? null,
  }
  const carryOut: Partial<Record<'granted' | 'refused', (given: CarriedOut) => Promise<void>>> | undefined =
    carryOuts[approval.kind]
  await carryOut?.[input.grant ? 'granted' : 'refused']?.({ tx, approval: decided, by, now })
  return decided
}

/** The request of a subject that waits now. */
export function findWaiting(
  tx: Tx,
  { kind, subjectId, now }: { readonly kind: ApprovalKindKey; readonly subjectId: string; readonly now: Date },
): Promise<Approval | undefined> {
  return tx.row<Approval>(sql`select ${approvalColumns} from approval a where a.county = ${tx.county}
    and a.kind = ${kind} and a.subject_id = ${subjectId} and a.status = 'waiting' and a.waits_until > ${now}
    order by a.asked_at desc limit 1`)
}

/**
 * Takes back a request that waits. Only whoever asked for it may; nothing is decided, and what a refusal would undo is undone.
 * Whoever cannot know of it is told that there is none.
 */
export async function withdrawApproval(
  tx: Tx,
  carryOuts: ApprovalCarryOuts,
  { id, by, now }: { readonly id: string; readonly by: Actor; readonly now: Date },
): Promise<Approval> {
  const approval = await tx.row<Approval>(
    sql`select ${approvalColumns} from approval a where a.county = ${tx.county} and a.id = ${id} for update`,
  )
  refuseUnless(approval, 'not-found')
  refuseUnless(
    isAskedBy(approval, by),
    mayDo(by, approvalKinds[approval.kind].decides, approval) ? 'not-allowed' : 'not-found',
  )
  refuseUnless(stateOfApproval(approval, now) === 'waiting', 'changed-meanwhile')
  await endRequests(tx, sql`id = ${id}`, now)
  await carryOuts[approval.kind]?.refused?.({ tx, approval, by, now })
  return approval
}

/** Whether somebody made a request; what was asked with the account of a person is theirs whatever account they use. */
export const isAskedBy = (approval: Pick<Approval, 'askedBy'>, by: Actor): boolean =>
  approval.askedBy !== '' && approval.askedBy === by.personId

/** Nobody can grant any more what was asked for and waits. */
async function endRequests(tx: Tx, which: Statement, now: Date): Promise<void> {
  await tx.run(sql`update approval set waits_until = ${now} where county = ${tx.county} and status = 'waiting'
    and waits_until > ${now} and ${which}`)
}

/** Ends requests of a kind that wait, because what they asked for is taken back: nobody can grant them any more. */
export async function withdrawApprovals(
  tx: Tx,
  {
    kind,
    contentIds,
    now,
  }: { readonly kind: ApprovalKindKey; readonly contentIds: readonly string[]; readonly now: Date },
): Promise<void> {
  await endRequests(tx, sql`kind = ${kind} and content->>'id' = any(${contentIds}::text[])`, now)
}

/** The requests of a kind that wait now, the newest first: about some persons, on some things, or all. */
export function listWaiting(
  tx: Tx,
  {
    kind,
    personIds,
    subjectIds,
    now,
  }: {
    readonly kind: ApprovalKindKey
    readonly personIds?: readonly string[] | undefined
    readonly subjectIds?: readonly string[]
    readonly now: Date
  },
): Promise<Approval[]> {
  return tx.rows<Approval>(sql`select ${approvalColumns} from approval a where a.county = ${tx.county}
    and a.kind = ${kind} and a.status = 'waiting' and a.waits_until > ${now}
    and ${personIds === undefined ? sql`true` : sql`a.person_id = any(${[...personIds]}::uuid[])`}
    and ${subjectIds === undefined ? sql`true` : sql`a.subject_id = any(${[...subjectIds]}::text[])`}
    order by a.asked_at desc, a.id desc limit 500`)
}

/**
 * Uses a grant, once, by whoever asked for it. Refuses with `approval-needed` where there is none: not asked, not decided,
 * refused, used already, or too old.
 */
export async function takeApproval(
  tx: Tx,
  {
    kind,
    subjectId,
    by,
    now,
  }: { readonly kind: ApprovalKindKey; readonly subjectId: string; readonly by: Actor; readonly now: Date },
): Promise<Approval> {
  const approval = await tx.row<Approval>(sql`select ${approvalColumns} from approval a where a.county = ${tx.county}
    and a.kind = ${kind} and a.subject_id = ${subjectId} and a.asked_by = ${by.personId} and a.status = 'granted'
    and a.good_until > ${now} order by a.good_until limit 1 for update`)
  if (!approval) throw new Refusal('approval-needed')
  await tx.run(
    sql`update approval set status = 'used', used_at = ${now} where county = ${tx.county} and id = ${approval.id}`,
  )
  return { ...approval, status: 'used' }
}

/** A grant that was used up by something that never arrived: whoever asked may use it once more, as long as it is good. */
export async function giveBackApproval(tx: Tx, { id }: Pick<Approval, 'id'>): Promise<void> {
  await tx.run(
    sql`update approval set status = 'granted', used_at = null where county = ${tx.county} and id = ${id} and status = 'used'`,
  )
}
