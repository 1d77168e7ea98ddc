import type { HidingDocument, PublicBody } from '@xiangzhi/contract'
import { screenText } from '@xiangzhi/language'
import { sql, type Tx } from '#platform/database'
import { findLogPositions, type LogPosition } from '#platform/public-log'
import { listPlacesByIds } from '#kernel/places'
import { plainTitle, searchWords } from './body.ts'

/** A published edition as it stands in the tables, with what of it and of its publication the public is shown. */
interface Shown {
  readonly id: string
  readonly publicationId: string
  readonly no: number
  readonly body: PublicBody
  readonly words: string
  readonly publishedAt: Date
  readonly title: string
  readonly status: string
  readonly changeNote: string | null
  readonly asOf: Date | null
  readonly editionPublishedAt: Date | null
  readonly supersededAt: Date | null
  readonly fileIds: readonly string[]
  readonly hiddenAt: Date | null
  /** What stays of it where its text is erased; `body` and `words` are put together from it. */
  readonly hiding: HidingDocument | null
  /** Whether a word of it is left in its draft. */
  readonly hasWords: boolean
}

interface PublicationRow {
  readonly id: string
  readonly placeId: string
  readonly itemCode: string
  readonly periodKey: string
  readonly title: string
  readonly status: string
  readonly liveNo: number | null
  readonly publishedAt: Date | null
  readonly firstPublishedAt: Date | null
  readonly classCode: string
  readonly affairs: string
  readonly audience: string
  readonly onBoard: boolean
  readonly isMoney: boolean
  readonly standsUntil: string | null
  readonly demo: boolean
}

const PAGE = 200

const isSame = (left: Date | null | undefined, right: Date | null | undefined): boolean =>
  left?.getTime() === right?.getTime()

/**
 * Compares everything that is shown of published editions with their committed texts and with the order of the public log:
 * what was exchanged, brought back, left out or put in beside the log is found. Returns one sentence a fault, in English.
 */
export async function checkPublished(tx: Tx): Promise<string[]> {
  const faults = await listTextless(tx)
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const publications = await tx.rows<PublicationRow>(sql`select id, place_id, item_code,
        period_key, title, status, live_no, published_at, first_published_at,
        class_code, affairs, audience, on_board, is_money, stands_until, demo
      from publication p where county = ${tx.county} and id > ${after}
        and (first_published_at is not null
          or exists (select from edition_body b where b.county = p.county and b.publication_id = p.id)
          or exists (select from edition_hidden h where h.county = p.county and h.publication_id = p.id))
      order by id limit ${PAGE}`)
    faults.push(...(await checkPage(tx, publications)))
    const last = publications.at(-1)
    if (!last || publications.length < PAGE) return faults
    after = last.id
  }
}

/** Editions that were public and have no text, and texts that belong to no publication. */
async function listTextless(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(sql`select e.id from edition e
      where e.county = ${tx.county} and e.status in ('live', 'superseded', 'withdrawn')
        and not exists (select from edition_body b where b.county = e.county and b.edition_id = e.id)
        and not exists (select from edition_hidden h where h.county = e.county and h.edition_id = e.id)
    union all select b.edition_id from edition_body b
      where b.county = ${tx.county} and not exists (select from publication p where p.county = b.county and p.id = b.publication_id)
    union all select h.edition_id from edition_hidden h
      where h.county = ${tx.county} and not exists (select from publication p where p.county = h.county and p.id = h.publication_id)
    limit 100`)
  return rows.map(({ id }) => `edition ${id}: its text or its publication is gone`)
}

async function checkPage(tx: Tx, publications: readonly PublicationRow[]): Promise<string[]> {
  const ids = publications.map(({ id }) => id)
  const shown = (
    await tx.rows<Shown>(sql`select t.edition_id as id, t.publication_id, t.no, t.body, t.words, t.hiding,
      t.published_at, e.title, e.status, e.change_note, e.as_of,
      e.published_at as "editionPublishedAt", e.superseded_at, e.hidden_at,
      e.content -> 'blocks' <> '[]'::jsonb as "hasWords",
      coalesce((select array_agg(f.file_id::text order by f.file_id) from edition_file f
        where f.county = e.county and f.edition_id = e.id), '{}') as "fileIds"
    from (
      select edition_id, publication_id, no, body, words, published_at, null::jsonb as hiding from edition_body
        where county = ${tx.county} and publication_id = any(${ids}::uuid[])
      union all select edition_id, publication_id, no, null, '', published_at, document from edition_hidden
        where county = ${tx.county} and publication_id = any(${ids}::uuid[])) t
    join edition e on e.county = ${tx.county} and e.id = t.edition_id
    order by t.publication_id, t.no`)
  ).map((row) => (row.hiding ? withoutText(row, row.hiding) : row))
  const [positions, places] = await Promise.all([
    findLogPositions(
      tx,
      shown.map(({ id }) => id),
    ),
    listPlacesByIds(
      tx,
      publications.map(({ placeId }) => placeId),
    ),
  ])
  const logged = Map.groupBy(positions, ({ subjectId }) => subjectId)
  const byPublication = Map.groupBy(shown, ({ publicationId }) => publicationId)
  const codes = new Map(places.map(({ id, code }) => [id, code]))
  return publications.flatMap((publication) => {
    const editions = byPublication.get(publication.id) ?? []
    const broken = editions.find(({ body }) => !isWhole(body))
    if (broken) return [`edition ${broken.id}: its text is damaged`]
    const said = (id: string): readonly LogPosition[] => logged.get(id) ?? []
    return [
      ...editions.flatMap((edition, at) => faultsOfEdition(edition, editions[at + 1], said(edition.id))),
      ...faultsOfPublication(publication, editions, codes.get(publication.placeId), said(editions.at(-1)?.id ?? '')),
    ]
  })
}

