#!/usr/bin/env node
// Checks a public log, a receipt or a published text without the server that made them.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  checkCheckpoint,
  checkEdition,
  checkLog,
  checkProof,
  followKeys,
  followLog,
  type LogReport,
  type Proved,
  type ProofFault,
  type ReadLog,
  readVerifier,
  type Trust,
  verifierKey,
} from './src/index.ts'
import { fetchPlace } from './src/read-place.ts'

const USE = `xiangzhi-verify log <address or folder> [--vkey KEY]… [--state FILE] [--quick] [--witness KEY]… [--quorum N]
xiangzhi-verify proof <file.tlog-proof> --vkey KEY…            is the entry of this receipt in the log
xiangzhi-verify edition <file.json> <file.tlog-proof> [<paper>…] --vkey KEY…   is this published text the one the log knows,
                                                               and are these papers those that it names

log reads every entry and every tile and counts them anew; with --quick only what shows that the log goes on from what was
seen before. --state keeps the head and the keys that were seen, for the next time. Exit code 1 when something is wrong.`

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** A log by its address (http://…/log/610114) or as a folder that somebody downloaded. */
function readerOf(place: string): ReadLog {
  if (!/^https?:\/\//.test(place))
    return (path) =>
      readFile(join(place, path)).then(
        (bytes) => new Uint8Array(bytes),
        () => undefined,
      )
  const base = place.replace(/\/+$/, '')
  return (path) => fetchPlace(`${base}/${path}`)
}

interface State {
  readonly vkeys: readonly string[]
  readonly head: string
}

async function readState(file: string | undefined): Promise<State | undefined> {
  if (file === undefined) return undefined
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined
    throw error
  })
  return text === undefined ? undefined : (JSON.parse(text) as State)
}

async function keepState(file: string, state: State): Promise<void> {
  await writeFile(`${file}.tmp`, `${JSON.stringify(state, null, 2)}\n`)
  await rename(`${file}.tmp`, file)
}

async function verifyLog(place: string, values: Values): Promise<boolean> {
  const read = readerOf(place)
  const state = await readState(values.state)
  let vkeys = [...(values.vkey ?? []), ...(state?.vkeys ?? [])]
  if (vkeys.length === 0) {
    vkeys = new TextDecoder()
      .decode(await read('vkey'))
      .split('\n')
      .filter(Boolean)
    say(
      `! no key was given: the keys that the log itself names are believed. Compare them with those on the notice board:`,
    )
    for (const vkey of vkeys) say(`  ${vkey}`)
  }
  const others = { witnesses: (values.witness ?? []).map(readVerifier), quorum: Number(values.quorum ?? 0) }
  let logs = vkeys.map(readVerifier)
  const before = state && checkCheckpoint(state.head, { logs })
  if (typeof before === 'string') throw new Error(`the head in ${values.state} does not hold: ${before}`)
  const seen = before?.checkpoint
  const check = values.quick ? followLog : checkLog
  let report: LogReport = await check({ read, trust: { logs, ...others }, seen })
  if (report.faults.some(({ kind }) => kind === 'checkpoint-unsigned')) {
    const followed = await followKeys(read, logs)
    for (const key of followed.slice(logs.length))
      say(`! the key was changed, as the one before announced: ${verifierKey(key)}`)
    if (followed.length > logs.length) {
      logs = [...followed]
      report = await check({ read, trust: { logs, ...others }, seen })
    }
  }
  for (const { kind, where } of report.faults) say(`✗ ${kind} ${where}`)
  const { checkpoint } = report
  if (!checkpoint) return false
  const isGood = report.faults.length === 0
  const how = values.quick ? 'goes on from what was seen' : `${report.entriesRead} entries counted anew`
  say(
    `${isGood ? '✓' : '✗'} ${checkpoint.origin}: ${checkpoint.size} entries; ${how}${seen ? `; seen before: ${seen.size}` : ''}`,
  )
  for (const name of report.witnesses) say(`  cosigned by ${name}`)
  if (isGood && values.state !== undefined)
    await keepState(values.state, { vkeys: logs.map(verifierKey), head: report.note })
  return isGood
}

function tell(proved: Proved | ProofFault): boolean {
  if (typeof proved === 'string') {
    say(`✗ ${proved}`)
    return false
  }
  const { checkpoint, entry, index, witnesses } = proved
  say(
    `✓ entry ${index} of ${checkpoint.origin} (${checkpoint.size} entries): ${entry.kind} ${entry.subject}, ${entry.at}`,
  )
  for (const name of witnesses) say(`  cosigned by ${name}`)
  return true
}

const options = {
  vkey: { type: 'string', multiple: true },
  witness: { type: 'string', multiple: true },
  quorum: { type: 'string' },
  state: { type: 'string' },
  quick: { type: 'boolean', default: false },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const [what, first, second, ...papers] = positionals
  const trust = (): Trust => ({
    logs: (values.vkey ?? []).map(readVerifier),
    witnesses: (values.witness ?? []).map(readVerifier),
    quorum: Number(values.quorum ?? 0),
  })
  if (what === 'log' && first !== undefined) return verifyLog(first, values)
  if (what === 'proof' && first !== undefined) return tell(checkProof(await readFile(first, 'utf8'), trust()))
  if (what === 'edition' && first !== undefined && second !== undefined)
    return tell(
      checkEdition(
        await readFile(first, 'utf8'),
        await readFile(second, 'utf8'),
        trust(),
        await Promise.all(papers.map(async (paper) => new Uint8Array(await readFile(paper)))),
      ),
    )
  process.stderr.write(`${USE}\n`)
  return false
}

try {
  process.exitCode = (await main()) ? 0 : 1
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
