import { commentOnCase, declareRelation, getCase, linkCase, mergeCase } from '@xiangzhi/contract'
import { type Grant, type StaffRole, staffRoleKeys, staffRoles } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, describe, expect, it } from 'vitest'
import { listCounterDifferences } from '#kernel/cases'
import { addPersons, addRelation } from '#kernel/people'
import { sql } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { type Caller, listOperations } from '#api'
import { makeWorld, type World } from './api/testing-world.ts'
import { closePosts, makePost, type Post } from './testing-post.ts'
import { holder, link, merge, type Opened, report, roamer, seal, versionOf, whistle } from './testing-related.ts'

// proves: P032 P071

afterEach(closePosts)

const reads = listOperations().filter(({ kind, audience }) => kind === 'read' && audience === 'staff')

function reachesOf(world: World, role: StaffRole): Grant[] {
  const level = staffRoles[role]
  if (level === 'organisation')
    return [world.units.water, world.units.roads].map((organisationId) => ({
      role,
      reach: { kind: 'organisation', organisationId },
    }))
  const ids = {
    county: [world.places.county],
    town: [world.places.town],
    village: [world.places.village, world.places.otherVillage],
    grid: [world.places.grid, world.places.otherGrid],
  }[level]
  return ids.map((placeId) => ({ role, reach: { kind: 'place', level, placeId } }))
}

/** Two cases of which one could be seen through the other, and which one would be sealed. */
interface Pair {
  readonly hidden: Opened
  readonly seen: Opened
  /** What is sealed where that is asked; by default the hidden one. */
  readonly sealable?: string
}

const relations: Readonly<Record<string, (world: World) => Promise<Pair>>> = {
  'the parent through its child': async (world) => {
    const hidden = await report(world, 'grid')
    return { hidden, seen: await whistle(world, hidden.id) }
  },
  'the child through its parent': async (world) => {
    const seen = await report(world, 'grid')
    const hidden = await whistle(world, seen.id)
    // What was whistled for stands on the parent; what the department wrote stands on the child alone.
    const note = `${hidden.words}内部`
    const handler = world.staff('department-handler')
    await world.run(commentOnCase, handler, { caseId: hidden.id, requestId: uuidv7(), version: 1, note })
    return { hidden: { ...hidden, words: note }, seen, sealable: seen.id }
  },
  'the case it was made a part of': async (world) => {
    const [hidden, seen] = [await report(world, 'otherGrid'), await report(world, 'grid')]
    await link(world, seen.id, hidden.id)
    return { hidden, seen }
  },
  'a case that was made a part of it': async (world) => {
    const [hidden, seen] = [await report(world, 'otherGrid'), await report(world, 'grid')]
    await link(world, hidden.id, seen.id)
    return { hidden, seen }
  },
  'the case it was a part of once': async (world) => {
    const [hidden, seen] = [await report(world, 'otherGrid'), await report(world, 'grid')]
    await link(world, seen.id, hidden.id)
    await link(world, seen.id, null)
    return { hidden, seen }
  },
  'the case it was merged into': async (world) => {
    const [hidden, seen] = [await report(world, 'otherGrid'), await report(world, 'grid')]
    await merge(world, seen.id, hidden.id)
    return { hidden, seen }
  },
  'a case that was merged into it': async (world) => {
    const [hidden, seen] = [await report(world, 'otherGrid'), await report(world, 'grid')]
    await merge(world, hidden.id, seen.id)
    return { hidden, seen, sealable: seen.id }
  },
  'the first of a chain of merges through the last': async (world) => {
    const [hidden, middle, seen] = [
      await report(world, 'otherGrid'),
      await report(world, 'grid'),
      await report(world, 'grid'),
    ]
    await merge(world, hidden.id, middle.id)
    await merge(world, middle.id, seen.id)
    return { hidden, seen, sealable: seen.id }
  },
  'the last of a chain of merges through the first': async (world) => {
    const [seen, middle, hidden] = [
      await report(world, 'grid'),
      await report(world, 'grid'),
      await report(world, 'otherGrid'),
    ]
    await merge(world, seen.id, middle.id)
    await merge(world, middle.id, hidden.id)
    return { hidden, seen }
  },
}

