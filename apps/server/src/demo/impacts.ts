/** Assesses, in a demo county, what publishing each item with personal data does to those in it: before the first text is written. */

import { assessImpact, listImpacts } from '@xiangzhi/contract'
import type { Actor } from '@xiangzhi/language'
import { v7 as uuidv7 } from 'uuid'
import type { Run } from '#api'
import type { DemoActors } from './actors.ts'
import { staffCaller } from './performance.ts'

const roles = ['leader', 'dispatcher-county', 'dispatcher-town'] as const

/** Assesses what is not assessed yet, in the name of somebody who leads the county or one of these towns. */
export async function assessDemoImpacts(
  { run, actors }: { readonly run: Run; readonly actors: DemoActors },
  townIds: readonly string[],
  at: Date,
): Promise<void> {
  const [by]: Actor[] = [actors.countyId, ...townIds].flatMap((id) =>
    roles.flatMap((role) => [...actors.holders(role, id)]),
  )
  if (!by) return
  const caller = staffCaller(by)
  const { needed } = await run(listImpacts, caller, {}, at)
  for (const { itemCode, name, covers } of needed) {
    const named = covers.parts.map(({ label }) => label).join('、')
    const assessment = {
      requestId: uuidv7(),
      item: itemCode,
      purpose: `依法公开“${name.zh}”，让村民知道事情怎么办、钱怎么花，便于监督。`,
      necessity:
        named === ''
          ? '只让本村村民知道，不向社会公布；不写与这件事无关的个人情况。'
          : `只写能让村民核对的内容（${named}），不写与这件事无关的个人情况。`,
      risks: '名单和情况可能被无关的人收集、转发，当事人可能被骚扰或者被议论。',
      measures:
        '姓名、住址按规定打码，证件号、电话、账号不公开；由三个人分别拟稿、审核、签发；有误当天撤回，两人同意后隐去。',
    }
    await run(assessImpact, caller, assessment, at)
  }
}
