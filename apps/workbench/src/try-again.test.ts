import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { actOnCase } from '@xiangzhi/contract'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { call } from './api-client.ts'

const busy = (headers: Record<string, string> = { 'retry-after': '5' }): Response =>
  new Response(JSON.stringify({ type: 'about:blank', title: '忙', status: 503, code: 'busy', requestId: 'r' }), {
    status: 503,
    headers: { 'content-type': 'application/problem+json', ...headers },
  })

const input = {
  caseId: '0197e2f0-1111-7000-8000-000000000001',
  requestId: '0197e2f0-2222-7000-8000-000000000002',
  version: 4,
  transition: 'accept',
}
let sent: { address: string; body: unknown }[]

/** The server answers so, one after the other; the last answer stays. */
function answering(...answers: (() => Response)[]): void {
  sent = []
  vi.stubGlobal('fetch', (address: string, request: RequestInit) => {
    sent.push({ address, body: request.body })
    const answer = answers[Math.min(sent.length, answers.length) - 1]
    return Promise.resolve(answer ? answer() : Response.error())
  })
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('a command that a busy server turned away is sent again by itself, with the same id, until it is done', async () => {
  answering(busy, busy, () => Response.json({ done: true }))
  const calling = call(actOnCase, input)
  await vi.advanceTimersByTimeAsync(4000)
  expect(await calling).toEqual({ done: true })
  expect(sent).toHaveLength(3)
  expect(new Set(sent.map(({ body }) => body)).size).toBe(1)
  expect(JSON.parse(String(sent[2]?.body))).toMatchObject({ requestId: input.requestId, transition: 'accept' })
})

it('gives up after about ten seconds and says that the server is busy', async () => {
  answering(busy)
  const calling = call(actOnCase, input).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(6000)
  expect(sent.length).toBeLessThan(5)
  await vi.advanceTimersByTimeAsync(6000)
  expect(await calling).toMatchObject({ code: 'busy', status: 503 })
  expect(sent).toHaveLength(5)
})

it('asks once where trying again would not help: a refusal, or a proxy without its server', async () => {
  const refused = (): Response =>
    Response.json({ type: 'x', title: 'x', status: 409, code: 'changed-meanwhile', requestId: 'r' }, { status: 409 })
  for (const [answer, code] of [
    [refused, 'changed-meanwhile'],
    [() => busy({}), 'busy'],
  ] as const) {
    answering(answer)
    await expect(call(actOnCase, input)).rejects.toMatchObject({ code })
    expect(sent).toHaveLength(1)
  }
})

it('stops trying when the screen no longer wants the answer', async () => {
  answering(busy)
  const wanted = new AbortController()
  const calling = call(actOnCase, input, wanted.signal).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(100)
  wanted.abort()
  expect(await calling).toMatchObject({ name: 'AbortError' })
  await vi.advanceTimersByTimeAsync(20_000)
  expect(sent).toHaveLength(1)
})

it('whatever the workbench asks its server, the sign-in page too, is asked patiently', () => {
  const folder = import.meta.dirname
  const hasty = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.test)\.tsx?$/.test(file) && file !== 'try-again.ts')
    .filter((file) => /(?<![\w.])fetch\(/.test(readFileSync(join(folder, file), 'utf8')))
  expect(hasty).toEqual([])
})
