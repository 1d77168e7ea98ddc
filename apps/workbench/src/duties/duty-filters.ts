import type { listDuties } from '@xiangzhi/contract'
import { dutyPeriodOf } from '@xiangzhi/language'
import type { z } from 'zod'
import type { UrlState } from '../url-state.ts'

export const views = ['week', 'overdue', 'mine', 'all'] as const
export type View = (typeof views)[number]

type Input = Partial<z.input<typeof listDuties.input>>

const isOneOf = <T extends string>(list: readonly T[], value: string | undefined): value is T =>
  value !== undefined && (list as readonly string[]).includes(value)

/** Which of the four views the address asks for. */
export function viewOf(state: UrlState): View {
  const view = state['view']
  return isOneOf(views, view) ? view : 'week'
}

/** What the view asks of the server, where the form and the address ask nothing else. */
export function askedBy(view: View, today: string): Input {
  switch (view) {
    case 'week':
      return { standing: 'open', until: dutyPeriodOf('week', today).last }
    case 'overdue':
      return { overdue: 'true' }
    case 'mine':
      return { mine: 'true' }
    case 'all':
    default:
      return {}
  }
}
