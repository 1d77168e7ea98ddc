import { type Actor, calendarSourceOf, mayDo, type Permission, permissions } from '@xiangzhi/language'
import type { Answer } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { savedViewOperations } from '#platform/lists'
import type { Caller } from './handlers.ts'
import type { Processes } from '#kernel/cases'
import { organisationNamesOf } from '#kernel/people'
import { listPlaces, listPlacesByIds } from '#kernel/places'

interface Asked {
  readonly tx: Tx
  readonly by: Actor
  readonly caller: Caller
  readonly now: Date
  readonly processes: Processes
}

async function whoAmI({ tx, by, caller }: Asked): Answer<'whoAmI'> {
  const placeIds = by.grants.flatMap(({ reach }) => (reach.kind === 'place' ? [reach.placeId] : []))
  const organisationIds = by.grants.flatMap(({ reach }) =>
    reach.kind === 'organisation' ? [reach.organisationId] : [],
  )
  const [places, organisations] = await Promise.all([
    listPlacesByIds(tx, placeIds),
    organisationNamesOf(tx, organisationIds),
  ])
  const account = caller.kind === 'staff' ? caller.account : undefined
  return {
    personId: by.personId,
    name: by.name,
    accountName: account?.userName ?? by.name,
    twoFactor: account?.twoFactor ?? false,
    grants: by.grants.map(({ role, reach }) => ({
      role,
      placeId: reach.kind === 'place' ? reach.placeId : null,
      organisationId: reach.kind === 'organisation' ? reach.organisationId : null,
      level: reach.kind === 'place' ? reach.level : null,
      reachName:
        reach.kind === 'place'
          ? (places.find(({ id }) => id === reach.placeId)?.name ?? '')
          : (organisations.get(reach.organisationId)?.name ?? ''),
    })),
    permissions: (Object.keys(permissions) as Permission[]).filter((permission) => mayDo(by, permission)),
  }
}

async function getCounty({ tx, now, processes }: Asked): Answer<'getCounty'> {
  const config = await countyConfig(tx)
  const [towns, villages] = await Promise.all([listPlaces(tx, { kind: 'town' }), listPlaces(tx, { kind: 'village' })])
  const { settings } = config
  return {
    county: tx.county,
    code: settings.code,
    name: settings.name,
    demo: config.demo,
    hotline: settings.hotline.phone,
    schematicNote: settings.schematic.note,
    version: config.version,
    calendar: calendarSourceOf({ county: settings, calendars: [...config.calendars] }) as never,
    classes: config.classes.map(({ code, name, icon, offeredTo }) => ({ code, name, icon, offeredTo })),
    categories: [...config.categories.values()].map((category) => ({
      code: category.code,
      classCode: category.classCode,
      name: category.name,
      icon: category.icon,
      process: category.process,
      level: category.level,
      offeredTo: category.offeredTo,
      urgency: category.urgency,
      suggests: category.suggests,
      isPublic: category.isPublic,
      sealed: category.sealed,
      limit: category.limit as Record<string, number> | null,
      notice: category.notice,
      register: category.registerWhen,
      close: category.closeWhen,
      questions: category.questions.map(({ key, kind, label, options, required }) => ({
        key,
        kind,
        label,
        required,
        ...(options ? { options } : {}),
      })),
    })),
    // The form of villagers, with all its sentences, is no screen of staff.
    processes: processes.newest.map(({ portal: _portal, ...declared }) => declared),
    towns: towns.map(({ id, code, name }) => ({
      id,
      code,
      name,
      villages: villages
        .filter(({ townId }) => townId === id)
        .map((village) => ({ id: village.id, code: village.code, name: village.name, settled: village.settled })),
    })),
    replies: config.replies.map(({ key, category, action, text }) => ({
      key,
      category: category === '*' ? null : category,
      action,
      text,
    })),
    now: now.toISOString(),
  }
}

/** What every screen of staff asks for itself: who one is, the county, one's saved views of lists. */
export const sessionOperations = { whoAmI, getCounty, ...savedViewOperations } as const
