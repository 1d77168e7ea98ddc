import { useEffect, useState } from 'react'

/** A value as it was when it last stayed the same for a while, so that nothing is asked at every key. */
export function useLater<T>(value: T, waitMs: number): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), waitMs)
    return () => window.clearTimeout(timer)
  }, [value, waitMs])
  return settled
}
