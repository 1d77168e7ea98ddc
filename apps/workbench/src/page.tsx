import { type ReactNode, useEffect } from 'react'
import { useText } from './text.tsx'

/** The frame of a page: its title (also of the window), what can be done here, and the content. */
export function Page({
  title,
  note,
  actions,
  children,
  wide = true,
}: {
  title: string
  note?: ReactNode
  actions?: ReactNode
  children: ReactNode
  wide?: boolean
}) {
  const { t } = useText()
  useEffect(() => {
    document.title = `${title} · ${t('text.common.product')}`
  }, [title, t])
  return (
    <div className={wide ? 'xz-page' : 'xz-page xz-page-narrow'}>
      <div className="xz-page-head">
        <div>
          <h1 className="xz-title">{title}</h1>
          {note ? <p className="xz-note">{note}</p> : null}
        </div>
        {actions ? <div className="xz-page-actions">{actions}</div> : null}
      </div>
      {children}
    </div>
  )
}
