import { findSecrets, type SecretKind } from './screen.ts'

/**
 * Why a paper, or a part of it, was not searched: a picture holds no text; a scan is a picture in a PDF; it holds further files or
 * pictures, which were not opened; it cannot be opened; it is
 * longer than is searched, or took too long; its turn has not come yet.
 */
export const unsearchedReasons = ['picture', 'scan', 'holds-files', 'unreadable', 'too-large', 'not-yet'] as const
export type UnsearchedReason = (typeof unsearchedReasons)[number]

/** Where something stands in a paper: a page, from 1, or a cell of a sheet. */
export type PaperPlace = { readonly page: number } | { readonly sheet: string; readonly cell: string }

/** A number that no public text may show, with its middle starred: the paper has it in full, nothing else does. */
export interface FoundInPaper {
  readonly kind: SecretKind
  readonly at: PaperPlace
  readonly shown: string
}

/** What is known of the content of a paper. What is not searched is never taken for clean. */
export interface PaperSearch {
  readonly unsearched: null | {
    readonly why: UnsearchedReason
    /** The pages of a PDF that were not read; absent where it is the whole paper. */
    readonly pages?: number[]
  }
  readonly found: FoundInPaper[]
}

/** Some words of a paper that belong together, as a cell or a run of text on a page does. */
export interface PaperPiece {
  readonly at: PaperPlace
  readonly text: string
  /** What announces it: the heading of its column, or the words before it. */
  readonly label?: string | undefined
  /** Only these kinds are looked for: words put together from several places hold amounts that only look like numbers of persons. */
  readonly only?: SecretKind | undefined
}

/** A heading under which every long number belongs to a person or an account. */
const announces: readonly (readonly [RegExp, SecretKind])[] = [
  [/(?:身份证?|证件)[号码]*$/u, 'identity-number'],
  [/(?:账|帐|卡|一卡通|存折)[号码户]*$/u, 'bank-account'],
]

/** A heading without its colon and what stands in brackets at its end: 身份证号（18 位）：. */
const bareHeading = (words: string): string =>
  words
    .trim()
    .replace(/[:：]$/u, '')
    .replace(/[(（][^()（）]{0,12}[)）]$/u, '')

/** What kind of number words announce, such as 身份证号 or 银行卡号; undefined where they announce none. */
export function announcesNumber(words: string): SecretKind | undefined {
  const bare = bareHeading(words)
  return announces.find(([pattern]) => pattern.test(bare))?.[1]
}

/** The first three signs and the last two of a long number: enough to find it in the paper, too little to call anybody. */
function starred(number: string): string {
  const signs = [...number.replaceAll(/[^\p{L}\p{Nd}]/gu, '')]
  return `${signs.slice(0, 3).join('')}＊＊＊＊${signs.slice(-2).join('')}`
}

/** What must not be public in some words of a paper. */
export function searchPiece({ at, text, label, only }: PaperPiece): FoundInPaper[] {
  const before = label !== undefined && announcesNumber(label) ? `${bareHeading(label)}：` : ''
  const whole = `${before}${text}`
  return findSecrets(whole).flatMap(({ kind, from, to }) =>
    from < before.length || (only !== undefined && kind !== only)
      ? []
      : [{ kind, at, shown: starred(whole.slice(from, to)) }],
  )
}
