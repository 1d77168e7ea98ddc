import { useEffect, useState } from 'react'
import { useCounty } from './session.tsx'
import { useText } from './text.tsx'
import { exactTime, sayMoment } from './time-words.ts'

export { dateOf, exactTime, sayDeadline, sayLength, sayMoment } from './time-words.ts'

/** The server's time, moving on every half minute; deadlines are judged by it and not by this device's clock. */
export function useNow(): number {
  const { clockAheadMs } = useCounty()
  const [now, setNow] = useState(() => Date.now() + clockAheadMs)
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now() + clockAheadMs), 30_000)
    return () => window.clearInterval(timer)
  }, [clockAheadMs])
  return now
}

/** An instant as people say it, the exact time on hover. */
export function Moment({ at }: { at: string | null | undefined }) {
  const speech = useText()
  const now = useNow()
  if (!at) return <span aria-hidden="true">—</span>
  const instant = Date.parse(at)
  return (
    <time dateTime={at} className="xz-figures" title={exactTime(speech.language, instant)}>
      {sayMoment(speech, instant, now)}
    </time>
  )
}
