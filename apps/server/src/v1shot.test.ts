import { it } from 'vitest'
import { writeFileSync } from 'node:fs'
import { askAboutPublication, getPublicEdition, withdrawEdition, getVillageDisclosure } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { published } from './disclosure/testing-disclosure.ts'
import { makePortalWorld } from './testing-portal.ts'
import type { Content } from '@xiangzhi/language'

const moneyOf = (n: number): Content => ({ blocks: [{ kind: 'money', opening: 10_000_00 + n * 100_00, income: [
  { label: '机动地承包费', fen: 12_500_00 + n * 321_50, note: '合同编号 2024-03，承包面积 42 亩' }, { label: '上级转移支付：农村综合改革补助', fen: 30_000_00 }, { label: '门面房租金', fen: 4_800_00 }],
  expense: [{ label: '村道照明电费', fen: 1_286_40 }, { label: '路灯维修', fen: 2_350_00, note: '经手人 张三 13812345678' }, { label: '保洁员工资（3 人）', fen: 5_400_00 }, { label: '渠道清淤机械费', fen: 8_000_00 + n * 1000 }],
  closing: 10_000_00 + n * 100_00 + 12_500_00 + n * 321_50 + 30_000_00 + 4_800_00 - 1_286_40 - 2_350_00 - 5_400_00 - 8_000_00 - n * 1000 }, { kind: 'table', heading: '补助明细', columns: [{ key: 'name', label: '姓名', align: 'text' }, { key: 'address', label: '住址', align: 'text' }, { key: 'amount', label: '金额', align: 'money' }], rows: [{ name: '李桂芳', address: '一村三组 12 号', amount: 300_00 }, { name: '王秀英', address: '一村一组 5 号', amount: 1_260_00 }], total: { amount: 1_560_00 } }] })

it('stands', async () => {
  const world = await makePortalWorld(new Date('2026-11-23T02:00:00Z'))
  await world.world.plan('2026-01-01')
  const ids: string[] = []
  for (const month of [4, 5, 6, 7, 8, 9, 10]) ids.push(await published(world.world, { item: 'm1-1', period: `2026-${String(month).padStart(2, '0')}`, content: moneyOf(month) }))
  ids.push(await published(world.world, { item: 'm1-1', period: '2026-10', content: moneyOf(11), changeNote: '路灯维修少记一笔，已更正。' }))
  const gone = await published(world.world, { item: 'h1-2', period: '2026-Q3', content: { blocks: [{ kind: 'text', text: '会议内容' }] } })
  await world.world.run(withdrawEdition, world.world.staff('village-leader'), { editionId: gone, requestId: uuidv7(), reason: '误把未定稿的内容发了出来', hide: true })
  const steps = await published(world.world, { item: 'h2-1', period: '2026-Q3', content: { blocks: [{ kind: 'facts', rows: [{ label: '事项', value: '集体资金五千元以上开支' }, { label: '依据', value: '村民委员会组织法、四议两公开' }] }, { kind: 'steps', heading: '资金审批流程', steps: [{ name: '经办人提出', who: '经办人', within: '随时', note: '附发票和说明' }, { name: '村务监督委员会审核', who: '监督委员会主任', within: '2 个工作日' }, { name: '村民代表会议讨论', who: '村民代表会议', within: '每月一次', note: '到会三分之二以上，过半数同意' }, { name: '公示', who: '村委会', within: '15 天' }, { name: '支付', who: '镇三资中心' }] }] } })
  const view = await world.world.run(getPublicEdition, world.world.villager, { editionId: ids.at(-1) ?? '' })
  await world.world.run(askAboutPublication, world.world.villager, { publicationId: view.publicationId, requestId: uuidv7(), kind: 'question', text: '路灯修了几盏？', aboutOfficial: false })
  const villager = world.visitor()
  await villager.send(`${world.home}/ask/${view.publicationId}`, { kind: 'question' })
  for (const one of [{ what: '路灯修了几盏？经手人是谁？' }, { official: 'no' }, {}, {}]) await villager.answer(one)
  const number = /class="number">([\d-]+)</.exec(villager.body)?.[1] ?? ''
  await world.reply(number, '共修 6 盏，发票和验收单在附件里，经手人是村电工。', '路灯修了几盏？经手人是谁？')
  const link = /href="(\/t\/[\w-]+)"/.exec(villager.body)?.[1] ?? ''
  await world.placeInLog()
  const address = await world.server.listen({ port: 8391, host: '127.0.0.1' })
  writeFileSync('/tmp/v1shot.json', JSON.stringify({ address, home: world.home, ids, gone, steps, publication: view.publicationId, link }))
  const { disclosure } = { disclosure: await world.world.run(getVillageDisclosure, world.world.villager, { code: world.world.villageCode }) }
  console.log(disclosure.published.length, disclosure.missing.length, disclosure.due.length)
  for (const path of ['', '/open', '/money', '/oversight', '/questions', '/rules', '/boards/medical', '/search?q=路灯', '/open/m1-1', '/feed.xml', '/feed.json', '/open-data.zip', '/board.pdf?size=a4']) {
    const page = await world.open(`${world.home}${path}`, { 'accept-encoding': 'br' })
    console.log(path, page.status, page.bytes.length, page.status===500? page.body.slice(0,3000):'')
  }
  for (const path of [`/e/${ids.at(-1)}`, `/e/${ids.at(-2)}`, `/e/${gone}`, `/e/${steps}`, '/open', `/e/${steps}.json`, `${world.home}/open.csv`]) {
    const page = await world.open(path, { 'accept-encoding': 'br' })
    console.log(path, page.status, page.bytes.length, page.status===500? page.body.slice(0,3000):'')
  }
  await new Promise((done) => setTimeout(done, 900_000))
}, 1_000_000)
