import { actOnCase, openReport } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { tokenHash } from '../apps/server/src/kernel/cases/index.ts'
import type { Task } from './measure.ts'
import { recordStatements, type Sent } from './recorded.ts'
import { scriptOf } from './pgbench.ts'
import { asOwner, reportInput, type World } from './world.ts'

/** Opening a report through the gate, without HTTP. */
export const reportTask = (world: World): Task => ({
  name: 'open a report',
  once: (no) => world.run(openReport, world.villager, reportInput(world, no)),
})

/** Accepting reports: each waits in its grid and is accepted once, by the worker of that grid. */
export async function acceptTask(world: World): Promise<{ task: Task; most: number }> {
  const waiting = await asOwner<{ id: string; version: number; gridId: string }>(
    world.url,
    `select id, version, owner_id as "gridId" from case_record
      where county = ${world.county} and state = 'reported' and owner_role = 'grid-worker' order by id desc limit 20000`,
  )
  const worker = world.staff('grid-worker')
  return {
    most: waiting.length,
    task: {
      name: 'change a status',
      once: (no) => {
        const one = waiting[no]
        if (!one) throw new Error('no case is left to accept')
        const reach = { kind: 'place', level: 'grid', placeId: one.gridId } as const
        const caller = { ...worker, actor: { ...worker.actor, grants: [{ role: 'grid-worker', reach }] } } as const
        return world.run(actOnCase, caller, {
          caseId: one.id,
          requestId: uuidv7(),
          version: one.version,
          transition: 'accept',
        })
      },
    },
  }
}

/** What one report really sends, for so many villages and categories, as scripts for pgbench. */
export async function reportScripts(world: World, count: number): Promise<{ scripts: string[]; sent: Sent[] }> {
  const scripts: string[] = []
  let last: Sent[] = []
  await world.run(openReport, world.villager, reportInput(world, 0))
  for (let no = 0; no < count; no += 1) {
    const input = reportInput(world, no)
    let opened: { id: string; number: string; token: string } | undefined
    const all = await recordStatements(async () => (opened = await world.run(openReport, world.villager, input)))
    if (!opened) throw new Error('nothing was opened')
    // Taking a block of numbers belongs to one report in hundreds.
    last = all.filter(
      ({ text }, at) =>
        !text.includes('case_number_block') &&
        !(text.startsWith('begin') && all[at + 1]?.text.includes('case_number_block')) &&
        !(text === 'commit' && all[at - 1]?.text.includes('case_number_block')),
    )
    const unique = new Map([
      [opened.id, `lpad(to_hex((:u)::bigint), 32, '0')::uuid`],
      [input.requestId, `lpad(to_hex((:u)::bigint), 32, 'a')::uuid`],
      [opened.number, `('B' || (:u)::bigint)`],
      [tokenHash(opened.token).toString('hex'), `sha256((:u)::bigint::text::bytea)`],
    ])
    const { id, number } = opened
    scripts.push(
      scriptOf(
        last.map(({ text, values }) => ({
          text,
          values: values.map((value) =>
            typeof value === 'string' && value.startsWith('{') && value.includes(id)
              ? value.replaceAll(id, uuidv7()).replaceAll(number, 'B')
              : value,
          ),
        })),
        unique,
      ),
    )
  }
  return { scripts, sent: last }
}
