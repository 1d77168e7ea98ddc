import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openBrowser, openWindow, picture } from './browser.ts'
import { faultsAtDoubleText, faultsOf } from './look-at-page.ts'
import { choose, follow, guanshan, heading, press, read } from './villager.ts'

/** From the village's home to the money of last month, the text behind one of its lines, and a question about it. */
async function askAboutMoney(page: Page): Promise<{ link: string; seen: string[] }> {
  const seen: string[] = []
  await page.goto(`/v/${guanshan}`)
  await follow(page, /^钱/)
  seen.push(page.url())
  expect(await heading(page)).toMatch(/^\d{4}年\d{1,2}月的钱$/)
  expect(await read(page)).toMatch(/收入 [\d,]+\.\d\d 元，支出 [\d,]+\.\d\d 元/)
  await page.locator('table a').first().click()
  await page.waitForURL(/\/e\//)
  seen.push(page.url())
  await follow(page, '对这份公开提问')
  await choose(page, /提问/)
  await press(page, '下一步')
  await page.getByRole('textbox').first().fill('上个月的路灯电费是按几盏灯算的？')
  await press(page, '下一步')
  while (!page.url().endsWith('/check')) {
    const official = page.getByRole('radio', { name: /^不|没有/ })
    if (page.url().endsWith('/official')) await official.first().check({ force: true })
    await press(page, '下一步')
  }
  expect(await read(page)).toContain('上个月的路灯电费是按几盏灯算的？')
  await page.locator('form button').last().click()
  await page.waitForURL(/\/done$/)
  const link = await page.locator('a[href^="/t/"]').first().getAttribute('href')
  if (link === null) throw new Error('no private link')
  return { link, seen }
}

// proves: P053 P055 P069 P073
describe('the money of last month', () => {
  const installation = inject('installation')
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  it('is found and asked about on a phone of 360 pixels that runs no script', async () => {
    const context = await openWindow(browser, installation, 'phone')
    const page = await context.newPage()
    const { link } = await askAboutMoney(page)
    await page.goto(link)
    expect(await read(page)).toMatch(/对公开内容的提问 已收到 编号 [\d-]+/)
    await context.close()
  })

  it('is found and asked about in large print, and nothing breaks when the text is doubled', async () => {
    const context = await openWindow(browser, installation, 'elder')
    const page = await context.newPage()
    const { seen } = await askAboutMoney(page)
    await context.close()
    // The pages need no script; looking at them does.
    const looking = await openWindow(browser, installation, 'elder', { javaScriptEnabled: true })
    const eye = await looking.newPage()
    const faults: Record<string, string[]> = {}
    for (const address of seen) {
      await eye.goto(address)
      const found = [...(await faultsOf(eye, { axe: true, language: 'zh-CN' })), ...(await faultsAtDoubleText(eye))]
      if (found.length > 0) faults[address] = found
    }
    await eye.goto(seen[0] ?? '')
    await picture(eye, 'money-elder')
    await looking.close()
    expect(faults).toEqual({})
  })
})
