import { getCase, getEdition } from '@xiangzhi/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApprovalCarryOuts } from '#platform/approvals'
import type { Clock } from '#platform/clock'
import type { Database } from '#platform/database'
import { type FileStore, mountFiles } from '#platform/files'
import type { Idea } from '#platform/idea'
import type { Sealing } from '#platform/sealing'
import { mountSignIn, type SignIn } from '#platform/sign-in'
import { allowedInside, removeOldDeliveries } from '#platform/webhooks'
import { type Processes, secondPersonTeller } from '#kernel/cases'
import { listAttached } from '#kernel/publications'
import { administrationOperations } from './administration/index.ts'
import { approvalOperations } from './approval-operations.ts'
import type { Caller } from './handlers.ts'
import { listOperations, mountApi } from './http.ts'
import { keyCarryOuts, keyOperations } from './key-operations.ts'
import { exportOperations } from './large-exports.ts'
import { mountLive } from './live.ts'
import { openApiDocument } from './open-api.ts'
import { mountReference } from './reference-page.ts'
import type { Run } from './run.ts'
import { sessionOperations } from './session-operations.ts'
import { signInHooks } from './sign-in-hooks.ts'
import { webhookOperations } from './webhook-operations.ts'
import { runWebhooks } from './webhook-runner.ts'

const HOUR_MS = 3_600_000

/** Every operation of the contract under its address, the page that describes them, and the stream of a wall screen. */
export const interfaceIdea = {
  mount: (fastify: FastifyInstance, served: Parameters<typeof mountApi>[1] & Parameters<typeof mountLive>[1]) => {
    mountApi(fastify, served)
    mountReference(fastify)
    mountLive(fastify, served)
    const document = JSON.stringify(openApiDocument())
    fastify.get('/api/openapi.json', (_request, reply) =>
      reply.header('content-type', 'application/json; charset=utf-8').send(document),
    )
  },
} satisfies Idea

interface SignInServed {
  readonly signIn: SignIn
  readonly db: Database
  readonly county: number
  readonly clock: Clock
}

/** Who is signed in, and signing in. */
export const signInIdea = {
  operations: () => sessionOperations,
  mount: (fastify: FastifyInstance, { signIn, ...served }: SignInServed) =>
    mountSignIn(fastify, signIn, signInHooks(served)),
} satisfies Idea

/** Administration: configuration, audit trail, rights and accounts. */
export const administrationIdea = {
  operations: ({ signIn }: { readonly signIn: SignIn }) => administrationOperations(signIn),
} satisfies Idea

/** What needs a second person. */
export const approvalsIdea = {
  operations: ({ approvals, processes }: { readonly approvals: ApprovalCarryOuts; readonly processes: Processes }) =>
    approvalOperations(approvals, secondPersonTeller(processes)),
} satisfies Idea

/** Files that are taken out. */
export const exportsIdea = { operations: () => exportOperations(listOperations) } satisfies Idea

/** Keys of connected systems. */
export const keysIdea = { operations: () => keyOperations, approvals: () => keyCarryOuts } satisfies Idea

interface WebhooksRunning {
  readonly db: Database
  readonly county: number
  readonly processes: Processes
  readonly sealing: Sealing
  readonly clock: Clock
}

/** Webhooks of connected systems. */
export const webhooksIdea = {
  operations: () => webhookOperations,
  jobs: (running: WebhooksRunning) => {
    const { db, county, clock } = running
    const allowed = allowedInside(process.env.WEBHOOK_ALLOW)
    return [
      { name: 'webhooks', everyMs: 5000, work: () => runWebhooks({ ...running, allowed }) },
      { name: 'old deliveries', everyMs: HOUR_MS, work: () => removeOldDeliveries(db, county, clock.now()) },
    ]
  },
} satisfies Idea

interface FilesServed {
  readonly db: Database
  readonly county: number
  readonly store: FileStore
  readonly clock: Clock
  readonly run: Run
  readonly callerOf: (request: FastifyRequest) => Promise<Caller>
}

/** Files of staff: whoever may read a case or a text on its way to the public may read what is attached to it. */
export const attachedFilesIdea = {
  mount: (fastify: FastifyInstance, { run, ...served }: FilesServed) =>
    mountFiles<Caller>(fastify, {
      ...served,
      holders: {
        case: async (caller, caseId) => (await run(getCase, caller, { caseId })).files.map(({ id }) => id),
        edition: async (caller, editionId) =>
          listAttached((await run(getEdition, caller, { editionId })).edition.content).map(({ fileId }) => fileId),
      },
    }),
} satisfies Idea
