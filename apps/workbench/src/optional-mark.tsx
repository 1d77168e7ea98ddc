import type { ReactNode } from 'react'

/** Marks what may be left empty; nearly everything is needed, so that a star at each field would say little. */
export function optionalMark(word: string): (label: ReactNode, info: { required: boolean }) => ReactNode {
  return (label, { required }) => (
    <>
      {label}
      {required ? null : <span className="xz-soft xz-optional">{word}</span>}
    </>
  )
}
