import { processes } from '@xiangzhi/practices'
import { say } from '@xiangzhi/text'
import { expect, it } from 'vitest'
import { labelsOf } from './config-words.ts'

const words = (...path: (string | number)[]): string | undefined =>
  labelsOf(path, processes)
    ?.map((key) => say('zh-CN', key))
    .join(' › ')

it('every parameter of every practice is named by its practice and its label, never by its path', () => {
  for (const { key, title, parameters = {} } of processes)
    for (const [name, { label }] of Object.entries(parameters)) {
      const said = words('practices', key, name, 'workingDays')
      expect(said).toBe(`${say('zh-CN', title)} › ${say('zh-CN', label)}`)
      expect(said).not.toMatch(/[a-z]/)
    }
})

it('a field of the county is named as on its screen, and what has no label is left to its path', () => {
  expect(words('hotline', 'phone')).toBe('热线')
  expect(words('practices', 'no-such-practice', 'x')).toBeUndefined()
  expect(words('rows', 3, 'unit')).toBeUndefined()
})
