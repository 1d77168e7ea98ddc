import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { afterEach, describe, expect, test } from 'vitest'
import type { Outgoing } from './channel.ts'
import { httpSms } from './http-sms.ts'
import { afterQuiet } from './quiet-hours.ts'
import { retryAt, RETRY_MINUTES } from './ledger.ts'
import { robot } from './robot.ts'
import { openOutlets } from './settings.ts'
import { smtp } from './smtp.ts'
import { signTc3, tencentSms } from './tencent-sms.ts'

interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

const open: Server[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((done) => server.close(done))))
})

/** A gateway on this machine that writes down what it is asked. */
async function gateway(answer: string, status = 200): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (part: string) => (body += part))
    request.on('end', () => {
      received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(answer)
    })
  })
  open.push(server)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

const now = new Date('2026-11-23T02:00:00Z')
const message: Outgoing = {
  id: '019a0000-0000-7000-8000-000000000001',
  to: '13912345678',
  title: '乡治消息',
  text: '渠堵了"一天"\n请看 http://x.test/t/abc',
  template: 'event-accepted',
  values: ['A1', 'http://x.test/t/abc'],
}

describe('the signature of Tencent Cloud', () => {
  const key = { secretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE', secretKey: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE' }
  const host = 'cvm.tencentcloudapi.com'
  const type = 'application/json; charset=utf-8'
  const body = String.raw`{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`

  test('is the one of its published example of a GET', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', host }
    const request = { ...key, service: 'cvm', method: 'GET', query: 'Limit=10&Offset=0', headers, body: '' } as const
    expect(signTc3({ ...request, timestamp: 1_539_084_154 })).toBe(
      `TC3-HMAC-SHA256 Credential=${key.secretId}/2018-10-09/cvm/tc3_request, SignedHeaders=content-type;host, Signature=5da7a33f6993f0614b047e5df4582db9e9bf4672ba50567dba16c6ccf174c474`,
    )
  })

  test('is the one of its published example of a POST', () => {
    const headers = { host, 'content-type': type }
    const signed = signTc3({
      ...key,
      service: 'cvm',
      method: 'POST',
      query: '',
      headers,
      body,
      timestamp: 1_551_113_065,
    })
    expect(signed).toContain('Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168')
  })

  test('is the one of its published example with the action signed too', () => {
    const masked = { secretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******', secretKey: 'Gu5t9xGARNpq86cd98joQYCN3*******' }
    const headers = { 'content-type': type, host, 'x-tc-action': 'DescribeInstances' }
    const request = { ...masked, service: 'cvm', method: 'POST', query: '', headers, body } as const
    expect(signTc3({ ...request, timestamp: 1_551_113_065 })).toContain(
      'SignedHeaders=content-type;host;x-tc-action, Signature=be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3',
    )
  })
})

describe('text messages through Tencent Cloud', () => {
  const settings = {
    gateway: 'tencent',
    secretId: 'id',
    secretKey: 'key',
    appId: '1400',
    signName: '乡治',
    region: 'ap-guangzhou',
    templates: { 'event-accepted': '900001' },
  } as const
  const answered = (code: string): string =>
    JSON.stringify({ Response: { SendStatusSet: [{ SerialNo: 'serial-1', Code: code, Message: 'said' }] } })

  test('name the registered template and its values, and answer the serial number', async () => {
    const { url, received } = await gateway(answered('Ok'))
    expect(await tencentSms({ ...settings, endpoint: url }).send(message, now)).toBe('serial-1')
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      PhoneNumberSet: ['+8613912345678'],
      SmsSdkAppId: '1400',
      SignName: '乡治',
      TemplateId: '900001',
      TemplateParamSet: ['A1', 'http://x.test/t/abc'],
      SessionContext: message.id,
    })
    expect(received[0]?.headers).toMatchObject({ 'x-tc-action': 'SendSms', 'x-tc-version': '2021-01-11' })
    // The server signs what it received, and comes to the same.
    const host = new URL(url).host
    expect(received[0]?.headers.host).toBe(host)
    const headers = { 'content-type': String(received[0]?.headers['content-type']), host, 'x-tc-action': 'SendSms' }
    expect(received[0]?.headers.authorization).toBe(
      signTc3({
        secretId: 'id',
        secretKey: 'key',
        service: 'sms',
        method: 'POST',
        query: '',
        headers,
        body: received[0]?.body ?? '',
        timestamp: Number(received[0]?.headers['x-tc-timestamp']),
      }),
    )
  })

  test('are given up at once for a wrong number, and tried again when there were too many', async () => {
    const wrong = await gateway(answered('InvalidParameterValue.IncorrectPhoneNumber'))
    await expect(tencentSms({ ...settings, endpoint: wrong.url }).send(message, now)).rejects.toMatchObject({
      final: true,
    })
    const many = await gateway(answered('LimitExceeded.PhoneNumberThirtySecondLimit'))
    await expect(tencentSms({ ...settings, endpoint: many.url }).send(message, now)).rejects.toMatchObject({
      final: false,
    })
  })

  test('are not sent without a registered template', async () => {
    const { url, received } = await gateway(answered('Ok'))
    const sending = tencentSms({ ...settings, endpoint: url }).send({ ...message, template: 'unknown' }, now)
    await expect(sending).rejects.toMatchObject({ final: true })
    expect(received).toEqual([])
  })
})

