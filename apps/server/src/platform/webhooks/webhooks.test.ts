import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { allowedInside, isInside } from './addresses.ts'
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
  ])('%s lies inside the house', (address) => {
    expect(isInside(address)).toBe(true)
  })

  it.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946', '::ffff:93.184.216.34'])(
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
