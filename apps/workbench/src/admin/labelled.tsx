import type { ReactNode } from 'react'

/** A label over a control, for editors that are no forms of their own. */
export function Labelled({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="xa-labelled">
      <span className="xa-label">{label}</span>
      {children}
      {hint ? <span className="xz-soft xz-small">{hint}</span> : null}
    </div>
  )
}
