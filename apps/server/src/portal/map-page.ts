import { mapLegend, type MapShape as Block, schematicMap, type Tone } from '@xiangzhi/design'
import { type CountedNode, publicValue, publishCountTree, sayCount } from '@xiangzhi/language'
import type { MapShape } from '#kernel/places'
import { type PublicCase, publicStatusTag, statuses } from './case-parts.ts'
import { categoryName, type Town, type Village } from './county.ts'
import type { Scene } from './desk.ts'
import { crumb } from './form-parts.ts'
import { html, type Html, raw } from './html.ts'
import type { Page } from './layout.ts'
import { villageHead } from './village-page.ts'

/** How many public cases lie in a village, by status. */
export type PublicCounts = ReadonlyMap<string, Readonly<Record<PublicCase['status'], number>>>

const tones: Readonly<Record<PublicCase['status'], Tone>> = {
  received: 'neutral',
  'in-hand': 'info',
  done: 'good',
  'not-done': 'warn',
}

/** The characters that look like the signs of the drawing, for its legend. */
const signs: Readonly<Record<PublicCase['status'], string>> = {
  received: '■',
  'in-hand': '●',
  done: '✚',
  'not-done': '▲',
}

/** A drawing beyond this many points tells nothing and weighs much. */
const POINTS_MAX = 60

function figure(
  scene: Scene,
  blocks: readonly Block[],
  rest: { title: string; points?: Parameters<typeof schematicMap>[0]['points']; legend: string },
): Html {
  const { reader, county } = scene
  if (blocks.length === 0) return html`<p class="card">${reader.say('text.portal.map.none')}</p>`
  const drawing = schematicMap(
    publicValue({
      shapes: blocks,
      ...(rest.points && { points: rest.points }),
      width: 420,
      height: 340,
      fontSize: 14,
      title: rest.title,
      note: reader.say('text.common.schematic'),
      valueLabel: (value) => reader.say('text.portal.map.value', { count: value }),
    }),
  )
  return html`<figure>${raw(drawing)}<figcaption>${raw(rest.legend)}<p class="soft small">${reader.name(county.config.settings.schematic.note)}</p></figcaption></figure>`
}

/** A line of the table under a map, and the same place as a block of it. */
interface Counted {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly href: string
}

/** Open and settled cases of every town and village, by their ids, as they may be shown: no page tells what another hides. */
function shownCounts({ county }: Scene, counts: PublicCounts): ReadonlyMap<string, readonly (number | null)[]> {
  const ids: string[] = []
  const nodes: CountedNode[] = []
  const add = (id: string, villages: readonly Pick<Village, 'id'>[], above?: number): number => {
    const sum = (...which: PublicCase['status'][]): number =>
      villages.reduce(
        (total, village) => total + which.reduce((n, status) => n + (counts.get(village.id)?.[status] ?? 0), 0),
        0,
      )
    ids.push(id)
    return nodes.push({ above, counts: [sum('received', 'in-hand'), sum('done')] }) - 1
  }
  for (const town of county.towns) {
    const at = add(town.id, town.villages)
    for (const village of town.villages) add(village.id, [village], at)
  }
  return new Map(publishCountTree(nodes, { parts: false }).map((line, at) => [ids[at] ?? '', line]))
}

