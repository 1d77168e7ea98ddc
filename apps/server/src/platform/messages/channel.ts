/** What a channel is given to deliver. */
export interface Outgoing {
  /** The same at every attempt, so that a gateway that knows it can drop a second one. */
  readonly id: string
  /** A telephone number, an e-mail address or a browser's subscription; empty for a robot, which speaks in its own group. */
  readonly to: string
  readonly title: string
  readonly text: string
  /** The row of the matrix, by which gateways with registered templates find theirs. */
  readonly template: string
  /** What stands at the placeholders of the row, in their order. */
  readonly values: readonly string[]
  /** Where the message leads, for ways that show it apart from the words. */
  readonly link?: string
}

/** A way out of the house. `send` answers the provider's id, or throws a `DeliveryFailure`. */
export interface Channel {
  readonly provider: string
  send(message: Outgoing, now: Date): Promise<string | null>
}

/** The channels of an installation; one that is absent delivers nothing. In-app needs none. */
export interface Channels {
  readonly sms?: Channel
  readonly 'e-mail'?: Channel
  readonly robot?: Channel
  readonly push?: Channel
}

/** A message that could not be handed over. A final one is not tried again: a wrong number stays wrong. */
export class DeliveryFailure extends Error {
  readonly final: boolean
  /** Whether the address itself is no more, so that nothing should be sent there again. */
  readonly gone: boolean

  constructor(
    problem: string,
    options: { readonly final?: boolean; readonly gone?: boolean; readonly cause?: unknown } = {},
  ) {
    super(problem, { cause: options.cause })
    this.name = 'DeliveryFailure'
    this.gone = options.gone ?? false
    this.final = this.gone || (options.final ?? false)
  }
}

const WAIT_MS = 10_000

/** Asks a gateway over HTTP. Whatever keeps it from answering is worth another attempt. */
export async function askGateway(
  url: string,
  request: { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body?: string },
): Promise<string> {
  let answer: Response
  let text: string
  try {
    answer = await fetch(url, { ...request, redirect: 'error', signal: AbortSignal.timeout(WAIT_MS) })
    text = await answer.text()
  } catch (error) {
    throw new DeliveryFailure('the gateway did not answer', { cause: error })
  }
  if (!answer.ok) throw new DeliveryFailure(`the gateway answered ${answer.status}: ${text.slice(0, 200)}`)
  return text
}

/** The answer of a gateway as JSON. */
export function readJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch (error) {
    throw new DeliveryFailure(`the gateway answered no JSON: ${text.slice(0, 200)}`, { cause: error })
  }
}
