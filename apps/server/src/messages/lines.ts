import { isUnavailable } from '#platform/database'

/**
 * Handles lines of a timeline together. Should one of them be impossible to make into messages, each is handled by itself and
 * that one is passed over, so that it does not keep all others waiting for ever. When it is the database that is away, nothing
 * is passed over: it throws, and the lines are read again.
 */
export async function handleLines<Line>(
  lines: readonly Line[],
  handle: (lines: readonly Line[]) => Promise<number>,
  passOver: (line: Line, error: unknown) => void,
): Promise<number> {
  try {
    return await handle(lines)
  } catch (error) {
    if (isUnavailable(error)) throw error
  }
  let written = 0
  for (const line of lines) {
    try {
      written += await handle([line])
    } catch (error) {
      if (isUnavailable(error)) throw error
      passOver(line, error)
    }
  }
  return written
}
