import { toString as drawQr } from 'qrcode'
import type { Village } from './county.ts'
import type { Scene } from './desk.ts'
import { crumb } from './form-parts.ts'
import { html, type Html, withContacts } from './html.ts'
import type { Page } from './layout.ts'
import { villageHead } from './village-page.ts'

/** A QR code as an image with a name; an image, because it then shrinks with the page. */
export async function qrCode(address: string, label: string, side = 220): Promise<Html> {
  const drawn = await drawQr(address, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 })
  return html`<img src="data:image/svg+xml,${encodeURIComponent(drawn.trim())}" alt="${label}" width="${side}" height="${side}">`
}

/** The sheet that hangs on the wall: one village, one code, and what to do with it. It fills one A4 page when printed. */
export async function qrPage(scene: Scene, village: Village): Promise<Page> {
  const { reader, county } = scene
  const { say } = reader
  const address = `${reader.origin}/v/${village.code}`
  const name = reader.name(village.name)
  return {
    title: say('text.portal.qr.title'),
    village: villageHead(scene, village),
    narrow: true,
    body: html`${crumb(`/v/${village.code}`, say('text.portal.back.home'))}<div class="receipt"><h1>${name}</h1><p class="lead">${say('text.portal.qr.lead')}</p>${await qrCode(address, say('text.portal.qr.label', { village: name }), 340)}<p class="lead"><b>${say('text.portal.qr.how')}</b></p><p class="small">${address}</p></div><ol><li>${say('text.portal.qr.step1')}</li><li>${say('text.portal.qr.step2')}</li><li>${say('text.portal.qr.step3')}</li></ol><p>${say('text.portal.qr.phone')} <b>${withContacts(county.around.hotline.phone, county.around.hotline)}</b></p><p class="soft small">${say('text.portal.qr.print')}</p>`,
  }
}