/** An input that passes the check, made from the schema alone, with the case that is seen wherever a case may be named. */
function inputFor(operation: (typeof reads)[number], caseId: string): Record<string, unknown> {
  const candidates: readonly unknown[] = [caseId, 'true', '2026-11-23', 'x', 'grid', 1, [caseId], [], 'status', null]
  const given: Record<string, unknown> = {}
  for (let round = 0; round < 40; round += 1) {
    const parsed = operation.input.safeParse(given)
    if (parsed.success) return given
    const key = String(parsed.error.issues[0]?.path[0] ?? '')
    given[key] = candidates[candidates.indexOf(given[key]) + 1]
  }
  return given
}

const lists = new Set([
  'listCases',
  'mapCases',
  'myWork',
  'countMyWork',
  'listChanges',
  'nearCases',
  'countCases',
  'listApprovals',
])
const unheld = new Set<string>()

/** What somebody is answered; nothing where it is refused, or where this world does not have the operation. */
async function answered(
  post: Post,
  operation: (typeof reads)[number],
  caller: Caller,
  caseId: string,
): Promise<string> {
  const run = /Message|Deliver|Push|Inbox|Unread/.test(operation.name) ? post.run : post.world.run
  try {
    const answer: unknown = await run(operation, caller, inputFor(operation, caseId))
    return answer instanceof Uint8Array ? Buffer.from(answer).toString() : JSON.stringify(answer)
  } catch (error) {
    if (error instanceof Refusal) return ''
    if (!(error instanceof Error) || !error.message.endsWith('has no handler')) throw error
    unheld.add(operation.name)
    return ''
  }
}

