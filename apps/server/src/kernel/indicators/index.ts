import { checkIndicators, type IndicatorDeclaration, type ProcessDeclaration } from '@xiangzhi/language'

export { indicatorsIdea } from './idea.ts'
export { refreshIndicators } from './refresh.ts'

/** Hands out declarations only when they are sound: a wrong measure is found at the start, not on a page. */
export function soundIndicators(
  declarations: readonly IndicatorDeclaration[],
  processes: readonly ProcessDeclaration[],
): readonly IndicatorDeclaration[] {
  const problems = checkIndicators(declarations, processes)
  if (problems.length > 0) throw new Error(`indicators are not sound:\n${problems.join('\n')}`)
  return declarations
}
