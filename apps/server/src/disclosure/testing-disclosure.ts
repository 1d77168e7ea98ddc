import {
  askToHideEdition,
  assessImpact,
  confirmDoubts,
  decideApproval,
  forwardSteps,
  getEdition,
  listImpacts,
  moveEditions,
  openDraft,
  saveDraft,
} from '@xiangzhi/contract'
import type { Content, PackDisclosure } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import type { Caller } from '#api'
import { makeWorld, type World } from '#api/testing'
import { planDuties } from '#kernel/duties'
import { saveConfigPart } from '#platform/county-config'

const pack: PackDisclosure = {
  catalogues: ['huangsheng', 'prompt'],
  limits: { answerWithin: { days: 10 } },
  overrides: [],
  boards: [
    {
      key: 'medical',
      name: { zh: '医疗报销', en: 'Medical' },
      note: { zh: '说明', en: 'note' },
      items: ['h3-1'],
      formalities: [],
    },
  ],
  contacts: [{ key: 'town', name: { zh: '镇纪委', en: 'Discipline' }, phone: '0543-1234567' }],
}

/** A county that discloses, with the real engine, its duties planned. */
export interface DisclosureWorld extends World {
  readonly villageCode: string
  readonly townCode: string
  /** Plans what is expected around the clock's day. */
  plan(from?: string): Promise<void>
}

/** Assesses the impact of an item, or of every item that is not assessed yet. */
export async function assessed({ run, staff }: Pick<DisclosureWorld, 'run' | 'staff'>, item?: string): Promise<void> {
  const by = staff('dispatcher-town')
  const codes = item === undefined ? (await run(listImpacts, by, {})).needed.map(({ itemCode }) => itemCode) : [item]
  const said = {
    purpose: '依法公开，便于监督',
    necessity: '不写就无法核对',
    risks: '可能被议论、被骚扰',
    measures: '按规定打码',
  }
  for (const code of codes) await run(assessImpact, by, { requestId: uuidv7(), item: code, ...said })
}

/** `assess` false leaves the impact of every item to be assessed; `other` is what a test opens otherwise. */
export async function makeDisclosureWorld(
  at = new Date('2026-11-23T02:00:00Z'),
  { assess = true, other = {} }: { readonly assess?: boolean; readonly other?: Parameters<typeof makeWorld>[1] } = {},
): Promise<DisclosureWorld> {
  const world = await makeWorld(at, other)
  const { db, county, clock, duties, run } = world
  await db.write(county, async (tx) => {
    await saveConfigPart(tx, { part: 'disclosure', content: pack, seen: 0, by: null, reason: 'test', now: at })
  })
  const plan = async (from?: string): Promise<void> => {
    await planDuties(db, duties, county, clock.now(), from === undefined ? {} : { from })
  }
  await plan()
  if (assess) await assessed({ run, staff: world.staff })
  return {
    ...world,
    plan,
    villageCode: `${county}100200`,
    townCode: `${county}100`,
  }
}

/** What a village writes about its money. */
export const money: Content = {
  blocks: [
    {
      kind: 'money',
      opening: 1_000_00,
      income: [{ label: '机动地承包费', fen: 500_00 }],
      expense: [{ label: '路灯维修', fen: 200_00, note: '张三 13812345678' }],
      closing: 1_300_00,
    },
    {
      kind: 'table',
      heading: '补助明细',
      columns: [
        { key: 'name', label: '姓名', align: 'text' },
        { key: 'amount', label: '金额', align: 'money' },
      ],
      rows: [{ name: '李桂芳', amount: 300_00 }],
    },
  ],
}

interface Draft {
  readonly id: string
  readonly version: number
}

/** A draft with its text saved. */
export async function drafted(
  world: DisclosureWorld,
  more: {
    item?: string
    period?: string
    content?: Content
    by?: Caller
    changeNote?: string
    publishAt?: string
  } = {},
): Promise<Draft> {
  const by = more.by ?? world.staff('village-clerk')
  const { item = 'm1-1', period = '2026-10' } = more
  const { id, version } = await world.run(openDraft, by, {
    requestId: uuidv7(),
    place: world.villageCode,
    item,
    period,
  })
  const opened = await world.run(getEdition, by, { editionId: id })
  return world.run(saveDraft, by, {
    requestId: uuidv7(),
    editionId: id,
    version,
    title: opened.edition.title,
    content: (more.content ?? money) as never,
    changeNote: more.changeNote ?? null,
    publishAt: more.publishAt ?? null,
  })
}

export type MoveStep = 'submit' | 'check' | 'sign' | 'return' | 'recall' | 'abandon'

/** Somebody looks at what is doubtful in a text, and says that it may be read by everybody. */
export async function confirmed(world: Pick<DisclosureWorld, 'run'>, id: string, by: Caller): Promise<void> {
  const { doubts, edition } = await world.run(getEdition, by, { editionId: id })
  const open = doubts.filter((doubt) => !doubt.confirmed.some(({ mine }) => mine))
  if (open.length === 0) return
  await world.run(confirmDoubts, by, {
    requestId: uuidv7(),
    editionId: id,
    version: edition.version,
    doubts: open.map(({ key }) => key),
    reason: '本人已书面同意公开',
  })
}

/** One step of a text by somebody, on its newest version, after a look at what is doubtful in it. */
export async function move(
  world: DisclosureWorld,
  id: string,
  step: MoveStep,
  by: Caller,
  reason?: string,
): Promise<string> {
  const { edition, doubts, may } = await world.run(getEdition, by, { editionId: id })
  if (doubts.length > 0 && forwardSteps.some((one) => one === step) && may.includes(step))
    await confirmed(world, id, by)
  const { moved } = await world.run(moveEditions, by, {
    requestId: uuidv7(),
    editions: [{ id, version: edition.version }],
    step,
    ...(reason === undefined ? {} : { reason }),
  })
  return moved[0]?.status ?? ''
}

/** Hidden by two persons. */
export async function hide({ run, staff }: DisclosureWorld, editionId: string, reason: string): Promise<void> {
  const approvalId = uuidv7()
  await run(askToHideEdition, staff('village-clerk'), { requestId: approvalId, editionId, reason })
  await run(decideApproval, staff('village-leader'), { requestId: uuidv7(), approvalId, grant: true })
}

/** Written, checked, signed by three persons. */
export async function published(world: DisclosureWorld, more: Parameters<typeof drafted>[1] = {}): Promise<string> {
  const { id } = await drafted(world, more)
  await move(world, id, 'submit', more.by ?? world.staff('village-clerk'))
  await move(world, id, 'check', world.staff('oversight-member'))
  await move(world, id, 'sign', world.staff('village-leader'))
  return id
}
