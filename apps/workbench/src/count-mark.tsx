/** How many wait, as a mark beside a word or an icon; red when something is late or urgent. */
export function CountMark({
  n,
  most,
  urgent,
  title,
}: {
  n: number
  /** More are shown as this many with a plus. */
  most: number
  urgent: boolean
  title?: string
}) {
  // Drawn by the style sheet: the words of a link around it say the whole number, and this one may be cut short.
  return (
    <span
      className={urgent ? 'xz-count-mark xz-count-mark-urgent' : 'xz-count-mark'}
      title={title}
      data-count={n > most ? `${most}+` : n}
    />
  )
}
