import { describe, expect, it } from 'vitest'
import { type HeldOffices, meansOfficial } from './addressed.ts'

const clerk: HeldOffices = {
  name: '曲明远',
  roles: ['village-clerk'],
  titles: [],
  local: { roles: ['village-clerk'], titles: [] },
}
const secretary: HeldOffices = {
  name: '欧阳兰',
  roles: [],
  titles: ['党支部书记、村委会主任'],
  local: { roles: [], titles: ['党支部书记、村委会主任'] },
}
const ofTown: HeldOffices = {
  name: '于海',
  roles: ['dispatcher-town'],
  titles: ['副镇长'],
  local: { roles: [], titles: [] },
}
const worker: HeldOffices = {
  name: '祁小满',
  roles: ['grid-worker'],
  titles: [],
  local: { roles: ['grid-worker'], titles: [] },
}
const all = [clerk, secretary, ofTown, worker]
const means = (text: string, holders: readonly HeldOffices[] = all): boolean => meansOfficial([text], holders)

describe('whom words of a villager mean', () => {
  it.each([
    '曲|明|远',
    '曲-明-远',
    '曲，明。远',
    '曲/明*远',
    '“曲”明【远】',
    '曲＿明＋远',
    '曲 明\u200B远',
    '曲\u0301明\u20DD远',
    '曲…明～远',
  ])('a name is found whatever stands between its letters: %s', (written) => {
    expect(means(`请查一查${written}！`)).toBe(true)
  })

  it.each([
    '曲干部',
    '曲 主任',
    '那个姓曲的会计',
    '欧阳书记',
    '欧阳副主任',
    '欧阳村长',
    '主任姓欧阳',
    '祁网格员',
    '祁-网格员',
  ])('a family name with what its bearer is addressed by is the name: %s', (written) => {
    expect(means(`${written}昨天来过`)).toBe(true)
  })

  it.each([
    ['another family name', '裴主任昨天来过'],
    ['a title that the bearer of the name does not have', '祁书记昨天来过'],
    ['a by-name', '老曲昨天来过'],
    ['a family name that is a small word', '由于镇长不在，向主任反映过'],
    ['the village of that name', '曲家门前的路坏了'],
  ])('is nobody: %s', (_why, said) => {
    expect(means(said)).toBe(false)
  })

  it.each([
    '村主任收了我两条烟',
    '我们村的会计冒领了三户的补贴',
    '网格员故意刁难，不给登记',
    '村支书把修渠的钱私分了',
    '举报村支书',
    '我要投诉网格员',
    '社区书记优亲厚友',
    '被村主任打了人还不认',
  ])('a title of the village alone is its holder where the words accuse: %s', (said) => {
    expect(means(said)).toBe(true)
  })

  const small: readonly HeldOffices[] = ['向国庆', '于得水', '连海霞', '时春来'].map((name) => ({ ...secretary, name }))

  it.each([
    '于书记克扣了我家的补助',
    '时村长给低保优亲厚友',
    '投诉连主任',
    '向上反映向支书的问题',
    '我要举报我们村的于副书记',
    '连主任昨天骂了我',
    '主任姓时，一直不来',
  ])('a family name that is also a small word is the name where the words accuse: %s', (said) => {
    expect(means(said, small)).toBe(true)
  })

  it.each([
    '向主任反映有人冒领',
    '已向书记举报邻居骗取补贴',
    '由于书记不在，没人开门',
    '连主任都说路该修了',
    '到时书记来了再说',
    '关于主任的电话，打不通',
  ])('and stays a small word where nobody is accused: %s', (said) => {
    expect(means(said, small)).toBe(false)
  })

  it.each([
    '请村主任帮忙修路灯',
    '请村主任管管邻居冒领低保的事',
    '村支书来看过，邻居还是拿走了钱',
    '跟网格员说过，有人乱收费',
    '已向我们村的会计举报有人骗取补贴',
    '网格员帮老人换了灯泡，谢谢',
    '村会计打了电话，说下周来修',
    '村主任给老人发了红包',
    '感谢村支书',
    '学校主任收钱',
  ])('an innocent mention of a title stays in the village: %s', (said) => {
    expect(means(said)).toBe(false)
  })

  it('a title that nobody holds there accuses nobody of the village', () => {
    expect(means('村主任收了我两条烟', [worker, ofTown])).toBe(false)
    expect(means('网格员收了我两条烟', [ofTown])).toBe(false)
    expect(means('镇长收了我两条烟')).toBe(false)
  })
})
