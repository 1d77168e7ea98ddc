import {
  actAsReporter,
  answerQuestion,
  askReporter,
  commentOnCase,
  followCase,
  getCase,
  getProgress,
  listPublicCases,
  openReport,
} from '@xiangzhi/contract'
import type { ProcessDeclaration } from '@xiangzhi/language'
import { processes as declarations } from '@xiangzhi/practices'
import { v7 as uuidv7 } from 'uuid'
import { afterEach, describe, expect, it } from 'vitest'
import { leaveNumber, listReportsOfPhone } from '#kernel/cases'
import { know, wire } from '#wiring'
import { sql } from '#platform/database'
import { act, untilClosed } from './api/testing-cases.ts'
import { makeWorld } from './api/testing-world.ts'
import { closePosts, makePost } from './testing-post.ts'
import { merge, report, roamer, seal, versionOf } from './testing-related.ts'

// proves: P032 P071

afterEach(closePosts)

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
    // Staff are told whose reporter it was, by the number of the report and by nothing else.
    const { events } = await world.run(getCase, roamer(world), { caseId: last.id })
    const told = events
      .filter(({ byKind, no }) => byKind === 'reporter' && no > 1)
      .map(({ action, facts }) => [action, facts['reporterOf']])
    expect(told).toEqual([
      ['answer', { id: first.id, number: first.number }],
      ['confirm', { id: second.id, number: second.number }],
      ['contest', { id: first.id, number: first.number }],
    ])
    for (const { token } of [second, last])
      expect(JSON.stringify(await world.run(getProgress, world.villager, { token }))).not.toContain(first.number)
    const own = await world.db.read(world.county, (tx) =>
      listReportsOfPhone(tx, world.processes, world.sealing.hash('phone', '13911110001')),
    )
    expect(own).toMatchObject([{ number: first.number, status: 'in-hand', state: 'contested' }])
  })

  it('see no field and no file that another reporter handed in, and their own as it was', async () => {
    const world = await makeWorld()
    // A process whose reporters hand in, when they contest, what its opening asks for too.
    const declared = declarations.map((one): ProcessDeclaration => {
      const { contest } = one.transitions
      if (one.key !== 'grid-event' || !contest) return one
      return { ...one, transitions: { ...one.transitions, contest: { ...contest, asks: ['stillWrong', 'photos'] } } }
    })
    const run = wire(world, know(declared)).runFor(world.county)
    const photo = async (shade: number): Promise<string> => {
      // Handed in for the request of the same id.
      const id = uuidv7()
      await world.db.write(world.county, (tx) =>
        tx.run(sql`insert into file_upload (county, id, media_type, bytes, sha256, store_key, name, uploaded_at, for_request)
          values (${world.county}, ${id}, 'image/jpeg', 9, ${Buffer.alloc(32, shade)}, ${id}, 'p.jpg', ${world.clock.now()}, ${id})`),
      )
      return id
    }
    const [before, after, again] = [await photo(1), await photo(2), await photo(3)]
    const joined = await report(world, 'grid')
    const own = await run(openReport, world.villager, {
      requestId: before,
      category: 'R0301',
      placeId: world.places.grid,
      description: '水从井口漫出来',
      fields: { photos: [before] },
    })
    await merge(world, joined.id, own.id)
    await untilClosed(world, own.id)
    const contest = async (token: string, file: string): Promise<void> => {
      const fields = { stillWrong: '还是漫', photos: [file] }
      await run(actAsReporter, world.villager, { token, requestId: file, transition: 'contest', fields })
    }
    await contest(own.token, again)
    // Closed once more, without the whole way there.
    await world.db.write(world.county, (tx) =>
      tx.run(sql`update case_record set state = 'closed', status = 'done', is_open = false, closed_at = ${world.clock.now()}
        where county = ${world.county} and id = ${own.id}`),
    )
    await contest(joined.token, after)
    const { fields, files: shown } = await run(getProgress, world.villager, { token: own.token })
    expect([fields['photos'], shown.map(({ id }) => id).toSorted()]).toEqual([[again], [before, again].toSorted()])
    // The office sees all of it, by whom it came.
    const { files } = await run(getCase, roamer(world), { caseId: own.id })
    expect(files.map(({ id }) => id).toSorted()).toEqual([before, after, again].toSorted())
  })

  it('read of questions and answers only what was put to them and what they said, and that others answered', async () => {
    const world = await makeWorld()
    const [joined, own] = [await report(world, 'grid'), await report(world, 'grid')]
    const ask = async (question: string) => {
      const version = await versionOf(world, roamer(world), own.id)
      await world.run(askReporter, roamer(world), { caseId: own.id, requestId: uuidv7(), version, question })
      world.clock.set(new Date(world.clock.now().getTime() + 60_000))
    }
    const progress = (token: string) => world.run(getProgress, world.villager, { token })
    const asked = async (token: string) => (await progress(token)).questions.map(({ question }) => question)
    const answered = async (token: string, question: string, answer: string) => {
      const { questions } = await progress(own.token)
      const questionId = questions.find((one) => one.question === question)?.id ?? ''
      await world.run(answerQuestion, world.villager, { token, requestId: uuidv7(), questionId, answer })
    }
    await ask('您家西头老槐树下那户还在漏吗？')
    await merge(world, joined.id, own.id)
    await ask('今天水退了没有？')
    expect(await asked(joined.token)).toEqual(['今天水退了没有？'])
    expect(await asked(own.token)).toHaveLength(2)
    await expect(answered(joined.token, '您家西头老槐树下那户还在漏吗？', '不是我家')).rejects.toMatchObject({
      code: 'nothing-to-answer',
    })
    await answered(joined.token, '今天水退了没有？', '我住河湾子，退了')
    await answered(own.token, '您家西头老槐树下那户还在漏吗？', '还在漏')
    expect((await progress(joined.token)).questions).toMatchObject([{ answer: '我住河湾子，退了' }])
    const seen = await progress(own.token)
    expect(seen.questions).toMatchObject([{ answer: '还在漏' }])
    expect(JSON.stringify(seen)).not.toContain('河湾子')
    expect(seen.timeline.filter(({ action }) => action === 'answer')).toHaveLength(2)
  })

  it('a stranger who follows reads that something was asked, and never the words', async () => {
    const world = await makeWorld()
    const { id, token } = await report(world, 'grid')
    const question = '赵秀兰大娘，您家北二巷7号几时有人？'
    const version = await versionOf(world, roamer(world), id)
    await world.run(askReporter, roamer(world), { caseId: id, requestId: uuidv7(), version, question })
    const followed = await world.run(followCase, world.villager, { caseId: id, requestId: uuidv7() })
    const seen = await world.run(getProgress, world.villager, { token: followed.token })
    expect(seen.timeline.at(-1)).toMatchObject({ action: 'ask', publicNote: null })
    expect(JSON.stringify(seen)).not.toContain('北二巷')
    expect((await world.run(getProgress, world.villager, { token })).questions).toMatchObject([{ question }])
    expect((await world.run(getCase, roamer(world), { caseId: id })).events.at(-1)).toMatchObject({
      note: question,
      publicNote: null,
    })
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
