/** Which files a pack consists of, and the pack put together from them. */

import type { z } from 'zod'
import { type CategoryClass, categoryFileSchema } from './categories.ts'
import { calendarSchema, type PackCalendar } from './calendar.ts'
import { type County, countySchema } from './county.ts'
import { type Demo, demoSchema } from './demo.ts'
import { disclosureSchema, type PackDisclosure } from './disclosure.ts'
import { type Formality, formalitySchema } from './formality.ts'
import { type Organisations, organisationsSchema } from './organisations.ts'
import { type Messages, messagesSchema } from './messages.ts'
import { type Places, placesSchema } from './places.ts'
import { repliesSchema, type Reply } from './replies.ts'
import { type PackRole, rolesSchema } from './roles.ts'
import { type PackRouting, routingSchema } from './routing.ts'

/** The files of a pack, by the part they make; messages.yaml, disclosure.yaml and demo.yaml may be missing. */
export const singleFiles = {
  county: { file: 'county.yaml', schema: countySchema, required: true },
  places: { file: 'places.yaml', schema: placesSchema, required: true },
  organisations: { file: 'organisations.yaml', schema: organisationsSchema, required: true },
  roles: { file: 'roles.yaml', schema: rolesSchema, required: true },
  routing: { file: 'routing.yaml', schema: routingSchema, required: true },
  replies: { file: 'replies.yaml', schema: repliesSchema, required: true },
  messages: { file: 'messages.yaml', schema: messagesSchema, required: false },
  disclosure: { file: 'disclosure.yaml', schema: disclosureSchema, required: false },
  demo: { file: 'demo.yaml', schema: demoSchema, required: false },
} as const

/** The folders of a pack; each holds one file a family, a year or a sheet, and at least one of them. */
export const folders = {
  categories: { folder: 'categories', schema: categoryFileSchema },
  calendars: { folder: 'calendars', schema: calendarSchema },
  formalities: { folder: 'formalities', schema: formalitySchema },
} as const

/** A file with its checked content. */
export interface Sourced<Content> {
  readonly file: string
  readonly content: Content
}

/** What of a pack could be read so far: a part that is not sound is absent. */
export type PackSources = {
  readonly [Part in keyof typeof singleFiles]?: Sourced<z.infer<(typeof singleFiles)[Part]['schema']>>
} & {
  readonly [Part in keyof typeof folders]: readonly Sourced<z.infer<(typeof folders)[Part]['schema']>>[]
}

/** A county pack: everything a county configures. */
export interface CountyPack {
  readonly county: County
  readonly places: Places
  readonly organisations: Organisations
  readonly roles: readonly PackRole[]
  readonly categories: readonly CategoryClass[]
  readonly routing: PackRouting
  readonly calendars: readonly PackCalendar[]
  readonly replies: readonly Reply[]
  readonly formalities: readonly Formality[]
  readonly messages?: Messages
  readonly disclosure?: PackDisclosure
  readonly demo?: Demo
}

/** Puts a pack together from its sound parts; undefined when one that is needed is absent. */
export function assemblePack(sources: PackSources): CountyPack | undefined {
  const { county, places, organisations, roles, routing, replies, messages, disclosure, demo } = sources
  if (!county || !places || !organisations || !roles || !routing || !replies) return undefined
  return {
    county: county.content,
    places: places.content,
    organisations: organisations.content,
    roles: roles.content.roles,
    categories: sources.categories.flatMap(({ content }) => content.classes),
    routing: routing.content,
    calendars: sources.calendars.map(({ content }) => content).sort((one, other) => one.year - other.year),
    replies: replies.content.replies,
    formalities: sources.formalities.map(({ content }) => content).sort((one, other) => one.number - other.number),
    ...(messages ? { messages: messages.content } : {}),
    ...(disclosure ? { disclosure: disclosure.content } : {}),
    ...(demo ? { demo: demo.content } : {}),
  }
}
