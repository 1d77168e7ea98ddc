import {
  actAsReporter,
  answerQuestion,
  askReporter,
  commentOnCase,
  getCase,
  getProgress,
  linkCase,
  listPublicCases,
  mergeCase,
  openReport,
  sealCase,
  whistleCase,
  followCase,
} from '@xiangzhi/contract'
import { type Actor, type Grant, type StaffRole, staffRoleKeys, staffRoles } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, describe, expect, it } from 'vitest'
import { leaveNumber, listCounterDifferences, listReportsOfPhone } from '#kernel/cases'
import { sql } from '#platform/database'
import { Refusal } from '#platform/refusal'
import { type Caller, listOperations, type Run } from '#api'
import { act, untilClosed } from './api/testing-cases.ts'
import { makeWorld, type World } from './api/testing-world.ts'
import { closePosts, makePost, type Post } from './testing-post.ts'

// proves: P032 P071

afterEach(closePosts)

interface Opened {
  readonly id: string
  readonly number: string
  readonly token: string
  readonly words: string
}

const reads = listOperations().filter(({ kind, audience }) => kind === 'read' && audience === 'staff')

function holder(world: World, grants: readonly Grant[]): Caller & { kind: 'staff' } {
  const role = grants[0]?.role ?? 'grid-worker'
  const actor: Actor = { personId: world.staff(role).actor.personId, accountId: 'sweep', name: '扫描', grants }
  return { kind: 'staff', actor, accountId: 'sweep', address: '127.0.0.1', language: 'zh-CN' }
}

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

/** Works in both grids, so that cases of the two can be joined. */
const roamer = (world: World): Caller & { kind: 'staff' } =>
  holder(
    world,
    [world.places.grid, world.places.otherGrid].map((placeId) => ({
      role: 'grid-worker',
      reach: { kind: 'place', level: 'grid', placeId },
    })),
  )

let words = 0
async function report(world: World, grid: 'grid' | 'otherGrid', phone?: string): Promise<Opened> {
  words += 1
  const said = `暗语${words}号甲乙丙`
  const opened = await world.run(openReport, world.villager, {
    requestId: uuidv7(),
    category: 'R0301',
    placeId: world.places[grid],
    description: said,
    ...(phone === undefined ? {} : { reporter: { phone, wantsAnswer: true } }),
  })
  return { ...opened, words: said }
}

const versionOf = async (world: World, caller: Caller, caseId: string): Promise<number> =>
  (await world.run(getCase, caller, { caseId })).version

async function merge(world: World, from: string, into: string): Promise<void> {
  const caller = roamer(world)
  const version = await versionOf(world, caller, from)
  await world.run(mergeCase, caller, { caseId: from, requestId: uuidv7(), version, intoCaseId: into })
}

async function link(world: World, caseId: string, parentId: string | null): Promise<void> {
  const caller = roamer(world)
  const version = await versionOf(world, caller, caseId)
  await world.run(linkCase, caller, { caseId, requestId: uuidv7(), version, parentId })
}

async function seal(world: World, caseId: string, children: 'seal' | 'detach' = 'seal'): Promise<void> {
  const sealer = world.staff('intake-clerk')
  const version = await versionOf(world, sealer, caseId)
  await world.run(sealCase, sealer, { caseId, requestId: uuidv7(), version, reason: '涉及村干部', children })
}

