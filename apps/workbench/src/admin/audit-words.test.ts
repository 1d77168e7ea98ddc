import * as contract from '@xiangzhi/contract'
import { isTextKey } from '@xiangzhi/text'
import { expect, test } from 'vitest'

test('every file that anybody takes out has its word in the audit trail', () => {
  const files = Object.values(contract).flatMap((one) =>
    typeof one === 'object' && 'path' in one && one.audience === 'staff' && 'purpose' in one.input.shape
      ? [one.name]
      : [],
  )
  expect(files.length).toBeGreaterThan(10)
  expect(files.filter((name) => !isTextKey(`text.admin.operation.${name}`))).toEqual([])
})

test('every change that anybody can make has its word in the audit trail', () => {
  const writes = Object.values(contract).flatMap((one) =>
    typeof one === 'object' && 'kind' in one && one.kind === 'write' && 'name' in one ? [one.name] : [],
  )
  expect(writes.length).toBeGreaterThan(40)
  expect(writes.filter((name) => !isTextKey(`text.admin.operation.${name}`))).toEqual([])
})
