import { actOnCase, openReport } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { tokenHash } from '../apps/server/src/kernel/cases/index.ts'
import type { Task } from './measure.ts'
import { type Recording as Recorded, type Script, scriptOf } from './pgbench.ts'
import { recordStatements } from './recorded.ts'
import { reportInput } from './report-input.ts'
import { asOwner, type World } from './world.ts'

interface Recording extends Recorded {
  readonly id: string
}

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

/** What reports for so many villages and categories really send, as a script for pgbench. */
export async function reportScript(world: World, count: number): Promise<{ script: Script; statements: number }> {
  const recordings: Recording[] = []
  await world.run(openReport, world.villager, reportInput(world, 0))
  for (let no = 0; no < count; no += 1) {
    const input = reportInput(world, no)
    let opened: { id: string; number: string; token: string } | undefined
    const all = await recordStatements(async () => (opened = await world.run(openReport, world.villager, input)))
    if (!opened) throw new Error('nothing was opened')
    const { id, number, token } = opened
    // Taking a block of numbers belongs to one report in hundreds; the answer kept in the log names the case itself.
    const sent = all
      .filter(
        ({ text }, at) =>
          !text.includes('case_number_block') &&
          !(text === 'begin' && all[at + 1]?.text.includes('case_number_block')) &&
          !(text === 'commit' && all[at - 1]?.text.includes('case_number_block')) &&
          // The sessions of pgbench are in the county from their beginning.
          !text.startsWith('set app.county'),
      )
      .map(({ text, values }) => ({
        text,
        values: values.map((value) =>
          typeof value === 'string' && value.startsWith('{') ? value.replaceAll(id, recordings[0]?.id ?? id) : value,
        ),
      }))
    const running = '(:u)::bigint'
    const unique = new Map([
      [id, `lpad(to_hex(${running}), 32, '0')::uuid`],
      [input.requestId, `lpad(to_hex(${running}), 32, 'a')::uuid`],
      [number, `('B' || ${running})`],
      [`\\x${tokenHash(token).toString('hex')}`, `sha256(${running}::text::bytea)`],
    ])
    recordings.push({ id, sent, unique })
  }
  // A transaction that looks otherwise (another clock, no unit suggested) would need a script of its own.
  const shape = ({ sent }: Recording): string =>
    sent.map(({ text, values }) => text + values.map((value) => (value === null ? '0' : '1')).join('')).join(';')
  const [alike] = [...Map.groupBy(recordings, shape).values()].toSorted((left, right) => right.length - left.length)
  if (!alike) throw new Error('nothing was recorded')
  return { script: scriptOf(alike), statements: alike[0]?.sent.length ?? 0 }
}
