/** Runs tests with Vitest, and again what a process left unfinished that ended before its time. */
export function runVitest(
  args: readonly string[],
  how?: Readonly<{ report?: string; quiet?: boolean }>,
): Promise<{ passed: number; failures: string[]; notes: string[] }>
