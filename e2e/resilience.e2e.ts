import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openBrowser, openWindow } from './browser.ts'
import { act, Office, openCase, untilState } from './staff.ts'
import { startInstallation } from './start-installation.ts'
import { fillReport, guanshan, heading, press, read, receiptOf } from './villager.ts'

// proves: P071

const installation = inject('installation')
let browser: Browser
let office: Office
beforeAll(async () => {
  browser = await openBrowser()
  office = new Office(browser, installation)
})
afterAll(() => browser.close())

const newPhone = async (base: { readonly base: string } = installation): Promise<Page> =>
  (await openWindow(browser, base, 'phone')).newPage()

/** How many cases the grid worker finds with these words. */
async function countFound(words: string): Promise<number> {
  const grid = await office.of('grid')
  const answer = await grid.request.get(`${installation.base}/api/cases?q=${encodeURIComponent(words)}`)
  expect(answer.ok()).toBe(true)
  return ((await answer.json()) as { rows: unknown[] }).rows.length
}

/** Reports something small in the grid of the demo's grid worker. */
async function reported(
  text: string,
  at: { readonly base: string } = installation,
): Promise<{ number: string; link: string }> {
  const phone = await newPhone(at)
  await fillReport(phone, { className: '秸秆焚烧', category: '秸秆堆放', place: '西一巷', text })
  await press(phone, '确认提交')
  const receipt = await receiptOf(phone)
  await phone.context().close()
  return receipt
}

describe('pressing twice', () => {
  it('makes one report of a double press on the last button', async () => {
    const phone = await newPhone()
    await fillReport(phone, {
      className: '秸秆焚烧',
      category: '秸秆堆放',
      place: '西一巷',
      text: '路口堆着秸秆甲，车过不去。',
    })
    await phone.getByRole('button', { name: '确认提交' }).dblclick()
    await phone.waitForURL('**/done')
    const { number } = await receiptOf(phone)
    expect(await countFound('秸秆甲')).toBe(1)
    expect(await countFound(number)).toBe(1)
  })

  it('makes one report of going back and sending again, with the same number', async () => {
    const phone = await newPhone()
    await fillReport(phone, {
      className: '秸秆焚烧',
      category: '秸秆堆放',
      place: '西一巷',
      text: '路口堆着秸秆乙，车过不去。',
    })
    const form = { address: phone.url(), base: installation.base }
    await press(phone, '确认提交')
    const { number } = await receiptOf(phone)
    await phone.goBack()
    // Whatever the browser shows now, old page or new, sending the form again comes to the same receipt.
    const again = phone.getByRole('button', { name: '确认提交' })
    if (await again.count()) await press(phone, '确认提交')
    expect((await receiptOf(phone)).number).toBe(number)
    const direct = await phone.request.post(form.address, { headers: { origin: form.base }, form: {} })
    expect(await direct.text()).toContain(number)
    expect(await countFound('秸秆乙')).toBe(1)
  })
})

describe('two people at one case', () => {
  it('tells the slower one who was quicker, and keeps what was typed', async () => {
    const { number } = await reported('两个人同时处理这一件。')
    const slow = await office.of('grid')
    await openCase(slow, number)
    const quick = await office.of('grid', 'fieldPhone')
    await quick.goto(new URL(slow.url()).pathname)
    await slow.locator('.xz-actions').getByRole('button', { name: '当场解决', exact: true }).click()
    const form = slow.getByRole('region', { name: '当场解决', exact: true })
    await form.getByLabel('处置情况').fill('已经清走，路面扫过。')
    await act(quick, '受理')
    await form.getByLabel('给群众的答复').fill('已清走。')
    await form.getByRole('button', { name: '当场解决', exact: true }).click()
    await form.getByText('您填写期间，这件事被别人更新了').waitFor()
    await form.getByText(/刘改琴：受理/).waitFor()
    expect(await form.getByLabel('处置情况').inputValue()).toBe('已经清走，路面扫过。')
    expect(await form.getByLabel('给群众的答复').inputValue()).toBe('已清走。')
    await form.getByRole('button', { name: '仍然当场解决' }).click()
    await untilState(slow, '已结案')
  })
})

describe('what is not one’s own', () => {
  it('is not found, whether the case belongs to others or to nobody', async () => {
    const { number } = await reported('别的部门不该看到这一件。')
    const grid = await office.of('grid')
    await openCase(grid, number)
    const { pathname } = new URL(grid.url())
    const stranger = await office.of('city-management')
    for (const path of [pathname, '/staff/cases/0198c0de-0000-7000-8000-000000000000', '/staff/cases/nonsense']) {
      await stranger.goto(path)
      await stranger.getByText(/没有找到，或者您无权查看。|没有这个页面|有的内容填得不对/).waitFor()
      expect(await stranger.content()).not.toContain(number)
    }
    const answer = await stranger.request.get(`${installation.base}/api${pathname.replace('/staff', '')}`)
    expect(answer.status()).toBe(404)
  })

  it('is gone from the screen after signing out, also when going back', async () => {
    const { number } = await reported('退出后不该再看到这一件。')
    const context = await openWindow(browser, installation, 'desktop')
    await context.addCookies(await (await office.of('guanshan')).context().cookies())
    const page = await context.newPage()
    await openCase(page, number)
    await page.locator('.xz-account').click()
    await page.getByRole('menuitem', { name: '退出登录' }).click()
    await page.waitForURL('**/staff/sign-in**')
    await page.goBack()
    await page.getByLabel('用户名').waitFor()
    expect(await page.content()).not.toContain(number)
    const answer = await page.request.get(`${installation.base}/api/me`)
    expect(answer.ok()).toBe(false)
  })
})

describe('a power cut', () => {
  it('loses nothing that was acknowledged, in a draft, a report or a step of a case', async () => {
    const own = await startInstallation()
    const staff = new Office(browser, own)
    try {
      const phone = await newPhone(own)
      await fillReport(phone, {
        className: '秸秆焚烧',
        category: '秸秆堆放',
        place: '西一巷',
        text: '停电以后还在的秸秆。',
      })
      await own.kill()
      await own.start()
      await phone.reload()
      expect(await heading(phone)).toBe('请核对')
      expect(await read(phone)).toContain('停电以后还在的秸秆')
      await press(phone, '确认提交')
      const { number, link } = await receiptOf(phone)
      await own.kill()
      await own.start()
      await phone.goto(link)
      expect(await read(phone)).toContain(number)
      const grid = await staff.of('grid')
      await openCase(grid, number)
      await act(grid, '受理')
      await own.kill()
      await own.start()
      await grid.reload()
      await untilState(grid, '已受理')
      await phone.goto(link)
      expect(await read(phone)).toContain('办理中')
      await phone.goto(`/v/${guanshan}`)
    } finally {
      await own.stop()
    }
  })
})
