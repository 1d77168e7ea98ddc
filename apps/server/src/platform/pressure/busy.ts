import { languages, say } from '@xiangzhi/text'

/** Long enough for a wave to pass, short enough that nobody gives up. */
const RETRY_AFTER_SECONDS = 5

/** An answer as it goes out. */
export interface BusyAnswer {
  readonly status: 503 | 507
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Why nothing was done: more comes than can be done, the database does not answer, or nothing more fits on the disk. */
type Cause = 'busy' | 'unavailable' | 'disk-full'
const statuses = { busy: 503, unavailable: 503, 'disk-full': 507 } as const

/** Both languages, readable without anything else being loaded: a busy server sends no style sheets along. */
function drawPage(cause: Cause): string {
  const facts = { seconds: RETRY_AFTER_SECONDS }
  const lines = languages.map((language) => `<p lang="${language}">${say(language, `text.common.${cause}`, facts)}</p>`)
  const title = languages.map((language) => say(language, 'text.common.product')).join(' ')
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head><body>${lines.join('')}</body></html>`
}

const words = (cause: Cause) => ({
  page: drawPage(cause),
  'zh-CN': say('zh-CN', `text.common.${cause}`, { seconds: RETRY_AFTER_SECONDS }),
  en: say('en', `text.common.${cause}`, { seconds: RETRY_AFTER_SECONDS }),
})
// Made once: saying no costs next to nothing.
const said = { busy: words('busy'), unavailable: words('unavailable'), 'disk-full': words('disk-full') } as const
const shared = {
  'retry-after': String(RETRY_AFTER_SECONDS),
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const
const pageHeaders = { ...shared, 'content-type': 'text/html; charset=utf-8' } as const
const problemHeaders = { ...shared, 'content-type': 'application/problem+json; charset=utf-8' } as const

/** "Not now, come again in a few seconds": 503 with Retry-After, problem details for programs, a plain page for people. */
export function busyAnswer(
  url: string,
  acceptLanguage: string | undefined,
  requestId: string,
  cause: Cause = 'busy',
): BusyAnswer {
  const status = statuses[cause]
  if (!/^\/(api|open311)\//.test(url)) return { status, headers: pageHeaders, body: said[cause].page }
  const title = said[cause][/^en\b/i.test(acceptLanguage ?? '') ? 'en' : 'zh-CN']
  const problem = { type: 'about:blank', title, status, code: cause, requestId }
  return { status, headers: problemHeaders, body: JSON.stringify(problem) }
}
