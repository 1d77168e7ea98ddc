import { get } from 'node:http'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { complaintsOf, openBrowser, openWindow, picture, type screens } from './browser.ts'
import { faultsAtDoubleText, faultsOf, sidewaysOf } from './look-at-page.ts'
import { Office, signIn } from './staff.ts'
import { fillReport, follow, guanshan, press, receiptOf } from './villager.ts'

const installation = inject('installation')
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** Pages that a villager can come to without having begun anything. */
const portalPages = [
  '/',
  '/?q=关山',
  '/?q=没有这个村',
  '/cases',
  '/cases?status=done',
  '/map',
  '/map?town=610114007',
  '/privacy',
  '/accessibility',
  '/about',
  '/progress',
  '/my-data',
  '/dev/inbox',
  '/no-such-page',
  `/v/${guanshan}`,
  '/open',
  `/v/${guanshan}/open`,
  `/v/${guanshan}/money`,
  `/v/${guanshan}/questions`,
  `/v/${guanshan}/oversight`,
  `/v/${guanshan}/rules`,
  `/v/${guanshan}/search?q=低保`,
  `/v/${guanshan}/report`,
  `/v/${guanshan}/report?class=R03`,
  `/v/${guanshan}/map`,
  `/v/${guanshan}/cases`,
  `/v/${guanshan}/services`,
  `/v/${guanshan}/services/old-age-allowance`,
  `/v/${guanshan}/services/old-age-allowance/apply`,
  `/v/${guanshan}/mediation`,
  `/v/${guanshan}/qr`,
] as const

/** How many bytes come over the wire for a page, packed as browsers take it. */
function packedBytes(address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(address, { headers: { 'accept-encoding': 'br, gzip' } }, (answer) => {
      let bytes = 0
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      answer.on('end', () => resolve(bytes))
      answer.on('error', reject)
    }).on('error', reject)
  })
}

describe('villagers’ pages', () => {
  const looks: readonly { screen: keyof typeof screens; language: 'zh-CN' | 'en'; axe: boolean }[] = [
    { screen: 'phone', language: 'zh-CN', axe: true },
    { screen: 'elder', language: 'zh-CN', axe: true },
    { screen: 'phone', language: 'en', axe: true },
    { screen: 'desktop', language: 'zh-CN', axe: false },
    { screen: 'kiosk', language: 'zh-CN', axe: false },
  ]
  for (const { screen, language, axe } of looks) {
    it(`are sound on the ${screen} in ${language}`, async () => {
      // The pages need no script; axe does.
      const context = await openWindow(browser, installation, screen, { javaScriptEnabled: true })
      await context.addCookies([{ name: 'lang', value: language, url: installation.base }])
      const page = await context.newPage()
      const complaints = complaintsOf(page)
      const faults: Record<string, string[]> = {}
      for (const path of portalPages) {
        await page.goto(path)
        const found = [...(await faultsOf(page, { axe, language })), ...complaints()]
        if (axe && screen === 'phone' && language === 'zh-CN') found.push(...(await faultsAtDoubleText(page)))
        if (found.length > 0) faults[path] = found
      }
      await page.goto(`/v/${guanshan}`)
      if (language === 'zh-CN') await picture(page, `village-${screen}`)
      await page.goto('/')
      if (language === 'zh-CN') await picture(page, `start-${screen}`)
      await context.close()
      expect(faults).toEqual({})
    })
  }

  it('are sound at each question of a report and at its progress', async () => {
    const context = await openWindow(browser, installation, 'elder', { javaScriptEnabled: true })
    const page = await context.newPage()
    await fillReport(page, {
      className: '道路路灯',
      category: '路灯不亮',
      place: '东一巷',
      text: '巷口的路灯坏了两盏。',
    })
    const check = page.url()
    const faults: Record<string, string[]> = {}
    const steps = await page
      .locator('dl a')
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href))
    for (const step of [...new Set(steps), check]) {
      await page.goto(step)
      const found = await faultsOf(page, { axe: true, language: 'zh-CN' })
      if (found.length > 0) faults[step.split('/').at(-1) ?? step] = found
    }
    await press(page, '确认提交')
    faults['done'] = await faultsOf(page, { axe: true, language: 'zh-CN' })
    const { link } = await receiptOf(page)
    await page.goto(link)
    faults['progress'] = await faultsOf(page, { axe: true, language: 'zh-CN' })
    await picture(page, 'progress-elder')
    await page.goto(`/v/${guanshan}/cases`)
    if (await page.getByRole('link', { name: '我也遇到了' }).count()) {
      await follow(page, '我也遇到了')
      faults['follow'] = await faultsOf(page, { axe: true, language: 'zh-CN' })
    }
    await context.close()
    expect(Object.fromEntries(Object.entries(faults).filter(([, found]) => found.length > 0))).toEqual({})
  })

  it('weigh at most ten kilobytes and need no script', async () => {
    const heavy: Record<string, number> = {}
    const scripts: Record<string, string> = {}
    for (const path of portalPages) {
      const bytes = await packedBytes(`${installation.base}${encodeURI(path)}`)
      if (bytes > 10 * 1024) heavy[path] = bytes
      const text = await (await fetch(`${installation.base}${path}`)).text()
      const found = text.match(/<script[^>]*>/g)?.filter((tag) => tag !== '<script src="/portal.js" defer>') ?? []
      if (found.length > 0 || /\son[a-z]+="/.test(text)) scripts[path] = found.join(' ')
    }
    expect(heavy).toEqual({})
    expect(scripts).toEqual({})
  })
})

