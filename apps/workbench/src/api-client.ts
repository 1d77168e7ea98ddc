import type { Operation, ProblemDetails } from '@xiangzhi/contract'
import { isTextKey, type Language, say } from '@xiangzhi/text'
import {
  keepPreviousData,
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
  type UseQueryOptions,
  type UseQueryResult,
} from '@tanstack/react-query'
import { useRef } from 'react'
import type { z } from 'zod'
import { fetchPatiently, newRequestId } from './try-again.ts'

type Input<O extends Operation> = z.input<O['input']>
type Output<O extends Operation> = z.output<O['output']>
/** What a screen gives to a change: the request id is made here. */
export type ChangeInput<O extends Operation> = Omit<Input<O>, 'requestId'>

/** An expected no of the server, or a failure on the way to it (`code` 'unreachable'). */
export class ApiProblem extends Error {
  readonly code: string
  readonly status: number
  readonly details: ProblemDetails | undefined
  constructor(code: string, status: number, details?: ProblemDetails) {
    super(details?.title ?? code)
    this.name = 'ApiProblem'
    this.code = code
    this.status = status
    this.details = details
  }
}

/** The sentence that tells a person what happened and how to go on. */
export function problemSentence(language: Language, problem: unknown): string {
  if (!(problem instanceof ApiProblem)) return say(language, 'text.workbench.problem.screen')
  if (problem.code === 'unreachable') return say(language, 'text.workbench.problem.unreachable')
  const key = `text.common.refusal.${problem.code}`
  const facts = problem.details?.facts ?? {}
  if (isTextKey(key)) {
    const field = facts['field']
    const spoken = typeof field === 'string' && isTextKey(field) ? { ...facts, field: say(language, field) } : facts
    return say(language, key, spoken)
  }
  const own = `text.workbench.problem.${problem.code}`
  if (isTextKey(own)) return say(language, own)
  return say(language, 'text.common.bug', { requestId: problem.details?.requestId ?? '—' })
}

export { newRequestId }

