import type { Assertion } from './assertion.ts'
import { discoveryAssertions } from './discovery.ts'
import { oneRequestAssertions, requestAssertions, tokenAssertions } from './requests.ts'
import { type Fetch, type Options, ServerAsked, Skip } from './server-asked.ts'
import { definitionAssertions, serviceAssertions } from './services.ts'
import { refusalAssertions, submissionAssertions } from './submissions.ts'

export type { Assertion } from './assertion.ts'
export type { Fetch, Options } from './server-asked.ts'

/** Everything that is asserted, in the order of the specification. */
export const assertions: readonly Assertion[] = [
  ...discoveryAssertions,
  ...serviceAssertions,
  ...definitionAssertions,
  ...requestAssertions,
  ...oneRequestAssertions,
  ...tokenAssertions,
  ...refusalAssertions,
  ...submissionAssertions,
]

export interface Result {
  readonly assertion: Assertion
  readonly outcome: 'holds' | 'fails' | 'skipped'
  /** What was found instead, or why it was not tried. */
  readonly found: string | undefined
}

/** Tries every assertion on a server, one after the other; nothing that happens there ends the run. */
export async function runSuite(options: Options, fetch: Fetch, tell?: (result: Result) => void): Promise<Result[]> {
  const server = new ServerAsked(options, fetch)
  const results: Result[] = []
  for (const assertion of assertions) {
    const result = await tryOne(assertion, server)
    tell?.(result)
    results.push(result)
  }
  return results
}

async function tryOne(assertion: Assertion, server: ServerAsked): Promise<Result> {
  if (assertion.writes && !server.options.write) return { assertion, outcome: 'skipped', found: 'needs --write' }
  try {
    await assertion.check(server)
    return { assertion, outcome: 'holds', found: undefined }
  } catch (error) {
    if (error instanceof Skip) return { assertion, outcome: 'skipped', found: error.message }
    return { assertion, outcome: 'fails', found: error instanceof Error ? error.message : String(error) }
  }
}

/** One line of the report, in the manner of TAP. */
export function lineOf({ assertion, outcome, found }: Result, no: number): string {
  const text = `${outcome === 'fails' ? 'not ok' : 'ok'} ${no} - ${assertion.id} ${assertion.section}: ${assertion.sentence}`
  if (outcome === 'holds') return text
  return outcome === 'skipped' ? `${text} # SKIP ${found}` : `${text}\n  ---\n  found: ${JSON.stringify(found)}\n  ...`
}
