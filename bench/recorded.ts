import pg from 'pg'

/** One statement as it went to the database. */
export interface Sent {
  readonly text: string
  readonly values: readonly unknown[]
}

/** Writes down every statement that this process sends while the work goes on. */
export async function recordStatements(work: () => Promise<unknown>): Promise<Sent[]> {
  const sent: Sent[] = []
  const prototype = pg.Client.prototype as unknown as { query: (this: unknown, ...args: unknown[]) => unknown }
  const original = prototype.query
  prototype.query = function record(this: unknown, ...args: unknown[]): unknown {
    const [first] = args
    if (typeof first === 'string') sent.push({ text: first, values: [] })
    else if (typeof first === 'object' && first !== null && 'text' in first)
      sent.push({ text: String(first.text), values: (first as { values?: unknown[] }).values ?? [] })
    return original.apply(this, args)
  }
  try {
    await work()
  } finally {
    prototype.query = original
  }
  return sent
}
