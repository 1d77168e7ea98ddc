/** What loading a pack would change, one line a thing, in the short signs of a comparison: + new, ~ changed, - ended. */

import type { PackChanges } from './pack-changes.ts'

/** The lines, in the order in which things are carried out. None when the county is as the pack says. */
export function explainChanges({ parts, places, organisations, jointAreas }: PackChanges): string[] {
  return [
    ...parts.map(
      ({ part, seen }) => `${seen === 0 ? '+' : '~'} config ${part}${seen === 0 ? '' : ` v${seen} → v${seen + 1}`}`,
    ),
    ...places.add.map(({ kind, code, name }) => `+ ${kind} ${code} ${name.zh}`),
    ...places.rename.map(({ before, after }) => `~ ${after.kind} ${after.code} ${before.name} → ${after.name.zh}`),
    ...places.end.map(({ kind, code, name }) => `- ${kind} ${code} ${name}`),
    ...jointAreas.end.map(({ key, name }) => `- joint-area ${key} ${name}`),
    ...jointAreas.add.map(({ key, name }) => `+ joint-area ${key} ${name.zh}`),
    ...organisations.add.map(({ key, name }) => `+ organisation ${key} ${name.zh}`),
    ...organisations.change.map(({ before, after }) => `~ organisation ${after.key} ${before.name} → ${after.name.zh}`),
    ...organisations.end.map(({ key, name }) => `- organisation ${key} ${name}`),
  ]
}
