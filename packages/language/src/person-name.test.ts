import { expect, test } from 'vitest'
import { spellName } from './person-name.ts'

test('every sign that is typed for the dot of a name is the same dot', () => {
  const twins = ['·', '•', '・', '･', '‧', '∙', '⋅', '．', '.', '。', '●', '··', ' · ', '\u0387', '\u200B·']
  for (const twin of twins) expect(spellName(`古丽${twin}买买提`), JSON.stringify(twin)).toBe('古丽·买买提')
})

test('blanks of any width within a Chinese name, and signs nobody sees, make no other person', () => {
  for (const typed of ['王　芳', '王 芳', ' 王芳 ', '王\u00A0\u00A0芳', '王\u200B芳', '王\uFEFF芳', '王\t芳'])
    expect(spellName(typed), JSON.stringify(typed)).toBe('王芳')
})

test('names in Latin letters keep their blanks and short forms', () => {
  expect(spellName('Ｊ.  Smith')).toBe('J. Smith')
  expect(spellName('Maria  del Mar')).toBe('Maria del Mar')
  expect(spellName('Aygul • Memet')).toBe('Aygul·Memet')
})
