import { expect, it } from 'vitest'
import { byShortName, meansName } from './short-names.ts'

it.each([
  ['城管', '城市管理局'],
  ['住建', '住房和城乡建设局'],
  ['农 业', '农业农村局'],
  ['人社局', '人力资源和社会保障局'],
  ['wtr', 'Water Bureau'],
  ['', '水务局'],
])('%s may mean %s', (typed, name) => expect(meansName(typed, name)).toBe(true))

it('signs in another order, or not in the name, mean another one', () => {
  expect(meansName('管城', '城市管理局')).toBe(false)
  expect(meansName('住建', '城市管理局')).toBe(false)
  // Signs of two names do not make up one.
  const { filterOption } = byShortName('name', 'line')
  expect(filterOption('水管', { name: '水务局', line: '城管' })).toBe(false)
  expect(filterOption('城管', { name: '综合执法局', line: '城管' })).toBe(true)
})
