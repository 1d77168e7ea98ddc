import type { Calendar, Duration, Level, RoutingRule } from '@xiangzhi/language'
import type {
  CategoryClass,
  CategoryIcon,
  County,
  Formality,
  Messages,
  PackDisclosure,
  PackCalendar,
  PackRouting,
  Question,
  Reply,
} from '@xiangzhi/language'
import type { Named } from '@xiangzhi/text'

/** What can be reported or applied for, made ready for the engine: one entry a sub-class, sheet or process of its own. */
export interface Category {
  readonly code: string
  readonly classCode: string | null
  readonly name: Named
  readonly icon: CategoryIcon
  readonly process: string
  readonly level: Level
  readonly isPublic: boolean
  readonly sealed: boolean
  readonly limit: Duration | null
  readonly offeredTo: 'everyone' | 'staff'
  readonly urgency: 'ordinary' | 'urgent' | 'emergency'
  readonly suggests: string | null
  readonly questions: readonly Question[]
  readonly notice: Named | null
  readonly registerWhen: Named | null
  readonly closeWhen: Named | null
  /** Key of the organisation in charge, where the catalogue itself names one. */
  readonly department: string | null
}

/** The stored parts of a county's configuration, by their names in `county_config`. */
export interface ConfigParts {
  readonly county: County
  readonly categories: readonly CategoryClass[]
  readonly routing: PackRouting
  readonly replies: readonly Reply[]
  readonly formalities: readonly Formality[]
  /** Absent in a county that sends none. */
  readonly messages?: Messages
  /** Absent in a county that discloses nothing here. */
  readonly disclosure?: PackDisclosure
  readonly demo: { readonly demo: boolean }
}
export type ConfigPart = keyof ConfigParts | `calendar-${number}`

/** Everything a county configures, compiled once for each version of it. */
export interface CountyConfig {
  readonly county: number
  /** Changes whenever any part changes. */
  readonly version: string
  readonly demo: boolean
  readonly settings: County
  readonly classes: readonly CategoryClass[]
  readonly categories: ReadonlyMap<string, Category>
  readonly routing: {
    readonly version: number
    readonly rules: readonly RoutingRule[]
    readonly notes: ReadonlyMap<string, Named>
  }
  readonly calendar: Calendar
  /** The time limits among the parameters of the practices, by `practice.parameter`. */
  readonly limits: ReadonlyMap<string, Duration>
  /** Numbers that the county sets of a process, named `process.parameter`. */
  readonly numbers: ReadonlyMap<string, number>
  readonly calendars: readonly PackCalendar[]
  readonly replies: readonly Reply[]
  readonly formalities: readonly Formality[]
  /** Who is told of what, by which way. */
  readonly messages: Messages
  /** Which catalogues hold, and what the county made stricter; absent where nothing is disclosed here. */
  readonly disclosure: PackDisclosure | undefined
}
