import { type ReactNode, useEffect, useRef } from 'react'

/** Around a table of our own that may be wider than the screen: it can be moved with the keyboard. */
export function WideFrame({ label, name, children }: { label: string; name: string; children: ReactNode }) {
  const frame = useRef<HTMLElement>(null)
  useEffect(() => {
    if (frame.current) frame.current.tabIndex = 0
  }, [])
  return (
    <section ref={frame} className={name} aria-label={label}>
      {children}
    </section>
  )
}
