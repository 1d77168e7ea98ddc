import { type StatusKind, statusTone } from '@xiangzhi/design'
import type { ReactNode } from 'react'

/** A state by colour, shape and word together. */
export function StatusTag({
  kind,
  children,
  plain = false,
}: {
  kind: StatusKind
  children: ReactNode
  plain?: boolean
}) {
  const look = statusTone[kind]
  return (
    <span
      className={plain ? 'xz-status xz-status-plain' : 'xz-status'}
      style={
        plain
          ? { color: look.foreground }
          : { color: look.foreground, background: look.background, borderColor: look.border }
      }
    >
      <svg
        viewBox="0 0 16 16"
        width="13"
        height="13"
        aria-hidden="true"
        focusable="false"
        dangerouslySetInnerHTML={{ __html: look.shape }}
      />
      <span>{children}</span>
    </span>
  )
}
