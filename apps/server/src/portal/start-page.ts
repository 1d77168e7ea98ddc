import { icons } from '@xiangzhi/design'
import type { Village } from './county.ts'
import type { DemoSignIn, Scene } from './desk.ts'
import { notice, searchedFor } from './form-parts.ts'
import { html, type Html, raw } from './html.ts'
import type { Page } from './layout.ts'
import type { Search } from './read-form.ts'
import { hotlineCall } from './village-page.ts'

function villageLine(scene: Scene, village: Village): Html {
  return html`<li><a href="/v/${village.code}">${scene.reader.name(village.name)}</a></li>`
}

function found(scene: Scene, query: string, villages: readonly Village[]): Html {
  const { say } = scene.reader
  if (villages.length === 0) {
    return notice(
      'warn',
      html`<p>${say('text.portal.start.noneFound', { query })}</p>${/\d{6,}/.test(query) && html`<p><a href="/progress">${say('text.portal.start.maybeNumber')}</a></p>`}`,
    )
  }
  return html`<h2>${say('text.portal.start.found', { count: villages.length })}</h2><ul class="list">${villages.map(
    (village) =>
      html`<li><a href="/v/${village.code}" class="row"><b>${scene.reader.name(village.name)}</b><small>${scene.reader.name(village.town.name)}</small></a></li>`,
  )}</ul>`
}

/** A wide link with an icon, one above the other beside the list of villages. */
const way = (href: string, icon: keyof typeof icons, words: string): Html =>
  html`<a class="call" href="${href}">${raw(icons[icon])}<span>${words}</span></a>`

function demoTable(scene: Scene, signIns: readonly DemoSignIn[]): Html {
  const { say } = scene.reader
  return html`<h2 id="demo">${say('text.portal.start.demo')}</h2><p>${say('text.portal.start.demoNote')}</p><div class="table" role="region" tabindex="0" aria-labelledby="demo"><table><thead><tr><th>${say('text.portal.start.demoRole')}</th><th>${say('text.portal.start.demoName')}</th><th>${say('text.portal.start.demoUser')}</th><th>${say('text.portal.start.demoPassword')}</th></tr></thead><tbody>${signIns.map(
    (one) =>
      html`<tr><td>${scene.reader.language === 'en' ? one.roleEn : one.role}</td><td>${scene.reader.language === 'en' ? one.nameEn : one.name}</td><td><code>${one.userName}</code></td><td><code>${one.password}</code></td></tr>`,
  )}</tbody></table></div><p><a class="button" href="/staff/">${say('text.portal.start.staff')}</a></p>`
}

/** The start page: find your village, and what else a villager may come for. */
export function startPage(
  scene: Scene,
  search: Search,
  matches: readonly Village[],
  signIns: readonly DemoSignIn[],
): Page {
  const { reader, county } = scene
  const { asked: query } = search
  const { say } = reader
  const name = reader.name(county.around.countyName)
  return {
    title: name,
    body: html`<h1>${say('text.portal.start.title', { county: name })}</h1><p class="lead">${say('text.portal.start.lead')}</p><div class="cols"><section>
<form class="search" method="get" action="/" role="search"><input type="search" name="q" value="${query}" aria-label="${say('text.portal.start.searchLabel')}" placeholder="${say('text.portal.start.searchHint')}"><button class="button" type="submit">${say('text.portal.start.search')}</button></form>
${searchedFor(reader, search)}${query !== '' && found(scene, query, matches)}
<h2>${say('text.portal.start.villages')}</h2>${county.towns.map(
      (town) =>
        html`<details><summary>${reader.name(town.name)} <span class="soft">${say('text.portal.start.count', { count: town.villages.length })}</span></summary><div><ul class="filters">${town.villages.map((village) => villageLine(scene, village))}</ul></div></details>`,
    )}</section><section>${way('/progress', 'progress', say('text.portal.home.progress'))}${county.config.disclosure && way('/open', 'disclosure', say('text.open.overview.title'))}${way('/cases', 'list', say('text.portal.start.cases'))}${way('/map', 'map', say('text.portal.home.map'))}${hotlineCall(scene)}
${way('/staff/', 'user', say('text.portal.start.staff'))}</section></div>
${county.around.demo && signIns.length > 0 && demoTable(scene, signIns)}`,
  }
}
