import { actAsReporter, answerQuestion, askAboutPublication, openReport } from '@xiangzhi/contract'

/** A text of the contract, which may be left out. */
type DeclaredText = { readonly maxLength: number | null } | { unwrap(): { readonly maxLength: number | null } }

/** The most characters that a declared text takes; a text without a limit is a mistake of its declaration. */
function longest(declared: DeclaredText): number {
  const { maxLength } = 'unwrap' in declared ? declared.unwrap() : declared
  if (maxLength === null) throw new Error('a text of the contract has no limit')
  return maxLength
}

const reporter = openReport.input.shape.reporter.unwrap().shape

/** Where exactly, in words: it is put below the description. The contract knows no field of its own for it. */
const WHERE_MAX = 200

const question = longest(askAboutPublication.input.shape.text)

/** How many characters each field of the pages takes, as the contract and the declarations of the processes say. */
export const wordLimits = {
  /** Room for the words of the place is left, whatever is described. */
  description: Math.min(question, longest(openReport.input.shape.description) - 2 * WHERE_MAX),
  question,
  where: WHERE_MAX,
  answer: longest(answerQuestion.input.shape.answer),
  note: longest(actAsReporter.input.shape.note),
  name: longest(reporter.name),
  phone: longest(reporter.phone),
} as const
