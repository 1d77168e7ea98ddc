import type { Idea } from '#platform/idea'
import { linkAndNote } from './heads.ts'

type Running = Parameters<typeof linkAndNote>[0] & { readonly county: number }

const FIVE_MINUTES_MS = 300_000

/** The record of commands. */
export const auditIdea = {
  jobs: (running: Running) => [
    { name: 'audit links', everyMs: FIVE_MINUTES_MS, work: () => linkAndNote(running, running.county) },
  ],
} satisfies Idea
