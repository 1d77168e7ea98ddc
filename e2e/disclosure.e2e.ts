import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { complaintsOf, openBrowser, picture } from './browser.ts'
import { faultsOf } from './look-at-page.ts'
import { act, Office, openCase } from './staff.ts'
import { story } from './story.ts'
import { choose, follow, guanshan, press, read, receiptOf } from './villager.ts'

// proves: P053 P069 P072 P073

const item = 'c13-01'
const period = '2026-11'
const phoneNumber = '13812345678'

/** The editor's word on whether what was typed is on the server. */
async function untilSaved(page: Page): Promise<void> {
  await page.locator('.xo-saving').getByText('已保存', { exact: true }).waitFor()
}

/** Opens the text from the list of what waits for this person. */
async function openWaiting(page: Page, title: string): Promise<void> {
  await page.goto('/staff/disclosure?view=waiting')
  await page.getByRole('link', { name: title }).click()
  await page.waitForURL('**/disclosure/editions/**')
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
}

async function take(page: Page, step: string, done: string): Promise<void> {
  await page.locator('.xo-moves').getByRole('button', { name: step, exact: true }).click()
  // What is published for good is asked about first.
  if (step === '签发公开') await page.getByRole('dialog').getByRole('button', { name: step, exact: true }).click()
  await page.getByText(done).last().waitFor()
}

