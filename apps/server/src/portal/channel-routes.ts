import { createHash } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { getVillageDisclosure } from '@xiangzhi/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { boardPress, type BoardSize, villageSheet } from '#board-sheets'
import { everybody, listPublicTexts, type PublicEdition } from '#kernel/publications'
import { refuseUnless } from '#platform/refusal'
import type { Village } from './county.ts'
import { callerOf, type Desk, type Scene, sceneOf } from './desk.ts'
import { FeedReceipts } from './feed-receipts.ts'
import { atomFeed, jsonFeed } from './feeds.ts'
import { openDataZip } from './open-data.ts'
import { pack, sendPacked } from './respond.ts'
import { villageIn } from './report-routes.ts'
import { dayOf } from './times.ts'

interface VillageAt {
  readonly Params: { readonly code: string }
  readonly Querystring: Readonly<Record<string, string | undefined>>
}

const FEED_MAX = 30
const DATA_MAX = 500
const SHEET_MAX = 200
/** Sheets are some hundred kilobytes each; a town's worth of them may be kept. */
const SHEETS_KEPT = 40

/** What everybody may read of a village, with its texts; what is for the village only is there in numbers. */
function textsOf(desk: Desk, village: Village, limit: number): Promise<PublicEdition[]> {
  return desk.db.read(desk.county, (tx) => listPublicTexts(tx, everybody, { placeId: village.id, limit }))
}

function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: { readonly bytes: Buffer; readonly type: string; readonly name: string; readonly inline?: boolean },
): FastifyReply {
  const etag = `"${createHash('sha256').update(file.bytes).digest('base64url').slice(0, 22)}"`
  reply.headers({ etag, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' })
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  const disposition = file.inline === true ? 'inline' : 'attachment'
  return reply.header('content-disposition', `${disposition}; filename="${file.name}"`).type(file.type).send(file.bytes)
}

/** What leaves the pages: feeds, open data and the sheet for the board. `keeper` is the desk that writes. */
export function mountChannels(scope: FastifyInstance, desk: Desk, keeper: Desk): void {
  const receipts = new FeedReceipts(keeper)
  scope.addHook('onClose', () => receipts.settled())
  const feed = (path: string, type: string, draw: typeof atomFeed) => {
    scope.get<VillageAt>(`/v/:code${path}`, async (request, reply) => {
      const scene = await sceneOf(desk, request)
      const key = `${scene.reader.origin} ${scene.reader.language} /v/${request.params.code}${path}`
      const packed = await desk.cache.get(key, performance.now(), {
        draw: async () => {
          const village = villageIn(scene, request.params.code)
          refuseUnless(scene.county.config.disclosure, 'not-found')
          const editions = await textsOf(desk, village, FEED_MAX)
          receipts.note(editions)
          return draw(scene, village, editions)
        },
        pack: (text) => pack(text, type, true),
      })
      return sendPacked(request, reply, scene.reader, packed, { kept: true })
    })
  }
  feed('/feed.xml', 'application/atom+xml; charset=utf-8', atomFeed)
  feed('/feed.json', 'application/feed+json; charset=utf-8', jsonFeed)

  scope.get<VillageAt>('/v/:code/open-data.zip', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const village = villageIn(scene, request.params.code)
    refuseUnless(scene.county.config.disclosure, 'not-found')
    const today = dayOf(scene.now)
    const editions = (await textsOf(desk, village, DATA_MAX)).filter(
      ({ state, standsUntil }) => state === 'live' && standsUntil >= today,
    )
    const bytes = openDataZip(scene, village, editions)
    return sendFile(request, reply, { bytes, type: 'application/zip', name: `open-data-${village.code}.zip` })
  })

  const press = boardPress()
  scope.addHook('onClose', () => press.close())
  const sheets = new Map<string, Promise<Buffer>>()

  /** A sheet is drawn once for what it says; the head of the log on it is the one of that moment. */
  async function sheetOf(scene: Scene, village: Village, size: BoardSize, month: string | undefined): Promise<Buffer> {
    const { reader, county, now } = scene
    const disclosure = await desk.run(getVillageDisclosure, callerOf(reader), { code: village.code, limit: SHEET_MAX })
    const mark = county.config.demo ? { mark: reader.say('text.common.demo') } : {}
    const sheet = await desk.db.read(desk.county, (tx) =>
      villageSheet(tx, now, {
        disclosure,
        language: reader.language,
        origin: reader.origin,
        month,
        as: everybody,
        ...mark,
      }),
    )
    refuseUnless(sheet, 'not-found')
    const { log: _log, ...said } = sheet
    const key = createHash('sha256')
      .update(`${size} ${JSON.stringify(said)}`)
      .digest('base64url')
    let drawn = sheets.get(key)
    if (!drawn) {
      drawn = press.draw([sheet], size)
      sheets.set(key, drawn)
      drawn.catch(() => sheets.delete(key))
      const oldest = sheets.size > SHEETS_KEPT ? sheets.keys().next().value : undefined
      if (oldest !== undefined) sheets.delete(oldest)
    }
    return drawn
  }

  scope.get<VillageAt>('/v/:code/board.pdf', async (request, reply) => {
    const scene = await sceneOf(desk, request)
    const village = villageIn(scene, request.params.code)
    refuseUnless(scene.county.config.disclosure, 'not-found')
    const size = request.query['size'] === 'a4' ? 'a4' : 'a3'
    const asked = request.query['month']
    const month = asked !== undefined && /^\d{4}-(?:0[1-9]|1[0-2])$/.test(asked) ? asked : undefined
    const bytes = await sheetOf(scene, village, size, month)
    return sendFile(request, reply, {
      bytes,
      type: 'application/pdf',
      name: `board-${village.code}-${size}.pdf`,
      inline: true,
    })
  })
}
