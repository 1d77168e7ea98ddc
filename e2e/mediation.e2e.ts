import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { picture } from './browser.ts'
import { act, type Office, openCase, pick, untilState } from './staff.ts'
import { story } from './story.ts'
import { choose, follow, guanshan, heading, press, read, receiptOf } from './villager.ts'

// proves: P106

const parties = { applicant: '党玉梅', respondent: '孟长安', phone: '13812340077' }

describe('a dispute that two neighbours let a mediator settle', () => {
  let office: Office
  let phone: Page
  let number = ''
  let link = ''
  let address = ''

  story('mediation', (cast) => ({ office, phone } = cast))

  it('is applied for on a phone, after reading that it is free, voluntary and confidential', async () => {
    await phone.goto(`/v/${guanshan}/mediation`)
    expect(await read(phone)).toMatch(/免费|不收钱/)
    await picture(phone, 'mediation-1-about')
    const begin = phone.locator('main form button')
    await Promise.all([phone.waitForEvent('domcontentloaded'), begin.click()])
    if (phone.url().endsWith('/notice')) await press(phone, '下一步')
    expect(await heading(phone)).toBe('是哪一种纠纷？')
    await choose(phone, /^邻里纠纷/)
    await phone.getByLabel('您的姓名').fill(parties.applicant)
    await phone.getByLabel('和谁有纠纷').fill(parties.respondent)
    await press(phone, '下一步')
    await phone.getByRole('textbox').first().fill('两家共用的排水沟，雨天往我家院里倒灌。')
    await press(phone, '下一步')
    await phone.getByLabel('手机号').fill(parties.phone)
    await press(phone, '下一步')
    expect(await heading(phone)).toBe('请核对')
    await press(phone, '确认提交')
    const receipt = await receiptOf(phone)
    number = receipt.number
    link = receipt.link
    await phone.goto(link)
    expect(await read(phone)).toContain('已收到')
  })

  it('is led by the mediator from consent over a session to signatures', async () => {
    const mediator = await office.of('mediate')
    await openCase(mediator, number)
    address = new URL(mediator.url()).pathname
    await picture(mediator, 'workbench-mediation')
    await act(mediator, '双方同意，开始调解', async (form) => {
      await pick(mediator, form, '调解途径', '人民调解')
      await form.getByRole('radio', { name: '是', exact: true }).check()
    })
    await untilState(mediator, '调解中')
    await act(mediator, '记录一次调解', async (form) => {
      await form.getByLabel('调解日期').fill('2026-11-20')
      await mediator.keyboard.press('Enter')
      await form.getByLabel('调解记录').fill('双方同意一起清沟，费用各半。')
    })
    await act(mediator, '达成协议', async (form) => {
      await pick(mediator, form, '协议形式', '书面协议')
      await form.getByLabel('协议内容').fill('一、三日内一起清沟。二、费用各半。')
    })
    await act(mediator, '双方签名', (form) =>
      form.getByLabel('签名（盖章、按指印）的人').fill(`${parties.applicant}、${parties.respondent}、邰秀英`),
    )
    await act(mediator, '结束归档')
    await untilState(mediator, '调解成功')
    await phone.goto(link)
    expect(await read(phone)).toContain('已办结')
  })

  it('is nothing that a grid worker, a village clerk or a dispatcher could find or open', async () => {
    for (const user of ['grid', 'guanshan-village', 'guanshan']) {
      const other = await office.of(user)
      await other.goto(`/staff/cases?q=${number}`)
      await other.getByText('没有符合条件的件').waitFor()
      await other.goto(address)
      await other.getByText('没有找到，或者您无权查看。').waitFor()
      const everything = await other.content()
      for (const secret of [parties.applicant, parties.respondent, '排水沟']) expect(everything).not.toContain(secret)
    }
  })

  it('stands on no public page, and opens only by its private link', async () => {
    await phone.goto(`/v/${guanshan}/cases`)
    expect(await read(phone)).not.toContain(number)
    const wrong = `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`
    const answer = await phone.goto(wrong)
    expect(answer?.status()).toBe(404)
    expect(await read(phone)).toContain('没有找到')
    await phone.goto(link)
    await follow(phone, '返回首页')
  })
})
