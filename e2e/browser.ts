import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { Address } from './start-installation.ts'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Proxies of the machine have no part in a test against this machine.
  '--no-proxy-server',
]

/** Chromium of the system, with a profile that is thrown away. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    args: flags,
  })
}

const county = {
  locale: 'zh-CN',
  timezoneId: 'Asia/Shanghai',
  reducedMotion: 'reduce',
} as const satisfies BrowserContextOptions

/** The screens people have. A villager's phone runs no script: the pages must not need one. */
export const screens = {
  phone: { ...county, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, javaScriptEnabled: false },
  elder: { ...county, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, javaScriptEnabled: false },
  kiosk: { ...county, viewport: { width: 1080, height: 1920 }, hasTouch: true },
  fieldPhone: { ...county, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { ...county, viewport: { width: 1440, height: 900 } },
} as const satisfies Record<string, BrowserContextOptions>

/** How long anything that should appear may take on a machine that does much else; what never comes is found, not what is slow. */
const PATIENCE_MS = 30_000 * Number(process.env['PATIENCE'] ?? 1)

/** A browser window of its own: no cookies but those given. */
export async function openWindow(
  browser: Browser,
  { base }: Pick<Address, 'base'>,
  screen: keyof typeof screens,
  more: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ ...screens[screen], baseURL: base, ...more })
  context.setDefaultTimeout(PATIENCE_MS)
  if (screen === 'elder') await context.addCookies([{ name: 'skin', value: 'elder', url: base }])
  return context
}

/** Answers that say no to something typed or asked too early; the browser writes them down as if they were faults. */
const saidNo = /status of (401|409|422|423|429) /

/** Gathers what the browser complains about on a page; asked for again, the list is empty. */
export function complaintsOf(page: Page): () => string[] {
  let found: string[] = []
  page.on('console', (message) => {
    if (message.type() !== 'error' || saidNo.test(message.text())) return
    // A page that is not there is an answer too; a picture or script that is not there is a fault.
    if (message.text().includes('status of 404 ') && message.location().url === page.url()) return
    found.push(`${message.text()} (${page.url()})`)
  })
  page.on('pageerror', (error) => found.push(`${error.message} (${page.url()})`))
  return () => {
    const now = found
    found = []
    return now
  }
}

/** Keeps a picture of what is on the screen in the folder named by PICTURES; without it, nothing. */
export async function picture(page: Page, name: string, fullPage = true): Promise<void> {
  const folder = process.env['PICTURES']
  if (folder === undefined || folder === '') return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage, animations: 'disabled' })
}