async function mayRead(world: World, caller: Caller, caseId: string): Promise<boolean> {
  try {
    await world.run(getCase, caller, { caseId })
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}

describe('a case seen through another case', () => {
  for (const [relation, make] of Object.entries(relations)) {
    for (const sealed of ['not sealed', 'seal', 'detach'] as const) {
      it(`${relation}, ${sealed}: nobody sees of it what they may not read`, async () => {
        const post: Post = await makePost()
        const { world } = post
        const { hidden, seen, sealable } = await make(world)
        if (sealed !== 'not sealed') await seal(world, sealable ?? hidden.id, sealed)
        // Two minutes later the feed of changes gives out all of it.
        world.clock.set(new Date(world.clock.now().getTime() + 120_000))
        await post.read()
        let [kept, shown] = [0, 0]
        for (const role of staffRoleKeys) {
          for (const grant of reachesOf(world, role)) {
            const caller = holder(world, [grant])
            const readsIt = await mayRead(world, caller, hidden.id)
            const sees = await mayRead(world, caller, seen.id)
            // Whoever may read neither is asked about lists only; whoever may read both shows that there is something to see.
            const asked = reads.filter(({ name }) => (readsIt ? sees && name === 'getCase' : sees || lists.has(name)))
            for (const operation of asked) {
              const text = await answered(post, operation, caller, seen.id)
              if (readsIt) {
                if (text.includes(hidden.number)) shown += 1
                continue
              }
              kept += 1
              for (const secret of [hidden.id, hidden.number, hidden.words])
                expect(text, `${operation.name} of ${role} ${JSON.stringify(grant.reach)}`).not.toContain(secret)
            }
          }
        }
        expect(kept).toBeGreaterThan(60)
        // A detached child is no part of the sealed case any more; everywhere else somebody reads both, and sees the one there.
        if (sealed === 'not sealed') expect(shown, 'somebody who may read both sees it').toBeGreaterThan(0)
        expect(await world.db.read(world.county, (tx) => listCounterDifferences(tx))).toEqual([])
      })
    }
  }

  it('is kept from whoever is reported in it and from their near kin, whatever operation they ask', async () => {
    const post = await makePost()
    const { world } = post
    const hidden = await report(world, 'grid')
    const kin = uuidv7()
    await world.db.write(world.county, (tx) =>
      addPersons(tx, world.sealing, [{ id: kin, name: '陆远' }], world.clock.now()),
    )
    // As a keeper of relations declared it and a second person granted it.
    const keptByOthers = (personId: string, otherPersonId: string) => ({
      id: uuidv7(),
      personId,
      kind: 'family' as const,
      otherPersonId,
      organisationId: null,
      otherName: null,
      note: null,
      heldFrom: '2026-11-01',
      declaredBy: world.other('county-admin').actor.personId,
    })
    for (const [n, role] of staffRoleKeys.entries()) {
      const { personId } = world.staff(role).actor
      // Every second of them is kin of who is reported, declared by one side or by the other.
      const declared = { requestId: uuidv7(), kind: 'family' as const, heldFrom: '2026-11-01' }
      if (n % 4 === 1) await world.run(declareRelation, world.staff(role), { ...declared, otherPersonId: kin })
      if (n % 4 === 3)
        await world.db.write(world.county, (tx) => addRelation(tx, keptByOthers(kin, personId), world.clock.now()))
      await world.db.write(world.county, (tx) =>
        tx.run(sql`insert into case_concerned (county, case_id, id, part, person_id, named_by, named_at)
          values (${tx.county}, ${hidden.id}, ${uuidv7()}, 'reported', ${n % 2 === 1 ? kin : personId}, ${personId},
            ${world.clock.now()}) on conflict do nothing`),
      )
    }
    world.clock.set(new Date(world.clock.now().getTime() + 120_000))
    await post.read()
    const readers = async (): Promise<number> => {
      let found = 0
      for (const role of staffRoleKeys)
        for (const grant of reachesOf(world, role)) {
          const caller = holder(world, [grant])
          for (const operation of reads.filter(({ name }) => lists.has(name) || /Case|Message/.test(name))) {
            const text = await answered(post, operation, caller, hidden.id)
            found += Number([hidden.number, hidden.words].some((secret) => text.includes(secret)))
          }
        }
      return found
    }
    expect(await readers()).toBe(0)
    await world.db.write(world.county, (tx) =>
      tx.run(sql`update case_concerned set part = 'party' where county = ${tx.county} and case_id = ${hidden.id}`),
    )
    expect(await readers()).toBeGreaterThan(10)
    await world.db.write(world.county, (tx) =>
      tx.run(sql`update case_record set confidentiality = 'sealed' where county = ${tx.county} and id = ${hidden.id}`),
    )
    expect(await readers()).toBe(0)
  })

  it('is asked of every operation that tells of cases', () => {
    for (const name of ['getCase', 'listMessages', ...lists]) {
      expect(reads.map((operation) => operation.name)).toContain(name)
      expect([...unheld]).not.toContain(name)
    }
  })
})

it('a sealed case and one that is not are not joined, even by whoever may act on both', async () => {
  const world = await makeWorld()
  const [open, sealed] = [await report(world, 'grid'), await report(world, 'grid')]
  await seal(world, sealed.id)
  const { county: placeId } = world.places
  const both = holder(world, [
    ...roamer(world).actor.grants,
    { role: 'discipline-liaison', reach: { kind: 'place', level: 'county', placeId } },
  ])
  const version = await versionOf(world, both, open.id)
  const given = { caseId: open.id, version }
  const refused = { code: 'not-from-this-state' }
  await expect(
    world.run(mergeCase, both, { ...given, requestId: uuidv7(), intoCaseId: sealed.id }),
  ).rejects.toMatchObject(refused)
  await expect(world.run(linkCase, both, { ...given, requestId: uuidv7(), parentId: sealed.id })).rejects.toMatchObject(
    refused,
  )
  expect(await versionOf(world, both, open.id)).toBe(version)
})

it('what was merged into a case, also by way of another, is sealed with it', async () => {
  const world = await makeWorld()
  const [first, second, last] = [await report(world, 'grid'), await report(world, 'grid'), await report(world, 'grid')]
  await merge(world, first.id, second.id)
  await merge(world, second.id, last.id)
  await seal(world, last.id)
  const degrees = await world.db.read(world.county, (tx) =>
    tx.rows<{ degree: string }>(sql`select confidentiality as degree from case_record where county = ${tx.county}
      and id = any(${[first.id, second.id, last.id]}::uuid[])`),
  )
  expect(degrees).toEqual([{ degree: 'sealed' }, { degree: 'sealed' }, { degree: 'sealed' }])
})
