import { createHmac, randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openBrowser, openWindow, picture } from './browser.ts'
import { signIn } from './staff.ts'

const installation = inject('installation')
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

const newDesk = async (): Promise<Page> => (await openWindow(browser, installation, 'desktop')).newPage()

/** The six digits that an authenticator shows at a moment (RFC 6238, SHA-1, 30 s). */
function authenticatorCode(secret: string, at: Date): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  let bits = ''
  for (const letter of secret) bits += alphabet.indexOf(letter).toString(2).padStart(5, '0')
  const key = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [])
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000)))
  const digest = createHmac('sha1', key).update(counter).digest()
  const number = digest.readUInt32BE((digest.at(-1) ?? 0) & 15) & 0x7f_ff_ff_ff
  return String(number % 1_000_000).padStart(6, '0')
}

async function openAccount(page: Page, tab: string): Promise<ReturnType<Page['getByRole']>> {
  await page.locator('.xz-account').click()
  await page.getByRole('menuitem', { name: tab }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('tab', { name: tab, selected: true }).waitFor()
  return dialog.getByRole('tabpanel')
}

async function tryPassword(page: Page, userName: string, password: string): Promise<void> {
  await page.getByRole('heading', { name: '演示账号' }).waitFor()
  await page.getByLabel('用户名').fill(userName)
  await page.getByLabel('密码').fill(password)
  const answer = page.waitForResponse((response) => response.url().includes('/sign-in/username'))
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await (await answer).finished()
}

describe('signing in', () => {
  it('lists where an account is signed in and ends another sign-in at once', async () => {
    const here = await newDesk()
    const there = await newDesk()
    await signIn(there, installation, 'supervise')
    await signIn(here, installation, 'supervise')
    const panel = await openAccount(here, '登录记录')
    await panel.getByText('当前设备').waitFor()
    await picture(here, 'sessions', false)
    const others = panel.getByRole('button', { name: '下线', exact: true })
    expect(await others.count()).toBe(1)
    await others.click()
    await others.waitFor({ state: 'detached' })
    await there.goto('/staff/cases')
    await there.waitForURL('**/staff/sign-in**')
    await here.reload()
    await here.getByRole('heading', { name: /您好/ }).waitFor()
  })

  it('asks for the password over the page when a session has ended, sends what was pressed, and keeps what was not', async () => {
    const password = installation.signIns.find((one) => one.userName === 'guanshan')?.password ?? ''
    const page = await newDesk()
    await signIn(page, installation, 'guanshan')
    const list = await page.request.get(`${installation.base}/api/cases?mine=true&open=true&limit=20`)
    const { rows } = (await list.json()) as { rows: { id: string }[] }
    // A case of which the town may say something and which keeps drafts: neither closed nor sealed.
    const views = await Promise.all(
      rows.map(async ({ id }) => {
        const answer = await page.request.get(`${installation.base}/api/cases/${id}`)
        return (await answer.json()) as { id: string; may: string[]; confidentiality: string }
      }),
    )
    const caseId = views.find((one) => one.may.includes('comment') && one.confidentiality !== 'sealed')?.id
    await page.goto(`/staff/cases/${caseId}`)
    const openComment = async () => {
      await page.locator('.xz-actions').getByRole('button', { name: '其他操作' }).click()
      await page.getByRole('menuitem', { name: '备注或上传附件', exact: true }).click()
      const form = page.getByRole('region', { name: '备注或上传附件', exact: true })
      await form.waitFor()
      return form
    }
    // Not sent: the page is left and comes back.
    const first = await openComment()
    await first.getByRole('textbox').first().fill('渠口已经看过，明天带水泵来')
    await page.reload()
    const second = await openComment()
    await second.getByText('已恢复您上次没有提交的内容').waitFor()
    expect(await second.getByRole('textbox').first().inputValue()).toBe('渠口已经看过，明天带水泵来')

    // The session ends while the form is open.
    await page.context().clearCookies()
    await second.getByRole('button', { name: '备注或上传附件', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('登录已过期，请重新登录').waitFor()
    await picture(page, 'sign-in-again', false)
    await dialog.getByLabel('密码').fill('not-the-password')
    await dialog.getByRole('button', { name: '登录', exact: true }).click()
    await dialog.getByText('用户名或密码不对').waitFor()
    await dialog.getByLabel('密码').fill(password)
    await dialog.getByRole('button', { name: '登录', exact: true }).click()
    await second.waitFor({ state: 'detached' })
    await page.getByText('渠口已经看过，明天带水泵来').first().waitFor()
    expect(page.url()).toContain(`/staff/cases/${caseId}`)

    // Sent: nothing of it is kept.
    const third = await openComment()
    expect(await third.getByRole('textbox').first().inputValue()).toBe('')
  })

  it('makes whoever sent wrong passwords wait, also with the right one, and says how long', async () => {
    const page = await newDesk()
    await page.goto('/staff/sign-in')
    for (let attempt = 1; attempt <= 5; attempt++) {
      await tryPassword(page, 'discipline', `wrong-${attempt}`)
      await page.locator('#problem').getByText('用户名或密码不对').waitFor()
    }
    const right = installation.signIns.find((one) => one.userName === 'discipline')?.password ?? ''
    await tryPassword(page, 'discipline', right)
    await page
      .locator('#problem')
      .getByText(/密码多次不对，请 \d+ 秒后再试/)
      .waitFor()
    expect(page.url()).toContain('/staff/sign-in')
  })

  it('asks for the code of an authenticator once that was set up, and refuses a wrong one', async () => {
    const password = installation.signIns.find((one) => one.userName === 'leader')?.password ?? ''
    const page = await newDesk()
    await signIn(page, installation, 'leader')
    const panel = await openAccount(page, '两步验证')
    await panel.getByLabel('现在的密码').fill(password)
    await panel.getByRole('button', { name: '开启两步验证' }).click()
    const secret = (await panel.locator('.xz-secret').first().innerText()).replaceAll(' ', '')
    expect(secret).toMatch(/^[A-Z2-7]{16,}$/)
    await picture(page, 'second-step', false)
    await panel.getByLabel('6 位验证码').fill(authenticatorCode(secret, new Date()))
    await panel.getByRole('button', { name: '确认开启' }).click()
    await panel.getByText('两步验证已开启').waitFor()

    const other = await newDesk()
    await other.goto('/staff/sign-in')
    await tryPassword(other, 'leader', password)
    await other.getByLabel('验证码').fill('000000')
    await other.getByRole('button', { name: '登录', exact: true }).click()
    await other.locator('#problem').getByText('验证码不对').waitFor()
    await other.goto('/staff/')
    await other.waitForURL('**/staff/sign-in**')
    await tryPassword(other, 'leader', password)
    // A code works once; the one of the next half minute is taken from a clock that is a little fast.
    await other.getByLabel('验证码').fill(authenticatorCode(secret, new Date(Date.now() + 30_000)))
    await other.getByRole('button', { name: '登录', exact: true }).click()
    await other.getByRole('heading', { name: /您好/ }).waitFor()

    // Left as it was found: other tests sign in as the same person.
    const again = await openAccount(other, '两步验证')
    await again.getByLabel('现在的密码').fill(password)
    await again.getByRole('button', { name: '关闭两步验证' }).click()
    await again.getByText('两步验证未开启').waitFor()
  })

  it('lets nobody go on with a password that an administrator made, and leads straight to a new one', async () => {
    const security = await newDesk()
    await signIn(security, installation, 'security')
    const accounts = await security.request.get(`${installation.base}/api/accounts`)
    const { rows } = (await accounts.json()) as { rows: { accountId: string; userName: string }[] }
    const accountId = rows.find((one) => one.userName === 'grid-part-time')?.accountId ?? ''
    const reset = await security.request.post(`${installation.base}/api/accounts/${accountId}/password`, {
      headers: { origin: installation.base },
      data: { requestId: randomUUID() },
    })
    const { password: firstPassword } = (await reset.json()) as { password: string }

    const page = await newDesk()
    await page.goto('/staff/sign-in')
    await tryPassword(page, 'grid-part-time', firstPassword)
    await page.getByRole('heading', { name: '请先修改密码' }).waitFor()
    expect((await page.request.get(`${installation.base}/api/me`)).ok()).toBe(false)
    await page.getByLabel('新密码', { exact: true }).fill('mai-tian-2026')
    await page.getByLabel('再输入一次新密码').fill('mai-tian-2027')
    await page.getByRole('button', { name: '修改密码' }).click()
    await page.locator('#problem').getByText('两次输入的新密码不一样').waitFor()
    await page.getByLabel('新密码', { exact: true }).fill('mai-tian-2026')
    await page.getByLabel('再输入一次新密码').fill('mai-tian-2026')
    await page.getByRole('button', { name: '修改密码' }).click()
    await page.getByRole('heading', { name: /您好/ }).waitFor()
  })
})
