import { expect, test } from 'vitest'
import { namesUpTo, sql } from './statement.ts'

test('values become numbered parameters', () => {
  const statement = sql`select * from place where county = ${610_114} and id = ${'x'}`
  expect(statement.text).toBe('select * from place where county = $1 and id = $2')
  expect(statement.values).toEqual([610_114, 'x'])
})

test('the same template keeps its name whatever the values are', () => {
  const find = (id: string) => sql`select ${id}::text`
  expect(find('a').name).toBe(find('b').name)
  expect(find('a').name).not.toBe(sql`select ${'a'}::uuid`.name)
})

test('nested statements are numbered through', () => {
  const filters = [sql`a = ${1}`, sql`b in (${sql.join([sql`${2}`, sql`${3}`])})`, sql`c is null`]
  const statement = sql`select 1 where ${sql.join(filters, ' and ')} and d = ${4} ${sql.raw('limit 5')}`
  expect(statement.text).toBe('select 1 where a = $1 and b in ($2, $3) and c is null and d = $4 limit 5')
  expect(statement.values).toEqual([1, 2, 3, 4])
})

test('joining nothing gives nothing', () => {
  expect(sql`select 1 ${sql.join([])}`.text.trim()).toBe('select 1')
})

test('an undefined value is refused', () => {
  expect(() => sql`select ${undefined}`).toThrow('undefined as a parameter')
})

test('composed texts stop earning names when there are too many of them', () => {
  const nameOf = namesUpTo(500)
  const names = Array.from({ length: 600 }, (_, index) => nameOf(`select ${index}`))
  expect(names[499]).toMatch(/^s/)
  expect(names[599]).toBeUndefined()
  expect(nameOf('select 0')).toBe(names[0])
})
