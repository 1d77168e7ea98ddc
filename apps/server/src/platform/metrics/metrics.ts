import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock } from '#platform/clock'
import type { Database } from '#platform/database'
import { openRegistry, type Registry } from './registry.ts'

/** What an installation measures of itself. */
export interface Metrics {
  readonly registry: Registry
  request(route: string, method: string, status: number, seconds: number): void
  refusal(code: string): void
  /** One run of a job that goes on by itself, such as the clocks. */
  job(name: string, succeeded: boolean, seconds: number): void
  /** Something asked for each time somebody reads the measured values; may fail, then it is left out. */
  onRead(measure: (registry: Registry) => Promise<void> | void): void
  /** All values now. */
  read(): Promise<string>
  close(): void
}

const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])

/** Opens the measuring of one process. */
export const openMetrics = (db: Pick<Database, 'connections'>, clock: Clock): Metrics => {
  const registry = openRegistry()
  const requests = registry.durations(
    'xiangzhi_http_request_duration_seconds',
    'Requests answered, by route template, method and status',
    BOUNDS,
  )
  const refusals = registry.counter('xiangzhi_refusals_total', 'Expected noes, by their code')
  const runs = registry.counter('xiangzhi_job_runs_total', 'Runs of jobs, by outcome')
  const lastRun = registry.gauge('xiangzhi_job_last_success_timestamp_seconds', 'When a job last succeeded')
  const took = registry.gauge('xiangzhi_job_last_duration_seconds', 'How long the last run of a job took')
  const lag = registry.gauge('xiangzhi_job_lag_seconds', 'Time since a job last succeeded')
  const connections = registry.gauge('xiangzhi_database_connections', 'Connections to the database, by pool and state')
  const memory = registry.gauge('process_resident_memory_bytes', 'Resident memory')
  const heap = registry.gauge('nodejs_heap_size_used_bytes', 'Heap of JavaScript in use')
  const cpu = registry.counter('process_cpu_seconds_total', 'Time of processors used, user and system')
  const started = registry.gauge('process_start_time_seconds', 'When the process started')
  const loop = registry.gauge(
    'nodejs_eventloop_lag_p99_seconds',
    'Delay of the event loop, 99th percentile since last read',
  )
  started.set(Math.round(clock.now().getTime() / 1000 - process.uptime()))
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  const succeededAt = new Map<string, number>()
  const readers: ((registry: Registry) => Promise<void> | void)[] = []

  return {
    registry,
    request: (route, method, status, seconds) =>
      requests.observe(seconds, { route, method: METHODS.has(method) ? method : 'other', status: String(status) }),
    refusal: (code) => refusals.add({ code }),
    job: (job, succeeded, seconds) => {
      const now = clock.now().getTime() / 1000
      runs.add({ job, outcome: succeeded ? 'succeeded' : 'failed' })
      took.set(seconds, { job })
      if (!succeeded) return
      succeededAt.set(job, now)
      lastRun.set(now, { job })
    },
    onRead: (measure) => void readers.push(measure),
    read: async () => {
      const now = clock.now().getTime() / 1000
      for (const [job, at] of succeededAt) lag.set(Math.max(0, now - at), { job })
      for (const [pool, { open, idle, waiting }] of Object.entries(db.connections())) {
        connections.set(open - idle, { pool, state: 'busy' })
        connections.set(idle, { pool, state: 'idle' })
        connections.set(waiting, { pool, state: 'waited-for' })
      }
      const { rss, heapUsed } = process.memoryUsage()
      memory.set(rss)
      heap.set(heapUsed)
      const { user, system } = process.cpuUsage()
      cpu.set((user + system) / 1e6)
      loop.set(delay.percentile(99) / 1e9)
      delay.reset()
      await Promise.allSettled(readers.map(async (measure) => measure(registry)))
      return registry.text()
    },
    close: () => delay.disable(),
  }
}
