import { useText } from '../text.tsx'

/** A period of validity in words: from a day on, or between two days. */
export function Period({ from, until }: { from: string; until: string | null }) {
  const { t } = useText()
  return (
    <span className="xz-figures">
      {until === null ? t('text.admin.since', { from }) : t('text.admin.between', { from, until })}
    </span>
  )
}
