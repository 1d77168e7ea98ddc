import { expect, it } from 'vitest'
import { ApiProblem, isGone, withoutGone } from './api-client.ts'

const found = (error: Error | null) => ({ data: '旧内容', error, isFetching: false })

it('what whoever looks may no longer see leaves the screen, although it was shown before', () => {
  for (const [code, status] of [
    ['not-found', 404],
    ['not-allowed', 403],
  ] as const) {
    const refused = new ApiProblem(code, status)
    expect(withoutGone(found(refused))).toEqual({ ...found(refused), data: undefined })
    expect(isGone(refused)).toBe(true)
  }
})

it('what was shown stays through a broken connection or a busy server', () => {
  for (const problem of [null, new ApiProblem('unreachable', 0), new ApiProblem('busy', 503), new Error('x')])
    expect(withoutGone(found(problem)).data).toBe('旧内容')
})
