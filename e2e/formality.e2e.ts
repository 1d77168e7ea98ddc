import type { Page } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { picture } from './browser.ts'
import { act, type Office, openCase, pick, untilState } from './staff.ts'
import { story } from './story.ts'
import { choose, follow, guanshan, heading, press, read, receiptOf, tick } from './villager.ts'

// proves: P149 P150

describe('a formality that a helper runs for a villager', () => {
  const installation = inject('installation')
  let office: Office
  let phone: Page
  let number = ''
  let link = ''

  story('formality', (cast) => ({ office, phone } = cast))

  it('begins from the plain-language sheet, and not without consent', async () => {
    await phone.goto(`/v/${guanshan}/services`)
    await picture(phone, 'services')
    await follow(phone, /高龄老人津贴/)
    expect(await read(phone)).toContain('带什么')
    await picture(phone, 'services-sheet')
    await phone.goto(`/v/${guanshan}/services/old-age-allowance/apply`)
    await Promise.all([phone.waitForEvent('domcontentloaded'), phone.locator('main form button').first().click()])
    expect(await heading(phone)).toBe('谁要办这件事？')
    await phone.getByLabel('谁要办这件事？').fill('牛桂枝')
    await press(phone, '下一步')
    expect(await phone.locator('#errors').innerText()).toContain('请勾选“同意由帮办员代办”')
    expect(await phone.getByLabel('谁要办这件事？').inputValue()).toBe('牛桂枝')
    await tick(phone, '同意由帮办员代办')
    await press(phone, '下一步')
    await phone.getByRole('textbox').first().fill('老人腿脚不便，下午在家。')
    await press(phone, '下一步')
    await press(phone, '下一步')
    await phone.getByLabel('手机号').fill('13612340055')
    await press(phone, '下一步')
    expect(await heading(phone)).toBe('请核对')
    await press(phone, '确认提交')
    const receipt = await receiptOf(phone)
    number = receipt.number
    link = receipt.link
  })

  it('goes through the helper and the window and comes home with the result', async () => {
    const helper = await office.of('mediate')
    await openCase(helper, number)
    await act(helper, '接单')
    await act(helper, '请补材料', (form) => form.getByLabel('还缺什么材料').fill('身份证正反面照片。'))
    await phone.goto(link)
    expect(await read(phone)).toContain('补交材料')
    const photo = await helper.screenshot({ type: 'jpeg', clip: { x: 0, y: 0, width: 200, height: 120 } })
    const summary = phone.locator('summary', { hasText: '补交材料' })
    if (await summary.count()) await summary.click()
    await phone
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: '身份证.jpg', mimeType: 'image/jpeg', buffer: photo })
    await press(phone, '补交材料')
    expect(await read(phone)).toContain('材料已收到')

    await helper.reload()
    await act(helper, '交到窗口', (form) => pick(helper, form, '承办单位', '城市管理'))
    const window_ = await office.of('city-management')
    await openCase(window_, number)
    await act(window_, '办好', (form) => form.getByLabel('办理结果').fill('已登记，下月起发放。'))
    await helper.reload()
    await untilState(helper, '已办好，待送达')
    await act(helper, '送达')
    await untilState(helper, '已送达')
  })

  it('ends with the villager’s rating by the private link', async () => {
    await phone.goto(link)
    expect(await read(phone)).toContain('已办结')
    await picture(phone, 'formality-rate')
    await choose(phone, /^很满意/)
    await press(phone, '提交评价')
    expect(await read(phone)).toContain('谢谢您的评价')
  })

  it('can be found again with the telephone number, by a code', async () => {
    await phone.goto('/progress')
    await phone.getByLabel('手机号').fill('13612340055')
    await press(phone, '获取验证码')
    expect(await heading(phone)).toBe('请输入验证码')
    const answer = await phone.request.get(`${installation.base}/dev/inbox.json`)
    const inbox = (await answer.json()) as { code: string; phoneMasked: string }[]
    const code = inbox.find((one) => one.phoneMasked.endsWith('0055'))?.code ?? ''
    expect(code).toMatch(/^\d{6}$/)
    await phone.locator('input[name=code]').fill(code)
    await press(phone, '查看')
    expect(await read(phone)).toContain(number)
    await phone.goto('/my-data')
    expect(await read(phone)).toContain(number)
    await picture(phone, 'my-data')
  })
})
