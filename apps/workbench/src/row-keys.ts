import { useEffect, useState } from 'react'

/** Whether a key press belongs to somebody who is typing, choosing or inside a dialog. */
export function isBusyElsewhere(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true
  const target = event.target instanceof HTMLElement ? event.target : undefined
  if (
    target?.closest(
      'input, textarea, select, [contenteditable=true], [role=combobox], .ant-modal, .ant-dropdown, .ant-popover',
    )
  )
    return true
  return document.querySelector('.ant-modal-wrap:not([style*="display: none"])') !== null
}

interface RowKeys {
  readonly count: number
  readonly open?: ((index: number) => void) | undefined
  readonly toggle?: ((index: number) => void) | undefined
  readonly act?: ((index: number) => void) | undefined
  readonly search?: (() => void) | undefined
}

/** j and k walk through rows, Enter opens, x selects, e acts, / goes to the search field. Answers the row one stands on. */
export function useRowKeys({ count, open, toggle, act, search }: RowKeys): [number, (index: number) => void] {
  const [stood, setActive] = useState(-1)
  // Rows may have gone since somebody stood on the last of them.
  const active = Math.min(stood, count - 1)
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (isBusyElsewhere(event)) return
      const onControl = event.target instanceof HTMLElement && event.target.closest('a, button') !== null
      const step = (next: number): void => {
        const index = Math.min(Math.max(next, 0), count - 1)
        setActive(index)
        document.querySelector(`[data-row-index="${index}"]`)?.scrollIntoView({ block: 'nearest' })
      }
      if (event.key === 'j') step(active + 1)
      else if (event.key === 'k') step(active - 1)
      else if (event.key === 'Enter' && active >= 0 && open && !onControl) open(active)
      else if (event.key === 'x' && active >= 0 && toggle) toggle(active)
      else if (event.key === 'e' && active >= 0 && act) act(active)
      else if (event.key === '/' && search) search()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [active, count, open, toggle, act, search])
  return [active, setActive]
}
