import type { ProcessDeclaration } from '@xiangzhi/language'
import { processes } from '@xiangzhi/practices'
import { expect, test } from 'vitest'
import { systemClock } from '#platform/clock'
import { Hindrance } from '#platform/hindrance'
import { silentLog } from '#platform/log'
import { openInstallation } from '#server'
import { requireBeyond } from '#kernel/cases'

const nothing = { tellers: {}, carryOuts: {} }

/** The declared processes, with one changed; every version of a process is looked at, not only the newest. */
const changed = (change: (process: any) => void): ProcessDeclaration[] => {
  const copy: any = structuredClone(processes.find(({ subject }) => subject === undefined))
  copy.version = 99
  change(copy)
  const { key } = copy
  return [copy, { ...structuredClone(copy), version: 100, transitions: {}, key }, ...processes]
}

test('a process that carries out what nobody registered does not start', () => {
  const planted = changed((process) => {
    const [first] = Object.values<any>(process.transitions)
    first.effects = [{ do: 'carry-out', name: 'voucher-paid' }]
  })
  const refused = () => requireBeyond(planted.slice(0, 2), nothing)
  expect(refused).toThrow(Hindrance)
  expect(refused).toThrow(/流程 .*“voucher-paid”.*没有登记[^]*names “voucher-paid”, which nobody registered/)
  const registered = { tellers: {}, carryOuts: { 'voucher-paid': () => Promise.resolve() } }
  expect(() => requireBeyond(planted.slice(0, 2), registered)).not.toThrow()
})

test('a process that asks its subject for a word that nobody tells does not start', () => {
  const planted = changed((process) => {
    process.subject = 'voucher'
    const [first] = Object.values<any>(process.transitions)
    first.needs = [
      { need: 'other-person-than', of: 'subject', persons: 'payers' },
      { need: 'subject', isNot: 'paid' },
    ]
  }).slice(0, 1)
  const telling = (persons: string[], is: string[]) => ({
    carryOuts: {},
    tellers: { voucher: { persons, is, tell: () => Promise.resolve(new Map()) } },
  })
  expect(() => requireBeyond(planted, nothing)).toThrow('payers')
  expect(() => requireBeyond(planted, telling(['payers'], []))).toThrow('paid')
  expect(() => requireBeyond(planted, telling(['payers'], ['paid']))).not.toThrow()
})

test('the server itself looks before it opens anything', () => {
  const planted = changed((process) => {
    const [first] = Object.values<any>(process.transitions)
    first.effects = [{ do: 'carry-out', name: 'voucher-paid' }]
  })
  const wired = { url: 'postgres://nobody@127.0.0.1:1/none', dataDir: '/none', clock: systemClock, log: silentLog }
  expect(() => openInstallation({ ...wired, declarations: planted })).toThrow('voucher-paid')
})
