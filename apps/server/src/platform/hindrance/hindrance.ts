import { languages, say, type TextFacts, type TextKey } from '@xiangzhi/text'

/**
 * The exit code that asks to be started again (EX_TEMPFAIL of sysexits.h): what stopped the server passes by itself, such as a
 * database that died. `npm start` and systemd do so.
 */
export const PASSING_EXIT_CODE = 75

/** Why the server cannot start or go on, in a sentence for whoever runs the machine; no stack helps them. */
export class Hindrance extends Error {
  /** Whether trying again later may help without anybody changing anything. */
  readonly passes: boolean

  constructor(
    key: TextKey,
    facts: TextFacts = {},
    { passes = false, cause }: { passes?: boolean; cause?: unknown } = {},
  ) {
    super(languages.map((language) => say(language, key, facts)).join('\n'), { cause })
    this.name = 'Hindrance'
    this.passes = passes
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

/** What the system says of a folder that cannot be written, in a sentence; undefined when it says something else. */
export function hindranceOf(error: unknown, folder: string): Hindrance | undefined {
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new Hindrance('text.start.folderFull', { folder }, { passes: true, cause: error })
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return new Hindrance('text.start.folderIsFile', { folder }, { cause: error })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOENT')
    return new Hindrance('text.start.folderReadOnly', { folder, code }, { cause: error })
  return undefined
}
