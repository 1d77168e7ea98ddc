import { performance } from 'node:perf_hooks'
import { getEdition, type PublicEditionView } from '@xiangzhi/contract'
import type { PortalSkin } from '@xiangzhi/design'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { answerError, type Caller } from '#api'
import { type BoardPress, boardPress, type BoardSheet } from '#board-sheets'
import { refuseUnless } from '#platform/refusal'
import { countyReader } from './county.ts'
import type { PortalOptions, Scene } from './desk.ts'
import { periodWords } from './disclosure-parts.ts'
import { editionPage } from './edition-page.ts'
import { contentPolicy, layOut } from './layout.ts'
import { readerOf } from './reader.ts'
import { touchPolicy } from './touch-layout.ts'
import { touchEditionHtml } from './touch-pages.ts'
import { tvPolicy } from './tv-layout.ts'
import { tvEditionHtml } from './tv-pages.ts'
import { dayOf } from './times.ts'

/** What the previews of the workbench are given by whoever wires the server. */
export interface PreviewOptions extends Pick<
  PortalOptions,
  'county' | 'run' | 'db' | 'clock' | 'log' | 'recordNumber'
> {
  readonly callerOf: (request: FastifyRequest) => Promise<Caller>
}

type Opened = z.output<(typeof getEdition)['output']>

interface EditionAt {
  readonly Params: { readonly editionId: string }
  readonly Querystring: Readonly<Record<string, string | undefined>>
}

const dayMs = 86_400_000

/** A text that is not published yet, as the public would get it if it went out at this moment. */
function asPublished({ edition, item, place, period, publicBody }: Opened, now: Date): PublicEditionView {
  return {
    editionId: edition.id,
    publicationId: edition.publicationId,
    no: edition.no,
    itemCode: item.code,
    classCode: item.classCode,
    period,
    title: publicBody.title,
    state: 'live',
    publishedAt: now.toISOString(),
    standsUntil: dayOf(new Date(now.getTime() + item.standsDays * dayMs)),
    changeNote: publicBody.changeNote,
    withdrawnAt: null,
    hiddenReason: null,
    hiding: null,
    withdrawnReason: null,
    place,
    // The desk shows what is for the village only as well: whoever writes it has to see it.
    item,
    body: publicBody,
    salt: null,
    audience: item.audience,
    withheld: null,
    commitment: '',
    log: { index: null, withdrawalIndex: null },
    supersededAt: null,
    asOf: publicBody.asOf,
    editions: [],
    differences: [],
    questions: [],
    demo: false,
  }
}

/** One section on a sheet that is otherwise empty, so that the writer sees how it will hang. */
function sheetOf(scene: Scene, { edition, item, period, place, publicBody }: Opened): BoardSheet {
  const { reader, now, county } = scene
  const from = dayOf(now)
  const to = dayOf(new Date(now.getTime() + item.standsDays * dayMs))
  return {
    language: reader.language,
    title: reader.say('text.board.title', { place: place.name }),
    period: periodWords(reader, period),
    village: { code: place.code, name: place.name, within: reader.name(county.around.countyName) },
    stands: { from, to },
    sections: [
      {
        heading: publicBody.title,
        affairs: item.affairs,
        address: `${reader.origin}/e/${edition.id}`,
        standsUntil: to,
        content: publicBody.content,
      },
    ],
    issuer: place.name,
    oversight: reader.say('text.board.oversight', { place: place.name }),
    contacts: [],
    address: `${reader.origin}/v/${place.code}/open`,
    ...(county.around.demo ? { mark: reader.say('text.common.demo') } : {}),
  }
}

/**
 * The routes behind the disclosure desk that answer pages and pictures instead of JSON: a text as each channel will show it, drawn by
 * the very renderers of the channels. They are only for staff who may read the text.
 */
export function mountPreviews(fastify: FastifyInstance, options: PreviewOptions): void {
  const { run, db, county, clock, log } = options
  const readCounty = countyReader(db, county, options.recordNumber)
  const press: BoardPress = boardPress()
  fastify.addHook('onClose', () => press.close())

  async function sceneFor(request: FastifyRequest, skin: PortalSkin): Promise<Scene> {
    const reader = readerOf(request)
    const now = clock.now()
    return { reader: { ...reader, skin }, county: await readCounty(performance.now(), now), now }
  }

  async function opened(request: FastifyRequest<EditionAt>): Promise<Opened> {
    const caller = await options.callerOf(request)
    return run(getEdition, caller, { editionId: request.params.editionId })
  }

  const guarded =
    <Route extends { Params?: unknown; Querystring?: unknown }>(
      answer: (request: FastifyRequest<Route>, reply: FastifyReply) => Promise<FastifyReply>,
    ) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      try {
        return await answer(request as unknown as FastifyRequest<Route>, reply)
      } catch (error) {
        return answerError(log, error, request, reply)
      }
    }

  /** The document as the channel sends it, with the policy under which it would run there. */
  async function drawn(scene: Scene, text: Opened, channel: string): Promise<{ document: string; policy: string }> {
    const { now, reader } = scene
    const { villages, around } = scene.county
    const view = asPublished(text, now)
    const village = villages.get(text.place.code)
    if (channel !== 'touch' && channel !== 'tv') {
      const page = editionPage(scene, village, view)
      return {
        document: layOut(reader, around, { ...page, unlisted: true }),
        policy: contentPolicy(reader.skin),
      }
    }
    refuseUnless(village, 'place-unknown')
    return channel === 'touch'
      ? { document: await touchEditionHtml(scene, village, view), policy: touchPolicy }
      : { document: await tvEditionHtml(scene, village, view), policy: tvPolicy }
  }

  fastify.get(
    '/api/disclosure/editions/:editionId/preview',
    guarded<EditionAt>(async (request, reply) => {
      const { skin: channel = 'phone' } = request.query
      const [text, scene] = await Promise.all([
        opened(request),
        sceneFor(request, channel === 'elder' ? 'elder' : 'phone'),
      ])
      const { document, policy } = await drawn(scene, text, channel)
      return reply
        .headers({
          // The workbench shows it in a frame in which nothing runs and nothing can be sent.
          'content-security-policy': `${policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")}; sandbox`,
          'x-frame-options': 'SAMEORIGIN',
          'cache-control': 'no-store',
        })
        .type('text/html; charset=utf-8')
        .send(document.replaceAll(/<script[^>]*>.*?<\/script>/gs, ''))
    }),
  )

  fastify.get(
    '/api/disclosure/editions/:editionId/board',
    guarded<EditionAt>(async (request, reply) => {
      const [text, scene] = await Promise.all([opened(request), sceneFor(request, 'phone')])
      const svg = await press.picture(sheetOf(scene, text), 'a4')
      return reply
        .headers({
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
          'cache-control': 'no-store',
        })
        .type('image/svg+xml')
        .send(svg)
    }),
  )
}