/** An erased text as it has to stand everywhere: under its plain title, without a word. */
function withoutText(row: Shown, document: HidingDocument): Shown {
  const { commitment: _commitment, withdrawal: _withdrawal, reason: _reason, ...about } = document
  const { askedBy: _asked, grantedBy: _granted, persons: _persons, hiddenAt: _at, ...named } = about
  const isFirst = document.class === undefined
  const body = {
    ...named,
    format: isFirst ? 'xiangzhi-edition/1' : 'xiangzhi-edition/3',
    title: plainTitle(document),
    changeNote: document.no > 1 ? '' : null,
    asOf: null,
    content: { blocks: [] },
  } as PublicBody
  return { ...row, body, words: searchWords(body) }
}

/** Whoever changes a text behind the server's back need not leave it whole. */
const isWhole = ({ item, place, content }: Partial<PublicBody>): boolean =>
  item !== undefined && place !== undefined && Array.isArray(content?.blocks)

const isWithdrawn = (said: readonly LogPosition[]): boolean => said.some(({ kind }) => kind === 'withdrawal')

function faultsOfEdition(edition: Shown, next: Shown | undefined, said: readonly LogPosition[]): string[] {
  const { body } = edition
  const files = body.content.blocks.flatMap((block) => (block.kind === 'files' ? block.files : []))
  const fileIds = [...new Set(files.map(({ fileId }) => fileId))].toSorted()
  const status = isWithdrawn(said) ? 'withdrawn' : next ? 'superseded' : 'live'
  const note = edition.changeNote === null ? null : screenText(edition.changeNote).text
  const checks: readonly (readonly [boolean, string])[] = [
    [
      said.filter(({ kind }) => kind === 'publication' || kind === 'correction').length === 1,
      'the log does not know it',
    ],
    [screenText(edition.title).text === body.title, 'its title was changed'],
    [note === body.changeNote, 'its note of change was changed'],
    [(edition.asOf?.toISOString() ?? null) === body.asOf, 'the day it is as of was changed'],
    [edition.words === searchWords(body), 'what search finds of it was changed'],
    [isSame(edition.editionPublishedAt, edition.publishedAt), 'its time was changed'],
    [edition.status === status, `it stands as ${edition.status} and is ${status}`],
    [
      status !== 'superseded' || isSame(edition.supersededAt, next?.publishedAt),
      'the time it was superseded was changed',
    ],
    [(edition.hiddenAt !== null) === said.some(({ kind }) => kind === 'hiding'), 'whether it is hidden was changed'],
    [edition.hiding === null || !edition.hasWords, 'its text is there again although it was hidden'],
    [JSON.stringify(edition.fileIds) === JSON.stringify(fileIds), 'its files were changed'],
  ]
  return checks.filter(([holds]) => !holds).map(([, fault]) => `edition ${edition.id}: ${fault}`)
}

function faultsOfPublication(
  publication: PublicationRow,
  editions: readonly Shown[],
  placeCode: string | undefined,
  said: readonly LogPosition[],
): string[] {
  const [first, last] = [editions[0], editions.at(-1)]
  if (!first || !last) return [`publication ${publication.id}: its editions are gone`]
  const withdrawn = isWithdrawn(said)
  const checks: readonly (readonly [boolean, string])[] = [
    [publication.title === last.body.title, 'its title was changed'],
    [publication.itemCode === last.body.item.code, 'it was moved to another item'],
    [publication.periodKey === last.body.period, 'it was moved to another period'],
    [placeCode === last.body.place.code, 'it was moved to another place'],
    [publication.status === (withdrawn ? 'withdrawn' : 'live'), `it stands as ${publication.status}`],
    [publication.liveNo === (withdrawn ? null : last.no), 'another edition of it is shown'],
    [isSame(publication.publishedAt, last.publishedAt), 'its time was changed'],
    [isSame(publication.firstPublishedAt, first.publishedAt), 'the time of its first edition was changed'],
    ...placedAs(publication, last.body),
  ]
  return checks.filter(([holds]) => !holds).map(([, fault]) => `publication ${publication.id}: ${fault}`)
}

/** To whom it is shown, where and how long. Texts of version 1 do not say it, so nothing of that can be held against them. */
function placedAs(publication: PublicationRow, body: PublicBody): (readonly [boolean, string])[] {
  if (body.format === 'xiangzhi-edition/1') return []
  return [
    [publication.classCode === body.class, 'it was moved to another class'],
    [publication.affairs === body.affairs, 'it was moved to other affairs'],
    [publication.audience === body.audience, 'for whom it is was changed'],
    [publication.onBoard === body.board, 'whether it belongs on the board was changed'],
    [publication.isMoney === body.money, 'whether it is the money of the village was changed'],
    [publication.standsUntil === body.standsUntil, 'how long it stands was changed'],
    [publication.demo === body.demo, 'whether it is a demo was changed'],
  ]
}
