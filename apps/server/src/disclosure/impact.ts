import { personalDataOf } from '@xiangzhi/language'
import type { Answer, Asked } from '#platform/asked'
import { countyConfig } from '#platform/county-config'
import { refuseUnless } from '#platform/refusal'
import { namesOf } from '#kernel/people'
import { type Impact, keepImpact, listImpacts } from '#kernel/publications'
import { isDeepStrictEqual } from 'node:util'
import { itemOf, itemsOf } from './catalogue.ts'

/** Assessments of what publishing personal data does to persons: made once for the county, listed for whoever works on disclosures. */
export const impactOperations = {
  listImpacts: async ({ tx }: Asked<'listImpacts'>): Answer<'listImpacts'> => {
    const items = itemsOf(await countyConfig(tx))
    const impacts = await listImpacts(tx)
    const names = await namesOf(tx, [...new Set(impacts.map(({ madeBy }) => madeBy))])
    const holds = ({ itemCode, covers }: Impact): boolean => {
      const found = items.get(itemCode)
      return found !== undefined && isDeepStrictEqual(personalDataOf(found.item), covers)
    }
    const assessed = new Set(impacts.filter(holds).map(({ itemCode }) => itemCode))
    return {
      needed: [...items.values()].flatMap(({ item }) => {
        const covers = personalDataOf(item)
        if (!covers || assessed.has(item.code)) return []
        return [{ itemCode: item.code, name: item.name, covers: { ...covers, parts: [...covers.parts] } }]
      }),
      rows: impacts.map((impact) => ({
        ...impact,
        name: items.get(impact.itemCode)?.item.name ?? null,
        covers: { ...impact.covers, parts: [...impact.covers.parts] },
        madeBy: names.get(impact.madeBy) ?? '',
        madeAt: impact.madeAt.toISOString(),
        holds: holds(impact),
      })),
    }
  },

  assessImpact: async ({ tx, by, input, now }: Asked<'assessImpact'>): Answer<'assessImpact'> => {
    const { requestId: id, item: code, purpose, necessity, risks, measures } = input
    const { found } = await itemOf(tx, code)
    const covers = personalDataOf(found.item)
    refuseUnless(covers, 'bad-input', {}, `${code} lays nothing open of persons`)
    const said = { purpose, necessity, risks, measures }
    await keepImpact(tx, { id, itemCode: code, covers, ...said, madeBy: by.personId, madeAt: now })
    return { id }
  },
} as const
