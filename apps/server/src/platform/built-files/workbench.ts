import { relative, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { cacheOf } from './cache.ts'

const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"

/** The built workbench with its sign-in page, the wall screen and its worker; `folder` is what Vite has written. */
export async function mountWorkbench(fastify: FastifyInstance, folder: string): Promise<void> {
  await fastify.register(fastifyStatic, {
    preCompressed: true,
    index: false,
    cacheControl: false,
    root: `${folder}assets`,
    prefix: '/staff/assets/',
    // Called for whatever is sent from the folder, pages too: the name decides, not the address it was asked under.
    setHeaders: (reply, path) => {
      const name = relative(folder, path).split(sep).join('/')
      reply.header('cache-control', cacheOf(name.replace(/\.(?:br|gz)$/, '')))
    },
  })
  const page = (name: string) => (_request: unknown, reply: FastifyReply) =>
    reply.header('content-security-policy', policy).sendFile(name, folder)
  fastify.get('/cockpit', (_request, reply) => reply.redirect('/cockpit/'))
  fastify.get('/cockpit/', page('cockpit.html'))
  fastify.get('/staff', (_request, reply) => reply.redirect('/staff/'))
  fastify.get('/staff/sign-in', page('sign-in.html'))
  fastify.get('/staff/favicon.svg', page('favicon.svg'))
  fastify.get('/staff/push-worker.js', page('push-worker.js'))
  // The workbench keeps its own addresses, so any other one is its first page.
  fastify.get('/staff/*', page('index.html'))
}
