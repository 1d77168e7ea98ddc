/** What a public log and the public API say together: who withdrew, corrected, hid or missed what. Nothing else is asked. */
import { fromHex, toHex } from './bytes.ts'
import { canonicalJson, type Json } from './canonical-json.ts'
import { commit, type LogEntry } from './entry.ts'

/** A published text as `/api/public/editions/{id}` answers it, as far as a monitor reads it. */
export interface EditionAnswer {
  readonly editionId: string
  readonly publicationId: string
  readonly no: number
  readonly title: string
  readonly itemCode: string
  readonly period: string
  readonly state: string
  readonly place: { readonly code: string; readonly name: string }
  readonly changeNote: string | null
  readonly withdrawnAt: string | null
  readonly withdrawnReason: string | null
  readonly commitment: string
  readonly salt: string | null
  readonly body: Json
  /** Why, when and by which offices the text was hidden; null of one that only the people of the place read. */
  readonly hiding?: Json
}

/** What a place has not published, as `/api/public/places/{code}/disclosures` answers it. */
export interface MissingAnswer {
  readonly itemCode: string
  readonly itemName: { readonly zh: string; readonly en: string }
  readonly period: string
  readonly dueOn: string
  readonly status: string
  readonly exemptReason: string | null
}

/** Answers an address of the public API; undefined when there is nothing (404). */
export type ReadApi = (path: string) => Promise<unknown>

/**
 * Facts are what an office may do and must answer for. The others are contradictions: `gone`, a text of which the log knows and
 * the site nothing; `differs`, one that is not what was committed to; `withdrawn-unlogged`, one taken back behind the log.
 */
export type MonitorFinding =
  | { readonly kind: 'withdrawn' | 'corrected' | 'hidden'; readonly at: string; readonly edition: EditionAnswer }
  | {
      readonly kind: 'missed'
      readonly place: { readonly code: string; readonly name: string }
      readonly missing: MissingAnswer
    }
  | { readonly kind: 'missed-once'; readonly count: number }
  | { readonly kind: 'gone'; readonly at: string; readonly subject: string }
  | { readonly kind: 'differs' | 'withdrawn-unlogged'; readonly at: string; readonly edition: EditionAnswer }

/** Findings that no office may bring about: somebody has to ask. */
export const isContradiction = ({ kind }: MonitorFinding): boolean =>
  kind === 'gone' || kind === 'differs' || kind === 'withdrawn-unlogged'

/** Whether a text is the one that the log committed to; a text that is not shown says nothing. */
const isCommitted = (edition: EditionAnswer, commitment: string): boolean => {
  if (edition.commitment !== commitment) return false
  if (edition.body === null || edition.salt === null) return true
  const salt = fromHex(edition.salt)
  return salt?.length === 32 && toHex(commit(canonicalJson(edition.body), salt)) === commitment
}

/** What was told before: how many entries there were, and which texts were hidden; or a day before which nothing is asked about. */
export interface Told {
  readonly entries?: number
  readonly hidden?: readonly string[]
  readonly since?: string | undefined
}

/**
 * Asks about every entry and compares. What was `told` before is left out, but contradictions are told whenever they are found.
 * What is new goes by the place in the log, since an entry may bear a time before the last look; a text that was hidden bears
 * none at all.
 */
export async function monitorEntries(
  entries: readonly LogEntry[],
  readApi: ReadApi,
  told: Told = {},
): Promise<MonitorFinding[]> {
  const isNew = (index: number, at: string): boolean =>
    told.since === undefined ? index >= (told.entries ?? 0) : at >= told.since
  const knownHidden = new Set(told.hidden)
  const findings: MonitorFinding[] = []
  const withdrawn = new Set(entries.filter(({ kind }) => kind === 'withdrawal').map(({ subject }) => subject))
  for (const [index, { kind, subject, commitment, at }] of entries.entries()) {
    if (kind !== 'publication' && kind !== 'correction' && kind !== 'withdrawal') continue
    // oxlint-disable-next-line no-await-in-loop -- a monitor is a guest: it asks one thing after the other
    const edition = (await readApi(`/api/public/editions/${encodeURIComponent(subject)}`)) as EditionAnswer | undefined
    if (!edition) {
      if (kind !== 'withdrawal') findings.push({ kind: 'gone', at, subject })
      continue
    }
    if (kind === 'withdrawal') {
      if (isNew(index, at)) findings.push({ kind: 'withdrawn', at, edition })
      continue
    }
    if (!isCommitted(edition, commitment)) findings.push({ kind: 'differs', at, edition })
    if (edition.state === 'withdrawn' && !withdrawn.has(subject))
      findings.push({ kind: 'withdrawn-unlogged', at, edition })
    if (kind === 'correction' && isNew(index, at)) findings.push({ kind: 'corrected', at, edition })
    // A text without its salt was taken from readers; one for the people of the place alone has none on the open web either.
    if (edition.body === null && !knownHidden.has(subject) && (told.since === undefined || isNew(index, at)))
      findings.push({ kind: 'hidden', at, edition })
  }
  const count = entries.filter(({ kind, at }, index) => kind === 'duty-miss' && isNew(index, at)).length
  if (count > 0) findings.push({ kind: 'missed-once', count })
  return findings
}

/** What each place of the county has not published today. */
export async function monitorMissing(readApi: ReadApi): Promise<MonitorFinding[]> {
  const county = (await readApi('/api/county')) as
    | {
        readonly towns: readonly {
          readonly code: string
          readonly name: string
          readonly villages: readonly { readonly code: string; readonly name: string }[]
        }[]
      }
    | undefined
  const places = (county?.towns ?? []).flatMap(({ code, name, villages }) => [{ code, name }, ...villages])
  const findings: MonitorFinding[] = []
  for (const { code, name } of places) {
    // oxlint-disable-next-line no-await-in-loop -- see above
    const answer = (await readApi(`/api/public/places/${code}/disclosures?limit=1`)) as
      | { readonly missing: readonly MissingAnswer[] }
      | undefined
    for (const missing of answer?.missing ?? [])
      if (missing.exemptReason === null) findings.push({ kind: 'missed', place: { code, name }, missing })
  }
  return findings
}
