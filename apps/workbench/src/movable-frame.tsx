import { type ReactNode, useEffect, useRef } from 'react'

/** Around tables that may be wider than the screen: they can be moved with the keyboard, even with nothing to press in them. */
export function MovableFrame({ children }: { children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    for (const box of frame.current?.querySelectorAll<HTMLElement>('.ant-table-content') ?? []) box.tabIndex = 0
  })
  return <div ref={frame}>{children}</div>
}
