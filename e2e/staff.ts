import { type Browser, type BrowserContext, type Page } from 'playwright-core'
import { openWindow, picture, type screens } from './browser.ts'
import type { Address } from './start-installation.ts'

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>

/** Signs in on the real page, by name and password. */
export async function signIn(page: Page, { signIns }: Pick<Address, 'signIns'>, userName: string): Promise<void> {
  const account = signIns.find((one) => one.userName === userName)
  if (!account) throw new Error(`the demo has no sign-in ${userName}`)
  await page.goto('/staff/')
  await page.waitForURL('**/staff/sign-in**')
  // The page draws itself once more when it has heard of the demo; a press at that moment would be lost.
  await page.getByRole('heading', { name: '演示账号' }).waitFor()
  await page.getByLabel('用户名').fill(userName)
  await page.getByLabel('密码').fill(account.password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByRole('heading', { name: `${account.name}，您好` }).waitFor()
}

/** The windows of one test file: every person of staff signs in once and keeps the window. */
export class Office {
  readonly #browser: Browser
  readonly #address: Address
  readonly #pages = new Map<string, Page>()

  constructor(browser: Browser, address: Address) {
    this.#browser = browser
    this.#address = address
  }

  /** The window of a person, signed in. */
  async of(userName: string, screen: keyof typeof screens = 'desktop'): Promise<Page> {
    const key = `${userName} ${screen}`
    const open = this.#pages.get(key)
    if (open) return open
    const context = await openWindow(this.#browser, this.#address, screen)
    const signed = [...this.#pages].find(([other]) => other.startsWith(`${userName} `))
    const page = await context.newPage()
    if (signed) {
      const cookies: Cookies = await signed[1].context().cookies()
      await context.addCookies(cookies)
    } else await signIn(page, this.#address, userName)
    this.#pages.set(key, page)
    return page
  }

  /** Keeps pictures of all windows, to see what was on the screens when something failed. */
  async pictures(of: string): Promise<void> {
    for (const [key, page] of this.#pages) await picture(page, `failed-${of}-${key.replace(' ', '-')}`, false)
  }
}

/** Opens a case by its number from the search field that stands on every page. */
export async function openCase(page: Page, number: string): Promise<void> {
  if (!page.url().includes('/staff/')) await page.goto('/staff/')
  const search = page.getByRole('textbox', { name: '按编号或文字查件' })
  await search.fill(number)
  await search.press('Enter')
  await page.waitForURL(/\/staff\/cases\/[0-9a-f-]{36}$/)
  await page.locator('.xz-case-head .xz-number').filter({ hasText: number }).waitFor()
}

type Form = ReturnType<Page['getByRole']>

/** Fills the form that has opened under this name, sends it, and waits until it is done. */
async function send(page: Page, label: string, fill?: (form: Form) => Promise<void>): Promise<void> {
  const form = page.getByRole('region', { name: label, exact: true })
  await form.waitFor()
  if (fill) await fill(form)
  await form.getByRole('button', { name: label, exact: true }).click()
  await page.getByText(`${label}：已完成。`).last().waitFor()
  await form.waitFor({ state: 'detached' })
}

/** Takes a step of a case by its button. */
export async function act(page: Page, label: string, fill?: (form: Form) => Promise<void>): Promise<void> {
  await page.locator('.xz-actions').getByRole('button', { name: label, exact: true }).click()
  await send(page, label, fill)
}

/** A command from the menu of other actions. */
export async function command(page: Page, label: string, fill?: (form: Form) => Promise<void>): Promise<void> {
  await page.locator('.xz-actions').getByRole('button', { name: '其他操作' }).click()
  await page.getByRole('menuitem', { name: label, exact: true }).click()
  await send(page, label, fill)
}

/** Chooses from a list of the workbench by a part of the name, typed where the list can be searched. */
export async function pick(page: Page, form: Form, label: string | RegExp, name: string): Promise<void> {
  const box = form.getByRole('combobox', { name: label })
  if (await box.isEditable()) await box.fill(name)
  else await box.click()
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
    .filter({ hasText: name })
    .first()
    .click()
}

/** What the case page says, in one line. */
export async function readCase(page: Page): Promise<string> {
  return (await page.locator('main article').innerText()).replaceAll(/\s+/g, ' ')
}

/** Waits until the case stands in a state, by the words of the state. */
export async function untilState(page: Page, words: string): Promise<void> {
  await page.locator('.xz-case-head .xz-status').getByText(words, { exact: true }).first().waitFor()
}
