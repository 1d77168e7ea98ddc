import type { Browser, Page } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { complaintsOf, openWindow, picture } from './browser.ts'
import { hasExif, photoWithPosition } from './photo-with-position.ts'
import { act, command, type Office, openCase, pick, readCase, untilState } from './staff.ts'
import { story } from './story.ts'
import { choose, follow, guanshan, heading, press, read, receiptOf, tick } from './villager.ts'

// proves: P071 P082

const reporter = { name: '王秋菊', phone: '13912345678' }

describe('the way of a report from a phone to the villager’s last word', () => {
  const installation = inject('installation')
  let browser: Browser
  let office: Office
  let phone: Page
  let complaints: () => string[]
  let number = ''
  let link = ''

  story('whole-way', (cast) => {
    ;({ browser, office, phone } = cast)
    complaints = complaintsOf(phone)
  })

  const progress = async (): Promise<string> => {
    await phone.goto(link)
    return read(phone)
  }

  it('asks one question a page on a phone that runs no script, and ends with a number and a private link', async () => {
    const photo = await photoWithPosition(
      await (await openWindow(browser, installation, 'desktop')).newPage(),
      34.661,
      109.228,
    )
    expect(hasExif(photo)).toBe(true)

    await phone.goto(`/v/${guanshan}`)
    await picture(phone, 'village-phone')
    await follow(phone, /我要反映/)
    expect(await heading(phone)).toBe('您要反映什么事？')
    await picture(phone, 'report-1-class')
    await follow(phone, /环境卫生/)
    await picture(phone, 'report-2-category')
    await press(phone, '下一步')
    expect(await phone.locator('#errors').innerText()).toContain('请选一项')
    await choose(phone, /^垃圾桶破损或满溢/)
    await press(phone, '下一步')

    expect(await heading(phone)).toBe('在哪里？')
    await choose(phone, /^南巷/)
    await phone.getByLabel('具体位置').fill('小卖部门口')
    await picture(phone, 'report-3-where')
    await press(phone, '下一步')

    expect(await heading(phone)).toBe('是什么事？')
    await press(phone, '下一步')
    expect(await phone.locator('#errors').innerText()).toContain('请写一写是什么事')
    await phone.getByRole('textbox').first().fill('垃圾桶满了三天没人清，招苍蝇。')
    await picture(phone, 'report-4-what')
    await press(phone, '下一步')

    expect(await heading(phone)).toContain('有照片吗？')
    await phone.locator('input[type=file]').setInputFiles({ name: '现场.jpg', mimeType: 'image/jpeg', buffer: photo })
    await press(phone, '下一步')
    // Where the photo was taken is offered, never taken over by itself.
    expect(await phone.getByRole('checkbox', { name: /照片里有拍摄位置/ }).isChecked()).toBe(false)
    await tick(phone, /照片里有拍摄位置/)
    await picture(phone, 'report-5-photos')
    await press(phone, '下一步')
    if ((await heading(phone)) === '是不是这件事？') await press(phone, '都不是，继续反映')

    expect(await heading(phone)).toBe('怎么联系您？')
    await phone.getByLabel('手机号').fill(reporter.phone)
    await phone.getByLabel('怎么称呼您').fill(reporter.name)
    await picture(phone, 'report-6-contact')
    await press(phone, '下一步')

    expect(await heading(phone)).toBe('请核对')
    const said = await read(phone)
    for (const words of [
      '垃圾桶破损或满溢',
      '南巷',
      '小卖部门口',
      '垃圾桶满了三天没人清',
      '1 个',
      reporter.name,
      reporter.phone,
    ])
      expect(said).toContain(words)
    await picture(phone, 'report-7-check')
    await press(phone, '确认提交')

    expect(await heading(phone)).toBe('已收到')
    const receipt = await receiptOf(phone)
    number = receipt.number
    link = receipt.link
    expect(number).toMatch(/\d/)
    await picture(phone, 'report-8-done')
    const followed = await progress()
    expect(followed).toContain('已收到')
    expect(followed).toContain(number)
    expect(followed).toContain('专职网格员')
    await picture(phone, 'progress-1-received')
  })

  it('keeps the photo without any of the facts that the phone had put into it', async () => {
    await phone.goto(link)
    const address = await phone.locator('ul.photos a').first().getAttribute('href')
    const answer = await phone.request.get(`${installation.base}${address}`)
    expect(answer.headers()['content-type']).toBe('image/jpeg')
    const kept = await answer.body()
    expect(kept.length).toBeGreaterThan(500)
    expect(hasExif(kept)).toBe(false)
  })

  it('comes to the grid worker, who accepts it, files it and sends it to a department', async () => {
    const grid = await office.of('grid')
    await grid.getByRole('table').getByText(number).first().waitFor()
    await picture(grid, 'workbench-my-work', false)
    await openCase(grid, number)
    await untilState(grid, '待受理')
    await picture(grid, 'workbench-case')
    await act(grid, '受理')
    expect(await progress()).toContain('办理中')
    await act(grid, '立案')
    await act(grid, '派遣', (form) => pick(grid, form, '承办单位', '城市管理'))
    await untilState(grid, '处置中')
    const said = await progress()
    expect(said).toContain('办理中')
    expect(said).toContain('城市管理')
  })

  it('lets the town whistle for a second department, whose part has a case of its own', async () => {
    const town = await office.of('guanshan')
    await openCase(town, number)
    await command(town, '吹哨', async (form) => {
      await pick(town, form, '吹哨给哪些单位', '水务')
      await town.keyboard.press('Escape')
      await form.getByLabel('需要部门做什么').fill('请冲洗被污水弄脏的渠口。')
    })
    await town.getByRole('region', { name: '派生的件' }).waitFor()
    await picture(town, 'workbench-whistle')
    expect(await progress()).toContain('请其他部门一起办')
  })

  it('does not let the department finish before the other has done its part, and never shows it who reported', async () => {
    const handler = await office.of('city-management')
    await openCase(handler, number)
    const actions = handler.locator('.xz-actions')
    await actions.getByText('还有 1 件吹哨子件没有办结').waitFor()
    expect(await actions.getByRole('button', { name: '处置完成', exact: true }).isEnabled()).toBe(false)
    await picture(handler, 'blocked-by-part', false)

    const other = await office.of('water-affairs')
    await other.getByRole('table').getByText('请冲洗被污水弄脏的渠口').first().click()
    const drawer = other.getByRole('dialog')
    await drawer
      .getByRole('link', { name: '打开整页' })
      .or(drawer.getByRole('button', { name: '打开整页' }))
      .first()
      .click()
    await other.waitForURL(/\/staff\/cases\/[0-9a-f-]{36}$/)
    await act(other, '报到')
    await act(other, '办结', (child) => child.getByLabel('处置情况').fill('渠口已冲洗。'))

    await handler.reload()
    await act(handler, '处置完成', (again) => again.getByLabel('处置情况').fill('清空三个垃圾桶，换了一个破桶。'))
    await untilState(handler, '待核查')
    for (const page of [handler, other]) {
      const everything = `${await readCase(page)} ${await page.content()}`
      for (const secret of [reporter.name, reporter.phone, reporter.phone.slice(3)])
        expect(everything).not.toContain(secret)
    }
  })

  it('sends no answer of any address to the department that would name the reporter', async () => {
    const handler = await office.of('city-management')
    const heard: string[] = []
    handler.on('response', (response) => {
      if (response.url().includes('/api/'))
        void response.text().then(
          (text) => heard.push(text),
          () => undefined,
        )
    })
    await handler.goto('/staff/')
    await handler.getByRole('heading', { name: /您好/ }).waitFor()
    await openCase(handler, number)
    await readCase(handler)
    expect(heard.length).toBeGreaterThan(0)
    for (const text of heard) for (const secret of [reporter.name, reporter.phone]) expect(text).not.toContain(secret)
  })

  it('is checked on the spot by the grid worker and closed with an answer that the villager reads', async () => {
    const grid = await office.of('grid')
    await grid.reload()
    await act(grid, '核查通过')
    await act(grid, '结案', (form) =>
      form.getByLabel('给群众的答复').fill('垃圾桶已清空，破桶已换新，以后每天清一次。'),
    )
    await untilState(grid, '已结案')
    const said = await progress()
    expect(said).toContain('已办结')
    expect(said).toContain('垃圾桶已清空，破桶已换新')
    expect(said).toContain('解决了吗？')
    await picture(phone, 'progress-2-closed')
  })

  it('is opened again when the villager says that it is not solved', async () => {
    await phone.goto(link)
    await phone.locator('summary', { hasText: '没有解决' }).click()
    await press(phone, '没有解决')
    expect(await read(phone)).toContain('请填写“哪里还没有解决”')
    await phone.getByLabel('哪里还没有解决').fill('今天又满了，没人来。')
    await press(phone, '没有解决')
    const said = await read(phone)
    expect(said).toContain('已记下，会重新看这件事')
    expect(said).toContain('办理中')
    await picture(phone, 'progress-3-contested')

    const grid = await office.of('grid')
    await grid.reload()
    await untilState(grid, '群众不满意，待复核')
    await act(grid, '重新办理')
    await act(grid, '当场解决', async (form) => {
      await form.getByLabel('处置情况').fill('和保洁员定了每天两次。')
      await form.getByLabel('给群众的答复').fill('今天已再清，改为每天早晚各清一次。')
    })
    await untilState(grid, '已结案')
  })

  it('ends with the villager’s word that it is solved', async () => {
    expect(await progress()).toContain('每天早晚各清一次')
    await press(phone, '解决了')
    const said = await read(phone)
    expect(said).toContain('谢谢，已记下“解决了”')
    expect(said).toContain('您的评价 已解决')
    await picture(phone, 'progress-4-confirmed')
    const grid = await office.of('grid')
    await grid.reload()
    await grid.getByText('反映人：已解决').waitFor()
    expect(complaints()).toEqual([])
  })

  it('shows on the village’s public list without a word of who said it or how', async () => {
    await phone.goto(`/v/${guanshan}/cases?status=done`)
    const said = await read(phone)
    expect(said).toContain(number)
    expect(said).not.toContain(reporter.name)
    expect(said).not.toContain('招苍蝇')
  })
})
