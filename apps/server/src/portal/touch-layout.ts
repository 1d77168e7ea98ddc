import { createHash } from 'node:crypto'
import { colours, icons, portalCss, tokens } from '@xiangzhi/design'
import type { Village } from './county.ts'
import type { Scene } from './desk.ts'
import { html, type Html, type Part, raw } from './html.ts'
import { qrCode } from './qr-page.ts'

/** A page of the touch screen in a village hall. */
export interface TouchPage {
  readonly title: string
  /** What stands under the title in the upper third, where nobody has to reach. */
  readonly lead?: Part
  readonly body: Part
  /** The same page on the villagers' own phones. */
  readonly phone: string
  /** Where the bar's Back leads. */
  readonly back: string
  /** What was entered is kept nowhere, not even in the browser's history. */
  readonly secret?: boolean
}

const { body, title, number } = tokens.type.touch
const rem = (size: number): string => `${Math.round((size / body) * 100) / 100}rem`
const side = tokens.target.touch

/**
 * The upper third only shows, everything one can touch lies below it: children, people in wheelchairs and old people reach
 * two thirds of a standing screen; on one that lies it is the left third. The middle scrolls by itself; the bar never moves.
 */
const css = `${portalCss('elder')}
html{font-size:${(body / 16) * 100}%;height:100%;touch-action:manipulation;-webkit-user-select:none;user-select:none}
body{height:100%;overflow:hidden}
.hall{position:absolute;top:0;left:0;right:0;height:34%;overflow:hidden;background:${colours.indigoDeep};color:#fff;padding:48px 56px}
.hall h1{font-size:${rem(title)};margin:12px 0 16px;line-height:1.25}
.hall .where{font-size:1.1rem;margin:0}
.hall .lead{font-size:1.4rem;line-height:1.45}
.hall .big{font-size:${rem(number)};line-height:1.1;font-weight:700}
.hall figure{float:right;width:330px;margin-left:40px;text-align:center;font-size:${rem(tokens.type.touch.small)}}
.hall figure img{display:block;border:12px solid #fff;border-radius:12px;width:330px;height:330px}
.hall figcaption{margin-top:10px}
.stay{position:absolute;top:34%;left:0;right:0;bottom:176px;overflow-y:auto;padding:40px 56px}
.stay h2{font-size:${rem(tokens.type.touch.section)}}
.stay a,.stay button,.stay summary{min-height:${side}px}
.tiles{display:block;margin:0 -12px;font-size:0}
.tiles li{display:inline-block;width:50%;padding:12px;vertical-align:top;font-size:1rem}
.tile{height:212px;margin:0;padding:28px;overflow:hidden}
.tile b{font-size:1.25em}
.list a{min-height:${side + 16}px;padding:26px 32px}
.button,.filters a{display:inline-flex;align-items:center;min-height:${side}px;padding:0 36px}
.filters li{display:inline-block;margin:0 12px 12px 0}
.filters a{border:2px solid ${colours.lineStrong};border-radius:99px;background:#fff;text-decoration:none}
.filters a[aria-current]{background:${colours.indigo};color:#fff}
.choice{display:block;position:relative;margin-bottom:16px}
.choice,.choice span{min-height:${side}px}
.choice span{display:flex;align-items:center}
.choice input{top:0;bottom:0;margin:auto 0}
textarea{font-size:1rem;min-height:240px;width:100%}
.bar-low{position:absolute;left:0;right:0;bottom:0;height:176px;padding:20px 44px;background:#fff;border-top:2px solid ${colours.lineStrong}}
.bar-low a{float:left;width:25%;height:136px;text-align:center;text-decoration:none;font-weight:700;color:${colours.indigoDeep};border-radius:12px}
.bar-low svg{display:block;margin:14px auto 4px;width:56px;height:56px}
.kept{margin:0 0 20px;padding:20px 28px;background:${colours.wheatTint};color:${colours.wheat};font-weight:700;border-radius:12px}
.idle{position:absolute;left:10%;right:10%;top:44%;padding:56px;background:#fff;color:${colours.ink};border:6px solid ${colours.indigo};border-radius:24px;text-align:center;box-shadow:0 0 0 2000px rgba(12,38,66,.6)}
.idle[hidden]{display:none}
@media (orientation:landscape){.hall{right:auto;bottom:176px;width:34%;height:auto}.hall figure{float:none;width:auto;margin:0 0 24px;text-align:left}.hall figure img{width:250px;height:250px}.hall .lead{font-size:1.15rem}.stay{top:0;left:34%}.idle{top:20%}}
`

const hash = `'sha256-${createHash('sha256').update(css).digest('base64')}'`

/** What a page of the touch screen may load and reach: this site, and nothing else. */
export const touchPolicy =
  `default-src 'none'; style-src ${hash}; script-src 'self'; connect-src 'self'; worker-src 'self'; img-src 'self' data:; ` +
  `form-action 'self'; base-uri 'none'; frame-ancestors 'none'`

/** Where the worker puts its words when it shows what it kept. */
export const KEPT_MARK = '<!--kept-->'

/** A whole page of the touch screen. */
export async function layTouch(scene: Scene, village: Village, page: TouchPage): Promise<string> {
  const { reader, county } = scene
  const { say } = reader
  const home = `/touch/${village.code}`
  const name = reader.name(village.name)
  const button = (href: string, icon: keyof typeof icons, label: string): Html =>
    html`<a href="${href}">${raw(icons[icon])}${label}</a>`
  const code = await qrCode(`${reader.origin}${page.phone}`, say('text.devices.touch.phoneCode'), 330)
  return `<!doctype html>${
    html`<html lang="${reader.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${page.title} · ${name}</title><link rel="icon" href="data:,"><style>${raw(css)}</style></head><body data-home="${home}" data-secret="${page.secret === true ? '1' : '0'}"><header class="hall"><figure>${code}<figcaption>${say('text.devices.touch.phone')}</figcaption></figure><p class="where">${name} · ${reader.name(village.town.name)}${county.around.demo && html` · ${say('text.common.demo')}`}</p><h1>${page.title}</h1>${page.lead}</header><main class="stay" tabindex="0">${raw(KEPT_MARK)}${page.body}</main><nav class="bar-low" aria-label="${say('text.devices.touch.bar')}">${button(home, 'home', say('text.devices.touch.home'))}${button(page.back, 'back', say('text.devices.touch.back'))}${button(`${home}/report`, 'report', say('text.devices.touch.report'))}${button(`${home}/help`, 'info', say('text.devices.touch.help'))}</nav><div class="idle" role="alertdialog" aria-labelledby="idle-title" aria-describedby="idle-note" hidden><h2 id="idle-title">${say('text.devices.touch.idle')}</h2><p id="idle-note" data-words="${say('text.devices.touch.idleNote')}"></p><button type="button" class="button">${say('text.devices.touch.idleStay')}</button></div><script src="/touch.js" defer></script></body></html>`
      .text
  }`
}
