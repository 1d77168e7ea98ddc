import { expect, test } from 'vitest'
import { describePackProblem, nearestHint, packProblemCodes } from './problems.ts'

const places = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted()

test('every problem names the same facts in Chinese and in English', () => {
  for (const code of packProblemCodes) {
    const problem = { file: 'county.yaml', path: [], code, facts: {} }
    expect(places(describePackProblem(problem, 'zh-CN')), code).toEqual(places(describePackProblem(problem, 'en')))
  }
})

test('a fact in both languages is told in the reader’s', () => {
  const facts = { key: 'hotline', expected: { zh: '群众热线', en: 'the hotline' } }
  const problem = { file: 'county.yaml', path: [], code: 'missing', facts } as const
  expect(describePackProblem(problem, 'zh-CN')).toBe('缺少 hotline，请写：群众热线')
  expect(describePackProblem(problem, 'en')).toBe('hotline is missing; write: the hotline')
})

test('a word is hinted at only when it is near to what was written', () => {
  expect(nearestHint('hotlin', ['hotline', 'county'])).toEqual({
    zh: '是不是想写 hotline？',
    en: 'did you mean hotline? ',
  })
  expect(nearestHint('elsewhere', ['hotline', 'county'])).toBe('')
})