describe('the money of a month, from the first figure to an answered question', () => {
  let office: Office
  let phone: Page
  let address = ''
  let question = ''
  let link = ''
  const title = '关山村2026年11月月度财务收支明细'

  story('disclosure', (cast) => ({ office, phone } = cast))

  it('is found on the desk among what is due, and begun with one press', async () => {
    const clerk = await office.of('guanshan-village')
    const complaints = complaintsOf(clerk)
    await clerk.goto('/staff/disclosure?span=quarter')
    await clerk.getByRole('link', { name: '月度财务收支明细' }).last().click()
    await clerk.waitForURL(`**/disclosure/${guanshan}/${item}/${period}`)
    await clerk.getByRole('button', { name: '按模板拟稿' }).click()
    await clerk.waitForURL('**/disclosure/editions/**')
    address = new URL(clerk.url()).pathname
    await clerk.getByRole('heading', { level: 1, name: title }).waitFor()
    expect(complaints()).toEqual([])
  })

  it('saves itself, keeps the balance right, and shows what the public will not see', async () => {
    const clerk = await office.of('guanshan-village')
    await clerk.getByLabel('期初结余').fill('12,000')
    await clerk.getByRole('button', { name: '加一笔收入' }).click()
    await clerk.getByLabel('收入第 1 笔项目').fill('机动地承包费')
    await clerk.getByLabel('收入第 1 笔金额').fill('3500')
    await clerk.getByRole('button', { name: '加一笔支出' }).click()
    await clerk.getByLabel('支出第 1 笔项目').fill('路灯维修')
    await clerk.getByLabel('支出第 1 笔金额').fill('820.5')
    await clerk.getByLabel('第 1 笔说明').last().fill(`师傅电话 ${phoneNumber}`)
    await untilSaved(clerk)
    expect(await clerk.getByLabel('期末结余').inputValue()).toBe('14679.50')
    await clerk.locator('.xo-findings').getByText('电话号码').waitFor()
    const frame = clerk.frameLocator('.xo-screen iframe')
    await frame.getByText('14,679.50').first().waitFor()
    expect(await frame.locator('main').innerText()).not.toContain(phoneNumber)
    await picture(clerk, 'disclosure-editor')
    expect(await faultsOf(clerk, { axe: true, language: 'zh-CN' })).toEqual([])
  })

  it('is drawn by every channel beside the form', async () => {
    const clerk = await office.of('guanshan-village')
    const preview = clerk.locator('.xo-preview')
    for (const channel of ['长辈版', '触摸屏', '电视']) {
      await preview.getByText(channel, { exact: true }).click()
      await clerk.getByTitle(`${channel}预览`).waitFor()
      await clerk.frameLocator(`iframe[title="${channel}预览"]`).getByText('路灯维修').first().waitFor()
      await picture(clerk, `disclosure-preview-${channel}`, false)
    }
    await preview.getByText('公开栏', { exact: true }).click()
    const sheet = preview.getByRole('img', { name: '公开栏预览' })
    await expect
      .poll(() => sheet.evaluate((one: HTMLImageElement) => one.naturalHeight), { timeout: 30_000 })
      .toBeGreaterThan(100)
    await picture(clerk, 'disclosure-preview-board', false)
  })

  it('keeps both texts when two windows write at once, and the writer chooses', async () => {
    const clerk = await office.of('guanshan-village')
    const other = await office.of('guanshan-village', 'fieldPhone')
    await other.goto(address)
    await other.getByLabel('标题').fill(`${title}（二）`)
    await untilSaved(other)
    expect(await faultsOf(other, { axe: false, language: 'zh-CN' })).toEqual([])
    await picture(other, 'disclosure-editor-phone')
    await clerk.getByLabel('支出第 1 笔项目').fill('路灯维修和电费')
    await clerk.getByText('刚刚也改过这份内容').waitFor()
    await picture(clerk, 'disclosure-conflict', false)
    await clerk.getByRole('button', { name: '以我的为准' }).click()
    await untilSaved(clerk)
    await clerk.reload()
    expect(await clerk.getByLabel('标题').inputValue()).toBe(title)
    expect(await clerk.getByLabel('支出第 1 笔项目').inputValue()).toBe('路灯维修和电费')
  })

  it('offers back what was typed and did not reach the server', async () => {
    const clerk = await office.of('guanshan-village')
    await clerk.route('**/api/disclosure/editions/*', (route) =>
      route.request().method() === 'PUT' ? route.abort() : route.continue(),
    )
    await clerk.getByLabel('第 1 笔说明').last().fill('换了三盏灯头')
    await clerk.getByText('没有保存，稍后再试').first().waitFor()
    clerk.once('dialog', (dialog) => void dialog.accept())
    await clerk.reload()
    await clerk.unroute('**/api/disclosure/editions/*')
    await clerk.getByText('这台设备上有您上次写了、还没有存上的内容。').waitFor()
    expect(await faultsOf(clerk, { axe: true, language: 'zh-CN' })).toEqual([])
    await clerk.getByRole('button', { name: '恢复', exact: true }).click()
    await untilSaved(clerk)
    await clerk.reload()
    expect(await clerk.getByLabel('第 1 笔说明').last().inputValue()).toBe('换了三盏灯头')
    expect(await clerk.getByText('还没有存上的内容').count()).toBe(0)
  })

  it('is handed in once its writer confirmed what reads like a name', async () => {
    const clerk = await office.of('guanshan-village')
    await clerk.getByLabel('第 1 笔说明').last().fill('付贾桂花误工费')
    await untilSaved(clerk)
    const moves = clerk.locator('.xo-moves')
    const doubts = clerk.locator('.xo-confirm')
    await doubts.getByText('贾桂花').waitFor()
    const submit = moves.getByRole('button', { name: '提交审核', exact: true })
    expect(await submit.isDisabled()).toBe(true)
    await doubts.getByRole('checkbox').check()
    await doubts.getByLabel('为什么可以公开').fill('本人已书面同意公开')
    expect(await faultsOf(clerk, { axe: true, language: 'zh-CN' })).toEqual([])
    await picture(clerk, 'disclosure-doubts', false)
    await doubts.getByRole('button', { name: /^确认所选 1 处/ }).click()
    await doubts.getByText('已确认可以公开：本人已书面同意公开').waitFor()
    expect(await submit.isEnabled()).toBe(true)
    await clerk.getByLabel('第 1 笔说明').last().fill('换了三盏灯头')
    await untilSaved(clerk)
  })

  it('is handed in by its writer, who can neither check nor sign it', async () => {
    const clerk = await office.of('guanshan-village')
    await take(clerk, '提交审核', '已提交审核。')
    await clerk.locator('.xo-head').getByText('待审核').waitFor()
    expect(await clerk.getByRole('button', { name: '审核通过' }).count()).toBe(0)
    expect(await clerk.getByRole('button', { name: '签发公开' }).count()).toBe(0)
  })

  it('is checked by the oversight committee and signed by a third person', async () => {
    const oversight = await office.of('oversight')
    await openWaiting(oversight, title)
    await take(oversight, '审核通过', '审核通过，等待签发。')
    expect(await oversight.getByRole('button', { name: '签发公开' }).count()).toBe(0)
    const leader = await office.of('village-leader')
    await openWaiting(leader, title)
    expect(await faultsOf(leader, { axe: true, language: 'zh-CN' })).toEqual([])
    await take(leader, '签发公开', '已公开，并记入公开日志。')
    await leader.locator('.xo-head').getByText('公开中').waitFor()
  })

  it('stands on the village’s page at once, without the number that was typed', async () => {
    await phone.goto(`/v/${guanshan}/open/${item}`)
    await follow(phone, new RegExp(title))
    const page = await read(phone)
    expect(page).toContain('14,679.50')
    expect(page).toContain('路灯维修和电费')
    expect(await phone.content()).not.toContain(phoneNumber)
  })

  it('is asked about by a villager who stays without a name', async () => {
    await follow(phone, '对这份公开提问')
    await choose(phone, /^提问/)
    await press(phone, '下一步')
    while (!phone.url().endsWith('/check')) {
      if (phone.url().endsWith('/official')) await choose(phone, '不是，公开答复就行')
      else if (phone.url().endsWith('/what'))
        await phone.getByRole('textbox').first().fill('路灯修了几盏？我是村东头的。')
      await press(phone, '下一步')
    }
    await press(phone, '确认提交')
    ;({ number: question, link } = await receiptOf(phone))
  })

  it('is answered from the desk in a wording that tells nobody who asked', async () => {
    const clerk = await office.of('guanshan-village')
    await clerk.goto('/staff/disclosure?view=questions')
    await clerk.getByText(question).waitFor()
    expect(await faultsOf(clerk, { axe: true, language: 'zh-CN' })).toEqual([])
    await openCase(clerk, question)
    await act(clerk, '答复', async (form) => {
      await form.getByLabel('公开展示的问题').fill('路灯修了几盏？')
      await form.getByLabel('给群众的答复').fill('修了三盏，在村东头路口。')
    })
    await phone.goto(link)
    expect(await read(phone)).toContain('修了三盏')
    await phone.goto(`/v/${guanshan}/questions`)
    const shown = await read(phone)
    expect(shown).toContain('路灯修了几盏？')
    expect(shown).toContain('修了三盏')
    expect(shown).not.toContain('我是村东头的')
  })

  it('is corrected by a text that is signed for its hour, and recalled by its signer before it', async () => {
    const clerk = await office.of('guanshan-village')
    await clerk.goto(address)
    await clerk.getByRole('button', { name: '更正', exact: true }).click()
    await clerk.getByLabel('更正说明').fill('路灯维修应为 825.50 元')
    await clerk.getByLabel('支出第 1 笔金额').fill('825.5')
    const at = clerk.getByLabel('定时公开')
    await at.fill('2037-01-05 09:00')
    await at.press('Enter')
    await untilSaved(clerk)
    const correction = new URL(clerk.url()).pathname
    await take(clerk, '提交审核', '已提交审核。')
    const oversight = await office.of('oversight')
    await openWaiting(oversight, title)
    await take(oversight, '审核通过', '审核通过，等待签发。')
    const leader = await office.of('village-leader')
    await openWaiting(leader, title)
    await take(leader, '签发公开', '已签发，到时公开。')
    await leader.locator('.xo-moves').getByRole('button', { name: '撤回签发' }).click()
    const form = leader.getByRole('dialog', { name: '撤回签发' })
    await form.getByText('还没有到公开时间，可以撤回').waitFor()
    await form.getByLabel('原因').fill('发票号也抄错了')
    expect(await faultsOf(leader, { axe: true, language: 'zh-CN' })).toEqual([])
    await picture(leader, 'disclosure-recall', false)
    await form.getByRole('button', { name: '撤回签发' }).click()
    await leader.getByText('已撤回签发，退回拟稿人。').last().waitFor()
    // The page is read anew after the answer came.
    await expect.poll(() => leader.getByRole('button', { name: '撤回签发' }).count()).toBe(0)
    await clerk.goto(correction)
    await clerk.getByText('发票号也抄错了').waitFor()
    await clerk.getByRole('button', { name: '提交审核' }).waitFor()
    await phone.goto(`/v/${guanshan}/open/${item}`)
    expect(await read(phone)).not.toContain('825.50')
  })
})

