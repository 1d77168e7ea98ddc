/** What `npm run new operation` writes: its declaration, its handler, its sentences, and a test of who may. */
import { changesOfSentences, contractOf, findHandlers, holdersOf, inTurn, kebab, withImport } from './sources.mjs'

/** Roles that reach one village of two, so that a test can go to the other one. */
const OF_A_VILLAGE = ['village-clerk', 'village-leader', 'oversight-member']

const declaration = ({ name, kind, permission, en }) => {
  const write = kind === 'write'
  return `
export const ${name} = operation({
  name: '${name}',
  kind: '${kind}',
${write ? `  subject: { kind: 'places', id: 'input.placeId' },\n` : ''}  method: '${write ? 'POST' : 'GET'}',
  path: '/api/places/:placeId/${kebab(name)}',
  audience: 'staff',
  permission: '${permission}',
  summary: '${en.replaceAll("'", '’')}',
  input: z.object({ ${write ? 'requestId, ' : ''}placeId: id }),
  output: z.object({ id${write ? '' : ', askedAt: instant'} }),
  refusals: ['not-allowed', 'not-found'${write ? ", 'request-reused'" : ''}],
  offline: false,
})
`
}

const handler = ({
  name,
  kind,
  permission,
}) => `  ${name}: async ({ tx, by, input${kind === 'write' ? '' : ', now'} }: Asked<'${name}'>): Answer<'${name}'> => {
    const place = await findPlace(tx, input.placeId)
    refuseUnless(place && mayDo(by, '${permission}', place), 'not-found')
    return { id: place.id${kind === 'write' ? '' : ', askedAt: now.toISOString()'} }
  },`

const story = ({ name, kind, role, en }) => {
  const write = kind === 'write'
  const input = write ? 'requestId: uuidv7(), placeId' : 'placeId'
  return `import { ${name} } from '@xiangzhi/contract'
${write ? `import { v7 as uuidv7 } from 'uuid'\n` : ''}import { describe, expect, it } from 'vitest'
import { makeWorld } from './testing-world.ts'

describe('${en.replaceAll("'", '’').toLowerCase()}', () => {
  it('is for whoever may, within reach', async () => {
    const world = await makeWorld()
    const ask = (by: Parameters<typeof world.run>[1], placeId: string) => world.run(${name}, by, { ${input} })
    expect(await ask(world.staff('${role}'), world.places.village)).toMatchObject({ id: world.places.village })
${
  OF_A_VILLAGE.includes(role)
    ? `    await expect(ask(world.staff('${role}'), world.places.otherVillage)).rejects.toMatchObject({ code: 'not-found' })\n`
    : ''
}    await expect(ask(world.villager, world.places.village)).rejects.toMatchObject({ code: 'sign-in-first' })
  })
})
`
}

/** @returns {import('./index.mjs').Plan} */
export const planOperation = ([folder, name, kind, permission, zh, en], root) => {
  const handlers = findHandlers(folder, root)
  if (handlers === undefined) return { problem: `apps/server/src/${folder}/idea.ts brings no operations` }
  const holders = holdersOf(permission, root)
  if (holders === undefined) return { problem: `${permission} is not in packages/language/src/permissions.ts` }
  const role = OF_A_VILLAGE.find((one) => holders.includes(one)) ?? holders[0]
  const operation = { name, kind, permission, role, en }
  const contract = contractOf(folder, [name], root)
  const shapes = ['id', kind === 'write' ? 'requestId' : 'instant', 'operation']
  const declared = inTurn(
    (text) => text + declaration(operation),
    withImport(shapes, './operation.ts'),
    withImport(['z'], 'zod'),
  )
  return {
    writes: {
      [`apps/server/src/api/${kebab(name)}.test.ts`]: story(operation),
      ...(contract.there ? {} : { [contract.path]: declared('') }),
    },
    changes: {
      ...(contract.there ? { [contract.path]: declared } : {}),
      ...contract.changes,
      [handlers.path]: inTurn(
        handlers.add(handler(operation)),
        withImport(['Answer', 'Asked'], '#platform/asked', true),
        withImport(['findPlace'], handlers.module === 'kernel/places' ? './reads.ts' : '#kernel/places'),
        withImport(['mayDo'], '@xiangzhi/language'),
        withImport(['refuseUnless'], '#platform/refusal'),
      ),
      ...changesOfSentences('api-operations', { [`text.api.operation.${name}`]: [zh, en] }),
      // What a change is called in the audit trail.
      ...(kind === 'write'
        ? changesOfSentences('admin-operations', { [`text.admin.operation.${name}`]: [zh, en] })
        : {}),
    },
    next: [
      'Say in the contract what it takes and answers, and do it in the handler; the test says who may.',
      'docs/how-to/add-an-operation.md',
    ],
  }
}
