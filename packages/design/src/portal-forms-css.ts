import { colours } from './colours.ts'
import type { PortalSkin } from './portal-css.ts'
import { tokens } from './tokens.ts'

/** Everything one fills in: one question a page, errors named on top and at the field, targets large enough for a thumb. */
export function formsCss(skin: PortalSkin): string {
  const elder = skin === 'elder'
  const target = tokens.target[skin]
  const field = elder ? 64 : 52
  const tick = elder ? 32 : 24
  return `
fieldset{border:0;min-width:0}
.field{margin-bottom:24px}
.field>label,legend{display:block;width:100%;padding:0;margin-bottom:6px;font-weight:700;line-height:1.4}
.field .hint,.error{margin-bottom:8px}
.field h1{margin:8px 0 6px}
.error,.errors a{color:${colours.cinnabar};font-weight:700}
.bad{padding-left:14px;border-left:5px solid ${colours.cinnabar}}
.errors{margin:16px 0 24px;padding:16px;background:#fff;border:3px solid ${colours.cinnabar};border-radius:8px}
.errors h2{margin:0}
input,textarea,select,button{font:inherit;color:inherit;margin:0}
input,textarea,select,.choice>span{width:100%;min-height:${field}px;padding:10px 14px;background:#fff;border:2px solid ${colours.lineStrong};border-radius:8px}
.bad input,.bad textarea,.bad select{border-color:${colours.cinnabar}}
::placeholder{color:${colours.inkFaint};opacity:1}
.short{max-width:11em}
[type=file]{border-style:dashed}
::-webkit-file-upload-button{font:inherit;padding:6px 14px;margin-right:12px;color:${colours.indigo};background:${colours.indigoTint};border:0;border-radius:6px}
.field .choice{position:relative;margin-bottom:10px;font-weight:400}
.choice input{position:absolute;left:14px;top:${(field - tick) / 2}px;width:${tick}px;height:${tick}px;min-height:0;accent-color:${colours.indigo}}
.choice>span{display:flex;align-items:center;padding-left:${tick + 28}px}
.choice :checked+span{border-color:${colours.indigo};font-weight:700}
.choice :focus+span{outline:3px solid ${colours.focus};outline-offset:2px}
.choice small{font-weight:400;line-height:1.4}
.choice svg{margin-right:10px;color:${colours.indigo}}
.button{display:inline-block;min-height:${field}px;padding:${elder ? 9 : 10}px 28px;border:2px solid ${colours.indigo};border-radius:8px;font-weight:700;text-align:center;text-decoration:none;cursor:pointer}
.second{background:#fff;color:${colours.indigo}}
.second:hover{background:${colours.indigoTint}}
.plain{min-height:${target}px;padding:8px 0;background:none;border:0;color:${colours.indigo};text-decoration:underline;cursor:pointer}
.buttons>*{margin:0 12px 12px 0}
.search{display:${elder ? 'block' : 'flex'};margin-bottom:16px}
.search input{flex:1;min-width:0;margin:0 8px ${elder ? 8 : 0}px 0}
.search .button{padding-left:18px;padding-right:18px}
@media(max-width:30em){.buttons .button{width:100%}}
`
}
