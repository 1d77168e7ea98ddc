import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { AGAIN, becomeChild, runForeground } from './node-runtime.mjs'
import { ROOT, say } from './terminal.mjs'

export const MAIN = join(ROOT, 'apps', 'server', 'src', 'main.ts')

/**
 * Most of what a request makes is gone with it: a small nursery holds the server to two thirds of the memory, at the same speed.
 * Where the processor guards pages of machine code by keys, V8 may lose count of them between threads and end the process
 * (“Check failed: jit_page.has_value()”), so that it does without the keys.
 */
const SERVER_FLAGS = ['--max-semi-space-size=8', '--no-memory-protection-keys']

/**
 * The server asks for this when what stopped it passes by itself (EX_TEMPFAIL): its database died, the disk was full. A process that
 * Node itself broke off (SIGABRT, SIGSEGV and the like) counts the same.
 */
const WAIT_MIN_S = 1
const WAIT_MAX_S = 30
/** A server that ran for so long is no longer one that cannot start. */
const RAN_WELL_MS = 60_000

const isThere = () => {
  if (existsSync(MAIN)) return true
  say(`${MAIN} is missing`)
  return false
}

/** One command of the server. */
export const runServer = (args) => (isThere() ? becomeChild(process.execPath, [...SERVER_FLAGS, MAIN, ...args]) : 1)

/** The server itself: brought up again, after a wait that grows, as long as it asks for that and nobody told it to end. */
export const serve = async (args) => {
  if (!isThere()) return 1
  let seconds = WAIT_MIN_S
  for (;;) {
    const begun = performance.now()
    const { code, told } = await runForeground(process.execPath, [...SERVER_FLAGS, MAIN, 'start', ...args])
    if (code !== AGAIN || told) return code
    if (performance.now() - begun > RAN_WELL_MS) seconds = WAIT_MIN_S
    say(`${seconds} 秒后重新启动。  Starting again in ${seconds} s.`)
    const pause = new AbortController()
    const end = () => pause.abort()
    const signals = ['SIGTERM', 'SIGHUP', 'SIGINT']
    for (const signal of signals) process.once(signal, end)
    await wait(seconds * 1000, undefined, { signal: pause.signal }).catch(() => undefined)
    for (const signal of signals) process.off(signal, end)
    if (pause.signal.aborted) return code
    seconds = Math.min(WAIT_MAX_S, seconds * 2)
  }
}
