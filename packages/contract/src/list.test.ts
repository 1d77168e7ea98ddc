import { isTextKey, languages, sentences } from '@xiangzhi/text'
import { expect, test } from 'vitest'
import * as contract from './index.ts'

const lists = Object.values(contract).filter(
  (one): one is contract.List & typeof one => typeof one === 'object' && 'columns' in one && 'read' in one,
)

test('everything that a list says has a sentence in every language: columns, filters and each of their choices', () => {
  expect(lists.length).toBeGreaterThan(0)
  const keys = lists.flatMap(({ title, columns, filters }: contract.List) => [
    title,
    ...columns.map((column) => column.title),
    ...Object.values(filters).flatMap((filter) => [
      ...(filter.label ? [filter.label] : []),
      ...(filter.kind === 'choice' ? filter.of.map((value) => `${filter.words}.${value}`) : []),
    ]),
  ])
  expect(keys.filter((key) => !isTextKey(key))).toEqual([])
  for (const language of languages)
    expect(keys.filter((key) => !sentences[language][key as keyof (typeof sentences)['en']])).toEqual([])
})

test('a list and its file are asked by the same filters, and its file says what it is for', () => {
  for (const { read, export: exported, filters } of lists as contract.List[])
    for (const name of Object.keys(filters)) {
      expect(read.input).toHaveProperty(`shape.${name}`)
      expect(exported.input).toHaveProperty(`shape.${name}`)
      expect(exported.input).toHaveProperty('shape.purpose')
    }
})
