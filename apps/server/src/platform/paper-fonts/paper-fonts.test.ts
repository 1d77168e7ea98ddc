import { expect, it } from 'vitest'
import { listUnprintable } from './index.ts'

it('names the characters that no sheet can show, each once, and none that it can', () => {
  expect(listUnprintable('张琳、李玥、王䶮；二〇二六年，1,234.50 元（“合计”）①㎡\n\tÄ')).toEqual([])
  expect(listUnprintable('户主𬎆与𭐱，再说𭐱😀')).toContain('😀')
  expect(listUnprintable('😀笑😀')).toEqual(['😀'])
})
