import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Sent } from './recorded.ts'

const run = promisify(execFile)

/** Whether PostgreSQL's own load generator is on this machine. */
export const hasPgbench = (): boolean => spawnSync('pgbench', ['--version'], { stdio: 'ignore' }).status === 0

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

function literal(value: unknown, unique: ReadonlyMap<string, string>): string {
  if (value === null || value === undefined) return 'null'
  if (Buffer.isBuffer(value)) return unique.get(value.toString('hex')) ?? `'\\x${value.toString('hex')}'`
  if (value instanceof Date) return quoted(value.toISOString())
  if (Array.isArray(value))
    return quoted(
      `{${value.map((one) => `"${String(one).replaceAll(/["\\]/g, (character) => `\\${character}`)}"`).join(',')}}`,
    )
  if (typeof value === 'string') return unique.get(value) ?? quoted(value)
  return String(value)
}

/**
 * A recorded transaction as a script for pgbench: the same statements with the same values, all sent in one pipeline, and
 * what must be unique made from a running number.
 */
export function scriptOf(sent: readonly Sent[], unique: ReadonlyMap<string, string>): string {
  const lines = sent.flatMap(({ text, values }) =>
    text
      .split(/;\s*(?=set local)/)
      .map((one) =>
        one
          .replaceAll(/\$(\d+)/g, (_, number: string) => literal(values[Number(number) - 1], unique))
          .replaceAll(/\s+/g, ' '),
      ),
  )
  return [
    '\\set n :n + 1',
    '\\set u :client_id * 10000000000 + :n',
    '\\startpipeline',
    ...lines.map((line) => `${line};`),
    '\\endpipeline',
    '',
  ].join('\n')
}

/** Runs scripts in turn and says how many transactions a second went through. */
export async function pgbench(
  url: string,
  scripts: readonly string[],
  { seconds, clients }: { seconds: number; clients: number },
): Promise<{ perSecond: number; failed: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'xiangzhi-pgbench-'))
  try {
    const files = scripts.map((script, no) => {
      const file = join(folder, `${no}.sql`)
      writeFileSync(file, script)
      return file
    })
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
        ...files.flatMap((file) => ['-f', file]),
        '-h',
        at.searchParams.get('host') ?? '',
        '-U',
        at.searchParams.get('user') ?? '',
        at.pathname.slice(1),
      ],
      { env: { ...process.env, PGOPTIONS: '-c role=xiangzhi_app -c timezone=UTC' }, maxBuffer: 1 << 24 },
    )
    return {
      perSecond: Number(/tps = ([\d.]+)/.exec(stdout)?.[1] ?? Number.NaN),
      failed: Number(/failed transactions: (\d+)/.exec(stdout)?.[1] ?? 0),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
