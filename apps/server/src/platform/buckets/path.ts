/**
 * The path of an address as routes read it: without its query, and with every letter that was written as `%61` decoded. Whoever
 * decides by a path decides by this one, or another spelling gets around it. What cannot be decoded stays as it is.
 */
export function pathOf(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? ''
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
