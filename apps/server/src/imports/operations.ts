import { mayDo, type Actor } from '@xiangzhi/language'
import { say, type TextKey } from '@xiangzhi/text'
import { type CoverageProof, dayOf, namesOf, proveCoverage } from '#kernel/people'
import { placeRows, type Place } from '#kernel/places'
import type { Answer, Asked } from '#platform/asked'
import type { Tx } from '#platform/database'
import { type Cell, writeSheet } from '#platform/excel'
import { findRun, type ImportRun, listRuns } from '#platform/imports'
import { refuseUnless } from '#platform/refusal'
import { rosterKinds } from './columns.ts'
import { cancelRoster, commitRoster, importableBy, undoRoster } from './roster.ts'
import { writeTemplate } from './template.ts'

const nothing = async (): Promise<ReadonlyMap<string, string>> => new Map()

/** The lines of the book, with names for the persons in them. */
async function viewsOf(tx: Tx, runs: readonly ImportRun[]) {
  const ids = runs.flatMap(({ uploadedBy, committedBy, undoneBy }) => [uploadedBy, committedBy, undoneBy])
  const known = [...new Set(ids.filter((id): id is string => id !== null))]
  const names = await (known.length === 0 ? nothing() : namesOf(tx, known))
  const nameOf = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? null))
  return runs.map(({ problems: _problems, ...run }) => ({
    ...run,
    uploadedBy: nameOf(run.uploadedBy),
    uploadedAt: run.uploadedAt.toISOString(),
    committedBy: nameOf(run.committedBy),
    committedAt: run.committedAt?.toISOString() ?? null,
    undoneBy: nameOf(run.undoneBy),
    undoneAt: run.undoneAt?.toISOString() ?? null,
  }))
}

async function template({ input }: Asked<'importTemplate'>): Answer<'importTemplate'> {
  return writeTemplate(input.kind, input.language)
}

/** What somebody may see of the book: the kinds they may bring in; former cases with places. */
function visibleTo(by: Actor) {
  const mine = importableBy(by)
  return { mine, kinds: mine.includes('places') ? ([...mine, 'cases'] as const) : mine }
}

async function list({ tx, by, input }: Asked<'listImports'>): Answer<'listImports'> {
  const { mine, kinds } = visibleTo(by)
  const runs = kinds.length === 0 ? [] : await listRuns(tx, kinds, input.limit)
  return { rows: await viewsOf(tx, runs), mayImport: rosterKinds.filter((kind) => mine.includes(kind)) }
}

async function get({ tx, by, input }: Asked<'getImport'>): Answer<'getImport'> {
  const run = await findRun(tx, input.importId)
  refuseUnless(run && visibleTo(by).kinds.some((kind) => kind === run.kind), 'not-found')
  const [view] = await viewsOf(tx, [run])
  refuseUnless(view, 'not-found')
  return { ...view, problems: run.problems.map((problem) => ({ ...problem })) }
}

const decisions = { commitImport: commitRoster, cancelImport: cancelRoster, undoImport: undoRoster } as const

const deciding =
  (name: keyof typeof decisions) =>
  async ({ tx, by, input, now }: Asked<typeof name>): Answer<typeof name> => {
    const { id, status } = await decisions[name]({ tx, by, now, id: input.importId })
    return { id, status }
  }

const gapLists = [
  'householdsInNoGrid',
  'householdsInTwoGrids',
  'householdsElsewhere',
  'gridsWithoutWorker',
  'lanesWithoutChief',
  'householdsWithoutContact',
] as const

const gapCount = (proof: CoverageProof): number =>
  gapLists.reduce((sum, list) => sum + proof[list].n, proof.overlaps.length)

/** Everybody may know how many are missing; which household only who may see it. */
const seenBy =
  (by: Actor) =>
  (place: Place): boolean =>
    place.kind !== 'household' || mayDo(by, 'place.write', place) || mayDo(by, 'household.read', place)

async function prove({ tx, by, now }: Asked<'coverageProof'>): Answer<'coverageProof'> {
  const proof = await proveCoverage(tx, await dayOf(tx, now), 200)
  const rows = (places: readonly Place[]) => placeRows(tx, places.filter(seenBy(by)))
  const gaps = async (list: (typeof gapLists)[number]) => ({ n: proof[list].n, first: await rows(proof[list].first) })
  const claimed = new Map(
    (await rows(proof.overlaps.flatMap(({ grid, other }) => [grid, other]))).map((row) => [row.id, row]),
  )
  return {
    covered: gapCount(proof) === 0,
    totals: proof.totals,
    householdsInNoGrid: await gaps('householdsInNoGrid'),
    householdsInTwoGrids: await gaps('householdsInTwoGrids'),
    householdsElsewhere: await gaps('householdsElsewhere'),
    gridsWithoutWorker: await gaps('gridsWithoutWorker'),
    lanesWithoutChief: await gaps('lanesWithoutChief'),
    householdsWithoutContact: await gaps('householdsWithoutContact'),
    overlaps: proof.overlaps.flatMap(({ grid, other, squareMetres }) => {
      const [one, two] = [claimed.get(grid.id), claimed.get(other.id)]
      return one && two ? [{ grid: one, other: two, squareMetres }] : []
    }),
  }
}

/** An Excel file holds at most a million rows; a proof with more gaps than this is no proof. */
const EXPORTED_MAX = 100_000

async function exportProof({ tx, by, input, now }: Asked<'exportCoverageProof'>): Answer<'exportCoverageProof'> {
  const { language } = input
  const proof = await proveCoverage(tx, await dayOf(tx, now), EXPORTED_MAX)
  const t = (key: TextKey, facts?: Record<string, string | number>): string => say(language, key, facts)
  const title = t('text.imports.proof.title')
  const rows: Cell[][] = [
    [
      gapCount(proof) === 0 ? t('text.imports.proof.covered') : t('text.imports.proof.gaps', { n: gapCount(proof) }),
      null,
      null,
      t('text.imports.proof.of', proof.totals),
    ],
    ...gapLists.flatMap((list): Cell[][] => [
      [t(`text.imports.proof.${list}`), null, null, String(proof[list].n)],
      ...proof[list].first.map((place): Cell[] => [t(`text.imports.proof.${list}`), place.name, place.code, null]),
    ]),
    ...proof.overlaps.map(({ grid, other, squareMetres }): Cell[] => [
      t('text.imports.proof.overlaps'),
      `${grid.name} / ${other.name}`,
      `${grid.code} / ${other.code}`,
      t('text.imports.proof.overlap', { grid: grid.name, other: other.name, squareMetres }),
    ]),
  ]
  return writeSheet(
    { by, input, now },
    {
      title,
      columns: (['gap', 'name', 'code', 'more'] as const).map((key, at) => ({
        title: t(`text.imports.proof.${key}`),
        width: [32, 26, 34, 50][at] ?? 20,
      })),
      rows,
    },
  )
}

/** What the contract's operations on imports and the proof of coverage do here. */
export const importsOperations = {
  importTemplate: template,
  listImports: list,
  getImport: get,
  commitImport: deciding('commitImport'),
  cancelImport: deciding('cancelImport'),
  undoImport: deciding('undoImport'),
  coverageProof: prove,
  exportCoverageProof: exportProof,
} as const
