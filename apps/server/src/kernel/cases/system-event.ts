import type { CaseRecord, NewEvent } from './types.ts'

/** A line of the timeline that the system writes itself: the case stays where it is. */
export function systemEvent(record: CaseRecord, action: string, facts: Record<string, unknown>): NewEvent {
  return {
    action,
    fromState: record.state,
    toState: record.state,
    byRole: null,
    byUnit: null,
    note: null,
    publicNote: null,
    facts,
  }
}
