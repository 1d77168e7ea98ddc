import type { ReactNode } from 'react'

/** An empty list: what is not there, and what to do next. */
export function Nothing({ says, children }: { says: ReactNode; children?: ReactNode }) {
  return (
    <div className="xz-nothing">
      <p>{says}</p>
      {children}
    </div>
  )
}