describe('text messages through any gateway', () => {
  test('fill the templates of address, headers and JSON body, so that a message cannot break out of its quotes', async () => {
    const { url, received } = await gateway('{"code":0,"msgid":77}')
    const channel = httpSms({
      gateway: 'http',
      url: `${url}/send?to={phone}`,
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Key': 'k' },
      body: '{"text":"{text}","id":"{id}"}',
      expect: '"code":0',
      idFrom: 'msgid',
    })
    expect(await channel.send(message, now)).toBe('77')
    expect(received[0]).toMatchObject({ method: 'POST', url: '/send?to=13912345678' })
    expect(received[0]?.headers['x-key']).toBe('k')
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ text: message.text, id: message.id })
  })

  test('fail when the gateway refuses, answers an error, or is not there', async () => {
    const settings = { gateway: 'http', method: 'GET', headers: {} } as const
    const refusing = await gateway('{"code":9}')
    const broken = await gateway('down', 503)
    await expect(
      httpSms({ ...settings, url: refusing.url, expect: '"code":0' }).send(message, now),
    ).rejects.toMatchObject({ name: 'DeliveryFailure', final: false })
    await expect(httpSms({ ...settings, url: broken.url }).send(message, now)).rejects.toThrow('503')
    await expect(httpSms({ ...settings, url: 'http://127.0.0.1:1/' }).send(message, now)).rejects.toMatchObject({
      final: false,
    })
  })
})

describe('the robot of a group', () => {
  test('signs for DingTalk as its documents say: timestamp, line break, secret', async () => {
    const { url, received } = await gateway('{"errcode":0,"errmsg":"ok"}')
    await robot({ kind: 'dingtalk', url: `${url}/robot/send?access_token=t`, secret: 'SEC1' }).send(message, now)
    const asked = new URL(received[0]?.url ?? '', url)
    const timestamp = asked.searchParams.get('timestamp')
    expect(timestamp).toBe(String(now.getTime()))
    expect(asked.searchParams.get('access_token')).toBe('t')
    expect(asked.searchParams.get('sign')).toBe(
      createHmac('sha256', Buffer.from('SEC1'))
        .update(Buffer.from(`${timestamp}\nSEC1`))
        .digest()
        .toString('base64'),
    )
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ msgtype: 'text', text: { content: message.text } })
  })

  test('fails when WeCom says that it was too much', async () => {
    const { url } = await gateway('{"errcode":45009,"errmsg":"api freq out of limit"}')
    await expect(robot({ kind: 'wecom', url }).send(message, now)).rejects.toThrow('45009')
  })
})

describe('e-mail', () => {
  test('goes through a real mail server as plain text with the same id at every attempt', async () => {
    const mails: { from: string; to: string[]; raw: string }[] = []
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData: (stream, session, done) => {
        let raw = ''
        stream.setEncoding('utf8')
        stream.on('data', (part: string) => (raw += part))
        stream.on('end', () => {
          const from = session.envelope.mailFrom
          mails.push({ from: from ? from.address : '', to: session.envelope.rcptTo.map(({ address }) => address), raw })
          done()
        })
      },
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith('nobody') ? Object.assign(new Error('no such person'), { responseCode: 550 }) : null),
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    const { port } = server.server.address() as AddressInfo
    const channel = smtp({ host: '127.0.0.1', port, tls: 'none', from: '乡治 <no-reply@county.test>' })
    try {
      const id = await channel.send({ ...message, to: 'clerk@county.test' }, now)
      expect(id).toBe(`<${message.id}@county.test>`)
      await channel.send({ ...message, to: 'clerk@county.test' }, now)
      expect(mails.map(({ to }) => to)).toEqual([['clerk@county.test'], ['clerk@county.test']])
      expect(new Set(mails.map(({ raw }) => /^Message-ID: (.*)\r$/im.exec(raw)?.[1]))).toEqual(new Set([id]))
      expect(mails[0]?.raw).toContain('text/plain')
      await expect(channel.send({ ...message, to: 'nobody@county.test' }, now)).rejects.toMatchObject({ final: true })
    } finally {
      await new Promise<void>((done) => server.close(done))
    }
  })
})

test('quiet hours run over midnight in the county’s time, and outside them nothing waits', () => {
  const quiet = { from: '21:30', to: '07:30' }
  const at = (utc: string): string => afterQuiet(quiet, 480, new Date(utc)).toISOString()
  expect(at('2026-11-23T13:29:59Z')).toBe('2026-11-23T13:29:59.000Z')
  expect(at('2026-11-23T13:30:00Z')).toBe('2026-11-23T23:30:00.000Z')
  expect(at('2026-11-23T18:00:00Z')).toBe('2026-11-23T23:30:00.000Z')
  expect(at('2026-11-23T23:29:59Z')).toBe('2026-11-23T23:30:00.000Z')
  expect(at('2026-11-23T23:30:00Z')).toBe('2026-11-23T23:30:00.000Z')
  expect(afterQuiet({ from: '12:00', to: '14:00' }, 480, new Date('2026-11-23T05:00:00Z')).toISOString()).toBe(
    '2026-11-23T06:00:00.000Z',
  )
})

test('attempts are spread over a day and then given up', () => {
  expect(retryAt(1, now)?.getTime()).toBe(now.getTime() + 60_000)
  expect(retryAt(RETRY_MINUTES.length, now)?.getTime()).toBe(now.getTime() + 720 * 60_000)
  expect(retryAt(RETRY_MINUTES.length + 1, now)).toBeUndefined()
})

test('the settings say what is wrong with them, and without them there is no way out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'xiangzhi-messages-'))
  try {
    expect(openOutlets(folder).channels).toEqual({})
    await writeFile(join(folder, 'messages.yaml'), 'address: https://x.test\nsms: { gateway: pigeon }\n')
    expect(() => openOutlets(folder)).toThrow('sms.gateway')
    await writeFile(
      join(folder, 'messages.yaml'),
      'address: https://x.test\nrobot: { kind: wecom, url: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k" }\n',
    )
    expect(Object.keys(openOutlets(folder).channels)).toEqual(['robot'])
  } finally {
    await rm(folder, { recursive: true })
  }
})
