import {
  type Block,
  carryBalance,
  type Content,
  type DisclosurePeriod,
  type EffectiveItem,
  emptyContent,
  localDate,
  mayDo,
  owes,
  periodBefore,
  periodFromKey,
  withoutNil,
} from '@xiangzhi/language'
import type { Answer, Asked } from '#platform/asked'
import type { CountyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { claimUploads, fileOf } from '#platform/files'
import { Refusal, refuseUnless } from '#platform/refusal'
import { dayOf } from '#kernel/people'
import { placeStanding, type PlaceStanding } from '#kernel/places'
import {
  beginEdition,
  findEdition,
  findPublication,
  listEditions,
  listInTexts,
  listPublicationsOf,
  listProblems,
  lockEdition,
  type LockedEdition,
  saveDraft,
  statementBefore,
} from '#kernel/publications'
import { itemOf } from './catalogue.ts'
import { expectAtOnce } from './duties.ts'
import type { DisclosureEnvironment } from './environment.ts'
import { contentFromCases } from './fill-from-cases.ts'
import { placeWithin } from './reads.ts'
import { listStatuses } from './standing.ts'

/** The same document with its words kept and its numbers gone: next month's begins like this one. */
export function withoutNumbers(content: Content): Content {
  return {
    blocks: content.blocks.map(withoutNil).map((block): Block => {
      if (block.kind === 'money') {
        const emptied = (lines: typeof block.income) => lines.map(({ label }) => ({ label, fen: 0 }))
        const { closing } = block
        return { ...block, opening: closing, income: emptied(block.income), expense: emptied(block.expense), closing }
      }
      if (block.kind === 'table') {
        const { total: _total, ...table } = block
        return {
          ...table,
          rows: block.rows.map((row) =>
            Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, typeof cell === 'number' ? null : cell])),
          ),
        }
      }
      if (block.kind === 'files') return { ...block, files: [] }
      return block
    }),
  }
}

async function liveContent(tx: Tx, placeId: string, itemCode: string, periodKey: string): Promise<Content | undefined> {
  const publications = await listPublicationsOf(tx, { placeIds: [placeId], periodKeys: [periodKey] })
  const publication = publications.find((one) => one.itemCode === itemCode)
  if (!publication) return undefined
  const editions = await listEditions(tx, publication.id)
  return editions.findLast(({ status }) => status === 'live' || status === 'withdrawn')?.content
}

/** What a writer begins with: the text that is public now, figures from the cases, the last period's words, or the template. */
async function firstContent(
  tx: Tx,
  config: CountyConfig,
  { item }: EffectiveItem,
  standing: PlaceStanding,
  period: DisclosurePeriod,
  source: 'template' | 'last' | 'live',
  now: Date,
): Promise<{ content: Content; asOf: Date | null }> {
  const { place } = standing
  const live = await liveContent(tx, place.id, item.code, period.key)
  if (item.source !== 'typed')
    return { content: await contentFromCases(tx, config, item, place, period, now), asOf: now }
  if (live) return { content: live, asOf: null }
  refuseUnless(source !== 'live', 'not-found')
  if (source === 'last' && 'every' in item.rhythm) {
    const before = periodBefore(item.rhythm.every, period.first)
    const last = await liveContent(tx, place.id, item.code, before.key)
    if (last) return { content: withoutNumbers(last), asOf: null }
  }
  const about = { placeId: place.id, itemCode: item.code, periodFirst: period.first }
  return { content: carryBalance(emptyContent(item), await statementBefore(tx, about)), asOf: null }
}

/** A text that may be written by the person, with its version compared. */
export async function lockToWrite(
  tx: Tx,
  by: Asked<'saveDraft'>['by'],
  editionId: string,
  version: number,
): Promise<LockedEdition> {
  const edition = await findEdition(tx, editionId)
  const publication = edition && (await findPublication(tx, edition.publicationId))
  if (!publication || !mayDo(by, 'disclosure.read', publication)) throw new Refusal('not-found')
  refuseUnless(mayDo(by, 'disclosure.write', publication), 'not-allowed')
  const locked = await lockEdition(tx, editionId)
  refuseUnless(locked.edition.version === version, 'changed-meanwhile')
  return locked
}

/**
 * Papers named in a text must stand in it already, or be uploads of this person that belong to nothing but texts; they belong to it
 * from now on.
 */
