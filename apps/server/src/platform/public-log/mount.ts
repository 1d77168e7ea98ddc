import { gzipSync } from 'node:zlib'
import { parseTilePath, TILE_WIDTH } from '@xiangzhi/verify'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { toString as drawQr } from 'qrcode'
import type { Database } from '#platform/database'
import { findCheckpointNote, findHeadNote, findLogProof, findTile } from './read.ts'
import { listKeys } from './sequence.ts'
import { listWitnessStates } from './witness-states.ts'

/** What the addresses of the log need. */
export interface PublicLogRoutes {
  readonly db: Database
  readonly county: number
}

const FOR_EVER = 'public, max-age=31536000, immutable'
const FOR_A_MOMENT = 'public, max-age=2'
const TEXT = 'text/plain; charset=utf-8'

/** Verifiers on other sites may read; nothing here is private. */
const open = (reply: FastifyReply, cache: string): FastifyReply =>
  reply.header('access-control-allow-origin', '*').header('cache-control', cache)

const notThere = (reply: FastifyReply): FastifyReply => open(reply, 'no-store').code(404).type(TEXT).send('not found\n')

const readIndex = (text: string): number | undefined =>
  /^(?:0|[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined

/** A QR code that somebody's camera reads from paper. */
function logQr(text: string): Promise<string> {
  return drawQr(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 })
}

/** Where the receipt of an entry is fetched, for a QR code on a printed receipt. */
const receiptAddress = (base: string, county: number, index: number): string => `${base}/log/${county}/proof/${index}`

/**
 * The public log of a county over HTTP as C2SP tlog-tiles has it: /log/{county}/checkpoint and /tile/…; besides them /vkey
 * (all keys, the newest first), /keys (the sizes from which on they sign), /witnesses (what each said last), /proof/{index} (a .tlog-proof), /checkpoint/{size} (an earlier head) and QR codes of a receipt
 * and of the head.
 */
export function mountPublicLog(fastify: FastifyInstance, { db, county }: PublicLogRoutes): void {
  const base = `/log/${county}`

  fastify.get(`${base}/checkpoint`, async (_request, reply) => {
    const note = await db.read(county, findHeadNote)
    return note === undefined ? notThere(reply) : open(reply, FOR_A_MOMENT).type(TEXT).send(note)
  })

  fastify.get<{ Params: { size: string } }>(`${base}/checkpoint/:size`, async (request, reply) => {
    const size = readIndex(request.params.size)
    const note = size === undefined ? undefined : await db.read(county, (tx) => findCheckpointNote(tx, size))
    return note === undefined ? notThere(reply) : open(reply, FOR_EVER).type(TEXT).send(note)
  })

  fastify.get(`${base}/checkpoint.svg`, async (_request, reply) => {
    const note = await db.read(county, findHeadNote)
    if (note === undefined) return notThere(reply)
    return open(reply, FOR_A_MOMENT)
      .type('image/svg+xml')
      .send(await logQr(note))
  })

  fastify.get(`${base}/vkey`, async (_request, reply) => {
    const keys = await db.read(county, listKeys)
    if (keys.length === 0) return notThere(reply)
    return open(reply, 'no-cache')
      .type(TEXT)
      .send(keys.map(({ verifierKey }) => `${verifierKey}\n`).join(''))
  })

  fastify.get(`${base}/keys`, async (_request, reply) => {
    const keys = await db.read(county, listKeys)
    const lines = keys.toReversed().map(({ fromSize, verifierKey }) => `${fromSize} ${verifierKey}\n`)
    return open(reply, 'no-cache').type(TEXT).send(lines.join(''))
  })

  // What the witnesses said last: whoever is refused by one must not be the only one who knows it.
  fastify.get(`${base}/witnesses`, async (_request, reply) => {
    const said = await db.read(county, listWitnessStates)
    return open(reply, 'no-cache')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ witnesses: said.map(({ name, state, size, since }) => ({ name, state, size, since })) }))
  })

  fastify.get<{ Params: { '*': string } }>(`${base}/tile/*`, async (request, reply) => {
    const tile = parseTilePath(`tile/${request.params['*']}`)
    const bytes = tile && (await db.read(county, (tx) => findTile(tx, tile)))
    if (!tile || !bytes) return notThere(reply)
    open(reply, FOR_EVER).type('application/octet-stream')
    if (tile.level !== 'entries') return reply.send(bytes)
    reply.header('vary', 'Accept-Encoding')
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(bytes)
    return reply.header('content-encoding', 'gzip').send(gzipSync(bytes, { level: tile.width === TILE_WIDTH ? 9 : 5 }))
  })

  fastify.get<{ Params: { index: string } }>(`${base}/proof/:index`, async (request, reply) => {
    const [, digits = '', suffix] = /^(\d+)(\.tlog-proof)?$/.exec(request.params.index) ?? []
    const index = readIndex(digits)
    const proof = index === undefined ? undefined : await findLogProof(db, county, index)
    if (proof === undefined) return notThere(reply)
    if (suffix) reply.header('content-disposition', `attachment; filename="${county}-${index}.tlog-proof"`)
    return open(reply, 'no-cache').type(TEXT).send(proof)
  })

  fastify.get<{ Params: { index: string } }>(`${base}/proof/:index/qr.svg`, async (request, reply) => {
    const index = readIndex(request.params.index)
    if (index === undefined) return notThere(reply)
    const address = receiptAddress(`${request.protocol}://${request.host}`, county, index)
    return open(reply, FOR_EVER)
      .type('image/svg+xml')
      .send(await logQr(address))
  })
}
