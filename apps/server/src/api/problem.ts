import { type ProblemDetails, refusals } from '@xiangzhi/contract'
import { type Language, say } from '@xiangzhi/text'
import type { Refusal } from '#platform/refusal'

/** A refusal as problem details (RFC 9457), in the reader's language. */
export function problemOf(refusal: Refusal, language: Language, requestId: string): ProblemDetails {
  const status = refusals[refusal.code]
  const fields =
    refusal.code === 'bad-input' && refusal.detail?.startsWith('[')
      ? (JSON.parse(refusal.detail) as { field: string; message?: string; problem?: string }[])
      : []
  return {
    type: `urn:xiangzhi:refusal:${refusal.code}`,
    title: say(language, refusal.key, refusal.facts),
    status,
    code: refusal.code,
    requestId,
    ...(Object.keys(refusal.facts).length > 0 ? { facts: refusal.facts } : {}),
    ...(fields.length > 0
      ? { fields: fields.map(({ field, message, problem }) => ({ field, message: message ?? problem ?? '' })) }
      : {}),
  }
}

/** What a bug answers: nothing about itself but the number under which the log has everything. */
export function bugProblem(language: Language, requestId: string): ProblemDetails {
  return {
    type: 'about:blank',
    title: say(language, 'text.common.bug', { requestId }),
    status: 500,
    code: 'bug',
    requestId,
  }
}