describe('the desk of a town', () => {
  const installation = inject('installation')
  let browser: Browser
  let town: Page

  beforeAll(async () => {
    browser = await openBrowser()
    town = await new Office(browser, installation).of('guanshan')
  })
  afterAll(() => browser.close())

  it('shows what is missing by village and item, in shapes and words', async () => {
    await town.goto('/staff/disclosure?span=quarter')
    const matrix = town.getByRole('region', { name: '各村各项公开情况' })
    await matrix.getByRole('columnheader', { name: '关山村' }).waitFor()
    expect(await matrix.getByText('已公开').count()).toBeGreaterThan(10)
    expect(await faultsOf(town, { axe: true, language: 'zh-CN' })).toEqual([])
    await picture(town, 'disclosure-matrix', false)
    await town.goto('/staff/disclosure?span=overdue&show=list')
    await town.getByText('应公开，缺').first().waitFor()
  })

  it('counts what was published in time, and compares two quarters', async () => {
    await town.goto('/staff/disclosure?view=rates')
    await town.getByRole('row', { name: /^关山村/ }).waitFor()
    expect(await faultsOf(town, { axe: true, language: 'zh-CN' })).toEqual([])
    const saved = town.waitForEvent('download')
    await town.getByRole('button', { name: '导出' }).click()
    expect((await saved).suggestedFilename()).toMatch(/^按时率-2026-Q4\.csv$/)
    await picture(town, 'disclosure-rates', false)
  })

  it('prints the sheets of all its villages, and says how far it is', async () => {
    await town.getByRole('button', { name: '打印公开栏' }).click()
    const form = town.getByRole('dialog', { name: '打印公开栏' })
    await form.getByText('A4', { exact: true }).click()
    await form.getByLabel('用途').fill('12 月更换公开栏')
    const saved = town.waitForEvent('download', { timeout: 100_000 })
    await form.getByRole('button', { name: '开始' }).click()
    expect((await saved).suggestedFilename()).toMatch(/-a4\.zip$/)
    await form.getByText('已完成，文件已下载。').waitFor()
    await picture(town, 'disclosure-print', false)
  })
})
