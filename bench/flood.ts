import { connect, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { type Reportable, reportInput } from './report-input.ts'

/** One stretch of load: at a fixed rate whatever comes back, as a crowd does, or by so many callers who wait for their answers. */
export interface Stretch {
  readonly port: number
  readonly ms: number
  /** Requests a second. */
  readonly rate?: number
  readonly callers?: number
  readonly village: string
  readonly reportable: Reportable
  /** Numbers of requests begin here, so that no two stretches send the same. */
  readonly from: number
}

export const kinds = ['page', 'list', 'report'] as const
type Kind = (typeof kinds)[number]

interface KindOutcome {
  readonly sent: number
  readonly accepted: number
  readonly p99: number
}

/** What became of the requests of one stretch; times in milliseconds, from the moment when a request was due. */
export interface Outcome {
  readonly sent: number
  readonly accepted: number
  readonly acceptedASecond: number
  /** Turned away with 429 or 503 and a Retry-After. */
  readonly shed: number
  /** Everything else: another status, no answer, no line. */
  readonly failed: number
  readonly failures: Readonly<Record<string, number>>
  readonly p50: number
  readonly p99: number
  readonly slowest: number
  /** By kind, so that a quick kind cannot hide what became of a slow one. */
  readonly kinds: Readonly<Record<Kind, KindOutcome>>
  /** The p99 of each tenth of the stretch: how it began, and how it went on. */
  readonly p99OfTenths: readonly number[]
  /** 99 of 100 refusals came within this time. */
  readonly shedP99: number
  /** How late this program itself was in sending: 99 of 100. */
  readonly ownLagP99: number
  readonly ownCpuSeconds: number
  readonly lines: number
}

/** A browser keeps its connection for a page and what belongs to it, then goes away. */
const REQUESTS_A_LINE = 6
/** More would not fit into the ports and files of one machine, and no county has them at once. */
const LINES_MAX = 3000
const ANSWER_MAX_MS = 30_000

interface Answer {
  readonly status: number
  readonly retryAfter: boolean
  readonly closes: boolean
}

/** A connection that sends one request at a time, with no more parsing than a stopwatch needs. */
class Line {
  readonly #socket: Socket
  #text = ''
  #answered: ((answer: Answer | Error) => void) | undefined
  served = 0
  gone = false

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1')
    this.#socket.setNoDelay(true)
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (text: string) => this.#read(text))
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#end(error.code ?? 'error'))
    this.#socket.on('close', () => this.#end('closed'))
  }

  #end(why: string): void {
    this.gone = true
    this.#answered?.(new Error(why))
    this.#answered = undefined
  }

  #read(text: string): void {
    this.#text += text
    const head = this.#text.indexOf('\r\n\r\n')
    if (head < 0) return
    const top = this.#text.slice(0, head).toLowerCase()
    const length = /\r\ncontent-length: (\d+)/.exec(top)?.[1]
    const complete =
      length === undefined ? this.#text.endsWith('0\r\n\r\n') : this.#text.length >= head + 4 + Number(length)
    if (!complete) return
    this.#text = ''
    const answer = {
      status: Number(top.slice(9, 12)),
      retryAfter: top.includes('\r\nretry-after:'),
      closes: top.includes('\r\nconnection: close'),
    }
    const tell = this.#answered
    this.#answered = undefined
    tell?.(answer)
  }

  ask(text: string): Promise<Answer | Error> {
    this.served += 1
    return new Promise((resolve) => {
      this.#answered = resolve
      this.#socket.write(text)
    })
  }

  close(): void {
    this.gone = true
    this.#socket.destroy()
  }
}

const kindOf = (no: number): Kind => (no % 4 === 0 ? 'report' : no % 4 === 1 ? 'page' : 'list')

