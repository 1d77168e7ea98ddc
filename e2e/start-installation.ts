import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))

/** A way in that the demo offers, as its public address lists it. */
export interface DemoSignIn {
  readonly userName: string
  readonly password: string
  readonly name: string
}

/** What a test needs to know of a running installation. */
export interface Address {
  /** Address without a slash at the end. */
  readonly base: string
  readonly dataDir: string
  readonly signIns: readonly DemoSignIn[]
}

/** An installation of our own: a server as a newcomer starts it, with its embedded database in a folder of its own. */
export interface Installation extends Address {
  /** Ends the server with SIGKILL, as a power cut would; the data stays. */
  kill(): Promise<void>
  /** Starts it again on the same port and data. */
  start(): Promise<void>
  /** Ends it in good order and removes the data. */
  stop(): Promise<void>
}

/** A first start makes the whole demo world; on a busy machine that takes its time. */
const READY_WITHIN_MS = 180_000

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

async function untilReady(base: string, server: ChildProcess, said: () => string): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS
  while (performance.now() < until) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}\n${said()}`)
    try {
      const answer = await fetch(`${base}/readyz`, { signal: AbortSignal.timeout(5000) })
      await answer.arrayBuffer()
      if (answer.ok) return
    } catch {
      // Nobody listens yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`the server was not ready in time\n${said()}`)
}

/** Starts a demo installation and waits until it answers. Whoever starts one stops it. */
export async function startInstallation(): Promise<Installation> {
  const dataDir = mkdtempSync(join(tmpdir(), 'xiangzhi-e2e-'))
  // The embedded database runs as a user without rights and must be able to reach its part of the folder.
  chmodSync(dataDir, 0o755)
  const port = await freePort()
  const base = `http://localhost:${port}`
  let server: ChildProcess | undefined
  let output = ''

  const start = async (): Promise<void> => {
    const { DATABASE_URL: _other, ...surroundings } = process.env
    const env = {
      ...surroundings,
      PORT: String(port),
      DATA_DIR: dataDir,
      DEMO: 'yanliang',
      LOG_LEVEL: 'warn',
      NODE_ENV: 'production',
      CHECK_ANSWERS: '1',
    }
    server = spawn(process.execPath, [join(root, 'apps/server/src/main.ts'), 'start'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const keep = (chunk: Buffer): void => {
      output = `${output}${chunk.toString()}`.slice(-8000)
    }
    server.stdout?.on('data', keep)
    server.stderr?.on('data', keep)
    await untilReady(base, server, () => output)
  }

  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill(signal)
    await ended
  }

  const stop = async (): Promise<void> => {
    await end('SIGTERM')
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }

  try {
    await start()
    const signIns = (await (await fetch(`${base}/api/demo/sign-ins`)).json()) as DemoSignIn[]
    return { base, dataDir, signIns, start, kill: () => end('SIGKILL'), stop }
  } catch (error) {
    await stop()
    throw error
  }
}
