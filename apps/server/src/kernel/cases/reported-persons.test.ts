import { expect, it } from 'vitest'
import { bare } from './reported-persons.ts'

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
  expect(bare(`请查一查${written}！`)).toContain('曲明远')
})
