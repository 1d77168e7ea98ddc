/**
 * The chain of audit lines, and how it is checked: by the server that keeps it, and by anybody who was given an export,
 * without the server. Nothing here knows a database or a file; hashing is handed in, so that it runs anywhere.
 */

/** SHA-256 of a text in UTF-8, in hexadecimal. */
export type Sha256 = (text: string) => string

/**
 * One audit line as it is hashed: request, operation, account, person, instant (UTC with microseconds), kind and id of
 * what it was about, hash of the input, SHA-256 of the answer. Answers themselves stay where they are.
 */
export type AuditRow = readonly [
  requestId: string,
  operation: string,
  byAccount: string | null,
  byPerson: string | null,
  at: string,
  subjectKind: string | null,
  subjectId: string | null,
  fingerprint: string,
  answerHash: string,
]

/** One link: it covers every line after the link before it up to and with `untilAt`. */
export interface AuditLink {
  readonly no: number
  readonly untilAt: string
  readonly rows: number
  readonly digest: string
  readonly previousHash: string
  readonly hash: string
}

/** The lines of an export, one JSON value each: a head, then the rows of a link and the link, again and again, then the rest. */
export type AuditLine =
  | { readonly audit: 1; readonly county: number }
  | { readonly row: AuditRow }
  | { readonly link: AuditLink }

/** What the first link follows, and the digest of no line at all. */
export const NO_HASH = '0'.repeat(64)

/** The digest after one more line. */
export function addToDigest(sha256: Sha256, digest: string, row: AuditRow): string {
  return sha256(`${digest}\n${JSON.stringify(row)}`)
}

/** The hash of a link, which holds all lines and all links before it. */
export function hashOfLink(sha256: Sha256, county: number, link: Omit<AuditLink, 'hash'>): string {
  const { no, untilAt, rows, digest, previousHash } = link
  return sha256(JSON.stringify(['xiangzhi audit link 1', county, no, untilAt, rows, digest, previousHash]))
}

export type AuditFaultKind =
  | 'no-head'
  | 'not-readable'
  | 'link-number'
  | 'link-follows'
  | 'link-hash'
  | 'row-count'
  | 'row-content'
  | 'row-order'
  | 'row-outside'
  | 'known-hash'
  | 'link-missing'

/** One thing that is not as it was when it was linked. */
export interface AuditFault {
  readonly kind: AuditFaultKind
  /** The link it was found in; the last one plus one for lines after it. */
  readonly link: number
  /** The line of the export, from 1; 0 for what is missing at the end. */
  readonly line: number
  readonly detail: string
}

export interface AuditReport {
  readonly county: number | undefined
  readonly links: number
  readonly rows: number
  /** Lines younger than the last link: still without protection. */
  readonly rowsNotLinked: number
  /** The hash of the last link. */
  readonly head: string
  readonly faults: readonly AuditFault[]
}

export interface AuditChecker {
  add(line: AuditLine): void
  /** A line of text that is no JSON. */
  addUnreadable(detail: string): void
  end(): AuditReport
}

/** Faults beyond these are counted by nobody: the first ones tell where to look. */
const FAULTS_MAX = 100

const isAfter = (row: AuditRow, other: AuditRow): boolean =>
  row[4] > other[4] || (row[4] === other[4] && row[0] > other[0])

/**
 * Checks an export line by line in constant memory. `known` are hashes of links that were noted outside of the database
 * (in the log, on paper): against them even a chain that was made anew as a whole is found.
 */
export function checkAudit(sha256: Sha256, known: ReadonlyMap<number, string> = new Map()): AuditChecker {
  const faults: AuditFault[] = []
  let county: number | undefined
  let line = 0
  let links = 0
  let rows = 0
  let rowsNow = 0
  let digest = NO_HASH
  let previous: AuditLink | undefined
  let lastRow: AuditRow | undefined

  const fault = (kind: AuditFaultKind, detail: string, at = line): void => {
    if (faults.length < FAULTS_MAX) faults.push({ kind, link: links + 1, line: at, detail })
  }

  const addRow = (row: AuditRow): void => {
    if (lastRow && !isAfter(row, lastRow)) fault('row-order', `${row[0]} stands behind ${lastRow[0]}`)
    if (previous && row[4] <= previous.untilAt) fault('row-outside', `${row[0]} is older than the link before it`)
    digest = addToDigest(sha256, digest, row)
    rowsNow += 1
    rows += 1
    lastRow = row
  }

  const addLink = (link: AuditLink): void => {
    const before = previous?.hash ?? NO_HASH
    if (link.no !== links + 1) fault('link-number', `link ${link.no} where ${links + 1} was to come`)
    if (link.previousHash !== before) fault('link-follows', `link ${link.no} does not follow the one before it`)
    if (lastRow && rowsNow > 0 && lastRow[4] > link.untilAt)
      fault('row-outside', `${lastRow[0]} is younger than link ${link.no}`)
    if (link.rows !== rowsNow)
      fault('row-count', `link ${link.no} was made over ${link.rows} lines, there are ${rowsNow}`)
    if (link.digest !== digest) fault('row-content', `the lines of link ${link.no} are not those it was made over`)
    if (hashOfLink(sha256, county ?? 0, link) !== link.hash) fault('link-hash', `link ${link.no} was changed`)
    const noted = known.get(link.no)
    if (noted !== undefined && noted !== link.hash)
      fault('known-hash', `link ${link.no} is not the one that was noted: the chain was made anew`)
    links += 1
    previous = link
    rowsNow = 0
    digest = NO_HASH
  }

  return {
    add: (value) => {
      line += 1
      if ('audit' in value) {
        if (line !== 1) fault('not-readable', 'a second head')
        county = value.county
        return
      }
      if (line === 1) fault('no-head', 'the first line is no head of an export')
      if ('row' in value) addRow(value.row)
      else addLink(value.link)
    },
    addUnreadable: (detail) => {
      line += 1
      fault('not-readable', detail)
    },
    end: () => {
      const last = Math.max(0, ...known.keys())
      if (last > links) fault('link-missing', `link ${last} was noted, but the chain ends at ${links}`, 0)
      return { county, links, rows, rowsNotLinked: rowsNow, head: previous?.hash ?? NO_HASH, faults }
    },
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value)

const isRow = (value: unknown): value is AuditRow =>
  Array.isArray(value) &&
  value.length === 9 &&
  value.every(isTextOrNull) &&
  [0, 1, 4, 7, 8].every((at) => isText(value[at]))

const isLink = (value: unknown): value is AuditLink => {
  if (typeof value !== 'object' || value === null) return false
  const link = value as Record<string, unknown>
  return (
    Number.isSafeInteger(link['no']) &&
    Number.isSafeInteger(link['rows']) &&
    ['untilAt', 'digest', 'previousHash', 'hash'].every((key) => isText(link[key]))
  )
}

/** Reads one line of an export. Undefined when it is none. */
export function readAuditLine(text: string): AuditLine | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  if ('audit' in value && value.audit === 1 && 'county' in value && Number.isSafeInteger(value.county))
    return { audit: 1, county: Number(value.county) }
  if ('row' in value && isRow(value.row)) return { row: value.row }
  if ('link' in value && isLink(value.link)) return { link: value.link }
  return undefined
}
