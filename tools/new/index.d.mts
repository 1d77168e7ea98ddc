/** Writes the beginning of something new into a tree; returns the exit code. */
export function runNew(args: readonly string[], root?: string): Promise<number>
