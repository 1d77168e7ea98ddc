import { beforeSending } from '../apps/server/src/platform/database/testing-wire.ts'
import type { Sendable } from '../apps/server/src/platform/database/wire.ts'

/** One statement as it went to the database. */
export type Sent = Pick<Sendable, 'text' | 'values'>

/** Writes down every statement that this process sends while the work goes on. */
export async function recordStatements(work: () => Promise<unknown>): Promise<Sent[]> {
  const sent: Sent[] = []
  const end = beforeSending((_, { text, values }) => sent.push({ text, values }))
  try {
    await work()
  } finally {
    end()
  }
  return sent
}
