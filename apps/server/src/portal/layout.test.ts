import { expect, it } from 'vitest'
import { everybodyToCall } from './layout.ts'

it('a contact of the county that is the hotline stands once among whom to call', () => {
  const name = { zh: '热线', en: 'Hotline' }
  const hotline = { name, phone: '0543-7321000' }
  const office = { name: { zh: '纪委', en: 'Discipline' }, phone: '0543-7329999' }
  expect(everybodyToCall(hotline, [{ name, phone: '0543 7321000' }, office])).toEqual([hotline, office])
})
