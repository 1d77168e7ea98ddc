import type { Clock } from '#platform/clock'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** What a line may carry besides its message. Never personal data: the log is read by people with no right to it. */
export type LogFacts = Readonly<Record<string, unknown>>

export interface Log {
  debug(message: string, facts?: LogFacts): void
  info(message: string, facts?: LogFacts): void
  warn(message: string, facts?: LogFacts): void
  error(message: string, facts?: LogFacts): void
  /** A log whose every line carries these facts as well, such as the request id. */
  with(facts: LogFacts): Log
}

const RANK: Record<LogLevel, number> = { debug: 10, info: 20, warn: 30, error: 40 }

const plain = (value: unknown): unknown => {
  if (value instanceof Error) {
    const cause = value.cause === undefined ? {} : { cause: plain(value.cause) }
    const code = 'code' in value ? { code: value.code } : {}
    return { name: value.name, message: value.message, stack: value.stack, ...code, ...cause }
  }
  return typeof value === 'bigint' ? String(value) : value
}

export interface LogOptions {
  readonly clock: Clock
  readonly level?: LogLevel
  /** Where finished lines go; standard error by default, so that standard output stays for answers. */
  readonly write?: (line: string) => void
}

/** Writes one JSON object a line: time, level, message, then the facts. */
export const openLog = (options: LogOptions, facts: LogFacts = {}): Log => {
  const least = RANK[options.level ?? 'info']
  const write = options.write ?? ((line: string) => process.stderr.write(line))
  const at = (level: LogLevel) => (message: string, more?: LogFacts) => {
    if (RANK[level] < least) return
    const line = { time: options.clock.now().toISOString(), level, message, ...facts, ...more }
    write(`${JSON.stringify(line, (_key, value: unknown) => plain(value))}\n`)
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (more) => openLog(options, { ...facts, ...more }),
  }
}

/** For tools and tests that have nobody to tell. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silentLog,
}
