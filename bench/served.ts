import { type ChildProcess, spawn } from 'node:child_process'
import { Agent, createServer, request, type IncomingHttpHeaders, type RequestOptions } from 'node:http'
import { type AddressInfo, createServer as createSocket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../apps/server/src/main.ts', import.meta.url))

/** The program itself, in a process of its own. */
export interface Served {
  readonly port: number
  readonly pid: number
  /** Milliseconds from its launch to its first answer. */
  readonly firstAnswerMs: number
  stop(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** One request over a connection that is kept. */
export function ask(
  port: number,
  path: string,
  { body, ...options }: RequestOptions & { body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length =
      body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
    const sent = request(
      {
        agent,
        host: '127.0.0.1',
        port,
        path,
        ...options,
        headers: { ...length, ...(options.headers as Record<string, string> | undefined) },
      },
      (answer) => {
        const parts: Buffer[] = []
        answer
          .on('data', (part: Buffer) => parts.push(part))
          .on('end', () =>
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
          )
          .on('error', reject)
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

/** The same, and anything but the expected status is a failure of the whole run: a quick refusal must not pass for speed. */
export async function expectStatus(status: number, ...args: Parameters<typeof ask>): Promise<Answer> {
  const answer = await ask(...args)
  if (answer.status !== status)
    throw new Error(`${args[1]} answered ${answer.status}: ${answer.body.toString().slice(0, 300)}`)
  return answer
}

/** A port of this machine that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = createSocket()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = socket.address() as AddressInfo
        socket.close(() => resolve(port))
      })
  })

async function ended(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  for (let waited = 0; child.exitCode === null && child.signalCode === null; waited += 20) {
    if (waited === 10_000) child.kill('SIGKILL')
    await wait(20)
  }
}

/** Starts `main.ts start`, as `npm start` does, on a database that is filled already and waits for its first answer. */
export async function serve(url: string, dataDir: string): Promise<Served> {
  const port = await freePort()
  const began = performance.now()
  const child = spawn(process.execPath, ['--max-semi-space-size=8', main, 'start'], {
    env: {
      ...process.env,
      PORT: String(port),
      DATABASE_URL: url,
      DATA_DIR: dataDir,
      DEMO: 'none',
      LOG_LEVEL: 'warn',
      RATE_LIMIT: 'off',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)))
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server did not start: ${said}`)
    const answer = await ask(port, '/readyz').catch(() => undefined)
    if (answer?.status === 200) break
    if (performance.now() - began > 60_000) {
      await ended(child)
      throw new Error(`the server did not answer within a minute: ${said}`)
    }
    await wait(5)
  }
  return { port, pid: child.pid ?? 0, firstAnswerMs: performance.now() - began, stop: () => ended(child) }
}

/** Waits until somebody answers there, whatever the answer. */
export async function untilAnswering(port: number): Promise<void> {
  while (
    !(await ask(port, '/').then(
      () => true,
      () => false,
    ))
  )
    await wait(5)
}

/** The floor: a bare server that sends the same bytes, in a process of its own. */
export async function serveBare(answer: Answer): Promise<Served> {
  const port = await freePort()
  const began = performance.now()
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'bare'], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const { date: _date, connection: _connection, 'keep-alive': _keepAlive, ...headers } = answer.headers
  child.stdin.end(JSON.stringify({ status: answer.status, headers, body: answer.body.toString('base64') }))
  await untilAnswering(port)
  return { port, pid: child.pid ?? 0, firstAnswerMs: performance.now() - began, stop: () => ended(child) }
}

if (process.argv[2] === 'bare' && process.argv[1] === fileURLToPath(import.meta.url)) {
  let text = ''
  for await (const part of process.stdin.setEncoding('utf8')) text += part as string
  const { status, headers, body } = JSON.parse(text) as {
    status: number
    headers: Record<string, string>
    body: string
  }
  const bytes = Buffer.from(body, 'base64')
  createServer((_request, reply) => reply.writeHead(status, headers).end(bytes)).listen(
    Number(process.env['PORT']),
    '127.0.0.1',
  )
  process.once('SIGTERM', () => process.exit(0))
}
