import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the whole project. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** One plain line about what is going on, on standard error so that standard output stays for results. */
export const say = (line) => process.stderr.write(`${line}\n`)

/**
 * Runs a program and waits for it. With `quiet` its output is collected instead of shown.
 * @returns {Promise<{ code: number, output: string }>}
 */
export const run = (command, args, { quiet = false, cwd = ROOT, env = {}, shell = false } = {}) =>
  new Promise((done) => {
    const child = spawn(command, args, {
      cwd,
      shell,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    })
    let output = ''
    child.stdout?.on('data', (text) => (output += text))
    child.stderr?.on('data', (text) => (output += text))
    child.once('error', (error) => done({ code: 127, output: `${output}${error.message}\n` }))
    child.once('exit', (code, signal) => {
      // The pipes may still hold the last lines when the process is gone.
      setImmediate(() => done({ code: code ?? (signal === 'SIGINT' ? 130 : 1), output }))
    })
  })

/** Runs a JavaScript program of an installed package with this very Node. */
export const runTool = (packageName, file, args, options) =>
  run(process.execPath, [join(ROOT, 'node_modules', packageName, file), ...args], options)
