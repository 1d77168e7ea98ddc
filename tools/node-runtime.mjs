import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, run, say } from './terminal.mjs'

/** TypeScript is run as it is, and the sources use what this version brought. */
const LEAST = [24, 2]
const FETCHED = 24

const FOLDER = join(ROOT, '.node')

const isRecent = (version) => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])
}

/** npm as a program that this Node can run: the one that started us, otherwise whatever the path offers. */
export const runNpm = (args, given = {}) => {
  // Started by a silent npm, this one would not say either why it failed.
  const options = { ...given, env: { npm_config_loglevel: 'error', ...given.env } }
  const script = process.env['npm_execpath']
  if (script !== undefined && script.endsWith('npm-cli.js')) return run(process.execPath, [script, ...args], options)
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
    ...options,
    shell: process.platform === 'win32',
  })
}

const packageName = () => {
  const system = process.platform === 'win32' ? 'win' : process.platform
  return `node-${system}-${process.arch}`
}

const fetchedNode = () =>
  join(FOLDER, 'node_modules', packageName(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

const runs = (node) => existsSync(node) && spawnSync(node, ['--version'], { stdio: 'ignore' }).status === 0

const fetchNode = async () => {
  const node = fetchedNode()
  if (runs(node)) return node
  say(`正在获取 Node ${FETCHED}（只需一次）…  Fetching Node ${FETCHED}, once …`)
  mkdirSync(FOLDER, { recursive: true })
  // A package of its own, or npm would look upwards and change the project's.
  writeFileSync(join(FOLDER, 'package.json'), '{ "private": true }\n')
  const wanted = `${packageName()}@${FETCHED}`
  const { code, output } = await runNpm(
    ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', FOLDER, wanted],
    { quiet: true, cwd: FOLDER },
  )
  if (code === 0 && runs(node)) return node
  say(output)
  say(`无法获取 Node，请自行安装 24 或更新的版本。  Could not fetch Node; install version 24 or newer yourself.`)
  return undefined
}

const isRunnable = (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0

/** Where the system can, the child gets a signal when this process is killed, so that nothing is left running. */
const tied = (command, args) =>
  process.platform === 'linux' && isRunnable('setpriv')
    ? ['setpriv', ['--pdeathsig', 'TERM', '--', command, ...args]]
    : [command, args]

/** The exit code of what passes by itself when it is tried again (EX_TEMPFAIL). */
export const AGAIN = 75
/** How a process ends in which Node or the memory itself is broken. */
const BROKEN_OFF = new Set(['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGTRAP'])

/** Set for the newer Node that an older one started: that one stands between us and npm and watches over both. */
const WATCHED = 'XIANGZHI_WATCHED'

/** The parent of a process and whether it lives; a zombie does not, its parent just has not noticed yet. */
const readProcess = (pid) => {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return { alive: state !== 'Z' && state !== 'X', parent: Number(parent) }
  } catch {
    return { alive: false, parent: 0 }
  }
}

const WATCH_EVERY_MS = 1000

/** npm and the shell it starts do not tell us when they are killed, so we look after them ourselves. */
const watchLaunchers = (onGone) => {
  if (process.platform !== 'linux' || process.env['npm_lifecycle_event'] === undefined) return () => undefined
  const shell = process.ppid
  const npm = readProcess(shell).parent
  const launchers = [shell, npm].filter((pid) => pid > 1)
  const timer = setInterval(() => {
    if (launchers.every((pid) => readProcess(pid).alive)) return
    clearInterval(timer)
    onGone()
  }, WATCH_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/**
 * Runs a program in the foreground and hands signals on to it.
 * @returns {Promise<{ code: number, told: boolean }>} its exit code, and whether it was told to end
 */
export const runForeground = (node, args, env = {}) =>
  new Promise((done) => {
    const [command, rest] = tied(node, args)
    const child = spawn(command, rest, {
      cwd: ROOT,
      env: { ...process.env, ...env, [WATCHED]: '1' },
      stdio: 'inherit',
    })
    let told = false
    const pass = (signal) => {
      told = true
      child.kill(signal)
    }
    const interrupted = () => {
      told = true
      // The terminal sends Ctrl-C to the whole group; only what was sent to us alone has to be handed on.
      if (!process.stdin.isTTY) child.kill('SIGINT')
    }
    process.on('SIGTERM', pass)
    process.on('SIGHUP', pass)
    process.on('SIGINT', interrupted)
    const stopWatching = watchLaunchers(() => pass('SIGTERM'))
    const end = (code) => {
      process.off('SIGTERM', pass)
      process.off('SIGHUP', pass)
      process.off('SIGINT', interrupted)
      stopWatching()
      done({ code, told })
    }
    child.once('error', (error) => {
      say(error.message)
      end(127)
    })
    child.once('exit', (code, signal) =>
      end(code ?? (BROKEN_OFF.has(signal) ? AGAIN : signal === 'SIGINT' ? 130 : 143)),
    )
  })

/** Runs a program in the foreground, hands signals on to it and takes over its exit code. */
export const becomeChild = async (node, args, env = {}) => {
  // Nothing is left for us to do, so the program may simply take our place.
  if (process.env[WATCHED] !== undefined && process.execve !== undefined && process.platform !== 'win32')
    process.execve(node, [node, ...args], { ...process.env, ...env })
  return (await runForeground(node, args, env)).code
}

/**
 * Makes sure that a recent Node runs this.
 * @returns {Promise<number | undefined>} undefined to go on, otherwise the exit code of the newer Node that did the work
 */
export const withRecentNode = async (script, args) => {
  if (isRecent(process.versions.node)) return undefined
  const node = await fetchNode()
  if (node === undefined) return 1
  const bin = join(node, '..')
  const path = `${bin}${process.platform === 'win32' ? ';' : ':'}${process.env['PATH'] ?? ''}`
  return becomeChild(node, [script, ...args], { PATH: path })
}
