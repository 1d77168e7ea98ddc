#!/usr/bin/env node
// Watches what a county publishes, from its public log and its public API alone: who withdrew, corrected, hid or missed what.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { checkLog } from './src/check-log.ts'
import {
  checkCheckpoint,
  isContradiction,
  type LogEntry,
  monitorEntries,
  type MonitorFinding,
  monitorMissing,
  readVerifier,
} from './src/index.ts'
import { fetchPlace } from './src/read-place.ts'

const USE = `xiangzhi-monitor <address of the site> <county> [--vkey KEY]… [--state FILE] [--since DATE] [--missing] [--json]

Reads the whole public log, counts it anew, asks the public API about every entry, and says what was withdrawn, corrected or
hidden, and how often a deadline was missed. --missing asks every town and village what it has not published today. --state keeps
the head that was seen, so that the next run tells only what is new and finds a log that was begun anew. Needs no account and no
server of its own. Exit code 1 when the log does not hold or the site contradicts it.`

const say = (line: string): void => void process.stdout.write(`${line}\n`)

interface State {
  readonly head: string
  /** Texts that were told to be hidden. */
  readonly hidden: readonly string[]
  readonly vkeys: readonly string[]
}

/** A finding in one line: when, who, what. */
function lineOf(finding: MonitorFinding): string {
  if (finding.kind === 'missed-once') return `! ${finding.count} deadlines were missed, as the log has it`
  if (finding.kind === 'gone') return `✗ gone ${finding.at} ${finding.subject}: the log knows it, the site does not`
  if (finding.kind === 'missed') {
    const { place, missing } = finding
    return `! missed ${place.name} ${place.code}: ${missing.itemCode} ${missing.itemName.zh}, ${missing.period}, due ${missing.dueOn}`
  }
  const { kind, at, edition } = finding
  const why = (kind === 'corrected' ? edition.changeNote : edition.withdrawnReason) ?? ''
  const mark = isContradiction(finding) ? '✗' : '!'
  const what = kind === 'hidden' && !edition.hiding ? 'shown in the village only' : kind
  return `${mark} ${what} ${at} ${edition.place.name} ${edition.place.code}: ${edition.title} (${edition.itemCode}, ${edition.period})${why === '' ? '' : `: ${why}`}`
}

async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    options: {
      vkey: { type: 'string', multiple: true },
      state: { type: 'string' },
      since: { type: 'string' },
      missing: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [address = '', county = ''] = positionals
  if (!/^https?:\/\//.test(address) || !/^\d{6}$/.test(county)) {
    process.stderr.write(`${USE}\n`)
    return false
  }
  const site = address.replace(/\/+$/, '')
  const read = (path: string): Promise<Uint8Array | undefined> => fetchPlace(`${site}/log/${county}/${path}`)
  const readApi = async (path: string): Promise<unknown> => {
    const bytes = await fetchPlace(site + path)
    return bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes))
  }
  const kept = values.state === undefined ? undefined : await readFile(values.state, 'utf8').catch(() => undefined)
  const state = kept === undefined ? undefined : (JSON.parse(kept) as State)
  let vkeys = [...(values.vkey ?? []), ...(state?.vkeys ?? [])]
  if (vkeys.length === 0) {
    vkeys = new TextDecoder()
      .decode(await read('vkey'))
      .split('\n')
      .filter(Boolean)
    process.stderr.write('! no key was given: the keys that the log itself names are believed\n')
  }
  const logs = vkeys.map(readVerifier)
  const before = state && checkCheckpoint(state.head, { logs })
  if (typeof before === 'string') throw new Error(`the head in ${values.state} does not hold: ${before}`)
  const entries: LogEntry[] = []
  const report = await checkLog({
    read,
    trust: { logs },
    seen: before?.checkpoint,
    onEntry: (_index, entry) => void entries.push(entry),
  })
  const told = { entries: Number(before?.checkpoint.size ?? 0), hidden: state?.hidden ?? [], since: values.since }
  const findings = [
    ...(await monitorEntries(entries, readApi, told)),
    ...(values.missing ? await monitorMissing(readApi) : []),
  ]
  for (const fault of report.faults) say(values.json ? JSON.stringify(fault) : `✗ ${fault.kind} ${fault.where}`)
  for (const finding of findings) say(values.json ? JSON.stringify(finding) : lineOf(finding))
  const isGood = report.faults.length === 0 && !findings.some(isContradiction)
  if (!values.json) say(`${isGood ? '✓' : '✗'} ${entries.length} entries, ${findings.length} findings`)
  if (isGood && values.state !== undefined) {
    const hidden = findings.flatMap((finding) => (finding.kind === 'hidden' ? [finding.edition.editionId] : []))
    const next: State = { head: report.note, hidden: [...told.hidden, ...hidden], vkeys }
    await writeFile(`${values.state}.tmp`, `${JSON.stringify(next, null, 2)}\n`)
    await rename(`${values.state}.tmp`, values.state)
  }
  return isGood
}

try {
  process.exitCode = (await main()) ? 0 : 1
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
