import { listCases } from '@xiangzhi/contract'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { call } from '../api-client.ts'
import { Icon } from '../icon.tsx'
import { isBusyElsewhere } from '../row-keys.ts'
import { useMay } from '../session.tsx'
import { useText } from '../text.tsx'

/** Finds a case by its number, or by words of its summary; one hit opens at once. The key / leads here. */
export function NumberSearch() {
  const { t } = useText()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const [searching, setSearching] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const mayRead = useMay('case.read')
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      // A list on the page takes the key for its own search field first.
      if (event.key !== '/' || event.defaultPrevented || isBusyElsewhere(event)) return
      event.preventDefault()
      field.current?.focus()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
  if (!mayRead) return null
  const search = async (): Promise<void> => {
    const q = typed.trim()
    if (q === '') return
    setSearching(true)
    try {
      const found = await call(listCases, { q, limit: 2 })
      const only = found.rows.length === 1 ? found.rows[0] : undefined
      if (only) await navigate({ to: '/cases/$caseId', params: { caseId: only.id } })
      else await navigate({ to: '/cases', search: { q } })
      setTyped('')
    } catch {
      // The list says what is wrong and offers another try.
      await navigate({ to: '/cases', search: { q } })
    } finally {
      setSearching(false)
    }
  }
  return (
    <span className="xz-search">
      <Icon name="search" size={15} />
      <input
        ref={field}
        aria-label={t('text.workbench.search.label')}
        placeholder={t('text.workbench.search.hint')}
        value={typed}
        disabled={searching}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) void search()
        }}
      />
      <kbd className="xz-key" aria-hidden="true">
        /
      </kbd>
    </span>
  )
}
