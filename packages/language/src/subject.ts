import type { Need, ProcessDeclaration } from './process.ts'

/** What a thing that a case is about says of itself, told by the idea that keeps it. */
export interface SubjectFacts {
  /** Who had which part in it, as ids of persons: its `writers`. */
  readonly persons: Readonly<Record<string, readonly string[]>>
  /** What holds of it now: `due`. */
  readonly is: Readonly<Record<string, boolean>>
}

/** The words that needs of a process may use about its subject: parts of persons, and what may hold of it. */
export interface SubjectWords {
  readonly persons: readonly string[]
  readonly is: readonly string[]
}

/** The words about its subject that one need uses. */
function wordsOfNeed(need: Need): SubjectWords {
  if (need.need === 'other-person-than' && 'of' in need) return { persons: [need.persons], is: [] }
  if (need.need !== 'subject') return { persons: [], is: [] }
  return { persons: [], is: ['is' in need ? need.is : need.isNot] }
}

/** The words about its subject that the needs of a process use, each once; both empty where nothing depends on the thing itself. */
export function subjectWordsOf({ transitions }: Pick<ProcessDeclaration, 'transitions'>): SubjectWords {
  const words = Object.values(transitions).flatMap(({ needs }) => needs.map(wordsOfNeed))
  return {
    persons: [...new Set(words.flatMap(({ persons }) => persons))],
    is: [...new Set(words.flatMap(({ is }) => is))],
  }
}
