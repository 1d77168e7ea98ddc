import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '#platform/log'
import { fileNotSent } from './large-exports.ts'

/** An answer that is a file. It has passed the gate of files that leave (`passFile`) before it comes here. */
export interface FileAnswer {
  readonly file: Buffer
  readonly name: string
  readonly mediaType: string
  /**
   * The file is made while it is sent: lines of JSON say how far it is, and the last one holds it. Given the scheme and host under
   * which somebody asked.
   */
  readonly steps?: (origin: string) => AsyncIterable<object>
}

/** A host name with an optional port; anything else in a Host header is not repeated anywhere. */
const hostShape = /^[a-z0-9.-]{1,253}(?::\d{1,5})?$|^\[[0-9a-f:]+\](?::\d{1,5})?$/i

/** Scheme and host as they were typed, for codes and links that leave the page. */
export const originOf = ({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>): string =>
  `${protocol}://${hostShape.test(host ?? '') ? host : 'localhost'}`

export function isFile(answer: unknown): answer is FileAnswer {
  return (
    typeof answer === 'object' && answer !== null && 'file' in answer && Buffer.isBuffer((answer as FileAnswer).file)
  )
}

/** Sends what is made meanwhile. Whoever goes away ends the making. */
async function sendSteps(
  log: Log,
  steps: AsyncIterable<object>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    'content-type': 'application/x-ndjson; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-accel-buffering': 'no',
  })
  const say = (line: object): void => void raw.write(`${JSON.stringify(line)}\n`)
  try {
    for await (const step of steps) {
      if (raw.destroyed) return false
      say(step)
    }
    return true
  } catch (error) {
    log.error('a file could not be made', { error, requestId: request.id })
    say({ problem: 'bug' })
    return false
  } finally {
    raw.end()
  }
}

/** Sends a file that has passed the gate. */
export async function sendFile(
  log: Log,
  answer: FileAnswer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  // A grant is used up by a file that was sent whole; whoever lost the connection may take it again.
  const lost = (): Promise<void> =>
    fileNotSent(answer).catch((error: unknown) => log.error('a grant was not given back', { error }))
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) void lost()
  })
  if (answer.steps) {
    const whole = await sendSteps(log, answer.steps(originOf(request)), request, reply)
    if (!whole) await lost()
    return reply
  }
  return await reply
    .header('content-type', answer.mediaType)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(answer.name)}`)
    .header('cache-control', 'no-store')
    .send(answer.file)
}
