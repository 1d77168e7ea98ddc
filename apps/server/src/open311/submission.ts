import type { Question } from '@xiangzhi/language'
import { type Language, nameIn, say } from '@xiangzhi/text'
import type { Category, CountyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { findCounty, findPlaceByCode, listPlaces } from '#kernel/places'
import { Open311Error } from './answer.ts'
import { DESCRIPTION_MAX, moment, parameter } from './parameters.ts'
import { offeredServices } from './services.ts'

const ADDRESS_MAX = 200
const PARTICULARS_MAX = 100

/** What a posted form asks for, before a place was looked up. */
export interface Submission {
  readonly category: Category
  readonly position: { readonly lng: number; readonly lat: number } | undefined
  readonly addressId: string | undefined
  readonly address: string | undefined
  readonly description: string
  readonly answers: Readonly<Record<string, string | number | boolean>>
  readonly name: string | undefined
  readonly phone: string | undefined
  readonly contact: Readonly<Record<string, string>>
}

function fitting(text: string | undefined, name: string, most: number, language: Language): string | undefined {
  if (text !== undefined && [...text].length > most)
    throw new Open311Error(400, say(language, 'text.api.open311.tooLong', { name, most }))
  return text
}

function positionOf(form: URLSearchParams, language: Language): Submission['position'] {
  const [lat, long] = [parameter(form, 'lat'), parameter(form, 'long')]
  if (lat === undefined && long === undefined) return undefined
  const position = { lng: Number(long ?? NaN), lat: Number(lat ?? NaN) }
  if (!(Math.abs(position.lng) <= 180 && Math.abs(position.lat) <= 90))
    throw new Open311Error(400, say(language, 'text.api.open311.badPosition'))
  return position
}

/** The answer to one question in the type the county asked for; undefined when it does not fit. */
function answerOf(question: Question, text: string, offsetMinutes: number): string | number | boolean | undefined {
  if (question.kind === 'text') return text
  if (question.kind === 'number') return Number.isFinite(Number(text)) ? Number(text) : undefined
  if (question.kind === 'yes-no') return text === 'true' ? true : text === 'false' ? false : undefined
  if (question.kind === 'choice') return Object.hasOwn(question.options ?? {}, text) ? text : undefined
  const at = moment(text, offsetMinutes)
  return at && new Date(at.getTime() + offsetMinutes * 60_000).toISOString().slice(0, 10)
}

/** All values of `attribute[code]` and of `attribute[code][]`. */
function attributesIn(form: URLSearchParams): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [name, value] of form) {
    const code = /^attribute\[([^\]]{1,80})\](?:\[\])?$/.exec(name)?.[1]
    if (code === undefined || value.trim() === '') continue
    found.set(code, [...(found.get(code) ?? []), value.trim()])
  }
  return found
}

function answersOf(
  form: URLSearchParams,
  category: Category,
  offsetMinutes: number,
  language: Language,
): Submission['answers'] {
  const given = attributesIn(form)
  const problems: string[] = []
  const answers: Record<string, string | number | boolean> = {}
  for (const question of category.questions) {
    const facts = { code: question.key, label: nameIn(language, question.label) }
    const values = given.get(question.key)
    if (!values) {
      if (question.required) problems.push(say(language, 'text.api.open311.needAttribute', facts))
      continue
    }
    const answer = values.length === 1 ? answerOf(question, values[0] ?? '', offsetMinutes) : undefined
    if (answer === undefined) problems.push(say(language, 'text.api.open311.badAttribute', facts))
    else answers[question.key] = answer
  }
  for (const code of given.keys())
    if (!category.questions.some(({ key }) => key === code))
      problems.push(say(language, 'text.api.open311.unknownAttribute', { service: category.code, code }))
  if (problems.length > 0) throw new Open311Error(400, ...problems)
  return answers
}

/** Reads a posted form; everything wrong with it is said at once, by name. */
export function readSubmission(form: URLSearchParams, config: CountyConfig, language: Language): Submission {
  const code = parameter(form, 'service_code')
  if (code === undefined) throw new Open311Error(400, say(language, 'text.api.open311.needService'))
  const category = offeredServices(config).find((one) => one.code === code)
  if (!category) throw new Open311Error(400, say(language, 'text.api.open311.noService', { value: code }))
  const position = positionOf(form, language)
  const address = fitting(parameter(form, 'address_string'), 'address_string', ADDRESS_MAX, language)
  const addressId = parameter(form, 'address_id')
  if (!position && address === undefined && addressId === undefined)
    throw new Open311Error(400, say(language, 'text.api.open311.needLocation'))
  const media = parameter(form, 'media_url')
  if (media !== undefined && (!/^https?:\/\//.test(media) || !URL.canParse(media) || media.length > 500))
    throw new Open311Error(400, say(language, 'text.api.open311.badMedia'))
  const particulars = Object.fromEntries(
    ['email', 'device_id', 'account_id', 'first_name', 'last_name', 'phone'].flatMap((name) => {
      const value = fitting(parameter(form, name), name, PARTICULARS_MAX, language)
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
  const words = fitting(parameter(form, 'description'), 'description', DESCRIPTION_MAX, language)
  const { first_name: first = '', last_name: last = '', phone, ...contact } = particulars
  // Family names come first where they are written in Chinese.
  const name = /\p{Script=Han}/u.test(`${first}${last}`) ? `${last}${first}` : `${first} ${last}`.trim()
  return {
    category,
    position,
    addressId,
    address,
    description: [
      words ?? category.name.zh,
      address === undefined ? '' : say('zh-CN', 'text.api.open311.address', { address }),
      media === undefined ? '' : say('zh-CN', 'text.api.open311.media', { url: media }),
    ]
      .filter((line) => line !== '')
      .join('\n'),
    answers: answersOf(form, category, config.calendar.offsetMinutes, language),
    name: name === '' ? undefined : [...name].slice(0, 50).join(''),
    phone: phone?.slice(0, 30),
    contact,
  }
}

/**
 * The place a submission names when it has no position: the place of its code, or the village whose name stands in the
 * address. Where no village is named, the county itself takes it and its dispatcher reads the address.
 */
export async function placeCodeOf(tx: Tx, submission: Submission, language: Language): Promise<string | undefined> {
  if (submission.addressId !== undefined) {
    const place = await findPlaceByCode(tx, submission.addressId)
    if (!place || place.kind === 'household') throw new Open311Error(400, say(language, 'text.api.open311.noAddress'))
    return place.code
  }
  if (submission.position !== undefined || submission.address === undefined) return undefined
  const { address } = submission
  const named = [...(await listPlaces(tx, { kind: 'village' })), ...(await listPlaces(tx, { kind: 'town' }))]
    .filter(({ name }) => name.length > 1 && address.includes(name))
    .toSorted((one, other) => other.name.length - one.name.length)
  return named[0]?.code ?? (await findCounty(tx))?.code
}