async function whistle(world: World, caseId: string): Promise<Opened> {
  words += 1
  const wanted = `暗语${words}号哨子`
  const version = await versionOf(world, roamer(world), caseId)
  const { children } = await world.run(whistleCase, roamer(world), {
    caseId,
    requestId: uuidv7(),
    version,
    organisationIds: [world.units.water],
    wanted,
  })
  const [child] = children
  if (!child) throw new Error('no child')
  return { ...child, token: '', words: wanted }
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

const lists = new Set(['listCases', 'mapCases', 'myWork', 'listChanges', 'nearCases', 'countCases'])
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
              // The inbox keeps what somebody was told while they could read it; its words are of that time.
              if (operation.name === 'listMessages' && sealed !== 'not sealed') continue
              for (const secret of [hidden.id, hidden.number, hidden.words])
                expect(text, `${operation.name} of ${role} ${JSON.stringify(grant.reach)}`).not.toContain(secret)
            }
          }
        }
        expect(kept).toBeGreaterThan(60)
        // A detached child is no part of the sealed case any more; everywhere else somebody reads both, and sees the one there.
        if (sealed === 'not sealed') expect(shown, 'somebody who may read both sees it').toBeGreaterThan(0)
        expect(await world.db.read(world.county, (tx) => listCounterDifferences(tx))).toEqual([])
      }, 60_000)
    }
  }

  it('is asked of every operation that tells of cases', () => {
    for (const name of ['getCase', 'listMessages', ...lists]) {
      expect(reads.map((operation) => operation.name)).toContain(name)
      expect([...unheld]).not.toContain(name)
    }
  })
})

