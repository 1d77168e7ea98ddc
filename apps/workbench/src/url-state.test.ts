import { caseFilterNames, getCase, listCases } from '@xiangzhi/contract'
import { expect, test } from 'vitest'
import { addressOf, queryString } from './api-client.ts'
import { filterOf } from './cases/filter-of.ts'
import { parseSearch, partsAsQuery, writeSearch } from './url-state.ts'

test('an address keeps what it says as plain text, there and back', () => {
  const state = { q: '路灯 3', status: 'received,in-hand', open: 'true' }
  expect(writeSearch(state)).toBe('?q=%E8%B7%AF%E7%81%AF+3&status=received%2Cin-hand&open=true')
  expect(parseSearch(writeSearch(state))).toEqual(state)
  expect(writeSearch({ q: '', late: undefined })).toBe('')
})

test('only what filters cases is sent and kept, whatever else stands in the address', () => {
  const state = { late: 'true', case: 'x', act: 'next', scope: 'all', sort: 'due' }
  expect(filterOf(state)).toEqual({ late: 'true' })
  expect(partsAsQuery(state, [...caseFilterNames, 'sort'])).toBe('late=true&sort=due')
  expect(listCases.input.safeParse(filterOf(state)).success).toBe(true)
})

test('parameters of the path leave the query', () => {
  expect(addressOf(getCase, { caseId: 'a/b' })).toEqual({ address: '/api/cases/a%2Fb', rest: {} })
  expect(queryString({ a: undefined, b: '', c: ['x', 'y'], d: 0 })).toBe('?c=x%2Cy&d=0')
})
