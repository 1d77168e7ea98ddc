import { basisProblem, type Basis, listItems } from '@xiangzhi/language'
import { expect, it } from 'vitest'
import { disclosureCatalogues, duties, indicators, processes } from './index.ts'

/** Every basis of every declaration, with where it stands. */
const all: readonly { readonly at: string; readonly basis: Basis }[] = [
  ...processes.flatMap(({ key, basis }) => basis.map((one) => ({ at: key, basis: one }))),
  ...duties.flatMap(({ key, basis, basisWhenSettled = [] }) =>
    [...basis, ...basisWhenSettled].map((one) => ({ at: key, basis: one })),
  ),
  ...disclosureCatalogues.flatMap((catalogue) =>
    listItems(catalogue).flatMap(({ code, legalBasis, communityBasis = [] }) =>
      [...legalBasis, ...communityBasis].map((one) => ({ at: `${catalogue.key} ${code}`, basis: one })),
    ),
  ),
]

it('every basis names a known source, and one source has one date', () => {
  expect(all.length).toBeGreaterThan(150)
  expect(all.filter(({ basis }) => basisProblem(basis) !== undefined)).toEqual([])
  const dates = Map.groupBy(all, ({ basis }) => basis.source)
  for (const [source, uses] of dates) expect(new Set(uses.map(({ basis }) => basis.since)).size, source).toBe(1)
})

// 2025-10-28 second amendment, in force from 2026-01-01; 2025-05-01 the law of collectives; 2026-07-01 social relief.
it.each([
  ['中华人民共和国村民委员会组织法', '2026-01-01'],
  ['中华人民共和国农村集体经济组织法', '2025-05-01'],
  ['中华人民共和国社会救助法', '2026-07-01'],
  ['中华人民共和国城市居民委员会组织法', '2018-12-29'],
])('%s is cited as in force from %s', (source, since) => {
  const cited = all.filter(({ basis }) => basis.source === source)
  expect(cited.length).toBeGreaterThan(0)
  expect(cited.filter(({ basis }) => basis.since !== since)).toEqual([])
})

it('no source goes by two names', () => {
  const bare = (source: string): string => source.replace(/^中华人民共和国/, '').replace(/（.*）$/, '')
  const names = new Set(all.map(({ basis }) => basis.source))
  expect(new Set([...names].map(bare)).size).toBe(names.size)
})

it('measures rest on a standard, not on a law', () => {
  expect(indicators.flatMap(({ basis = [] }) => basis).filter(({ source }) => !source.startsWith('GB/T'))).toEqual([])
})