/** The whole county by town, or one town by village: coloured by how many public cases are open, with the same numbers as a table. */
export function countyMapPage(
  scene: Scene,
  town: Town | undefined,
  shapes: readonly MapShape[],
  counts: PublicCounts,
): Page {
  const { reader, county } = scene
  const { say } = reader
  const places: readonly Counted[] = town
    ? town.villages.map((village) => ({
        id: village.id,
        code: village.code,
        name: reader.name(village.name),
        href: `/v/${village.code}/map`,
      }))
    : county.towns.map((one) => ({
        id: one.id,
        code: one.code,
        name: reader.name(one.name),
        href: `/map?town=${one.code}`,
      }))
  const shown = shownCounts(scene, counts)
  const openOf = (place: Counted): number | null => shown.get(place.id)?.[0] ?? null
  const blocks = shapes.flatMap((shape) => {
    const place = places.find((one) => one.id === shape.id)
    if (!place) return []
    const open = openOf(place)
    return [
      { id: place.code, ring: shape.ring, label: place.name, href: place.href, ...(open !== null && { value: open }) },
    ]
  })
  const hides = places.some(({ id }) => shown.get(id)?.includes(null) === true)
  const cell = (count: number | null | undefined): Html => html`<td class="num">${sayCount(count ?? null)}</td>`
  const title = say('text.portal.map.title')
  const where = town ? reader.name(town.name) : reader.name(county.around.countyName)
  const most = Math.max(0, ...places.map((place) => openOf(place) ?? 0))
  const legend = mapLegend(
    most === 0
      ? [{ level: 0, label: say('text.portal.map.zero') }]
      : [
          { level: 0, label: say('text.portal.map.zero') },
          ...(most > 1 ? [{ level: 1 as const, label: say('text.portal.map.few') }] : []),
          { level: 4, label: say('text.portal.map.value', { count: most }) },
        ],
  )
  const back = town ? crumb('/map', say('text.portal.map.county')) : crumb('/', say('text.portal.back.home'))
  return {
    title: `${where} ${title}`,
    body: html`${back}<h1>${where} ${title}</h1><p>${say(town ? 'text.portal.map.townNote' : 'text.portal.map.countyNote')}</p>${figure(scene, blocks, { title: `${where} ${title}`, legend })}
<h2>${say('text.portal.map.table')}</h2><div class="table" role="region" tabindex="0" aria-label="${say('text.portal.map.table')}"><table><thead><tr><th>${say(town ? 'text.portal.map.village' : 'text.portal.cases.town')}</th><th class="num">${say('text.portal.map.open')}</th><th class="num">${say('text.common.status.done')}</th></tr></thead><tbody>${places.map(
      (place) =>
        html`<tr><td><a href="${place.href}">${place.name}</a></td>${cell(openOf(place))}${cell(shown.get(place.id)?.[1])}</tr>`,
    )}</tbody></table></div>${hides && html`<p class="soft small">${say('text.common.counts.hidden')}</p>`}`,
  }
}

/** One village: its grids and where public cases lie, rounded to about a hundred metres, and the same as a table. */
export function villageMapPage(
  scene: Scene,
  village: Village,
  shapes: readonly MapShape[],
  cases: readonly PublicCase[],
): Page {
  const { reader, county } = scene
  const { say } = reader
  const title = say('text.portal.map.title')
  const placed = cases.filter((one) => one.lng !== null && one.lat !== null).slice(0, POINTS_MAX)
  const points = placed.map((one) => ({
    lng: one.lng ?? 0,
    lat: one.lat ?? 0,
    tone: tones[one.status],
    label: `${reader.name(categoryName(county, one.category))} · ${say(`text.common.status.${one.status}`)}`,
  }))
  const blocks = shapes.map((shape) => ({
    id: shape.code,
    ring: shape.ring,
    ...(shapes.length > 1 && { label: reader.language === 'en' ? (shape.nameEn ?? shape.name) : shape.name }),
  }))
  const legend =
    html`<p class="small">${statuses.map((status) => html`<span aria-hidden="true">${signs[status]}</span> ${say(`text.common.status.${status}`)}&emsp;`)}</p>`
      .text
  return {
    title,
    village: villageHead(scene, village),
    body: html`${crumb(`/v/${village.code}`, say('text.portal.back.home'))}<h1>${title}</h1><p>${say('text.portal.map.villageNote')}</p>${figure(scene, blocks, { title: `${reader.name(village.name)} · ${title}`, points, legend })}
<h2>${say('text.portal.map.table')}</h2>${
      cases.length === 0
        ? html`<p class="card">${say('text.portal.cases.none')}</p>`
        : html`<div class="table" role="region" tabindex="0" aria-label="${say('text.portal.map.table')}"><table><thead><tr><th>${say('text.portal.csv.category')}</th><th>${say('text.portal.csv.status')}</th><th class="num">${say('text.portal.csv.number')}</th></tr></thead><tbody>${cases
            .slice(0, POINTS_MAX)
            .map(
              (one) =>
                html`<tr><td>${reader.name(categoryName(county, one.category))}</td><td>${publicStatusTag(scene, one.status)}</td><td class="num">${one.number}</td></tr>`,
            )}</tbody></table></div>`
    }<p><a class="more" href="/v/${village.code}/cases">${say('text.portal.home.all')}</a> <a class="more" href="/map">${say('text.portal.map.county')}</a></p>`,
  }
}
