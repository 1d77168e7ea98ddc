import { checkConfigPart, type ConfigProblem, getConfigPart } from '@xiangzhi/contract'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import { call, useRead } from '../api-client.ts'

export type ConfigRead = z.output<typeof getConfigPart.output>

/** A part of the configuration being edited: what stands in force, what was changed here, and what is wrong with it. */
export interface ConfigDraft<Content> {
  readonly part: string
  readonly read: ConfigRead | undefined
  readonly problem: unknown
  readonly retry: () => void
  readonly content: Content | undefined
  readonly set: (content: Content) => void
  readonly dirty: boolean
  readonly discard: () => void
  readonly mayWrite: boolean
  readonly problems: readonly ConfigProblem[]
  readonly check: () => Promise<readonly ConfigProblem[]>
  readonly checking: boolean
}

/** Edits a part on this screen only; nothing is in force before it is saved with a reason. */
export function useConfigDraft<Content>(part: string, exists = true): ConfigDraft<Content> {
  const found = useRead(getConfigPart, { part }, { enabled: exists })
  const [draft, setDraft] = useState<{ part: string; content: Content }>()
  const [problems, setProblems] = useState<readonly ConfigProblem[]>([])
  const checking = useMutation({ mutationFn: (content: Content) => call(checkConfigPart, { part, content }) })
  const mine = draft?.part === part ? draft : undefined
  const content = mine ? mine.content : (found.data?.content as Content | undefined)
  return {
    part,
    read: found.data,
    problem: found.error,
    retry: () => void found.refetch(),
    content,
    set: (next) => {
      setDraft({ part, content: next })
      setProblems([])
    },
    dirty: mine !== undefined,
    discard: () => {
      setDraft(undefined)
      setProblems([])
    },
    mayWrite: found.data?.mayWrite ?? false,
    problems,
    check: async () => {
      if (content === undefined) return []
      const answer = await checking.mutateAsync(content)
      setProblems(answer.problems)
      return answer.problems
    },
    checking: checking.isPending,
  }
}

/** A list with one member put in the place of another. */
export function replaceAt<T>(list: readonly T[], index: number, member: T): T[] {
  return list.map((one, at) => (at === index ? member : one))
}

/** A list with a member moved by some places; it stays where it is at the ends. */
export function moveBy<T>(list: readonly T[], index: number, by: number): T[] {
  const to = index + by
  const moved = [...list]
  const [member] = moved.splice(index, 1)
  if (member === undefined || to < 0 || to >= list.length) return [...list]
  moved.splice(to, 0, member)
  return moved
}
