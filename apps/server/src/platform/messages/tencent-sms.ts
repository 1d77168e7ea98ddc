import { createHash, createHmac } from 'node:crypto'
import { z } from 'zod'
import { askGateway, type Channel, DeliveryFailure, readJson } from './channel.ts'

/** Tencent Cloud SMS. Only registered templates may be sent; `templates` says which one a row of the matrix has. */
export const tencentSmsSettings = z.strictObject({
  gateway: z.literal('tencent'),
  secretId: z.string().min(1),
  secretKey: z.string().min(1),
  appId: z.string().min(1),
  signName: z.string().min(1),
  region: z.string().default('ap-guangzhou'),
  templates: z.record(z.string(), z.string()),
  endpoint: z
    .string()
    .regex(/^https?:\/\//)
    .default('https://sms.tencentcloudapi.com'),
})
export type TencentSmsSettings = z.output<typeof tencentSmsSettings>

/** A request to be signed; headers in lower case, without those that are not signed. */
export interface Tc3Request {
  readonly secretId: string
  readonly secretKey: string
  readonly service: string
  readonly method: 'GET' | 'POST'
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Seconds since 1970. */
  readonly timestamp: number
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest()

/**
 * The Authorization header of Tencent Cloud's signature v3 (TC3-HMAC-SHA256). The date in it is that of UTC, whatever the
 * county's time: otherwise every request before eight in the morning would be refused.
 */
export function signTc3(request: Tc3Request): string {
  const { service, timestamp, secretId, secretKey } = request
  const headers = Object.entries(request.headers).toSorted(([one], [other]) => (one < other ? -1 : 1))
  const signedHeaders = headers.map(([name]) => name).join(';')
  const canonical = [
    request.method,
    '/',
    request.query,
    headers.map(([name, value]) => `${name}:${value.trim().toLowerCase()}\n`).join(''),
    signedHeaders,
    sha256(request.body),
  ].join('\n')
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10)
  const scope = `${date}/${service}/tc3_request`
  const toSign = ['TC3-HMAC-SHA256', String(timestamp), scope, sha256(canonical)].join('\n')
  const key = hmac(hmac(hmac(`TC3${secretKey}`, date), service), 'tc3_request')
  return `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${hmac(key, toSign).toString('hex')}`
}

/** Refusals that another attempt cannot cure: numbers, templates and signatures that are wrong in themselves. */
const FINAL =
  /^(InvalidParameterValue\.(IncorrectPhoneNumber|TemplateParameter\w*)|FailedOperation\.(PhoneNumberInBlacklist|TemplateIncorrectOrUnapproved|SignatureIncorrectOrUnapproved|ContainSensitiveWord)|UnsupportedOperation\.\w+)/

interface Answer {
  readonly Response?: {
    readonly Error?: { readonly Code: string; readonly Message: string }
    readonly SendStatusSet?: readonly { readonly SerialNo: string; readonly Code: string; readonly Message: string }[]
  }
}

/** Text messages through Tencent Cloud (API 2021-01-11, SendSms). */
export function tencentSms(settings: TencentSmsSettings): Channel {
  const host = new URL(settings.endpoint).host
  return {
    provider: 'tencent',
    send: async (message, now) => {
      const template = settings.templates[message.template]
      if (template === undefined)
        throw new DeliveryFailure(`no template is registered for ${message.template}`, { final: true })
      const body = JSON.stringify({
        PhoneNumberSet: [message.to.startsWith('+') ? message.to : `+86${message.to}`],
        SmsSdkAppId: settings.appId,
        SignName: settings.signName,
        TemplateId: template,
        TemplateParamSet: message.values,
        SessionContext: message.id,
      })
      const timestamp = Math.floor(now.getTime() / 1000)
      const type = 'application/json; charset=utf-8'
      const authorization = signTc3({
        ...settings,
        service: 'sms',
        method: 'POST',
        query: '',
        headers: { 'content-type': type, host, 'x-tc-action': 'SendSms' },
        body,
        timestamp,
      })
      const text = await askGateway(settings.endpoint, {
        method: 'POST',
        headers: {
          authorization,
          'content-type': type,
          'x-tc-action': 'SendSms',
          'x-tc-version': '2021-01-11',
          'x-tc-timestamp': String(timestamp),
          'x-tc-region': settings.region,
        },
        body,
      })
      const { Response: answer } = readJson(text) as Answer
      const status = answer?.SendStatusSet?.[0]
      const problem = answer?.Error ?? (status?.Code === 'Ok' ? undefined : status)
      if (problem) throw new DeliveryFailure(`${problem.Code}: ${problem.Message}`, { final: FINAL.test(problem.Code) })
      if (!status) throw new DeliveryFailure(`the gateway said nothing: ${text.slice(0, 200)}`)
      return status.SerialNo
    },
  }
}
