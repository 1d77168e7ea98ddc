import { expect, test } from 'vitest'
import { splitStatements } from './split-statements.ts'

test('statements are cut at semicolons', () => {
  expect(splitStatements('select 1; select 2;\n')).toEqual(['select 1', 'select 2'])
})

test('semicolons in texts, names, comments and dollar quotes do not cut', () => {
  const text = `select 'a;''b;', "c;d" -- e;f
    /* g; */ ; do $body$ begin perform 1; perform '$$;'; end $body$; select $$x;y$$`
  expect(splitStatements(text)).toHaveLength(3)
})

test('comments alone are no statement', () => {
  expect(splitStatements('-- nothing;\n/* at; all */\n')).toEqual([])
})

test('a text that is never closed is an error', () => {
  expect(() => splitStatements("select 'abc")).toThrow('is not closed')
})
