import { languages, say } from '@xiangzhi/text'

/** Long enough for a wave to pass, short enough that nobody gives up. */
const RETRY_AFTER_SECONDS = 5

/** An answer as it goes out: written by hand, so that saying no costs next to nothing. */
export interface BusyAnswer {
  readonly status: 503
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Both languages, readable without anything else being loaded: a busy server sends no style sheets along. */
function drawPage(): string {
  const lines = languages.map(
    (language) => `<p lang="${language}">${say(language, 'text.common.busy', { seconds: RETRY_AFTER_SECONDS })}</p>`,
  )
  const title = languages.map((language) => say(language, 'text.common.product')).join(' ')
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head><body>${lines.join('')}</body></html>`
}

const page = drawPage()
const titles = {
  'zh-CN': say('zh-CN', 'text.common.busy', { seconds: RETRY_AFTER_SECONDS }),
  en: say('en', 'text.common.busy', { seconds: RETRY_AFTER_SECONDS }),
} as const
const shared = {
  'retry-after': String(RETRY_AFTER_SECONDS),
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const
const pageHeaders = { ...shared, 'content-type': 'text/html; charset=utf-8' } as const
const problemHeaders = { ...shared, 'content-type': 'application/problem+json; charset=utf-8' } as const

/** "Busy, come again in a few seconds": 503 with Retry-After, problem details for programs, a plain page for people. */
export function busyAnswer(url: string, acceptLanguage: string | undefined, requestId: string): BusyAnswer {
  if (!/^\/(api|open311)\//.test(url)) return { status: 503, headers: pageHeaders, body: page }
  const title = titles[/^en\b/i.test(acceptLanguage ?? '') ? 'en' : 'zh-CN']
  const problem = { type: 'about:blank', title, status: 503, code: 'busy', requestId }
  return { status: 503, headers: problemHeaders, body: JSON.stringify(problem) }
}
