import { isTextKey } from '@xiangzhi/text'
import { useMemo } from 'react'
import { useCounty } from '../session.tsx'
import { useText } from '../text.tsx'
import { sayLimit } from '../time-words.ts'

/** The words in which a case is shown: names of its state, category, source and actions in the reader's language. */
export interface CaseWords {
  readonly state: (row: { process: string; processVersion?: number; state: string }) => string
  readonly process: (key: string) => string
  readonly category: (code: string) => string
  readonly level: (level: string) => string
  readonly source: (source: string) => string
  readonly role: (role: string | null) => string
  /** What was done, as the timeline says it: a transition of the process or a command of the engine. */
  readonly action: (row: { process: string; processVersion?: number }, action: string) => string
  readonly clock: (key: string) => string
  readonly limit: (unit: string, amount: number) => string
  /** Any key that came with data; what is unknown stays as it came. */
  readonly key: (key: string) => string
}

/** The words for cases. */
export function useCaseWords(): CaseWords {
  const { t, named } = useText()
  const county = useCounty()
  return useMemo(() => {
    const key = (text: string): string => (isTextKey(text) ? t(text) : text)
    const orSelf = (text: string, self: string): string => (isTextKey(text) ? t(text) : self)
    return {
      key,
      state: (row) => {
        const label = county.process(row.process, row.processVersion)?.states[row.state]?.label
        return label ? key(label) : row.state
      },
      process: (process) => {
        const title = county.process(process)?.title
        return title ? key(title) : process
      },
      category: (code) => {
        const category = county.category(code)
        return category ? named(category.name) : code
      },
      level: (level) => orSelf(`text.common.level.${level}`, level),
      source: (source) => orSelf(`text.common.source.${source}`, source),
      role: (role) => (role === null ? '' : orSelf(`text.common.role.${role}`, role)),
      action: (row, action) => {
        const label = county.process(row.process, row.processVersion)?.transitions[action]?.label
        return label ? key(label) : orSelf(`text.workbench.event.${action}`, action)
      },
      clock: (clock) => orSelf(`text.workbench.clock.${clock}`, clock),
      limit: (unit, amount) => sayLimit(t, unit, amount),
    }
  }, [county, named, t])
}
