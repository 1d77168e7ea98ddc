import { publicTextOrNull } from '@xiangzhi/language'
import type { Answer, Asked } from '#platform/asked'
import { sql, type Tx } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { keyset } from '#platform/keyset'
import { findPlaceByCode, listPlacesByIds } from '#kernel/places'
import type { Named } from '@xiangzhi/text'
import { type CasesEnvironment, filesIn } from './asked.ts'
import { follow } from './followers.ts'
import { loadByLink } from './load.ts'
import { findByLink, reporterActions, viewProgress } from './progress.ts'
import { answer, isQuestionOpen } from './reporter.ts'
import { decisionFacts } from './rules.ts'
import { makeTransition } from './transitions.ts'
import { changedOf } from './types.ts'

/** Where a case lies, as closely as the public may know: its lane or its grid, never a house. */
async function publicPlaces(
  tx: Tx,
  cases: readonly { readonly id: string; readonly placeId: string; readonly gridId: string | null }[],
): Promise<Map<string, Named>> {
  const ids = [...new Set(cases.flatMap(({ placeId, gridId }) => (gridId === null ? [] : [placeId, gridId])))]
  if (ids.length === 0) return new Map()
  const places = new Map((await listPlacesByIds(tx, ids)).map((place) => [place.id, place]))
  return new Map(
    cases.flatMap(({ id, placeId, gridId }) => {
      const own = places.get(placeId)
      const place = own?.kind === 'sub-grid' ? own : gridId === null ? undefined : places.get(gridId)
      return place ? [[id, { zh: place.name, en: place.nameEn || place.name }] as const] : []
    }),
  )
}

const publicOrder = keyset({ openedAt: 'instant', id: 'uuid' })

/** Operations of reporters and of the public. */
export function reporterOperations({ processes, carryOuts = {} }: CasesEnvironment) {
  /** The case to which a private link leads in the end, locked. */
  const reachedBy = async (tx: Tx, token: string, now: Date) => {
    const reached = await findByLink(tx, token)
    if (!reached) throw new Refusal('not-found')
    return loadByLink(tx, processes, reached, now)
  }
  return {
    getProgress: ({ tx, input, now }: Asked<'getProgress'>): Answer<'getProgress'> =>
      viewProgress(tx, processes, input.token, now),

    actAsReporter: async ({ tx, input, now }: Asked<'actAsReporter'>): Answer<'actAsReporter'> => {
      const subject = await reachedBy(tx, input.token, now)
      const { process, record: before, standing, by } = subject
      // What this reporter may not do is refused as what nobody may; the case itself decides about everything else.
      if (
        standing !== 'own' &&
        !reporterActions(
          process,
          before,
          standing,
          decisionFacts(subject.config, before, { ...subject.facts, now }),
        ).some((one) => one.transition === input.transition)
      )
        throw new Refusal('not-from-this-state')
      const after = await makeTransition(tx, { processes, carryOuts }, subject, {
        by,
        requestId: input.requestId,
        now,
        files: await filesIn(tx, input.fields, {
          audience: 'reporter',
          hand: { requestId: input.requestId },
          now,
        }),
        input: {
          transition: input.transition,
          fields: input.fields,
          note: input.note ?? null,
          reason: input.note ?? null,
          publicNote: null,
          organisationId: null,
        },
      })
      return changedOf(after)
    },

    answerQuestion: async ({ tx, input, now }: Asked<'answerQuestion'>): Answer<'answerQuestion'> => {
      const subject = await reachedBy(tx, input.token, now)
      const open = await isQuestionOpen(tx, { named: subject.named, last: subject.record }, input.questionId, now)
      return changedOf(answer(tx, subject, { ...input, open, by: subject.by, now }))
    },

    followCase: ({ tx, input, now, sealing }: Asked<'followCase'>): Answer<'followCase'> =>
      follow(tx, sealing, input.caseId, now),

    listPublicCases: async ({ tx, input }: Asked<'listPublicCases'>): Answer<'listPublicCases'> => {
      const place = input.village ?? input.town
      const standing = place ? await findPlaceByCode(tx, place) : undefined
      if (place && !standing) throw new Refusal('not-found')
      const where =
        standing?.kind === 'village'
          ? sql`p.village_id = ${standing.id}`
          : standing?.kind === 'town'
            ? sql`p.town_id = ${standing.id}`
            : sql`true`
      const after = publicOrder.read(input.cursor)
      const rows = await tx.rows<{
        id: string
        number: string
        process: string
        status: 'received' | 'in-hand' | 'done' | 'not-done'
        category: string
        villageId: string | null
        lng: number | null
        lat: number | null
        publicNote: string | null
        openedAt: Date
        closedAt: Date | null
        outcome: string | null
        followerCount: number
        reopenCount: number
        placeId: string
        gridId: string | null
      }>(sql`
        select p.id, p.number, p.process, p.status, p.category, p.village_id, p.lng, p.lat, p.public_note, p.opened_at, p.closed_at, p.outcome,
          p.follower_count, p.reopen_count, c.place_id, c.grid_id
        from public_case p join case_record c on c.county = p.county and c.id = p.id where p.county = ${tx.county} and ${where} ${input.category ? sql`and p.category like ${`${input.category.replaceAll(/[\\%_]/g, '')}%`}` : sql``} ${input.status ? sql`and p.status = ${input.status}` : sql``} ${input.open === undefined ? sql`` : input.open ? sql`and p.closed_at is null` : sql`and p.closed_at is not null`}
          ${after ? sql`and (p.opened_at, p.id) < (${after.openedAt}, ${after.id}::uuid)` : sql``} order by p.opened_at desc, p.id desc limit ${input.limit + 1}`)
      const { rows: page, nextCursor } = publicOrder.page(rows, input.limit, (last) => last)
      const lanes = await publicPlaces(tx, page)
      return {
        rows: page.map(({ placeId: _placeId, gridId: _gridId, ...row }) => ({
          ...row,
          publicNote: publicTextOrNull(row.publicNote),
          lane: lanes.get(row.id) ?? null,
          openedAt: row.openedAt.toISOString(),
          closedAt: row.closedAt?.toISOString() ?? null,
        })),
        nextCursor,
      }
    },
  } as const
}
