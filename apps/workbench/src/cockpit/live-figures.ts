import type { CockpitFigures } from '@xiangzhi/contract'
import { useEffect, useState } from 'react'

/** Figures come every three seconds; after so long without any the screen says that they have stopped. */
const STALE_AFTER_MS = 15_000

export interface Live {
  readonly figures: CockpitFigures | undefined
  /** The figures have stopped arriving. */
  readonly stale: boolean
}

/** The figures of the big screen as they arrive. The browser connects again by itself. */
export function useLiveFigures(): Live {
  const [figures, setFigures] = useState<CockpitFigures>()
  const [stale, setStale] = useState(false)
  useEffect(() => {
    let source: EventSource | undefined
    let heardAt = performance.now()
    const connect = (): void => {
      source?.close()
      source = new EventSource('/api/live')
      source.addEventListener('message', ({ data }: MessageEvent<string>) => {
        heardAt = performance.now()
        setFigures(JSON.parse(data) as CockpitFigures)
        setStale(false)
      })
    }
    connect()
    const timer = window.setInterval(() => {
      if (performance.now() - heardAt < STALE_AFTER_MS) return
      setStale(true)
      // A browser gives up after an answer that is no stream, such as one of a restarting server.
      if (source?.readyState === EventSource.CLOSED) connect()
    }, 5000)
    return () => {
      window.clearInterval(timer)
      source?.close()
    }
  }, [])
  return { figures, stale }
}