async function claimFiles(
  tx: Tx,
  { publication }: LockedEdition,
  content: Content,
  by: string,
  now: Date,
): Promise<Content> {
  const blocks: Block[] = []
  const held = new Set(
    (await listEditions(tx, publication.id)).flatMap(({ content: known }) =>
      known.blocks.flatMap((block) => (block.kind === 'files' ? block.files.map(({ fileId }) => fileId) : [])),
    ),
  )
  for (const block of content.blocks) {
    if (block.kind !== 'files') {
      blocks.push(block)
      continue
    }
    const files = []
    const wanted = block.files.map(({ fileId }) => fileId)
    const claimed = await claimUploads(tx, wanted, { hand: { personId: by }, now, name: '附件' })
    const taken = new Set(claimed.map(({ id }) => id))
    const inTexts = await listInTexts(
      tx,
      wanted.filter((id) => !held.has(id) && !taken.has(id)),
    )
    for (const file of block.files) {
      const upload = await fileOf(tx, file.fileId)
      refuseUnless(
        upload && (held.has(upload.id) || taken.has(upload.id) || (upload.uploadedBy === by && inTexts.has(upload.id))),
        'bad-input',
        {},
        `upload ${file.fileId}`,
      )
      // Type and size are what the upload is, whatever the browser said.
      files.push({ fileId: file.fileId, name: file.name, mediaType: upload.mediaType, bytes: upload.bytes })
    }
    blocks.push({ ...block, files })
  }
  return { blocks }
}

/** Operations of those who write. */
export function draftOperations({ duties, processes }: Pick<DisclosureEnvironment, 'duties' | 'processes'>) {
  return {
    openDraft: async ({ tx, by, input, now }: Asked<'openDraft'>): Answer<'openDraft'> => {
      const { config, found } = await itemOf(tx, input.item)
      const place = await placeWithin(tx, by, input.place, 'disclosure.write')
      refuseUnless(owes(found.item, place), 'bad-input', {}, `${input.item} is no item of ${place.code}`)
      const period = periodFromKey(found.item.rhythm, input.period)
      const today = localDate(config.calendar, now)
      const isAhead = 'upon' in found.item.rhythm && found.item.rhythm.upon === 'ahead'
      refuseUnless(period && (isAhead || period.first <= today), 'bad-input', {}, `period ${input.period}`)
      const standing = await placeStanding(tx, place.id)
      if (!standing) throw new Refusal('place-unknown')
      const { content, asOf } = await firstContent(tx, config, found, standing, period, input.source, now)
      const { edition } = await beginEdition(tx, {
        of: found,
        standing,
        period,
        content,
        asOf,
        by: by.personId,
        now,
        demo: config.demo,
      })
      const event = { placeId: place.id, periodKey: period.key, on: period.first, now }
      await expectAtOnce(tx, duties, found, event)
      const { id, version } = edition
      return { id, version, status: (await listStatuses(tx, processes, [edition])).get(id) ?? 'draft' }
    },

    saveDraft: async ({ tx, by, input, now }: Asked<'saveDraft'>): Answer<'saveDraft'> => {
      const locked = await lockToWrite(tx, by, input.editionId, input.version)
      const [content, { found }] = await Promise.all([
        claimFiles(tx, locked, input.content, by.personId, now),
        itemOf(tx, locked.publication.itemCode),
      ])
      const saved = await saveDraft(tx, locked, {
        version: input.version,
        title: input.title,
        content,
        changeNote: input.changeNote,
        asOf: locked.edition.asOf,
        publishAt: input.publishAt === null ? null : new Date(input.publishAt),
        by: by.personId,
        now,
      })
      return {
        id: saved.id,
        version: saved.version,
        problems: await listProblems(tx, locked.publication, saved, found, await dayOf(tx, now)),
      }
    },

    refillDraft: async ({ tx, by, input, now }: Asked<'refillDraft'>): Answer<'refillDraft'> => {
      const locked = await lockToWrite(tx, by, input.editionId, input.version)
      const { publication, edition } = locked
      const [{ config, found }, standing] = await Promise.all([
        itemOf(tx, publication.itemCode),
        placeStanding(tx, publication.placeId),
      ])
      const period = periodFromKey(found.item.rhythm, publication.periodKey)
      refuseUnless(found.item.source !== 'typed' && standing && period, 'bad-input')
      const saved = await saveDraft(tx, locked, {
        version: input.version,
        title: edition.title,
        content: await contentFromCases(tx, config, found.item, standing.place, period, now),
        changeNote: edition.changeNote,
        asOf: now,
        publishAt: edition.publishAt,
        by: by.personId,
        now,
      })
      return { id: saved.id, version: saved.version }
    },
  } as const
}
