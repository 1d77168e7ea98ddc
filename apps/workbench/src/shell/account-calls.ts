import { problemDetails } from '@xiangzhi/contract'
import { ApiProblem } from '../api-client.ts'

/** What the sign-in endpoints say of the present session. */
export interface SessionAnswer {
  readonly username: string
  readonly twoFactor: boolean
  readonly mustChangePassword: boolean
}

/** Talks to the sign-in endpoints. A wrong password is answered here and leads nowhere else. Throws `ApiProblem`. */
export async function askAccount<T>(path: string, body?: object): Promise<T> {
  let answer: Response
  try {
    answer = await fetch(
      `/api/auth/${path}`,
      body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {},
    )
  } catch {
    throw new ApiProblem('unreachable', 0)
  }
  const said: unknown = await answer.json().catch(() => undefined)
  if (answer.ok) return said as T
  const details = problemDetails.safeParse(said)
  throw new ApiProblem(
    details.success ? details.data.code : 'bug',
    answer.status,
    details.success ? details.data : undefined,
  )
}
