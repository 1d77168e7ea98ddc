import { v7 as uuidv7 } from 'uuid'
import type { Answer, Asked } from '#platform/asked'
import { sql } from '#platform/database'
import { Refusal } from '#platform/refusal'

/** The filters of lists that somebody keeps for themselves; nobody else sees or forgets them. */
export const savedViewOperations = {
  listSavedViews: async ({ tx, by, input }: Asked<'listSavedViews'>): Answer<'listSavedViews'> => ({
    views: await tx.rows(sql`select id, name, query from saved_view where county = ${tx.county}
      and person_id = ${by.personId} and list = ${input.list} order by name, id limit 100`),
  }),

  saveView: async ({ tx, by, input, now }: Asked<'saveView'>): Answer<'saveView'> => {
    const id = uuidv7()
    const { list, name, query } = input
    tx.send(sql`insert into saved_view (county, id, person_id, list, name, query, saved_at)
      values (${tx.county}, ${id}, ${by.personId}, ${list}, ${name}, ${query}, ${now})`)
    return { id }
  },

  deleteView: async ({ tx, by, input }: Asked<'deleteView'>): Answer<'deleteView'> => {
    const touched = await tx.run(
      sql`delete from saved_view where county = ${tx.county} and person_id = ${by.personId} and id = ${input.viewId}`,
    )
    if (touched === 0) throw new Refusal('not-found')
    return { id: input.viewId }
  },
} as const
