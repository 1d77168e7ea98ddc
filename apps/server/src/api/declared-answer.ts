import { type Operation, refusalsOf } from '@xiangzhi/contract'
import { Refusal } from '#platform/refusal'
import { takenFile } from './subject.ts'

/** In every test run an answer is held to its declaration; in service that would cost more than most answers do. */
const CHECKS_ANSWERS = process.env.NODE_ENV === 'test' || process.env.CHECK_ANSWERS === '1'

/** The members of an answer that its declaration leaves out, each by its path. Members that are undefined are not sent. */
function undeclaredIn(declared: unknown, answer: unknown, path = ''): string[] {
  if (typeof declared !== 'object' || declared === null) return []
  if (typeof answer !== 'object' || answer === null || answer instanceof Date) return []
  return Object.entries(answer).flatMap(([name, value]) => {
    if (value === undefined) return []
    const at = path === '' ? name : `${path}.${name}`
    return name in declared ? undeclaredIn((declared as Readonly<Record<string, unknown>>)[name], value, at) : [at]
  })
}

/**
 * Throws where an answer is not what its operation declares. What has members beyond that is refused as well: clients would be sent
 * what nobody promised and nobody looked at. Files are not answers of JSON and pass.
 */
export function requireDeclared({ name, output }: Pick<Operation, 'name' | 'output'>, answer: unknown): void {
  if (!CHECKS_ANSWERS || takenFile(answer)) return
  const parsed = output.safeParse(answer)
  if (!parsed.success) throw new Error(`${name} answers what it does not declare: ${parsed.error.message}`)
  const undeclared = undeclaredIn(parsed.data, answer)
  if (undeclared.length > 0) throw new Error(`${name} answers what it does not declare: ${undeclared.join(', ')}`)
}

/** Throws, in the place of a refusal, where its operation does not declare it: clients would meet a no that nobody told them of. */
export function requireDeclaredRefusal(operation: Operation, error: unknown): void {
  if (CHECKS_ANSWERS && error instanceof Refusal && !refusalsOf(operation).has(error.code))
    throw new Error(`${operation.name} refuses with ${error.code}, which it does not declare`, { cause: error })
}
