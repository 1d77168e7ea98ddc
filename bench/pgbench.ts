import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Sent } from './recorded.ts'

const run = promisify(execFile)

/** Whether PostgreSQL's own load generator is on this machine. */
export const hasPgbench = (): boolean => spawnSync('pgbench', ['--version'], { stdio: 'ignore' }).status === 0

/** A value as PostgreSQL reads it from text. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value))
    return `{${value.map((one) => `"${String(one).replaceAll(/["\\]/g, (character) => `\\${character}`)}"`).join(',')}}`
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const quoted = (text: string | null): string => (text === null ? 'null' : `'${text.replaceAll("'", "''")}'`)

/** One transaction as it was recorded, and by which expression what must be unique in it is replaced. */
export interface Recording {
  readonly sent: readonly Sent[]
  readonly unique: ReadonlyMap<string, string>
}

/** A script, and the statements that make the table from which it takes the values of each run. */
export interface Script {
  readonly text: string
  readonly prepare: readonly string[]
}

/**
 * Recorded transactions as one script for pgbench: the same statements with the same parameters, prepared once, all sent in one
 * pipeline. The values of a run are those of one recording, fetched by a look-up before; what must be unique is made from a
 * running number.
 */
export function scriptOf(recordings: readonly Recording[]): Script {
  const [first] = recordings
  if (!first) throw new Error('nothing was recorded')
  const columns: (string | null)[][] = []
  const lines = first.sent.map(({ text, values: firstValues }, at) => {
    const valueOf = (position: number): string => {
      const value = firstValues[position]
      const unique = first.unique.get(textOf(value) ?? '')
      if (unique !== undefined) return unique
      const texts = recordings.map(({ sent }) => textOf(sent[at]?.values[position]))
      if (new Set(texts).size === 1) return quoted(texts[0] ?? null)
      columns.push(texts)
      return `:v${columns.length - 1}`
    }
    return text.replaceAll(/\$(\d+)/g, (_, number: string) => valueOf(Number(number) - 1)).replaceAll(/\s+/g, ' ')
  })
  const names = columns.map((_, column) => `v${column}`)
  const rows = recordings.map(
    (_, row) => `(${[row + 1, ...columns.map((column) => quoted(column[row] ?? null))].join(', ')})`,
  )
  return {
    prepare: [
      'drop table if exists bench_values',
      `create table bench_values (k int primary key, ${names.map((name) => `${name} text`).join(', ')})`,
      `insert into bench_values values ${rows.join(', ')}`,
      'grant select on bench_values to xiangzhi_app',
      'analyze bench_values',
    ],
    text: [
      '\\set n :n + 1',
      '\\set u :client_id * 10000000000 + :n',
      `\\set k random(1, ${recordings.length})`,
      `select ${names.join(', ')} from bench_values where k = :k \\gset`,
      '\\startpipeline',
      ...lines.map((line) => `${line};`),
      '\\endpipeline',
      '',
    ].join('\n'),
  }
}

/** Runs a script and says how many transactions a second went through. */
export async function pgbench(
  url: string,
  script: string,
  { seconds, clients, county }: { seconds: number; clients: number; county: number },
): Promise<{ perSecond: number; failed: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'xiangzhi-pgbench-'))
  try {
    const file = join(folder, 'transaction.sql')
    writeFileSync(file, script)
    const at = new URL(url.replace('postgresql:///', 'postgresql://socket/'))
    const { stdout } = await run(
      'pgbench',
      [
        '-n',
        '-M',
        'prepared',
        '-c',
        String(clients),
        '-j',
        '1',
        '-T',
        String(seconds),
        '-D',
        `n=${Date.now() % 1_000_000_000}`,
        '-f',
        file,
        '-h',
        at.searchParams.get('host') ?? '',
        '-U',
        at.searchParams.get('user') ?? '',
        at.pathname.slice(1),
      ],
      {
        env: { ...process.env, PGOPTIONS: `-c role=xiangzhi_app -c timezone=UTC -c app.county=${county}` },
        maxBuffer: 1 << 24,
      },
    )
    return {
      perSecond: Number(/tps = ([\d.]+)/.exec(stdout)?.[1] ?? Number.NaN),
      failed: Number(/failed transactions: (\d+)/.exec(stdout)?.[1] ?? 0),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
