import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { readCodes } from '../apps/server/src/portal/testing-code.ts'
import { complaintsOf, openBrowser, openWindow, picture } from './browser.ts'
import { faultsOf } from './look-at-page.ts'
import { Office } from './staff.ts'
import { guanshan } from './villager.ts'

// proves: P072

const installation = inject('installation')
let browser: Browser
let office: Office

beforeAll(async () => {
  browser = await openBrowser()
  office = new Office(browser, installation)
  await publishMoney()
})
afterAll(() => browser.close())

const send = (page: Page, method: string, path: string, body?: object): Promise<Record<string, unknown>> =>
  page.evaluate(
    async ([how, where, what]) => {
      const answer = await fetch(where ?? '', {
        method: how ?? 'GET',
        ...(what === undefined || what === '' ? {} : { headers: { 'content-type': 'application/json' }, body: what }),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${how} ${where}: ${answer.status} ${text.slice(0, 300)}`)
      return JSON.parse(text) as Record<string, unknown>
    },
    [method, path, body === undefined ? '' : JSON.stringify(body)],
  )

/** Last month's money of the village, unless the demo has published it already. */
async function publishMoney(): Promise<void> {
  const known = (await (await fetch(`${installation.base}/api/public/places/${guanshan}/money`)).json()) as {
    edition: unknown
  }
  if (known.edition !== null) return
  const lastMonth = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 7)
  const clerk = await office.of('guanshan-village')
  const draft = await send(clerk, 'POST', '/api/disclosure/drafts', {
    requestId: randomUUID(),
    place: guanshan,
    item: 'c13-01',
    period: lastMonth,
  })
  const editionId = String(draft['id'])
  const saved = await send(clerk, 'PUT', `/api/disclosure/editions/${editionId}`, {
    requestId: randomUUID(),
    version: draft['version'],
    title: '关山村上月财务收支',
    content: {
      blocks: [
        {
          kind: 'money',
          opening: 1_200_000,
          income: [{ label: '机动地承包费', fen: 350_000 }],
          expense: [{ label: '路灯维修', fen: 82_050 }],
          closing: 1_467_950,
        },
      ],
    },
    changeNote: null,
    publishAt: null,
  })
  let version = saved['version']
  for (const [who, step] of [
    ['guanshan-village', 'submit'],
    ['oversight', 'check'],
    ['village-leader', 'sign'],
  ] as const) {
    const moved = await send(await office.of(who), 'POST', '/api/disclosure/moves', {
      requestId: randomUUID(),
      editions: [{ id: editionId, version }],
      step,
    })
    version = (moved['moved'] as { version: number }[])[0]?.version
  }
}

/** What lies where nobody in a wheelchair reaches, or is too small for a finger. */
const badTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('a, button, textarea, label.choice')].flatMap((one) => {
      const { top, height, width } = one.getBoundingClientRect()
      if (height === 0) return []
      return top < window.innerHeight / 3 || height < 96 || width < 96
        ? [`${one.textContent?.trim()} ${Math.round(top)} ${Math.round(width)}×${Math.round(height)}`]
        : []
    }),
  )

const lookAt = async (page: Page, name: string): Promise<void> => {
  await picture(page, name, false)
  expect(await faultsOf(page, { axe: true, language: 'zh-CN' })).toEqual([])
}

describe('the touch screen of the village hall', () => {
  let hall: Page
  let complaints: () => string[]
  const home = `/touch/${guanshan}`

  it('shows a code that a clerk registers, and opens the village by itself', async () => {
    hall = await (await openWindow(browser, installation, 'kiosk', { serviceWorkers: 'allow' })).newPage()
    complaints = complaintsOf(hall)
    await hall.goto('/device')
    const code = await hall.locator('.number').innerText()
    const clerk = await office.of('guanshan-village')
    await clerk.goto('/staff/devices')
    await clerk.getByRole('button', { name: '登记设备' }).click()
    const form = clerk.getByRole('dialog')
    await form.getByLabel('设备上显示的号码').fill(code)
    await form.getByRole('combobox', { name: '村（社区）' }).fill('关山村')
    await clerk
      .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
      .filter({ hasText: '关山村' })
      .first()
      .click()
    await form.getByLabel('名称').fill('村委会大厅')
    await form.getByRole('button', { name: /确\s?定/ }).click()
    await hall.waitForURL(`**${home}`, { timeout: 15_000 })
    await clerk.getByText('正常', { exact: true }).first().waitFor({ timeout: 40_000 })
    await lookAt(clerk, 'devices-list')
  })

  it('leads to last month’s money with large targets in reach, and to a question whose link only the phone keeps', async () => {
    expect(await badTargets(hall)).toEqual([])
    await lookAt(hall, 'touch-home')
    await hall.getByRole('link', { name: /村里的钱/ }).tap()
    await hall.waitForURL(`**${home}/money`)
    await hall.getByText('期末结余').first().waitFor()
    await lookAt(hall, 'touch-money')
    await hall.getByRole('link', { name: '对这份公开提问' }).first().tap()
    await hall.waitForURL(`**${home}/ask/*`)
    expect(await badTargets(hall)).toEqual([])
    await lookAt(hall, 'touch-ask')
    await hall.getByLabel('您想问什么？').fill('路灯修了几盏？')
    await hall.getByRole('button', { name: '提交' }).tap()
    await hall.getByRole('heading', { name: '已经收到' }).waitFor()
    const number = await hall.locator('.number').innerText()
    await lookAt(hall, 'touch-asked')
    const [link = ''] = await readCodes(await hall.locator('.receipt img').screenshot())
    expect(link).toMatch(/\/t\/[\w-]+$/)
    const phone = await (await openWindow(browser, installation, 'phone')).newPage()
    await phone.goto(link)
    expect(await phone.locator('body').innerText()).toContain(number)
    await phone.context().close()
    expect(complaints()).toEqual([])
  })

  it('warns after 50 idle seconds, resets after 60, and Back shows nothing private', async () => {
    const context = await openWindow(browser, installation, 'kiosk', { serviceWorkers: 'block' })
    const page = await context.newPage()
    await page.clock.install()
    await page.goto(`${home}/money`)
    await page.getByRole('link', { name: '对这份公开提问' }).first().tap()
    await page.getByLabel('您想问什么？').fill('我家的事不要给别人看')
    await page.getByRole('button', { name: '提交' }).tap()
    await page.getByRole('heading', { name: '已经收到' }).waitFor()
    const number = await page.locator('.number').innerText()
    await page.clock.runFor(49_000)
    expect(await page.getByRole('alertdialog').isVisible()).toBe(false)
    await page.clock.runFor(2000)
    await page.getByRole('alertdialog').waitFor()
    await lookAt(page, 'touch-idle')
    await page.clock.runFor(10_000)
    // The address alone says little: the page of the answer has put the home's into the history already.
    await page.getByRole('heading', { level: 1, name: '关山村', exact: true }).waitFor()
    for (let back = 0; back < 4; back += 1) {
      await page.goBack({ timeout: 3000 }).catch(() => null)
      const words = await page.locator('body').innerText()
      expect(words).not.toContain(number)
      expect(words).not.toContain('我家的事')
      const typed = await page
        .locator('textarea')
        .evaluateAll((fields) => fields.map((field) => (field as HTMLTextAreaElement).value))
      expect(typed.join('')).toBe('')
    }
    await context.close()
  })

  it('shows its copy when the network is gone, and says of when it is', async () => {
    await hall.goto(home)
    await hall.waitForTimeout(1500)
    await expect
      .poll(
        () =>
          hall.evaluate(
            async (path) =>
              (await (await caches.open('touch-1')).match(new URL(`${path}/questions`, location.origin).href)) !==
              undefined,
            home,
          ),
        { timeout: 20_000 },
      )
      .toBe(true)
    await hall.context().setOffline(true)
    await hall.getByRole('link', { name: /村里的钱/ }).tap()
    await hall.waitForURL(`**${home}/money`)
    await hall.getByText('网络不通').waitFor()
    await hall.getByText('期末结余').first().waitFor()
    await picture(hall, 'touch-offline', false)
    await hall.context().setOffline(false)
  })
})

describe('the television', () => {
  const home = `/tv/${guanshan}`
  let page: Page

  const here = (): Promise<string> => page.evaluate(() => document.activeElement?.getAttribute('href') ?? '')

  /** What the arrow keys reach on the page as it stands, from wherever the focus is. */
  async function reached(): Promise<{ all: string[]; found: Set<string> }> {
    const all = await page.evaluate(() =>
      [...document.querySelectorAll('#screen a')].map((one) => one.getAttribute('href') ?? ''),
    )
    const found = new Set<string>()
    const waiting = [await here()]
    for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
      if (found.has(from)) continue
      found.add(from)
      for (const key of ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown']) {
        await page.locator(`#screen a[href="${from}"]`).first().focus()
        await page.keyboard.press(key)
        waiting.push(await here())
      }
    }
    return { all, found }
  }

  async function goTo(href: string): Promise<void> {
    await page.locator(`#screen a[href="${href}"]`).first().focus()
    const title = await page.locator('#screen').getAttribute('data-title')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('#screen').getAttribute('data-title')).not.toBe(title)
  }

  it('is led by arrow keys alone to last month’s money, and asks by a code that a phone reads', async () => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 720 },
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      baseURL: installation.base,
    })
    page = await context.newPage()
    const complaints = complaintsOf(page)
    await page.goto(home)
    expect(await page.locator('.tiles a').count()).toBe(8)
    expect(await here()).toBe(`${home}/list`)
    await lookAt(page, 'tv-home')
    const start = await reached()
    expect([...start.found].toSorted()).toEqual(start.all.toSorted())
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineWidth)
    expect(outline).toBe('5px')
    await page.locator('#screen a').first().focus()
    await page.keyboard.press('ArrowRight')
    expect(await here()).toBe(`${home}/money`)
    await page.keyboard.press('Enter')
    // The tile says the balance as well, so the tiles must be gone before the words are looked for.
    await page.locator('.tiles').waitFor({ state: 'detached' })
    await page.getByText('期末结余').first().waitFor()
    await lookAt(page, 'tv-money')
    const money = await reached()
    expect([...money.found].toSorted()).toEqual([...new Set(money.all)].toSorted())
    const [link = ''] = await readCodes(await page.screenshot())
    expect(link).toContain(`/v/${guanshan}/ask/`)
    const phone = await (await openWindow(browser, installation, 'phone')).newPage()
    await phone.goto(link)
    expect(await phone.locator('h1, legend').first().innerText()).toContain('您想做什么')
    await phone.context().close()
    await page.keyboard.press('Backspace')
    await page.locator('.tiles a').first().waitFor()
    await goTo(`${home}/list`)
    await lookAt(page, 'tv-list')
    const list = await reached()
    expect([...list.found].toSorted()).toEqual([...new Set(list.all)].toSorted())
    expect(complaints()).toEqual([])
  })

  it('keeps to the safe area, and nothing on it is smaller than 26 px', async () => {
    for (const path of ['', '/list', '/money', '/missing', '/questions', '/contacts']) {
      await page.goto(`${home}${path}`)
      const faults = await page.evaluate(() =>
        [...document.querySelectorAll('#screen *')].flatMap((one) => {
          const { left, top, right, bottom, width } = one.getBoundingClientRect()
          if (width === 0) return []
          const small =
            one.childNodes.length > 0 &&
            one.textContent !== '' &&
            Number.parseFloat(getComputedStyle(one).fontSize) < 26
          return small || left < 63 || top < 35 || right > 1217 || bottom > 685
            ? [`${one.tagName} ${one.textContent?.slice(0, 20)} ${left} ${top} ${right} ${bottom}`]
            : []
        }),
      )
      expect([path, ...faults]).toEqual([path])
      await picture(page, `tv${path.replace('/', '-')}`, false)
    }
  })

  it('goes on showing what it fetched when the network is gone, with the time of it', async () => {
    await page.goto(home)
    await page.waitForTimeout(6000)
    await page.context().setOffline(true)
    await page.locator(`#screen a[href="${home}/money"]`).focus()
    await page.keyboard.press('Enter')
    await page.getByText('网络不通，显示的是').waitFor()
    await page.getByText('期末结余').first().waitFor()
    await picture(page, 'tv-offline', false)
    await page.context().setOffline(false)
    await page.context().close()
  })
})

describe('the receipts of channels', () => {
  it('show in the workbench when the touch screen showed last month’s money', async () => {
    const clerk = await office.of('guanshan-village')
    await clerk.goto('/staff/devices?tab=channels')
    await clerk.getByText('各渠道：已出现 / 应出现').waitFor()
    await lookAt(clerk, 'devices-channels')
  })
})
