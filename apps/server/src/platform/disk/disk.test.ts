import { expect, it } from 'vitest'
import type { Log } from '#platform/log'
import { isDiskFull, isLow, openDisk, reserveOf } from './disk.ts'

const GIGABYTE = 1024 ** 3

/** A disk whose free space and clock the test sets. */
function watched(reserve?: string) {
  const state = { free: 50 * GIGABYTE, total: 100 * GIGABYTE, now: 0 }
  const lines: string[] = []
  const write = (level: string) => (message: string) => void lines.push(`${level} ${message.slice(0, 30)}`)
  const log: Log = { debug: write('d'), info: write('i'), warn: write('w'), error: write('e'), with: () => log }
  const measure = () => ({ free: state.free, total: state.total })
  const disk = openDisk({ folders: ['/data'], log, reserve, measure, now: () => state.now })
  disk.close()
  const at = (free: number): boolean => {
    state.free = free
    disk.look()
    return disk.isFull()
  }
  return { state, lines, disk, at }
}

it('warns once before anything is refused, refuses below the reserve, and goes on by itself when there is room', () => {
  const { at, lines } = watched()
  expect([at(12 * GIGABYTE), at(3 * GIGABYTE), at(2.5 * GIGABYTE)]).toEqual([false, false, false])
  expect(lines).toEqual(['w the disk is getting full'])
  expect([at(0.2 * GIGABYTE), at(0)]).toEqual([true, true])
  expect(at(3 * GIGABYTE)).toBe(false)
  expect(at(40 * GIGABYTE)).toBe(false)
  expect(lines.map((line) => line[0])).toEqual(['w', 'e', 'w'])
})

it('believes the system when it says that nothing fits, whatever was measured, and asks again soon', () => {
  const { state, disk } = watched()
  disk.noteFull()
  state.now = 9000
  expect(disk.isFull()).toBe(true)
  state.now = 11_000
  expect(disk.isFull()).toBe(false)
})

it('keeps 256 MB, a tenth of a small disk, or what the operator says', () => {
  expect(reserveOf({ total: 500 * GIGABYTE }, undefined)).toBe(256 * 1024 ** 2)
  expect(reserveOf({ total: 40 * 1024 ** 2 }, '')).toBe(4 * 1024 ** 2)
  expect(reserveOf({ total: GIGABYTE }, '700')).toBe(700 * 1024 ** 2)
  expect(() => reserveOf({ total: 1 }, 'much')).toThrow('DISK_RESERVE_MB')
  expect([isLow({ free: 9, total: 100 }), isLow({ free: 90 * GIGABYTE, total: 100 * GIGABYTE })]).toEqual([true, false])
})

it('knows the words of the system, of a quota and of the database, also below another error', () => {
  for (const code of ['ENOSPC', 'EDQUOT', '53100']) {
    expect(isDiskFull(Object.assign(new Error('x'), { code }))).toBe(true)
    expect(isDiskFull(new Error('outer', { cause: Object.assign(new Error('x'), { code }) }))).toBe(true)
  }
  for (const other of [undefined, 'ENOSPC', new Error('ENOSPC'), Object.assign(new Error('x'), { code: '53200' })])
    expect(isDiskFull(other)).toBe(false)
})
