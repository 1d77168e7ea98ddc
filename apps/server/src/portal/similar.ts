import { listPublicCases } from '@xiangzhi/contract'
import { type PublicCase, publicStatusTag } from './case-parts.ts'
import { categoryName } from './county.ts'
import { callerOf } from './desk.ts'
import type { Stage } from './flow.ts'
import { html, type Html } from './html.ts'
import { metresBetween } from './position.ts'
import { timeTag } from './times.ts'

const LOOKED_AT = 100
const SHOWN_MAX = 5

/** Public positions are rounded to about a hundred metres, so the radius is widened by that much. */
const ROUNDING_METRES = 100

export interface Similar extends PublicCase {
  readonly metres: number | undefined
}

/** Open public cases of the same category in the village, the nearest or newest first. */
export async function similarOf(stage: Stage): Promise<Similar[]> {
  const { desk, scene, village, category, draft } = stage
  if (!category.isPublic || category.sealed) return []
  const radius = (scene.county.config.numbers.get(`${category.process}.similarRadiusMetres`) ?? 250) + ROUNDING_METRES
  const { rows } = await desk.run(listPublicCases, callerOf(scene.reader), {
    village: village.code,
    category: category.code,
    // Asked for by itself: behind fifty newer ones that have ended, the open one would never be offered.
    open: 'true',
    limit: LOOKED_AT,
  })
  return rows
    .map((one) => ({
      ...one,
      metres:
        draft.position && one.lng !== null && one.lat !== null
          ? metresBetween(draft.position, { lng: one.lng, lat: one.lat })
          : undefined,
    }))
    .filter((one) => one.metres === undefined || one.metres <= radius)
    .toSorted((left, right) => (left.metres ?? radius) - (right.metres ?? radius))
    .slice(0, SHOWN_MAX)
}

export function similarList(stage: Stage, list: readonly Similar[]): Html {
  const { reader, county, now } = stage.scene
  const { say } = reader
  return html`<ul class="list">${list.map(
    (one) =>
      html`<li><div><b>${reader.name(categoryName(county, one.category))}</b><small>${publicStatusTag(stage.scene, one.status)} ${timeTag(reader.language, new Date(one.openedAt), now)} · <span class="num">${one.number}</span>${one.metres !== undefined && html` · ${say('text.portal.similar.metres', { metres: Math.max(50, Math.round(one.metres / 50) * 50) })}`}${one.followerCount > 0 && html` · ${say('text.portal.case.followers', { count: one.followerCount })}`}</small>${one.publicNote !== null && html`<p class="soft">${one.publicNote}</p>`}<button class="button second" type="submit" name="follow" value="${one.id}">${say('text.portal.similar.follow')}</button></div></li>`,
  )}</ul>`
}