/** Waits until a page of the workbench has drawn what it read. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(
    () => document.querySelector('main .ant-skeleton, main .ant-spin-spinning, main .anticon-loading') === null,
  )
}

describe('pages of the workbench', () => {
  let office: Office
  beforeAll(() => {
    office = new Office(browser, installation)
  })

  /** The addresses that the menu offers to a person. */
  const menuOf = async (page: Page): Promise<string[]> => {
    await page.goto('/staff/')
    await settled(page)
    return page
      .locator('nav.xz-menu a')
      .evaluateAll((links) => links.map((link) => new URL((link as HTMLAnchorElement).href).pathname))
  }

  const lookAt = async (
    page: Page,
    paths: readonly string[],
    look: { axe: boolean; language: 'zh-CN' | 'en' },
    pictures?: string,
  ): Promise<Record<string, string[]>> => {
    const complaints = complaintsOf(page)
    const faults: Record<string, string[]> = {}
    for (const path of paths) {
      await page.goto(path)
      await settled(page)
      const found = [...(await faultsOf(page, look)), ...(await sidewaysOf(page)), ...complaints()]
      if (found.length > 0) faults[path] = found
      if (pictures !== undefined)
        await picture(
          page,
          `${pictures}-${path.replace('/staff/', '').replaceAll('/', '-') || 'my-work'}`.replace(
            /[0-9a-f-]{36}/,
            'one',
          ),
          false,
        )
    }
    return faults
  }

  const casePages = async (page: Page): Promise<string[]> => {
    await page.goto('/staff/cases?process=grid-event&open=true')
    await page.locator('tr.xz-clickable').first().click()
    await page.getByRole('dialog').getByText('打开整页').click()
    await page.waitForURL(/\/staff\/cases\/[0-9a-f-]{36}$/)
    const { pathname } = new URL(page.url())
    return [pathname, `${pathname}/print`]
  }

  it('are sound for the staff of a subdistrict, at the desk and on a phone', async () => {
    const desk = await office.of('guanshan')
    const paths = [...(await menuOf(desk)), ...(await casePages(desk))]
    expect(paths.length).toBeGreaterThan(6)
    // Administration at the desk is looked at below, with those who may change it.
    const atDesk = [...paths.filter((path) => !path.includes('/admin/')), '/staff/messages', '/cockpit/']
    const faults = await lookAt(desk, atDesk, { axe: true, language: 'zh-CN' }, 'desk')
    const phone = await office.of('guanshan', 'fieldPhone')
    const onPhone = await lookAt(
      phone,
      paths.filter((path) => !path.endsWith('/print')),
      { axe: true, language: 'zh-CN' },
      'field',
    )
    expect({ desk: faults, phone: onPhone }).toEqual({ desk: {}, phone: {} })
  })

  /** Second leaves of pages, which have an address but no line in the menu. */
  const beyondMenu: Readonly<Record<string, readonly string[]>> = {
    admin: ['/staff/admin/messages?tab=ledger'],
    security: ['/staff/admin/systems?tab=webhooks'],
  }

  it('are sound for the administrators', async () => {
    const faults: Record<string, unknown> = {}
    const seen = new Set<string>()
    for (const user of ['admin', 'security', 'audit']) {
      const page = await office.of(user)
      const menu = [...(await menuOf(page)), ...(beyondMenu[user] ?? [])]
      const paths = menu.filter((path) => path.includes('/admin/') && !seen.has(path))
      for (const path of paths) seen.add(path)
      Object.assign(faults, await lookAt(page, paths, { axe: true, language: 'zh-CN' }, 'admin'))
    }
    expect(seen.size).toBeGreaterThan(10)
    expect(faults).toEqual({})
  })

  it('are sound in English', async () => {
    const desk = await office.of('dispatch')
    const paths = await menuOf(desk)
    await desk.getByRole('button', { name: 'English' }).click()
    await desk.locator('html[lang=en]').waitFor()
    expect(await lookAt(desk, paths, { axe: false, language: 'en' }, 'english')).toEqual({})
  })

  it('begin with a sign-in page that is sound as well', async () => {
    const page = await (await openWindow(browser, installation, 'desktop')).newPage()
    const complaints = complaintsOf(page)
    await page.goto('/staff/')
    await page.getByLabel('用户名').waitFor()
    await picture(page, 'sign-in', false)
    expect([...(await faultsOf(page, { axe: true, language: 'zh-CN' })), ...complaints()]).toEqual([])
    await signIn(page, installation, 'leader')
  })
})
