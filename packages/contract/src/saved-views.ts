import { z } from 'zod'
import { id, operation, requestId } from './operation.ts'

const list = z
  .string()
  .max(60)
  .regex(/^list[A-Z][A-Za-z]*$/)
  .describe('the name of the operation that answers the list')

export const listSavedViews = operation({
  name: 'listSavedViews',
  kind: 'read',
  method: 'GET',
  path: '/api/saved-views',
  audience: 'staff',
  summary: 'My saved views of a list',
  input: z.object({ list }),
  output: z.object({ views: z.array(z.object({ id, name: z.string(), query: z.string() })) }),
  refusals: [],
  offline: false,
})

export const saveView = operation({
  name: 'saveView',
  kind: 'write',
  subject: { kind: 'saved-views', id: 'output.id' },
  method: 'POST',
  path: '/api/saved-views',
  audience: 'staff',
  summary: 'Keep the filter of a list under a name',
  input: z.object({
    requestId,
    list,
    name: z.string().trim().min(1).max(40),
    query: z.string().max(1000).describe('the filter as it stands in the address'),
  }),
  output: z.object({ id }),
  refusals: ['bad-input'],
  offline: false,
})

export const deleteView = operation({
  name: 'deleteView',
  kind: 'write',
  subject: { kind: 'saved-views', id: 'input.viewId' },
  method: 'DELETE',
  path: '/api/saved-views/:viewId',
  audience: 'staff',
  summary: 'Forget a saved view',
  input: z.object({ requestId, viewId: id }),
  output: z.object({ id }),
  refusals: ['not-found'],
  offline: false,
})
