#!/usr/bin/env node
// A witness of public logs (C2SP tlog-witness): it signs that a log has only grown since it last looked. It needs a folder, a
// port and nothing else, so that a township, a school or a villager can run one.
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  checkpointText,
  type Checkpoint,
  decideCosigning,
  makeSigner,
  originOf,
  readCheckpoint,
  readSigner,
  readVerifier,
  readWitnessRequest,
  type Signer,
  signingKey,
  verifierKey,
  type WitnessAnswer,
} from './src/index.ts'

const USE = `xiangzhi-witness --name NAME --log KEY… [--folder ./witness] [--port 8090] [--host 127.0.0.1] [--user UID:GID] [--tied]
NAME is this witness for ever, for example school.example/witness; KEY are the verifier keys of the logs it watches. Started by
root, it becomes UID:GID before it opens anything. Tied, it ends when its standard input does: with whoever started it.`

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** The key of this witness: made once, in its folder. */
function signerIn(folder: string, name: string): Signer {
  const file = join(folder, 'witness.key')
  try {
    const signer = makeSigner(name, randomBytes(32), 'witness')
    writeFileSync(file, `${signingKey(signer)}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error
  }
  const signer = readSigner(readFileSync(file, 'utf8'))
  if (signer.name !== name) throw new Error(`the key in ${file} is the one of ${signer.name}`)
  return signer
}

const stateFile = (folder: string, origin: string): string =>
  join(folder, `seen-${Buffer.from(origin).toString('base64url')}.checkpoint`)

function readSeen(folder: string, origin: string): Checkpoint | undefined {
  try {
    const seen = readCheckpoint(readFileSync(stateFile(folder, origin), 'utf8'))
    // A file that cannot be read must not count as "nothing seen yet", or the log could begin anew.
    if (!seen) throw new Error(`${stateFile(folder, origin)} is damaged`)
    return seen
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined
    throw error
  }
}

/** On the disk before anybody gets an answer, or a power cut would let the log be led back. */
async function keepSeen(folder: string, checkpoint: Checkpoint): Promise<void> {
  const path = stateFile(folder, checkpoint.origin)
  const file = await open(`${path}.tmp`, 'w', 0o600)
  await file.writeFile(checkpointText(checkpoint))
  await file.sync()
  await file.close()
  await rename(`${path}.tmp`, path)
  const directory = await open(folder, 'r')
  await directory.sync()
  await directory.close()
}

/** Another account from here on, for good; what it runs is loaded by now, so that it need not be able to read it. */
function becomeUser(user: string): void {
  const [uid = Number.NaN, gid = Number.NaN] = user.split(':').map(Number)
  process.setgroups?.([])
  process.setgid?.(gid)
  process.setuid?.(uid)
}

const BODY_MAX = 64 * 1024

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > BODY_MAX) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      name: { type: 'string' },
      log: { type: 'string', multiple: true },
      folder: { type: 'string', default: './witness' },
      port: { type: 'string', default: '8090' },
      host: { type: 'string', default: '127.0.0.1' },
      user: { type: 'string' },
      tied: { type: 'boolean', default: false },
    },
  })
  const { name, folder } = values
  if (name === undefined || !values.log) {
    process.stderr.write(`${USE}\n`)
    process.exitCode = 2
    return
  }
  const logs = values.log.map(readVerifier)
  if (values.user !== undefined) becomeUser(values.user)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const signer = signerIn(folder, name)

  // One decision after another: between what was seen and what is kept nobody else may decide.
  let last: Promise<unknown> = Promise.resolve()
  const decide = (body: string): Promise<WitnessAnswer> => {
    const decision = last.then(async () => {
      const request = readWitnessRequest(body)
      const origin = request && originOf(request)
      const seen =
        origin !== undefined && logs.some((log) => log.name === origin) ? readSeen(folder, origin) : undefined
      const answer = decideCosigning(request, { logs, seen, signer, now: new Date() })
      if (answer.keep) await keepSeen(folder, answer.keep)
      return answer
    })
    last = decision.catch(() => undefined)
    return decision
  }

  const server = createServer((request, response) => {
    const send = (status: number, text: string, mediaType = 'text/plain; charset=utf-8'): void =>
      void response.writeHead(status, { 'content-type': mediaType }).end(text)
    if (request.method === 'GET' && request.url === '/vkey') {
      send(200, `${verifierKey(signer)}\n`)
      return
    }
    if (request.method !== 'POST' || request.url !== '/add-checkpoint') {
      send(404, 'a witness answers POST /add-checkpoint and GET /vkey\n')
      return
    }
    const answerRequest = async (): Promise<void> => {
      const answer = await decide((await bodyOf(request)) ?? '')
      if (answer.status === 200) say(`cosigned ${answer.keep?.origin} at ${answer.keep?.size} entries`)
      else say(`refused with ${answer.status}: ${answer.body.trim()}`)
      send(answer.status, answer.body, answer.mediaType)
    }
    answerRequest().catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      send(500, 'the witness cannot sign now\n')
    })
  })
  server.listen(Number(values.port), values.host, () => {
    const address = server.address()
    say(`witness ${verifierKey(signer)} on port ${typeof address === 'object' ? address?.port : values.port}`)
  })
  const end = (): void => {
    server.close()
    server.closeIdleConnections()
    process.stdin.destroy()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end)
  // The system closes it whatever way the other process ends, so that nothing is left running.
  if (values.tied) process.stdin.on('end', end).resume()
}

await main()
