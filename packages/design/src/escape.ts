const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text made safe for element content and for quoted attributes, in HTML and in SVG. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter)
}

/**
 * An address made safe for `href`: paths, fragments, queries, http(s) and tel. Anything else, such as `javascript:`,
 * gives undefined and the caller draws no link.
 */
export function escapeHref(href: string): string | undefined {
  // Browsers drop tabs and breaks inside an address and read a backslash as a slash; both could hide another host.
  if (/[\p{Cc}\\]/u.test(href)) return undefined
  const known = /^(?:\/(?!\/)|#|\?|https?:\/\/|tel:|\.{1,2}\/|[\w%-]+(?:[/?#]|$))/i.test(href)
  return known ? escape(href) : undefined
}