describe('reporters and followers of cases that were merged', () => {
  it('see the last case through every link of a chain, answer, confirm and contest it, and end no case of another', async () => {
    const world = await makeWorld()
    const [first, second, last] = [
      await report(world, 'grid', '13911110001'),
      await report(world, 'grid', '13911110002'),
      await report(world, 'grid', '13911110003'),
    ]
    const { token: followed } = await world.run(followCase, world.villager, { caseId: first.id, requestId: uuidv7() })
    await merge(world, first.id, second.id)
    await merge(world, second.id, last.id)
    const version = await versionOf(world, roamer(world), last.id)
    await world.run(askReporter, roamer(world), {
      caseId: last.id,
      requestId: uuidv7(),
      version,
      question: '水有多深？',
    })
    const view = await world.run(getProgress, world.villager, { token: first.token })
    expect(view).toMatchObject({ number: last.number, merged: true, description: first.words })
    expect(view.next).toEqual([])
    expect(JSON.stringify(view)).not.toContain(last.words)
    await world.run(answerQuestion, world.villager, {
      token: first.token,
      requestId: uuidv7(),
      questionId: view.questions[0]?.id ?? '',
      answer: '没过脚脖子',
    })
    expect((await world.run(getProgress, world.villager, { token: second.token })).questions).toEqual([])
    expect((await world.run(getCase, roamer(world), { caseId: last.id })).questions[0]?.answer).toBe('没过脚脖子')
    await untilClosed(world, last.id)
    for (const { token } of [first, second, last]) {
      const closed = await world.run(getProgress, world.villager, { token })
      expect(closed).toMatchObject({ status: 'done', number: last.number, publicNote: '排水沟已疏通' })
      expect(closed.next.map(({ transition }) => transition).toSorted()).toEqual(['confirm', 'contest'])
    }
    expect(await world.run(getProgress, world.villager, { token: followed })).toMatchObject({
      status: 'done',
      follower: true,
      next: [],
    })
    await world.run(actAsReporter, world.villager, { token: second.token, requestId: uuidv7(), transition: 'confirm' })
    await world.run(actAsReporter, world.villager, {
      token: first.token,
      requestId: uuidv7(),
      transition: 'contest',
      fields: { stillWrong: '又堵了' },
    })
    expect(await world.run(getCase, roamer(world), { caseId: last.id })).toMatchObject({
      state: 'contested',
      satisfied: false,
      mergedFrom: [{ number: first.number }, { number: second.number }],
    })
    const own = await world.db.read(world.county, (tx) =>
      listReportsOfPhone(tx, world.processes, world.sealing.hash('phone', '13911110001')),
    )
    expect(own).toMatchObject([{ number: first.number, status: 'in-hand', state: 'contested' }])
  })

  it('see after sealing that it goes on, always the same, and are written to no more; its own reporter sees all of it', async () => {
    const post = await makePost()
    const { world } = post
    const [merged, last] = [await report(world, 'grid', '13911110011'), await report(world, 'grid', '13911110012')]
    const { token: followed } = await world.run(followCase, world.villager, { caseId: last.id, requestId: uuidv7() })
    await world.db.write(world.county, (tx) =>
      leaveNumber(tx, world.sealing, {
        token: followed,
        phone: '13911110013',
        phoneHash: world.sealing.hash('phone', '13911110013'),
        now: world.clock.now(),
      }),
    )
    await merge(world, merged.id, last.id)
    await post.read()
    await post.send()
    const before = await Promise.all(
      [merged.token, followed].map((token) => world.run(getProgress, world.villager, { token })),
    )
    expect(before.map(({ neutral }) => neutral)).toEqual([false, false])
    await seal(world, last.id)
    post.sent.length = 0
    const seen = async () => [
      await world.run(getProgress, world.villager, { token: merged.token }),
      await world.run(getProgress, world.villager, { token: followed }),
    ]
    const sealed = await seen()
    expect(sealed.every(({ neutral, status }) => neutral && status === 'in-hand')).toBe(true)
    const liaison = world.staff('discipline-liaison')
    const version = await versionOf(world, liaison, last.id)
    await world.run(commentOnCase, liaison, { caseId: last.id, requestId: uuidv7(), version, publicNote: '已经约谈' })
    await world.run(askReporter, liaison, {
      caseId: last.id,
      requestId: uuidv7(),
      version: version + 1,
      question: '还有谁在场？',
    })
    await act(world, last.id, 'discipline-liaison', 'accept')
    await post.read()
    await post.send()
    expect(await seen()).toEqual(sealed)
    const own = await world.run(getProgress, world.villager, { token: last.token })
    expect(JSON.stringify(own)).toMatch(/已经约谈.*还有谁在场/s)
    expect(post.sent.filter(({ channel }) => channel === 'sms').map(({ to }) => to)).toEqual(['13911110012'])
    await expect(
      world.run(answerQuestion, world.villager, {
        token: merged.token,
        requestId: uuidv7(),
        questionId: own.questions[0]?.id ?? '',
        answer: '我也在',
      }),
    ).rejects.toMatchObject({ code: 'not-found' })
    const reports = await world.db.read(world.county, (tx) =>
      listReportsOfPhone(tx, world.processes, world.sealing.hash('phone', '13911110011')),
    )
    expect(reports).toMatchObject([{ status: 'in-hand', dueAt: null }])
    expect((await world.run(listPublicCases, world.villager, {})).rows).toEqual([])
  })

  it('a follower of what is not public any more sees that it goes on', async () => {
    const world = await makeWorld()
    const { id } = await report(world, 'grid')
    const { token } = await world.run(followCase, world.villager, { caseId: id, requestId: uuidv7() })
    expect((await world.run(getProgress, world.villager, { token })).neutral).toBe(false)
    await world.db.write(world.county, (tx) =>
      tx.run(sql`update case_record set is_public = false where county = ${tx.county} and id = ${id}`),
    )
    expect((await world.run(getProgress, world.villager, { token })).neutral).toBe(true)
  })

  it('each number is told once, by the newest link of its owner', async () => {
    const post = await makePost()
    const { world } = post
    const [one, other] = [await report(world, 'grid', '13911110021'), await report(world, 'grid', '13911110021')]
    const tokens: string[] = []
    for (const { id } of [one, other]) {
      const { token } = await world.run(followCase, world.villager, { caseId: id, requestId: uuidv7() })
      tokens.push(token)
    }
    await merge(world, one.id, other.id)
    for (const token of tokens) {
      const phone = '13911110022'
      await world.db.write(world.county, (tx) =>
        leaveNumber(tx, world.sealing, {
          token,
          phone,
          phoneHash: world.sealing.hash('phone', phone),
          now: world.clock.now(),
        }),
      )
    }
    const left = await Promise.all(tokens.map((token) => world.run(getProgress, world.villager, { token })))
    expect(left.filter(({ numberLeft }) => numberLeft)).toHaveLength(1)
    await act(world, other.id, 'grid-worker', 'accept')
    await post.read()
    await post.send()
    expect(post.sent.filter(({ template }) => template === 'followed').map(({ to }) => to)).toEqual(['13911110022'])
  })
})
