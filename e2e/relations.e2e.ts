import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { picture } from './browser.ts'
import { type Office, pick } from './staff.ts'
import { story } from './story.ts'

type Form = ReturnType<Page['getByRole']>

/** Opens a form of the page by its button, fills it, and waits until it is sent. */
async function send(page: Page, button: Form, title: string, fill: (form: Form) => Promise<void>): Promise<void> {
  await button.click()
  const form = page.getByRole('dialog', { name: title })
  await form.waitFor()
  await fill(form)
  await form.locator('button[type="submit"]').click()
  await form.waitFor({ state: 'detached' })
}

/** The page of somebody’s relations: one’s own, or another’s for whoever keeps them. */
async function relationsOf(page: Page, name?: string): Promise<Form> {
  await page.goto('/staff/relations')
  await page.getByRole('heading', { name: '回避关系' }).waitFor()
  if (name !== undefined) await pick(page, page.locator('main'), '谁的关系', name)
  return page.getByRole('table', { name: '回避关系' })
}

const declare = (page: Page, fill: (form: Form) => Promise<void>): Promise<void> =>
  send(page, page.getByRole('button', { name: '登记关系' }), '登记关系', fill)

/** Grants what waits about somebody, as the second person. */
async function grant(page: Page, about: string): Promise<void> {
  await page.goto('/staff/approvals')
  const row = page.getByRole('row').filter({ hasText: about })
  await send(page, row.getByRole('button', { name: '批准', exact: true }), '批准', () => Promise.resolve())
  await row.waitFor({ state: 'detached' })
}

describe('relations for standing back', () => {
  let office: Office

  story('relations', (cast) => ({ office } = cast))

  it('are declared by a grid worker, of a relative whom no register has, and are not theirs to end', async () => {
    const worker = await office.of('grid')
    const table = await relationsOf(worker)
    await declare(worker, async (form) => {
      await form.getByLabel('对方姓名（名册里没有的人）').fill('刘改英')
      await form.getByLabel('说明').fill('妹妹，电话 18191350462')
    })
    const row = table.getByRole('row').filter({ hasText: '刘改英' })
    await row.waitFor()
    const said = await row.innerText()
    expect(said).toContain('有效')
    expect(said).toContain('本人不能终止')
    expect(said).not.toContain('18191350462')
    expect(await row.getByRole('button').count()).toBe(0)
    await worker.getByText('本人的关系不能自己终止、修改').waitFor()
    await picture(worker, 'workbench-relations-own', false)
  })

  it('of whoever takes in reports wait for a second person, and the page says so and leads there', async () => {
    const admin = await office.of('admin')
    const table = await relationsOf(admin, '周晓芸')
    await declare(admin, async (form) => {
      await pick(admin, form, '与谁', '孙双喜')
      await form.getByLabel('说明').fill('表姐弟')
    })
    const row = table.getByRole('row').filter({ hasText: '孙双喜' })
    await row.getByText('等另一个人批准后生效').waitFor()
    await picture(admin, 'workbench-relations-waiting', false)
    await row.getByRole('link', { name: '去看这份申请' }).click()
    await admin.getByText('登记“周晓芸”与“孙双喜”的关系：近亲属。').first().waitFor()
    const seen = (await relationsOf(await office.of('intake'))).getByRole('row').filter({ hasText: '孙双喜' })
    await seen.getByText('等另一个人批准后生效').waitFor()
  })

  it('hold when the second person has agreed, for whoever keeps the list and for whose they are', async () => {
    await grant(await office.of('supervise'), '周晓芸')
    for (const [user, name] of [['admin', '周晓芸'], ['intake']] as const) {
      const row = (await relationsOf(await office.of(user), name)).getByRole('row').filter({ hasText: '孙双喜' })
      await row.getByText('有效', { exact: true }).waitFor()
      expect(await row.getByRole('button', { name: '终止' }).count()).toBe(user === 'admin' ? 1 : 0)
    }
  })

  it('end by two persons as well, and stay in the list with their last day', async () => {
    const admin = await office.of('admin')
    const table = await relationsOf(admin, '周晓芸')
    let today = ''
    const rows = table.getByRole('row').filter({ hasText: '孙双喜' })
    await send(admin, rows.getByRole('button', { name: '终止' }), '终止关系', async (form) => {
      today = await form.getByLabel('终止日期（不含）').inputValue()
      await form.getByLabel('理由').fill('同名，登记错了')
    })
    await rows.getByText('等另一个人批准后终止').waitFor()
    await grant(await office.of('supervise'), '周晓芸')
    const ended = (await relationsOf(admin, '周晓芸')).getByRole('row').filter({ hasText: '孙双喜' })
    await ended.getByText('已终止', { exact: true }).waitFor()
    expect(await ended.innerText()).toContain(today)
    expect(await ended.getByRole('button', { name: '终止' }).count()).toBe(0)
  })
})
