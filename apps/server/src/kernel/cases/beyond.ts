import { type ProcessDeclaration, subjectWordsOf } from '@xiangzhi/language'
import { Hindrance } from '#platform/hindrance'
import type { CarryOuts } from './carry-out.ts'
import type { SubjectTellers } from './subjects.ts'

/** The names of a declaration that nobody registered: what it carries out, and what it asks of the thing that it is about. */
function missingOf(process: ProcessDeclaration, carryOuts: CarryOuts, tellers: SubjectTellers): string[] {
  const effects = Object.values(process.transitions).flatMap((transition) => transition.effects)
  const names = effects.flatMap((effect) => (effect.do === 'carry-out' ? [effect.name] : []))
  const teller = tellers[process.subject ?? '']
  const { persons, is } = subjectWordsOf(process)
  return [
    ...names.filter((name) => !(name in carryOuts)),
    ...persons.filter((word) => !teller?.persons.includes(word)),
    ...is.filter((word) => !teller?.is.includes(word)),
  ]
}

/**
 * Refuses the start of a server whose processes name what nobody registered: a transition to carry out, or a word about the thing
 * that a case is about. Found only when somebody presses the button, it would stop a village.
 */
export function requireBeyond(
  declarations: readonly ProcessDeclaration[],
  { tellers, carryOuts }: { readonly tellers: SubjectTellers; readonly carryOuts: CarryOuts },
): void {
  for (const process of declarations) {
    const [name] = missingOf(process, carryOuts, tellers)
    if (name !== undefined) throw new Hindrance('text.start.unregistered', { process: process.key, name })
  }
}
