import { colours, toneColours } from './colours.ts'
import type { PortalSkin } from './portal-css.ts'
import { tokens } from './tokens.ts'

/** Everything one reads: tiles, lists, timeline, notices, facts, tables, pages. */
export function blocksCss(skin: PortalSkin): string {
  const elder = skin === 'elder'
  const target = tokens.target[skin]
  return `
.tiles,.list,.timeline,.pages,.filters,.legend,.photos,.flow,.changes,.errors ul{list-style:none;padding:0}
.card,.tile,.list,.call,.facts,.table,details,svg.map{background:#fff;border:1px solid ${colours.line};border-radius:12px;margin-bottom:16px}
.tile,.call{display:flex;align-items:center;padding:12px;min-height:76px;line-height:1.35}
.tile,.call,.list a{color:${colours.ink};text-decoration:none}
.tile{margin-bottom:12px}
.tile svg,.call svg{width:1.7em;height:1.7em;margin-right:9px;color:${colours.indigo}}
.tile b,.list b,.call b,.timeline b{display:block;line-height:1.4}
.tile-main b,.call b{font-size:1.2em}
.tile:hover,.list a:hover,.choice :checked+span{background:${colours.indigoTint}}
.tile-main,.button,[aria-current=page],[aria-current=true]{background:${colours.indigo};border-color:${colours.indigo};color:#fff}
.tile-main:hover,.button:hover{background:${colours.indigoDeep}}
.tile-main svg,.tile-main small{color:${colours.indigoTint}}
.card{padding:16px}
.card>:last-child,.notice p:last-child,.receipt p:last-child{margin-bottom:0}
.list{overflow:hidden}
.list>li+li,.facts>div+div,tbody>*>*{border-top:1px solid ${colours.line}}
.list a,.list>li>div{display:block;padding:${elder ? 14 : 11}px 16px}
.list a:focus{outline-offset:-3px}
.list small{margin-top:4px}
.list a b,.notice a{color:${colours.indigoDeep}}
.list .row,.row{display:flex;justify-content:space-between}
.row>:last-child{margin-left:12px;text-align:right;flex:none}
.call svg,.call b,.receipt h1{color:${colours.pine}}
.tag{display:inline-block;padding:0 .5em 0 .4em;margin-right:8px;border:1px solid;border-radius:4px;font-size:.86rem;line-height:1.7;font-weight:600;white-space:nowrap}
.list .tag{font-size:1em}
.tag svg{width:.95em;height:.95em;margin:-.15em .3em 0 0}
${Object.entries(toneColours)
  .map(([tone, own]) => `.${tone}{color:${own.foreground};background:${own.background};border-color:${own.border}}`)
  .join('\n')}
.timeline>li{position:relative;padding:0 0 22px 30px}
.timeline>li:before{content:"";position:absolute;left:3px;top:.45em;width:14px;height:14px;border-radius:50%;background:${colours.indigo};z-index:1}
.timeline>li:after{content:"";position:absolute;left:9px;top:.8em;bottom:-.8em;width:2px;background:${colours.indigo}}
.timeline>li:last-child:after{display:none}
.timeline .now:before{left:0;width:20px;height:20px;margin-top:-3px;background:#fff;border:6px solid ${colours.indigo}}
.timeline .next:before{background:#fff;border:2px solid ${colours.lineStrong}}
.timeline .now:after,.timeline .next:after{background:${colours.line}}
.timeline p{margin:2px 0 0}
.notice{display:flex;padding:14px 16px;margin-bottom:16px;border-radius:8px;border-left:5px solid}
.notice svg{margin:.15em 12px 0 0}
.notice div{flex:1;min-width:0;color:${colours.ink}}
.receipt{margin:20px 0;padding:24px 16px;border-radius:12px;text-align:center;background:${toneColours.good.background};border:2px solid ${colours.pine}}
.receipt h1{margin:0 0 8px}
.receipt .number{display:block;font-size:${elder ? '1.77rem' : '2.22rem'};line-height:1.3;letter-spacing:.04em}
.facts{padding:2px 16px}
.facts>div{padding:10px 0}
.table{overflow-x:auto}
table{width:100%;border-collapse:collapse}
caption{padding:12px 14px 4px;text-align:left;font-weight:700}
th,td{padding:${elder ? '12px 10px' : '9px 14px'};text-align:left;vertical-align:top;min-width:${elder ? 3.5 : 5.5}em}
.num{text-align:right;white-space:nowrap}
${elder ? '' : 'thead th{white-space:nowrap}'}
tfoot *{border-top:2px solid;font-weight:700}
@media screen and (max-width:30em){.wide thead,.wide td:empty{display:none}.wide tr{display:block;padding:10px 14px}.wide td,.wide tfoot th{display:block;overflow:hidden;padding:3px 0;text-align:right}.wide td::before{content:attr(data-l);float:left;padding-right:12px}}
.bar{display:block;width:100%;height:10px;border-radius:5px;margin:6px 0 16px}
.filters li,.pages li,.photos li,.legend li{display:inline-block;margin:0 8px 8px 0}
.filters li>*,.pages li>*{display:block;padding:0 14px;line-height:${target}px;border-radius:8px;border:1px solid;text-decoration:none}
.pages span{border:0}
.pages{text-align:center;margin:16px 0}
summary{padding:${elder ? 14 : 10}px 16px;color:${colours.indigo};font-weight:700;cursor:pointer}
details>div{padding:0 16px 2px}
.photos li{width:46%;max-width:200px}
.photos img{display:block;border-radius:8px;width:100%;height:120px;object-fit:cover}
svg.map{display:block;width:100%;max-width:640px}
.legend svg{margin-right:6px}
.flow{max-width:640px;margin-bottom:16px}
.flow>li{position:relative;margin-bottom:32px;padding:12px 16px;background:#fff;border:2px solid ${colours.indigo};border-radius:8px}
.flow>li:first-child,.flow>li:last-child{border-radius:24px;padding-left:22px}
.flow>li+li:before{content:"";position:absolute;left:50%;top:-34px;height:22px;border-left:2px solid ${colours.indigo}}
.flow>li+li:after{content:"";position:absolute;left:50%;top:-13px;margin-left:-6px;border:7px solid transparent;border-top-color:${colours.indigo};border-bottom:0}
.flow p{margin:4px 0 0}
.sums>div{display:flex;justify-content:space-between}
.changes li{padding:4px 0}
ins{background:${toneColours.good.background};text-decoration:underline}
del{background:${toneColours.danger.background}}
code.long{word-break:break-all}
.more{margin-right:16px}
.paper{display:block;margin-bottom:8px}
td .bar{margin:6px 0 2px;max-width:320px}
td.num .bar{margin-left:auto}
@supports(display:grid){.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(7.3em,1fr));grid-gap:12px;margin-bottom:12px}
.tile{margin:0;height:100%}.tile-wide{grid-column:1/-1}
@media(max-width:${elder ? 40 : 18}em){.tiles{grid-template-columns:100%}}
@media(min-width:40em){.tiles{grid-template-columns:repeat(${elder ? 2 : 3},1fr)}}}
@media(min-width:40em){.facts>div{display:flex}.facts dt{flex:0 0 9em}.facts dd{flex:1;min-width:0}}
@media(min-width:60em){.cols{display:flex}.cols>*{flex:1;min-width:0}.cols>:first-child{flex:1.9;margin-right:32px}}
`
}
