import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { maskPhone, normalisePhone, openSealing, sealingFromKeys } from './index.ts'

const older = randomBytes(32)
const newer = randomBytes(32)

test('what was sealed opens again, and the same text never looks the same twice', () => {
  const sealing = sealingFromKeys([older])
  const sealed = sealing.seal('13912345678')
  expect(sealing.open(sealed)).toBe('13912345678')
  expect(sealing.seal('13912345678').equals(sealed)).toBe(false)
  expect(sealed.includes('13912345678')).toBe(false)
})

test('a sealed field that was changed anywhere does not open', () => {
  const sealing = sealingFromKeys([older])
  const sealed = sealing.seal('张三')
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] as number) ^ 1
    expect(() => sealing.open(changed)).toThrow()
  }
})

test('after a change of keys old fields still open, are known to be outdated, and hashes stay the same', () => {
  const before = sealingFromKeys([older])
  const after = sealingFromKeys([newer, older])
  const sealed = before.seal('李四')
  expect(after.open(sealed)).toBe('李四')
  expect(after.isOutdated(sealed)).toBe(true)
  expect(after.isOutdated(after.seal('李四'))).toBe(false)
  expect(after.hash('phone', '1').equals(before.hash('phone', '1'))).toBe(true)
  expect(() => before.open(after.seal('李四'))).toThrow()
})

test('the same number hashed for two purposes cannot be joined', () => {
  const sealing = sealingFromKeys([older])
  expect(sealing.hash('phone', '1').equals(sealing.hash('identity', '1'))).toBe(false)
  expect(sealing.hash('phone', '1').equals(sealingFromKeys([newer]).hash('phone', '1'))).toBe(false)
})

test('the first start makes a key that only its owner can read, and the second start finds it', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sealing-'))
  try {
    const sealed = openSealing({ dataDir }).seal('王五')
    expect(statSync(join(dataDir, 'keys', 'sealing')).mode & 0o777).toBe(0o600)
    expect(openSealing({ dataDir }).open(sealed)).toBe('王五')
    expect(() => openSealing({ dataDir, keys: 'short' })).toThrow(/32 bytes/)
  } finally {
    rmSync(dataDir, { recursive: true })
  }
})

test('masked phones show the last four digits', () => {
  expect([maskPhone('13912345678'), maskPhone('110')]).toEqual(['＊＊＊＊5678', '＊＊＊＊'])
})

test('telephone numbers are compared without spaces, country code or full-width digits', () => {
  expect(normalisePhone('+86 139-1234-5678')).toBe('13912345678')
  expect(normalisePhone('１３９１２３４５６７８')).toBe('13912345678')
  expect(normalisePhone('029-86862345')).toBe('02986862345')
  expect(normalisePhone('12345')).toBeUndefined()
})
