import { getEdition, saveDraft } from '@xiangzhi/contract'
import type { Content } from '@xiangzhi/language'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { ApiProblem, call, newRequestId, readKey, useRead } from '../api-client.ts'
import { useMe } from '../session.tsx'
import { sendable, type Unfinished } from './draft-content.ts'
import { lastSaves } from './last-saves.ts'
import { dropText, findText, type KeptText, keepText } from './kept-text.ts'

export type OpenedEdition = z.output<typeof getEdition.output>

/** What a writer changes. */
export interface DraftText {
  readonly title: string
  readonly content: Content
  readonly changeNote: string | null
  readonly publishAt: string | null
}

/** How far saving is. `held` waits for something that has to be finished first. */
export type Saving = 'saved' | 'changed' | 'saving' | 'held' | 'conflict' | 'failed'

export function textOf({ edition }: OpenedEdition): DraftText {
  const { title, content, changeNote, publishAt } = edition
  return { title, content, changeNote, publishAt }
}

/** Quick enough to count as at once, slow enough not to save every letter. */
const RESTS_MS = 900
const AGAIN_MS = 8000

export interface Draft {
  readonly text: DraftText
  readonly change: (patch: Partial<DraftText>) => void
  readonly saving: Saving
  readonly problem: unknown
  readonly unfinished: readonly Unfinished[]
  readonly problems: OpenedEdition['problems']
  /** The version that is on the server and that this text goes over. */
  readonly version: number
  /** Saves now what is not saved yet; answers the version, or nothing when it could not be saved. */
  readonly settle: () => Promise<number | undefined>
  /** What somebody else saved meanwhile. */
  readonly theirs: OpenedEdition | undefined
  readonly keepMine: () => void
  readonly takeTheirs: () => void
  /** A text of this person that did not reach the server before the page was closed or the browser broke down. */
  readonly kept: KeptText | undefined
  readonly putBack: () => void
  readonly discardKept: () => void
  /** Begins again from what the server has, after it was changed there on purpose. */
  readonly renew: (opened: OpenedEdition) => void
}

/**
 * An edition as the server has it now: what an earlier visit left in memory is not written on, and what the last visit still saves
 * on its way out is waited for.
 */
export function useOpenedEdition(editionId: string) {
  const [settled, setSettled] = useState<string>()
  useEffect(() => {
    let here = true
    void lastSaves.settled(editionId).then(() => here && setSettled(editionId))
    return () => {
      here = false
    }
  }, [editionId])
  const isSettled = settled === editionId
  const found = useRead(getEdition, { editionId }, { enabled: isSettled, staleTime: 0 })
  return isSettled && found.isFetchedAfterMount ? found : { ...found, data: undefined }
}

/**
 * A text that is saved by itself over the version that was seen. When somebody else was quicker nothing is overwritten: both
 * texts stay, and the writer chooses.
 */
export function useDraft(opened: OpenedEdition): Draft {
  const client = useQueryClient()
  const [text, setText] = useState(() => textOf(opened))
  const [saving, setSaving] = useState<Saving>('saved')
  const [problem, setProblem] = useState<unknown>()
  const [problems, setProblems] = useState<OpenedEdition['problems']>(opened.problems)
  const [version, setVersion] = useState(opened.edition.version)
  const [theirs, setTheirs] = useState<OpenedEdition>()
  const [unfinished, setUnfinished] = useState<readonly Unfinished[]>([])
  const now = useRef({ text, version, dirty: false, running: undefined as Promise<number | undefined> | undefined })
  const { id } = opened
  const { personId } = useMe()
  const [kept, setKept] = useState(() =>
    findText(window.localStorage, { personId, editionId: id }, textOf(opened), Date.now()),
  )

  const save = useCallback(async (): Promise<number | undefined> => {
    if (now.current.running) await now.current.running
    if (!now.current.dirty) return now.current.version
    const ready = sendable(now.current.text.content)
    setUnfinished(ready.unfinished)
    if (ready.unfinished.length > 0 || now.current.text.title.trim() === '') {
      setSaving('held')
      return undefined
    }
    const send = async (): Promise<number | undefined> => {
      setSaving('saving')
      now.current.dirty = false
      const { text: sent } = now.current
      try {
        const answer = await call(saveDraft, {
          editionId: id,
          requestId: newRequestId(),
          version: now.current.version,
          title: sent.title,
          content: ready.content as never,
          changeNote: sent.changeNote?.trim() ? sent.changeNote : null,
          publishAt: sent.publishAt,
        })
        now.current.version = answer.version
        setVersion(answer.version)
        setProblems(answer.problems)
        setProblem(undefined)
        setSaving(now.current.dirty ? 'changed' : 'saved')
        if (!now.current.dirty) dropText(window.localStorage, { personId, editionId: id })
        void client.invalidateQueries({ queryKey: readKey(getEdition, { editionId: id }) })
        return answer.version
      } catch (error) {
        now.current.dirty = true
        setProblem(error)
        if (error instanceof ApiProblem && error.code === 'changed-meanwhile') {
          setTheirs(await call(getEdition, { editionId: id }).catch(() => undefined))
          setSaving('conflict')
        } else setSaving('failed')
        return undefined
      }
    }
    now.current.running = send()
    const answer = await now.current.running
    now.current.running = undefined
    return answer
  }, [client, id, personId])

  const change = useCallback(
    (patch: Partial<DraftText>) => {
      const next = { ...now.current.text, ...patch }
      now.current.text = next
      now.current.dirty = true
      setText(next)
      keepText(
        window.localStorage,
        { personId, editionId: id },
        { text: next, version: now.current.version },
        Date.now(),
      )
      setSaving((former) => (former === 'conflict' ? former : 'changed'))
    },
    [id, personId],
  )

  useEffect(() => {
    if (text !== now.current.text || (saving !== 'changed' && saving !== 'failed')) return undefined
    const timer = window.setTimeout(() => void save(), saving === 'failed' ? AGAIN_MS : RESTS_MS)
    return () => window.clearTimeout(timer)
  }, [text, saving, save])

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (now.current.dirty) event.preventDefault()
    }
    window.addEventListener('beforeunload', warn)
    return () => {
      window.removeEventListener('beforeunload', warn)
      // Leaving the page within the workbench saves what was typed last.
      // Whoever comes back waits for that, and begins from what the server has then.
      if (now.current.dirty || now.current.running) lastSaves.add(id, save())
    }
  }, [save, id])

  const renew = useCallback(
    (fresh: OpenedEdition) => {
      now.current = { ...now.current, text: textOf(fresh), version: fresh.edition.version, dirty: false }
      setText(textOf(fresh))
      setVersion(fresh.edition.version)
      setProblems(fresh.problems)
      setProblem(undefined)
      setTheirs(undefined)
      setUnfinished([])
      setSaving('saved')
      dropText(window.localStorage, { personId, editionId: fresh.id })
    },
    [personId],
  )

  return {
    text,
    change,
    saving,
    problem,
    unfinished,
    problems,
    version,
    settle: save,
    theirs,
    keepMine: () => {
      if (!theirs) return
      now.current.version = theirs.edition.version
      now.current.dirty = true
      setTheirs(undefined)
      setSaving('changed')
    },
    takeTheirs: () => theirs && renew(theirs),
    kept,
    putBack: () => {
      if (!kept) return
      // Over the version that its writer saw: where somebody else saved meanwhile, both stand side by side.
      now.current.version = kept.version
      setKept(undefined)
      change(kept.text)
    },
    discardKept: () => {
      setKept(undefined)
      if (!now.current.dirty) dropText(window.localStorage, { personId, editionId: id })
    },
    renew,
  }
}
