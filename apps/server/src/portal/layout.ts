import { createHash } from 'node:crypto'
import { favicon, icons, mark, portalCss, type PortalSkin } from '@xiangzhi/design'
import type { Named } from '@xiangzhi/text'
import { type Html, html, nothing, type Part, raw, withContacts } from './html.ts'
import { type Reader, withParameter } from './reader.ts'

/** Whom to call, with the mobile numbers of theirs that a second person let through. */
export interface ToCall {
  readonly name: Named
  readonly phone: string
  readonly contacts?: readonly string[] | undefined
}

/** What stands around every page. */
export interface Surroundings {
  readonly countyName: Named
  readonly hotline: ToCall
  readonly demo: boolean
  /** The filing number of the site (ICP and public security); shown in every footer. */
  readonly recordNumber: string | undefined
}

export interface Page {
  readonly title: string
  readonly body: Part
  /** The village whose pages these are: its name stands in the head and leads home. */
  readonly village?: { readonly code: string; readonly name: string }
  /** Pages that ask something are narrow and name the errors in their title. */
  readonly narrow?: boolean
  readonly failed?: boolean
  /** Address of the feed of what this page is about. */
  readonly feed?: string
  /** Pages with anything private are kept out of search engines. */
  readonly unlisted?: boolean
}

/** The address of the optional script; its version is a part of it, so that it can be cached for ever. */
export const scriptPath = '/portal.js'

const faviconHref = `data:image/svg+xml,${encodeURIComponent(favicon)}`

/** Only these two stylesheets may run in our pages; the policy names them by their hash. */
const styles: Readonly<Record<PortalSkin, { css: Html; hash: string }>> = {
  phone: styleOf('phone'),
  elder: styleOf('elder'),
}

function styleOf(skin: PortalSkin): { css: Html; hash: string } {
  const css = portalCss(skin)
  return { css: raw(css), hash: `'sha256-${createHash('sha256').update(css).digest('base64')}'` }
}

/** What a page of this skin may load: its own style, pictures of this site, and nothing from anywhere else. */
export function contentPolicy(skin: PortalSkin, formTargets = "'self'"): string {
  return (
    `default-src 'none'; style-src ${styles[skin].hash}; script-src 'self'; img-src 'self' data:; ` +
    `form-action ${formTargets}; base-uri 'none'; frame-ancestors 'none'`
  )
}

/** Whom to call, the hotline first; a contact of the county that has the hotline's number is the hotline. */
export function everybodyToCall(hotline: ToCall, contacts: readonly ToCall[]): readonly ToCall[] {
  const bare = (one: ToCall): string => one.phone.replaceAll(/\D/g, '')
  return [hotline, ...contacts.filter((one) => bare(one) !== bare(hotline))]
}

/** A number to press; one that a second person let through is shown whole. */
export function callLink(one: ToCall): Html {
  const phone = withContacts(one.phone, one)
  return html`<a href="tel:${phone}">${phone}</a>`
}

function head(reader: Reader, around: Surroundings, page: Page): Html {
  const elder = reader.skin === 'elder'
  const english = reader.language === 'en'
  const home = page.village ? `/v/${page.village.code}` : '/'
  const name = page.village?.name ?? reader.name(around.countyName)
  return html`<a class="skip" href="#main">${reader.say('text.portal.skip')}</a><header class="top"><div class="wrap"><a class="brand" href="${home}">${raw(mark(36))}<span>${name}&ensp;</span></a><span class="row"><a class="switch" href="${withParameter(reader.url, 'lang', english ? 'zh-CN' : 'en')}" lang="${english ? 'zh-CN' : 'en'}">${english ? '中文' : 'EN'}</a> <a class="switch" href="${withParameter(reader.url, 'skin', elder ? 'phone' : 'elder')}">${raw(icons.elder)}${reader.say(elder ? 'text.portal.skin.phone' : 'text.portal.skin.elder')}</a></span></div></header>${around.demo && html`<aside class="demo" aria-label="${reader.say('text.common.demo')}"><p class="wrap"><b>${reader.say('text.portal.demo.title')}</b>${reader.say('text.portal.demo.note')}</p></aside>`}`
}

function foot(reader: Reader, around: Surroundings): Html {
  const { say } = reader
  return html`<footer class="foot"><div class="wrap"><a href="/">${say('text.portal.foot.start')}</a><a href="/my-data">${say('text.portal.foot.myData')}</a><a href="/privacy">${say('text.portal.foot.privacy')}</a><a href="/accessibility">${say('text.portal.foot.accessibility')}</a><a href="/about">${say('text.portal.foot.about')}</a><a href="/staff/">${say('text.portal.foot.staff')}</a><p>${say('text.portal.foot.complaint')} ${callLink(around.hotline)}</p><p>${reader.name(around.countyName)} · ${say('text.common.product')} · ${around.recordNumber ?? say('text.portal.foot.noRecord')}</p></div></footer>`
}

/** What the optional script does something for; a page without any of it is sent without. */
const scripted = /<[^>]+ (?:data-locate|data-most|type="file"|id="errors")/

/** A whole page. */
export function layOut(reader: Reader, around: Surroundings, page: Page): string {
  const place = page.village?.name ?? reader.name(around.countyName)
  const failed = page.failed === true ? reader.say('text.portal.errors.title') : ''
  const body = html`${page.body}`
  const title = page.title === place ? place : `${page.title} · ${place}`
  return `<!doctype html>${
    html`<html lang="${reader.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="format-detection" content="telephone=no">${page.unlisted === true ? html`<meta name="robots" content="noindex">` : nothing}<title>${failed}${title}</title><link rel="icon" href="${faviconHref}">${page.feed !== undefined && html`<link rel="alternate" type="application/atom+xml" href="${page.feed}">`}<style>${styles[reader.skin].css}</style></head><body>${head(reader, around, page)}<main id="main" tabindex="-1"><div class="${page.narrow === true ? 'wrap narrow' : 'wrap'}">${body}</div></main>${foot(reader, around)}${scripted.test(body.text) && html`<script src="${scriptPath}" defer></script>`}</body></html>`
      .text
  }`
}
