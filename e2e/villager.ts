import { expect } from 'vitest'
import type { Page } from 'playwright-core'

/** 关山村: the village of most demo sign-ins. */
export const guanshan = '610114007200'

/** What the main part of a villager's page says, in one line. */
export async function read(page: Page): Promise<string> {
  return (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ')
}

/** The page's heading, which is the question it asks. */
export async function heading(page: Page): Promise<string> {
  return (await page.locator('h1').first().innerText()).trim()
}

/** Presses a button of a form and waits for the page that follows. */
export async function press(page: Page, name: string): Promise<void> {
  await Promise.all([page.waitForEvent('domcontentloaded'), page.getByRole('button', { name, exact: true }).click()])
}

export async function follow(page: Page, name: string | RegExp): Promise<void> {
  await Promise.all([page.waitForEvent('domcontentloaded'), page.getByRole('link', { name }).first().click()])
}

/** Chooses by pressing the words beside the button, as a finger does. */
export async function choose(page: Page, name: string | RegExp): Promise<void> {
  const radio = page.getByRole('radio', { name }).first()
  await page.locator('label.choice', { has: radio }).first().click()
  expect(await radio.isChecked()).toBe(true)
}

export async function tick(page: Page, name: string | RegExp): Promise<void> {
  const box = page.getByRole('checkbox', { name })
  await page.locator('label.choice', { has: box }).click()
  expect(await box.isChecked()).toBe(true)
}

export interface Report {
  readonly className: string
  readonly category: string
  readonly place: string
  readonly text: string
  readonly name?: string
  readonly phone?: string
}

/** Answers every question of a report up to the check page; nothing is sent yet. */
export async function fillReport(page: Page, report: Report): Promise<void> {
  await page.goto(`/v/${guanshan}`)
  await follow(page, /我要反映/)
  await follow(page, new RegExp(report.className))
  await choose(page, new RegExp(`^${report.category}`))
  await press(page, '下一步')
  await choose(page, new RegExp(`^${report.place}`))
  await press(page, '下一步')
  await page.getByRole('textbox').first().fill(report.text)
  await press(page, '下一步')
  while (!page.url().endsWith('/contact')) {
    const next = page.getByRole('button', { name: /^(下一步|都不是，继续反映)$/ })
    await Promise.all([page.waitForEvent('domcontentloaded'), next.click()])
  }
  if (report.phone !== undefined) await page.getByLabel('手机号').fill(report.phone)
  if (report.name !== undefined) await page.getByLabel('怎么称呼您').fill(report.name)
  await press(page, '下一步')
  expect(await heading(page)).toBe('请核对')
}

/** What the page after sending gives the villager. */
export async function receiptOf(page: Page): Promise<{ number: string; link: string }> {
  const number = (await page.locator('.receipt .number').innerText()).trim()
  const link = await page.locator('.card a[href^="/t/"]').getAttribute('href')
  if (link === null) throw new Error('the receipt has no private link')
  return { number, link }
}
