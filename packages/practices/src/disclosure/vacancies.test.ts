import { maskContent } from '@xiangzhi/language'
import { expect, it } from 'vitest'
import { disclosureCatalogues } from './index.ts'

it('vacancies are no persons: three places on offer are published as three', () => {
  const item = disclosureCatalogues
    .flatMap(({ classes }) => classes)
    .flatMap(({ items }) => items)
    .find(({ code }) => code === 'c19-06')
  const template = item?.template ?? []
  const [table] = template
  if (table?.kind !== 'table') throw new Error('the item has a table')
  const content = {
    blocks: [
      {
        kind: 'table' as const,
        columns: table.columns,
        rows: [{ post: '缝纫工', unit: '某服装厂', places: 3, pay: '面议', contact: '' }],
      },
    ],
  }
  const [masked] = maskContent(content, template, '2026-05-06').content.blocks
  expect(masked?.kind === 'table' && masked.rows[0]?.['places']).toBe(3)
})
