import { possibleNames } from './mask-names.ts'

/** What no mask can decide: words about somebody's health, and words that read like somebody's name. A person decides. */
export const doubtKinds = ['illness', 'possible-name'] as const
export type DoubtKind = (typeof doubtKinds)[number]

/** Words of a text that may say what nobody should read of a person, as whoever decides about them is shown them. */
export interface DoubtfulWords {
  readonly kind: DoubtKind
  readonly words: string
}

/** Words that speak of somebody's health. Crops that are ill and offices for the ill do not. */
const illness =
  /病(?!虫|害)(?<!防病|植病|[锈枯斑粉萎腐]病)|癌|肿瘤|瘫|残障|残疾(?!人?(?:联合会|证办理))|精神(?:分裂|障碍|异常)|抑郁|艾滋|\bHIV\b|肝炎|尿毒|透析|化疗|糖尿|高血压|卒中|中风|怀孕|孕妇|流产|智障|弱智|失明|聋哑|吸毒|戒毒/giu

/** So many signs on either side of a word of illness say of whom it speaks. */
const AROUND = 8
const clauseEnd = /[\n。；;！!？?，,、：:]/u

/** The words around a place of a text, up to the ends of its clause. */
function clauseAround(text: string, from: number, to: number): string {
  const before = [...text.slice(0, from).split(clauseEnd).at(-1)!].slice(-AROUND).join('')
  const after = [...text.slice(to).split(clauseEnd)[0]!].slice(0, AROUND).join('')
  return `${before}${text.slice(from, to)}${after}`.trim()
}

/**
 * The one place that knows what may say too much of a person though no mask takes it out, in a text that was screened already. No
 * list of words knows every illness, and a sentence does not say where a name ends: what is found is shown to whoever publishes,
 * who confirms it or rewords it.
 */
export function doubtfulWords(text: string): DoubtfulWords[] {
  const ill = new Set(
    [...text.matchAll(illness)].map(({ index, 0: word }) => clauseAround(text, index, index + word.length)),
  )
  return [
    ...[...ill].map((words) => ({ kind: 'illness' as const, words })),
    ...possibleNames(text).map((words) => ({ kind: 'possible-name' as const, words })),
  ]
}

/** A finding about words that a person has to decide about. */
interface Finding {
  readonly block?: number
  readonly label?: string
  readonly masked: string
  readonly words?: string
}

/** Something in a document that a person has to confirm before it goes on; `times` says how often it stands there. */
export interface Doubt extends DoubtfulWords {
  /** Names it among the doubts of one document: confirmations say it. */
  readonly key: string
  readonly block?: number
  readonly label?: string
  readonly times: number
}

/** What of a document has to be confirmed: each kind of words once for each column or part they stand in. */
export function listDoubts(findings: readonly Finding[]): Doubt[] {
  const doubts = new Map<string, Doubt>()
  for (const { block, label, masked, words } of findings) {
    const kind = doubtKinds.find((one) => one === masked)
    if (!kind || words === undefined) continue
    const key = [kind, block ?? '', label ?? '', words].join('|')
    doubts.set(key, {
      key,
      kind,
      words,
      ...(block === undefined ? {} : { block }),
      ...(label === undefined ? {} : { label }),
      times: (doubts.get(key)?.times ?? 0) + 1,
    })
  }
  return [...doubts.values()]
}
