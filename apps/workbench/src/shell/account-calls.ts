import { ApiProblem, refusalOf } from '../api-client.ts'
import { fetchPatiently } from '../try-again.ts'

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
    answer = await fetchPatiently(
      `/api/auth/${path}`,
      body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {},
    )
  } catch {
    throw new ApiProblem('unreachable', 0)
  }
  if (!answer.ok) throw await refusalOf(answer)
  return (await answer.json().catch(() => undefined)) as T
}
