// The one way in: npm start, npm test and the rest. Plain JavaScript without dependencies, for any Node from 18 on.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPackages } from './install.mjs'
import { becomeChild, withRecentNode } from './node-runtime.mjs'
import { MAIN, runServer, serve } from './serve.mjs'
import { ROOT, run, runTool, say } from './terminal.mjs'

const start = async (args) => {
  const { buildWorkbench } = await import('./workbench.mjs')
  return (await buildWorkbench()) ? serve(args) : 1
}

/** What a machine that serves needs before systemd starts it. */
const build = async () => ((await (await import('./workbench.mjs')).buildWorkbench()) ? 0 : 1)

const test = async (args) => (await import('./tests.mjs')).runTests(args)

const check = async () => {
  const { passed, failed } = await (await import('./checks.mjs')).runChecks()
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  return failed === 0 ? 0 : 1
}

/** The demo county cut down to this village of Guanshan loads within seconds; it has data of its own. */
const DEV = { DATA_DIR: join(ROOT, '.cache', 'dev'), DEMO_VILLAGE: '610114007200' }

/** The server begins anew when its sources change; the workbench comes from Vite, which asks the server for data. */
const dev = async (args) => {
  const workbench = join(ROOT, 'apps', 'workbench')
  const vite = existsSync(join(workbench, 'vite.config.ts'))
    ? runTool('vite', 'bin/vite.js', [], { cwd: workbench })
    : undefined
  const server = becomeChild(process.execPath, ['--watch', '--watch-preserve-output', MAIN, 'start', ...args], {
    ...DEV,
    ...process.env,
  })
  return vite === undefined ? server : Promise.race([vite.then(({ code }) => code), server])
}

const bench = async (args) => {
  const main = ['main.ts', 'src/main.ts'].map((file) => join(ROOT, 'bench', file)).find((file) => existsSync(file))
  if (main !== undefined) return becomeChild(process.execPath, [main, ...args])
  say('there is no benchmark yet')
  return 1
}

const generate = async () => {
  const { listGenerators } = await import('./generators.mjs')
  for (const generator of listGenerators()) {
    const { code } = await run(process.execPath, [generator])
    if (code !== 0) return code
  }
  return 0
}

/** The beginning of something new: a process, a table. */
const begin = async (args) => (await import('./new/index.mjs')).runNew(args)

const COMMANDS = { start, build, test, check, dev, bench, generate, new: begin, xiangzhi: runServer }

const main = async () => {
  const [name = 'start', ...args] = process.argv.slice(2)
  const command = COMMANDS[name]
  if (command === undefined) {
    say(`unknown command ${name}; there are: ${Object.keys(COMMANDS).join(', ')}`)
    return 2
  }
  const elsewhere = await withRecentNode(fileURLToPath(import.meta.url), process.argv.slice(2))
  if (elsewhere !== undefined) return elsewhere
  if (!(await installPackages())) return 1
  return command(args)
}

process.exitCode = await main()
