import { createHash } from 'node:crypto'
import { cockpitColours, tokens } from '@xiangzhi/design'
import type { Village } from './county.ts'
import type { Scene } from './desk.ts'
import { html, type Html, type Part, raw } from './html.ts'

/** A page of the television: everything on it fits one screen of 1280 × 720. */
export interface TvPage {
  readonly title: string
  readonly body: Part
  /** Where the Back key leads; the first page has none. */
  readonly back?: string
  /** The edition that stands on the screen. */
  readonly shown?: string
  readonly note?: string
}

const { ground, surface, line, ink, inkSoft, wheat } = cockpitColours
const { type } = tokens

/**
 * Measures are px at 720 lines, 64 and 36 of them left free at the edges (5 %), because televisions cut them off. No flex,
 * no grid, no variables: the boxes' browsers are from 2012.
 */
const css = `html,body{margin:0;padding:0;background:${ground};color:${ink};overflow:hidden}
body{font:${type.tv.body}px/${type.tv.lineHeight} ${tokens.font.family};width:1280px;height:720px;position:relative}
h1,p,ul,dl,dd{margin:0;padding:0}
#screen{position:absolute;left:64px;top:36px;width:1152px;height:648px}
.head{height:84px;overflow:hidden}
h1{font-size:${type.tv.title}px;line-height:72px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.where{float:right;margin-left:24px;line-height:72px;color:${inkSoft};font-size:${type.tv.small}px}
ul{list-style:none}
a{display:block;color:${ink};text-decoration:none;background:${surface};border:2px solid ${line};border-radius:10px}
a:focus{outline:5px solid ${wheat};outline-offset:-1px;border-color:${wheat}}
.tiles li{float:left;width:270px;height:238px;margin:0 24px 24px 0}
.tiles .end{margin-right:0}
.tiles a{height:178px;padding:28px 24px;overflow:hidden}
.tiles b{display:block;font-size:${type.tv.section}px;margin-bottom:12px}
.tiles span,.rows span,.soft{color:${inkSoft};font-size:${type.tv.small}px}
.rows li{height:124px;margin-bottom:12px}
.rows a{height:84px;padding:18px 28px;overflow:hidden}
.rows b{display:block;font-size:${type.tv.lead}px;line-height:44px;height:44px;overflow:hidden}
.rows span{display:block;line-height:40px;height:40px;overflow:hidden}
.late{color:${cockpitColours.cinnabar}!important}
.ways{position:absolute;left:0;bottom:52px;width:1152px}
.ways li{float:left;margin-right:16px}
.ways a{padding:8px 26px;line-height:44px}
.ways .soft{padding:10px 0;line-height:44px}
.hint{position:absolute;left:0;bottom:0;font-size:${type.tv.small}px;line-height:40px;color:${inkSoft}}
.text{width:860px;float:left}
.text p{line-height:42px;height:42px;overflow:hidden;white-space:pre}
.text .fig{float:right;padding-left:20px}
.code{float:right;width:248px;text-align:center;font-size:${type.tv.small}px;line-height:34px}
.code img{display:block;width:216px;height:216px;border:16px solid #fff;background:#fff;border-radius:8px;margin-bottom:8px}
.sums{height:116px}
.sums div{float:left;width:215px;height:104px}
.sums dt{color:${inkSoft};font-size:${type.tv.small}px}
.sums dd{font-size:34px;line-height:48px}
.away{position:absolute;left:64px;top:644px;width:1128px;padding:0 12px;line-height:40px;font-size:26px;background:${wheat};color:${ground}}
`

const hash = `'sha256-${createHash('sha256').update(css).digest('base64')}'`

export const tvPolicy =
  `default-src 'none'; style-src ${hash}; script-src 'self'; connect-src 'self'; img-src 'self' data:; ` +
  `form-action 'none'; base-uri 'none'; frame-ancestors 'none'`

/** A whole page of the television. What stands between the two marks is all that the script exchanges. */
export function layTv(scene: Scene, village: Village, page: TvPage): string {
  const { reader, county } = scene
  const { say } = reader
  const name = reader.name(village.name)
  return `<!doctype html>${
    html`<html lang="${reader.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=1280"><meta name="robots" content="noindex"><title>${page.title} · ${name}</title><link rel="icon" href="data:,"><style>${raw(css)}</style></head><body data-home="/tv/${village.code}" data-offline="${say('text.devices.tv.offline')}" data-unkept="${say('text.devices.tv.unkept')}"><!--screen--><div id="screen" data-title="${page.title}"${page.back !== undefined && html` data-back="${page.back}"`}${page.shown !== undefined && html` data-shown="${page.shown}"`}><div class="head" role="banner"><span class="where">${name}${county.around.demo && html` · ${say('text.common.demo')}`}</span><h1>${page.title}</h1></div><div role="main">${page.body}</div><p class="hint" role="contentinfo">${page.note ?? say('text.devices.tv.hint')}</p></div><!--/screen--><script src="/tv.js"></script></body></html>`
      .text
  }`
}

/** The ways on at the foot of a page: always Home; others where there is more. */
export function tvWays(
  scene: Scene,
  village: Village,
  links: readonly (readonly [href: string, words: string])[],
  soft?: string,
): Html {
  const all = [...links, [`/tv/${village.code}`, scene.reader.say('text.devices.tv.home')] as const]
  return html`<ul class="ways">${all.map(([href, words]) => html`<li><a href="${href}">${words}</a></li>`)}${soft !== undefined && html`<li class="soft">${soft}</li>`}</ul>`
}
