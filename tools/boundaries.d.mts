/** Every breach of the boundaries, one line each with file and line; `planted` has files that are not there, by their paths. */
export function findBreaches(planted?: Readonly<Record<string, string>>): string[]
