import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { allowedInside, isInside } from './addresses.ts'
import { postBody } from './post-body.ts'
import { nextAttempt } from './ledger.ts'
import { sendSigned, signatureOf } from './send.ts'

const at = new Date('2026-03-10T02:00:00Z')

describe('where changes may be sent', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    'not an address',
    // IPv4-mapped and IPv4-compatible, whatever they carry.
    '::ffff:93.184.216.34',
    '0:0:0:0:0:ffff:5db8:d822',
    '::7f00:1',
    '::192.168.7.9',
    '::93.184.216.34',
    // 6to4, also around a public address, and its relays.
    '2002:7f00:1::',
    '2002:c0a8:0107::5',
    '2002:5db8:d822::1',
    '192.88.99.77',
    // NAT64, with the network of the operator's own choice as well, and Teredo.
    '64:ff9b::7f00:1',
    '64:ff9b::93.184.216.34',
    '64:ff9b:1::a00:5',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    // Site-local, unique-local, link-local with its interface, groups, and what nobody has been given.
    'fec0::1',
    'feff::9',
    'fdab:cdef::12',
    'fe80::3%lo',
    'ff0e::1',
    '4000::1',
    '3fff:7::1',
  ])('%s lies inside the house', (address) => {
    expect(isInside(address)).toBe(true)
  })

  it.each(['93.184.216.34', '114.114.114.114', '2606:2800:220:1:248:1893:25c8:1946', '2408:8756:c52::7', '2003::1'])(
    '%s lies outside',
    (address) => {
      expect(isInside(address)).toBe(false)
    },
  )

  it('sends nothing inside unless the operator named the network', async () => {
    let heard = 0
    const server = createServer((_request, response) => {
      heard += 1
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const input = { secret: 's', body: '{}', headers: {}, at }
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'])
      expect(await sendSigned({ ...input, url: `http://${host}:${port}/` }, allowedInside(''))).toMatchObject({
        answer: null,
        problem: 'the address lies inside the house',
      })
    expect(heard).toBe(0)
    const sent = await sendSigned({ ...input, url: `http://127.0.0.1:${port}/` }, allowedInside('127.0.0.0/8'))
    expect(sent).toEqual({ answer: 200, problem: null })
    expect(heard).toBe(1)
    server.close()
  })

  it('connects to the address that was checked, whatever the name says when it is asked again', async () => {
    let heard = 0
    const server = createServer((_request, response) => {
      heard += 1
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const input = { url: `http://rebound.example:${port}/`, headers: {}, body: Buffer.from('{}') }
    const asked: string[] = []
    const answering =
      (...answers: string[][]) =>
      (name: string) => {
        const answer = answers[Math.min(asked.push(name), answers.length) - 1] ?? []
        return Promise.resolve(answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))
      }
    // The first answer is the one that was looked at; the second would lead to the metadata of a cloud.
    const turning = answering(['127.0.0.1'], ['169.254.169.254'])
    expect(await postBody(input, allowedInside('127.0.0.1'), turning)).toEqual({ answer: 200, problem: null })
    expect([asked, heard]).toEqual([['rebound.example'], 1])
    asked.length = 0
    // One of several that lies inside is enough, in whatever clothes.
    for (const disguised of ['127.0.0.1', '::ffff:7f00:1', '2002:7f00:1::', '64:ff9b::7f00:1', '::127.0.0.1'])
      expect(await postBody(input, allowedInside(''), answering(['93.184.216.34', disguised]))).toEqual({
        answer: null,
        problem: 'the address lies inside the house',
      })
    expect(heard).toBe(1)
    server.close()
  })

  it('refuses a setting that names no network', () => {
    expect(() => allowedInside('somewhere')).toThrow('WEBHOOK_ALLOW')
  })
})

describe('sending', () => {
  it('does not follow an address that sends it elsewhere', async () => {
    const server = createServer((_request, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const input = { url: `http://127.0.0.1:${port}/`, secret: 's', body: '{}', headers: {}, at }
    expect(await sendSigned(input, allowedInside('127.0.0.1'))).toEqual({ answer: 302, problem: 'answered 302' })
    server.close()
  })

  it('signs the time together with the body, so that neither can be changed', () => {
    const signature = signatureOf('secret', '1', '{}')
    expect(signature).toMatch(/^sha256=[0-9a-f]{64}$/)
    for (const other of [
      signatureOf('other', '1', '{}'),
      signatureOf('secret', '2', '{}'),
      signatureOf('secret', '1', '{ }'),
    ])
      expect(other).not.toBe(signature)
  })

  it('tries again ever later, for about two days, and then gives up', () => {
    const waits: number[] = []
    for (let attempts = 1; ; attempts += 1) {
      const next = nextAttempt(attempts, at)
      if (!next) break
      waits.push(next.getTime() - at.getTime())
    }
    expect(waits).toEqual(waits.toSorted((one, other) => one - other))
    expect(waits.reduce((sum, wait) => sum + wait, 0) / 3_600_000).toBeGreaterThan(40)
    expect(nextAttempt(waits.length + 1, at)).toBeUndefined()
  })
})