/** The address of an operation with the parameters of its path filled in, and what is left of the input. */
export function addressOf<Value>(
  operation: Pick<Operation, 'path'>,
  input: Readonly<Record<string, Value>>,
): { address: string; rest: Record<string, Value> } {
  const rest = { ...input }
  const address = operation.path.replace(/:(\w+)/g, (_whole, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  return { address, rest }
}

type QueryValue = string | number | boolean | readonly string[] | null | undefined

/** A query string without what was left out. */
export function queryString(input: Readonly<Record<string, QueryValue>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || value === null || value === '') continue
    query.set(name, Array.isArray(value) ? value.join(',') : String(value))
  }
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** Leaves for the sign-in page and comes back afterwards to where one was. */
export function goToSignIn(): void {
  const here = window.location.pathname + window.location.search
  window.location.assign(`/staff/sign-in?next=${encodeURIComponent(here)}`)
}

let askAgain: (() => Promise<void>) | undefined
let asking: Promise<void> | undefined

/** Says what asks for the password over the page when the session has ended; without it one leaves for the sign-in page. */
export function whenSessionEnds(ask: () => Promise<void>): () => void {
  askAgain = ask
  return () => {
    if (askAgain === ask) askAgain = undefined
  }
}

/** However many requests are refused at once, one dialog asks. Answers whether somebody signed in again. */
async function signedInAgain(): Promise<boolean> {
  if (!askAgain) return false
  asking ??= askAgain().finally(() => {
    asking = undefined
  })
  await asking
  return true
}

/** Why an answer of our server that is not well is not: what it says itself, or what its status gives away. */
export async function refusalOf(answer: Response): Promise<ApiProblem> {
  const details = (await answer.json().catch(() => undefined)) as ProblemDetails | undefined
  // Something between the server and us answers with problems of its own, or with none.
  if (typeof details?.code === 'string') return new ApiProblem(details.code, answer.status, details)
  // A reverse proxy answers these while the server behind it is away.
  return new ApiProblem(answer.status >= 502 && answer.status <= 504 ? 'unreachable' : 'bug', answer.status)
}

/**
 * Asks our server, whatever the address, and reads its answer; problems come as `ApiProblem`. Where the session has ended,
 * the same request is sent once more, with the same request id, after its person signed in again.
 */
export async function readAnswer(ask: () => Promise<Response>, isSecond = false): Promise<unknown> {
  let answer: Response
  try {
    answer = await ask()
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem('unreachable', 0)
  }
  if (answer.ok) return answer.json().catch(() => undefined)
  const refused = await refusalOf(answer)
  if (answer.status === 401 && refused.code !== 'code-wrong') {
    if (!isSecond && (await signedInAgain())) return readAnswer(ask, true)
    goToSignIn()
  }
  throw refused
}

/** Calls an operation of the contract over HTTP. */
export async function call<O extends Operation>(
  operation: O,
  input: Input<O>,
  signal?: AbortSignal,
): Promise<Output<O>> {
  const { address, rest } = addressOf(operation, input as Record<string, unknown>)
  const wait = signal ? { signal } : {}
  const ask = (): Promise<Response> =>
    operation.method === 'GET'
      ? fetchPatiently(address + queryString(rest as Record<string, QueryValue>), {
          headers: { accept: 'application/json' },
          ...wait,
        })
      : fetchPatiently(address, {
          method: operation.method,
          headers: { accept: 'application/json', 'content-type': 'application/json' },
          body: JSON.stringify(rest),
          ...wait,
        })
  return (await readAnswer(ask)) as Output<O>
}

/** What was read of an operation, for `queryClient`. */
export function readKey(operation: Operation, input?: unknown): readonly unknown[] {
  return input === undefined ? [operation.name] : [operation.name, input]
}

interface ReadOptions {
  /** False while something that the input needs is not known yet. */
  readonly enabled?: boolean
  /** How long an answer counts as fresh, in ms. */
  readonly staleTime?: number
  /** Keep showing the former answer while another input is read, so that the layout stays. */
  readonly keep?: boolean
  /** Read again every so many ms while the page is in front. */
  readonly refreshEvery?: number
}

/** Reads an operation and keeps the answer. */
export function useRead<O extends Operation>(
  operation: O,
  input: Input<O>,
  options: ReadOptions = {},
): UseQueryResult<Output<O>> {
  const read: UseQueryOptions<Output<O>> = {
    queryKey: readKey(operation, input),
    queryFn: ({ signal }) => call(operation, input, signal),
    enabled: options.enabled ?? true,
    staleTime: options.staleTime ?? 10_000,
    refetchInterval: options.refreshEvery ?? false,
  }
  return withoutGone(useQuery(options.keep ? { ...read, placeholderData: keepPreviousData } : read))
}

/** Whether the server says that a thing is not there for whoever asks: they may no longer see it, or it never was. */
export const isGone = (problem: unknown): boolean =>
  problem instanceof ApiProblem && (problem.code === 'not-found' || problem.code === 'not-allowed')

/**
 * What was read as a screen may show it. A failure on the way leaves the former answer standing; an answer that whoever looks may
 * no longer see goes from the screen at once.
 */
export function withoutGone<Found extends { readonly data: unknown; readonly error: unknown }>(found: Found): Found {
  return isGone(found.error) ? { ...found, data: undefined } : found
}

const lasting = new Set(['whoAmI', 'getCounty', 'listShapes'])

/** Everything that a change may have touched is read again; what only changes with the county's set-up stays. */
export async function refreshAll(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ predicate: (query) => !lasting.has(String(query.queryKey[0])) })
}

/**
 * Makes a change. The request id is made once per intended change: pressing again after a broken connection sends the
 * same id with the same content, so that nothing happens twice.
 */
export function useChange<O extends Operation>(operation: O) {
  const client = useQueryClient()
  const intended = useRef<{ content: string; requestId: string } | undefined>(undefined)
  return useMutation<Output<O>, Error, ChangeInput<O>>({
    mutationFn: (input) => {
      const content = JSON.stringify(input)
      if (intended.current?.content !== content) intended.current = { content, requestId: newRequestId() }
      return call(operation, { ...(input as object), requestId: intended.current.requestId } as Input<O>)
    },
    onSuccess: () => {
      intended.current = undefined
      // Not awaited: the form must hear that it succeeded before fresh data take its action, and with it the form, away.
      void refreshAll(client)
    },
    onError: async (problem) => {
      // Somebody was quicker: what is shown has to catch up, what was typed stays with the form.
      if (problem instanceof ApiProblem && problem.status === 409) await refreshAll(client)
    },
  })
}

/** Sends a file ahead of the form that names it; answers its id. */
export async function sendFile(file: File): Promise<{ id: string }> {
  const body = new FormData()
  body.append('file', file)
  return (await readAnswer(() => fetchPatiently('/api/files', { method: 'POST', body }))) as { id: string }
}
