import { possibleNames } from './mask-names.ts'

/** What no mask can decide: words about somebody's health, and words that read like somebody's name. A person decides. */
export const doubtKinds = ['illness', 'possible-name'] as const
export type DoubtKind = (typeof doubtKinds)[number]

/** Words of a text that may say what nobody should read of a person, as whoever decides about them is shown them. */
export interface DoubtfulWords {
  readonly kind: DoubtKind
  readonly words: string
}

/**
 * Words that speak of somebody's health. Crops that are ill, offices for the ill and the names of schemes (大病救助, 残疾证办理) do not.
 */
const illness = new RegExp(
  [
    String.raw`病(?!虫|害(?!人))(?<!防病(?!人)|植病|[锈枯斑粉萎腐]病|疫病(?=防))(?<!大病(?=救助|保险|医保|统筹|慈善|补充))`,
    '癌|肿瘤|瘫|残障|残疾(?!人?(?:联合会|证办理))|截肢|骨折|卧床|失能|失智|痴呆|智障|弱智|失明|聋哑|白内障|青光眼',
    '精神(?:分裂|障碍|异常|失常|失禁|[一二三四]级)|[一二三四]级(?:智力|肢体|视力|听力|言语|精神|多重)|抑郁|自闭|唐氏|癫痫|羊癫',
    '艾滋|hiv|[甲乙丙戊]肝|肝炎|肝硬化|结核|梅毒|尘肺|矽肺|哮喘|帕金森|红斑狼疮|血友|白血|贫血',
    '脑梗|心梗|梗死|脑出血|脑溢血|卒中|中风|高血压|糖尿|冠心|心衰|[心肾肝]衰竭|心脏支架|搭桥手术|尿毒|透析|化疗|放疗|移植手术|手术费',
    '患[有上者]|怀孕|孕妇|流产|不孕|吸毒|戒毒',
  ].join('|'),
  'giu',
)

/** Signs that tell the reader nothing and break a word up for whoever looks for it: 尿 毒 症, 肝·炎, signs without width. */
const within =
  /(?<=\p{Script=Han})[^\S\n]+(?=\p{Script=Han})|(?<=[肝心脑肾肺胃])[·・•‧](?=\p{Script=Han})|[\p{Cf}\u034f]/gu

/** A text as its words are looked for: one form of each letter, and nothing inside a word. */
const asRead = (text: string): string => text.normalize('NFKC').replaceAll(within, '')

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
export function doubtfulWords(written: string): DoubtfulWords[] {
  const text = asRead(written)
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
