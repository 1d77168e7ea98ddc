import { colours, toneColours } from './colours.ts'
import { blocksCss } from './portal-blocks-css.ts'
import { formsCss } from './portal-forms-css.ts'
import { printCss } from './portal-print-css.ts'
import { tokens } from './tokens.ts'

/** Which letters and targets the villagers' pages have: ordinary ones, or large ones for old eyes and hands. */
export type PortalSkin = 'phone' | 'elder'

/**
 * Old WebViews decide what may stand here: no nesting, no `:has`, no `gap` in flex, no `min()`, no logical properties.
 * Letters are in rem upon a root in per cent, so that they follow the reader's own setting; distances are px, so that
 * large letters do not push the page apart.
 */
function baseCss(skin: PortalSkin): string {
  const elder = skin === 'elder'
  const type = tokens.type[skin]
  const target = tokens.target[skin]
  const rem = (size: number) => `${Math.round((size / type.body) * 100) / 100}rem`
  return `
html{font-size:${(type.body / 16) * 100}%;-webkit-text-size-adjust:100%}
body{margin:0;background:${colours.ground};color:${colours.ink};font:1rem/${type.lineHeight} ${tokens.font.family};word-wrap:break-word}
:lang(en){font-family:Roboto,Arial}
*,:before,:after{box-sizing:border-box}
h1,h2,h3,p,ul,ol,dl,dd,figure,fieldset{margin:0;padding:0}
h1,h2,h3{line-height:1.3}
h1{font-size:${rem(type.title)};margin:20px 0 12px}
h2{font-size:${rem(type.section)};margin:32px 0 12px}
h3{font-size:1rem;margin:20px 0 6px}
p{margin-bottom:14px}
ul,ol{padding-left:1.3em}
a{color:${colours.indigo}}
:focus{outline:3px solid ${colours.focus};outline-offset:2px}
:focus:not(:focus-visible){outline:0}
img,svg.map{max-width:100%;height:auto}
svg{flex:none;vertical-align:middle}
svg.icon{width:1.33em;height:1.33em}
time,.number,.num{font-variant-numeric:tabular-nums}
.skip,.vh,.trap{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0);white-space:nowrap}
.skip:focus{position:static;width:auto;height:auto;display:block;padding:12px}
small,.small,.switch,.foot,.demo,.facts dt,.timeline time,.legend,thead{font-size:${rem(type.small)}}
small,.hint,.soft,.foot,.facts dt,.timeline time,thead,.next{color:${colours.inkSoft}}
small{display:block}
.lead{font-size:${rem(type.lead)}}
.wrap{max-width:${tokens.page.width}px;margin:0 auto;padding:0 16px}
.narrow{max-width:${tokens.page.column}px}
.top{background:#fff;border-bottom:1px solid ${colours.line}}
.top:before{content:"";display:block;height:5px;background:linear-gradient(90deg,${colours.indigo} 58%,${colours.pine} 0,${colours.pine} 82%,${colours.wheatBright} 0)}
.top .wrap{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;padding-top:6px;padding-bottom:6px}
.brand,.switch{display:flex;align-items:center;min-height:${target}px;color:${colours.ink};text-decoration:none;font-weight:700}
.brand svg{margin-right:10px}
.switch{padding:0 14px;border:1px solid ${colours.lineStrong};border-radius:99px;color:${colours.indigo}}
.switch svg{margin-right:6px}
.demo{padding:8px 0;line-height:1.45;background:${toneColours.warn.background};border-bottom:1px solid ${toneColours.warn.border}}
.demo p{margin-bottom:0}
main{display:block;padding:4px 0 48px}
.crumb,.more,td a,th a,.errors a,.foot a{display:inline-block;padding:${elder ? 14 : 10}px 0}
.foot{background:#fff;border-top:1px solid ${colours.line};padding:20px 0 32px}
.foot a{margin-right:20px}
.foot p{margin:8px 0 0}
`
}

/** Breaks and spaces that only serve the reader of the source are dropped; no string in our rules holds any. */
function minify(css: string): string {
  return css
    .replace(/\n+/g, '')
    .replace(/\s*([{};>])\s*/g, '$1')
    .replace(/;}/g, '}')
}

const sheet = (skin: PortalSkin) => minify(baseCss(skin) + blocksCss(skin) + formsCss(skin) + printCss)

const sheets: Readonly<Record<PortalSkin, string>> = {
  phone: sheet('phone'),
  elder: sheet('elder'),
}

/** The whole stylesheet of the villagers' pages in one skin, minified, to be inlined in each page. */
export function portalCss(skin: PortalSkin): string {
  return sheets[skin]
}