/** The requests of everyday: one reading of a village's page, two of the public list, one report. */
function everyday({ port, village, reportable }: Stretch): (no: number) => string {
  const host = `host: 127.0.0.1:${port}\r\n`
  const page = `GET /v/${village} HTTP/1.1\r\n${host}\r\n`
  const list = `GET /api/public-cases?village=${village} HTTP/1.1\r\n${host}\r\n`
  return (no) => {
    const kind = kindOf(no)
    if (kind !== 'report') return kind === 'page' ? page : list
    const body = JSON.stringify(reportInput(reportable, no))
    return `POST /api/reports HTTP/1.1\r\n${host}origin: http://127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  }
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length * share)] ?? Number.NaN

async function flood(stretch: Stretch): Promise<Outcome> {
  const { port, ms, rate, callers = 1, from } = stretch
  const cpu = process.cpuUsage()
  const began = performance.now()
  const write = everyday(stretch)
  const idle: Line[] = []
  let open = 0
  let lines = 0
  let [sent, shed, failed] = [0, 0, 0]
  const failures: Record<string, number> = {}
  const accepted: number[] = []
  const ofKind = { page: [] as number[], list: [] as number[], report: [] as number[] }
  const sentOfKind = { page: 0, list: 0, report: 0 }
  const tenths: number[][] = Array.from({ length: 10 }, () => [])
  const refused: number[] = []
  const lags: number[] = []
  const fail = (why: string): void => {
    failed += 1
    failures[why] = (failures[why] ?? 0) + 1
  }
  const takeLine = (): Line | undefined => {
    for (let line = idle.pop(); line; line = idle.pop()) {
      if (!line.gone) return line
      open -= 1
    }
    if (open >= LINES_MAX) return undefined
    open += 1
    lines += 1
    return new Line(port)
  }

  async function once(due: number): Promise<void> {
    const no = from + sent
    sent += 1
    sentOfKind[kindOf(no)] += 1
    lags.push(performance.now() - due)
    const line = takeLine()
    if (!line) return fail('no line')
    const answer = await line.ask(write(no))
    const took = performance.now() - due
    if (answer instanceof Error) fail(answer.message)
    else if (answer.status >= 200 && answer.status < 300) {
      accepted.push(took)
      ofKind[kindOf(no)].push(took)
      tenths[Math.min(9, Math.floor(((due - began) / ms) * 10))]?.push(took)
    } else if ((answer.status === 503 || answer.status === 429) && answer.retryAfter) {
      shed += 1
      refused.push(took)
    } else fail(String(answer.status))
    if (answer instanceof Error || answer.closes || line.served >= REQUESTS_A_LINE) {
      line.close()
      open -= 1
    } else idle.push(line)
  }

  const until = began + ms
  if (rate === undefined) {
    const caller = async (): Promise<void> => {
      while (performance.now() < until) await once(performance.now())
    }
    await Promise.all(Array.from({ length: callers }, caller))
  } else {
    const under = new Set<Promise<void>>()
    while (performance.now() < until) {
      for (let due = began + (sent / rate) * 1000; due <= performance.now(); due = began + (sent / rate) * 1000) {
        const one = once(due).finally(() => under.delete(one))
        under.add(one)
      }
      await wait(1)
    }
    await Promise.race([Promise.all(under), wait(ANSWER_MAX_MS)])
    for (let left = under.size; left > 0; left -= 1) fail('no answer')
  }
  const seconds = (performance.now() - began) / 1000
  const used = process.cpuUsage(cpu)
  for (const line of idle) line.close()
  return {
    sent,
    accepted: accepted.length,
    acceptedASecond: accepted.length / seconds,
    shed,
    failed,
    failures,
    p50: quantile(accepted, 0.5),
    p99: quantile(accepted, 0.99),
    slowest: quantile(accepted, 1 - Number.EPSILON),
    kinds: {
      page: { sent: sentOfKind.page, accepted: ofKind.page.length, p99: quantile(ofKind.page, 0.99) },
      list: { sent: sentOfKind.list, accepted: ofKind.list.length, p99: quantile(ofKind.list, 0.99) },
      report: { sent: sentOfKind.report, accepted: ofKind.report.length, p99: quantile(ofKind.report, 0.99) },
    },
    p99OfTenths: tenths.map((times) => quantile(times, 0.99)),
    shedP99: quantile(refused, 0.99),
    ownLagP99: quantile(lags, 0.99),
    ownCpuSeconds: (used.user + used.system) / 1e6,
    lines,
  }
}

// Sending stands in a process of its own: neither the measuring nor the watching may slow it down.
if (process.send) {
  process.on('message', (stretch: Stretch) => {
    void flood(stretch).then((outcome) => process.send?.(outcome))
  })
}
