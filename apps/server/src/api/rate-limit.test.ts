import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { silentLog } from '#platform/log'
import { answerError } from './http.ts'
import { Buckets, sourceOf } from '#platform/buckets'
import { mountRateLimit, rateLimits } from './rate-limit.ts'

function served(perAddress: number, perKey: number, perLink = 1000) {
  const fastify = Fastify()
  fastify.setErrorHandler((error, request, reply) => answerError(silentLog, error, request, reply))
  mountRateLimit(fastify, { perAddress, perKey, perLink })
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, String(body)),
  )
  fastify.post('/open311/v2/requests.json', () => ({}))
  fastify.get('/api/cases', () => ({}))
  fastify.get('/v/610114001200', () => ({}))
  fastify.get<{ Params: { token: string } }>('/t/:token', ({ params }, reply) =>
    params.token === 'known' ? { yes: true } : reply.code(404).send({}),
  )
  fastify.get('/calendar/:token.ics', () => ({}))
  const ask = (remoteAddress: string, key?: string, url = '/api/cases') =>
    fastify.inject({ url, remoteAddress, headers: key === undefined ? {} : { authorization: `Bearer ${key}` } })
  const post = (key: string) =>
    fastify.inject({
      method: 'POST',
      url: '/open311/v2/requests.json',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `api_key=${key}&service_code=001`,
    })
  return Object.assign(ask, { post })
}
const keyNamed = (letter: string): string => `xz_${letter.repeat(43)}`

it('answers 429 with Retry-After when an address asks too fast, and leaves other addresses and pages alone', async () => {
  const ask = served(3, 100)
  for (let n = 0; n < 3; n += 1) expect((await ask('10.0.0.1')).statusCode).toBe(200)
  const refused = await ask('10.0.0.1')
  expect(refused.statusCode).toBe(429)
  expect(refused.json<{ code: string }>().code).toBe('try-later')
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect((await ask('10.0.0.2')).statusCode).toBe(200)
  expect((await ask('10.0.0.1', undefined, '/v/610114001200')).statusCode).toBe(200)
})

it('counts an address however it is spelled', async () => {
  const ask = served(2, 100)
  const statuses: number[] = []
  for (const url of ['/%61pi/cases', '/ap%69/cases', '/%61%70%69/cases?a=%', '/api/cases'])
    statuses.push((await ask('10.0.0.3', undefined, url)).statusCode)
  expect(statuses).toEqual([200, 200, 429, 429])
})

it('counts a key wherever it calls from, this machine included', async () => {
  const ask = served(100, 2)
  await ask('10.0.0.1', keyNamed('a'))
  await ask('127.0.0.1', keyNamed('a'))
  expect((await ask('10.0.0.9', keyNamed('a'))).statusCode).toBe(429)
  expect((await ask('10.0.0.9', keyNamed('b'))).statusCode).toBe(200)
})

it('counts the key inside a posted form as well', async () => {
  const ask = served(100, 1)
  expect((await ask.post(keyNamed('a'))).statusCode).toBe(200)
  expect((await ask.post(keyNamed('a'))).statusCode).toBe(429)
})

it('is not got around by inventing a new key for each request', async () => {
  const ask = served(2, 100)
  const statuses: number[] = []
  for (const letter of 'abcd') statuses.push((await ask('10.0.0.1', keyNamed(letter))).statusCode)
  expect(statuses).toEqual([200, 200, 429, 429])
})

it('lets an address open so many private links and no more, whatever they lead to, and leaves its pages alone', async () => {
  const ask = served(1000, 1000, 4)
  const open = (address: string, url: string) => ask(address, undefined, url).then(({ statusCode }) => statusCode)
  const statuses: number[] = []
  for (const url of ['/t/known', '/calendar/abc.ics', '/t/known', '/t/known', '/t/known', '/calendar/abc.ics'])
    statuses.push(await open('10.7.0.1', url))
  expect(statuses).toEqual([200, 200, 200, 200, 429, 429])
  expect(await open('10.7.0.2', '/t/known')).toBe(200)
  expect(await open('10.7.0.1', '/v/610114001200')).toBe(200)
})

it('stops whoever guesses private links long before somebody who opens known ones', async () => {
  const ask = served(1000, 1000)
  const open = (address: string, token: string) => ask(address, undefined, `/t/${token}`)
  for (let n = 0; n < 60; n += 1) expect((await open('2408:8756:c52:1::9', 'known')).statusCode).toBe(200)
  const guesses: number[] = []
  // From a new address of the same network each time: that is one person all the same.
  for (let n = 0; n < 40; n += 1)
    guesses.push((await open(`2408:8756:c52:7::${n.toString(16)}`, `guess${n}`)).statusCode)
  expect(guesses.filter((status) => status === 404)).toHaveLength(30)
  const refused = await open('2408:8756:c52:7:ffff::1', 'known')
  expect([refused.statusCode, Number(refused.headers['retry-after']) > 0]).toEqual([429, true])
  expect((await open('2408:8756:c52:8::1', 'known')).statusCode).toBe(200)
})

it.each([
  ['10.1.2.3', '10.1.2.3'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['2408:8756:c52:0:1:2:3:4', '2408:8756:c52:0::/64'],
  ['2408:8756:0c52::77', '2408:8756:c52:0::/64'],
  ['2001:db8::1:2:3:4:5', '2001:db8:0:1::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::5%eth0', 'fe80:0:0:0::/64'],
])('counts %s as %s', (address, source) => {
  expect(sourceOf(address)).toBe(source)
})

it('fills evenly again, up to one minute’s worth', () => {
  const buckets = new Buckets(60)
  for (let n = 0; n < 60; n += 1) expect(buckets.take('a', 0)).toBe(0)
  expect(buckets.take('a', 0)).toBe(1000)
  expect(buckets.take('a', 1000)).toBe(0)
  expect(buckets.take('a', 1000)).toBeGreaterThan(0)
  expect(buckets.take('a', 3_600_000)).toBe(0)
})

it('is set by the environment, refuses nonsense there and can be put off', () => {
  expect(rateLimits({ RATE_LIMIT_KEY: '10' })).toMatchObject({ perKey: 10 })
  expect(rateLimits({ RATE_LIMIT: 'off' })).toBeUndefined()
  expect(() => rateLimits({ RATE_LIMIT_ADDRESS: 'many' })).toThrow('RATE_LIMIT_ADDRESS')
})
