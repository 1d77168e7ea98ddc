import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { openBrowser, openWindow, picture } from './browser.ts'
import { signIn } from './staff.ts'

const installation = inject('installation')
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

interface Registered {
  readonly registrations: readonly { readonly registrationId: string; readonly scopeURL: string }[]
}

it('a push becomes a notification that leads into the workbench and nowhere else', async () => {
  const context = await openWindow(browser, installation, 'desktop', { permissions: ['notifications'] })
  const page = await context.newPage()
  await signIn(page, installation, 'guanshan')
  await page.goto('/staff/messages')
  const devtools = await context.newCDPSession(page)
  const registered = new Promise<string>((found) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }: Registered) => {
      const own = registrations.find(({ scopeURL }) => scopeURL === `${installation.base}/staff/`)
      if (own) found(own.registrationId)
    })
  })
  await devtools.send('ServiceWorker.enable')
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/staff/push-worker.js', { scope: '/staff/' })
    await navigator.serviceWorker.ready
  })
  const registrationId = await registered
  const told = (data: object | string) =>
    devtools.send('ServiceWorker.deliverPushMessage', {
      origin: installation.base,
      registrationId,
      data: typeof data === 'string' ? data : JSON.stringify(data),
    })
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      const list = await registration.getNotifications()
      return list.map(({ title, body, tag }) => ({ title, body, tag }))
    })
  // The browser passes over in silence what comes before it has stored the registration, so that each look sends once more.
  const seen = async (data: object | string) => {
    await told(data)
    return shown()
  }
  const message = { id: 'm1', title: '261123-0001', text: '派给供水公司。', path: '/staff/cases/7' }
  const notification = { title: '261123-0001', body: '派给供水公司。', tag: 'm1' }
  await expect.poll(() => seen(message)).toEqual([notification])
  // The same message once more, as when a server died after sending: it takes the place of itself.
  expect(await seen(message)).toEqual([notification])
  await expect
    .poll(async () => new Set((await seen('no message of ours')).map(({ title }) => title)))
    .toEqual(new Set(['261123-0001', '乡治']))
  await context.close()
})

it('whoever asks for notifications where no push service can be reached is told so, and nothing is half done', async () => {
  const context = await openWindow(browser, installation, 'desktop', { permissions: ['notifications'] })
  const page = await context.newPage()
  await signIn(page, installation, 'guanshan')
  await page.goto('/staff/messages')
  await page.getByRole('button', { name: '在这台设备上通知我' }).click()
  await page.getByRole('alert').filter({ hasText: '没有开成' }).waitFor()
  await picture(page, 'notifications-failed', false)
  await page.getByRole('button', { name: '在这台设备上通知我' }).waitFor()
  await context.close()
})
