/** Checks of the message matrix against the processes that are declared. */

import { checkUnique } from './check-places.ts'
import type { Sourced } from './files.ts'
import { channelReaches, generalEvents, messageChannels, messagePlaceholders, type Messages } from './messages.ts'
import { nearestHint, type PackProblem } from './problems.ts'

/** What the checks need to know of a process. */
export interface KnownProcess {
  readonly key: string
  readonly transitions: Readonly<Record<string, unknown>>
}

/** Duties have no process of their own; these are the events of their timelines that people are told of. */
const duty: KnownProcess = { key: 'duty', transitions: { remind: 1, late: 1, grave: 1, exempt: 1, recount: 1 } }

function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))].sort()
}

/** Rows that name what no process has, that nobody can receive, or whose words do not fit together. */
export function checkMessages(
  { file, content }: Sourced<Messages>,
  declared: readonly KnownProcess[],
): readonly PackProblem[] {
  const processes = [...declared, duty]
  const problems: PackProblem[] = [
    ...checkUnique(
      file,
      content.rows.map(({ key }, index) => ({ value: key, path: ['rows', index, 'key'] })),
    ),
  ]
  content.rows.forEach((row, index) => {
    const path = ['rows', index]
    const process = processes.find(({ key }) => key === row.process)
    if (!process) {
      const facts = { key: row.process, allowed: processes.map(({ key }) => key).join(', ') }
      problems.push({ file, path: [...path, 'process'], code: 'unknown-practice', facts })
    } else {
      const known = [...Object.keys(process.transitions), ...(process === duty ? [] : generalEvents)]
      if (!known.includes(row.on)) {
        const facts = {
          on: row.on,
          process: row.process,
          nearest: nearestHint(row.on, known),
          allowed: known.join(', '),
        }
        problems.push({ file, path: [...path, 'on'], code: 'unknown-event', facts })
      }
    }
    if (!channelReaches(row.channel, row.audience)) {
      const allowed = messageChannels.filter((channel) => channelReaches(channel, row.audience)).join(', ')
      const facts = { audience: row.audience, channel: row.channel, allowed }
      problems.push({ file, path: [...path, 'channel'], code: 'channel-not-reaching', facts })
    }
    const [zhPlaces, enPlaces] = [placeholdersOf(row.text.zh), placeholdersOf(row.text.en)]
    if (zhPlaces.join() !== enPlaces.join()) {
      const facts = { zhPlaces: zhPlaces.join(' ') || '–', enPlaces: enPlaces.join(' ') || '–' }
      problems.push({ file, path: [...path, 'text'], code: 'placeholders-differ', facts })
    }
    for (const name of zhPlaces) {
      if ((messagePlaceholders as readonly string[]).includes(name)) continue
      const allowed = messagePlaceholders.map((one) => `{${one}}`).join(' ')
      problems.push({ file, path: [...path, 'text', 'zh'], code: 'unknown-placeholder', facts: { name, allowed } })
    }
  })
  return problems
}
