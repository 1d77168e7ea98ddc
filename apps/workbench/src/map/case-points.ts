import type { CaseRowView } from '@xiangzhi/contract'
import type { Tone } from '@xiangzhi/design'

/** How a case stands, as the tone of its point: late first, then how far it is. */
export function pointTone({ status, late }: Pick<CaseRowView, 'status' | 'late'>): Tone {
  if (status === 'done') return 'good'
  if (status === 'not-done') return 'neutral'
  return late ? 'danger' : status === 'received' ? 'warn' : 'info'
}
