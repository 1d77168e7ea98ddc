/** What `npm run new process` writes: a declaration that is sound, its sentences, and a story that proves it. */

import { camel, changesOfSentences } from './sources.mjs'

const declaration = ({ key, practice, zh, en }) => {
  const words = `text.practices.${camel(key)}`
  return `import { defineProcess } from '@xiangzhi/language'

/** ${en} ${zh}. */
export const ${camel(key)} = defineProcess({
  key: '${key}',
  version: 1,
  title: '${words}.title',
  note: '${words}.note',
  // The law or standard on which it stands: law('人民调解法', '17').
  basis: [],
  runs: ['${practice}'],
  roles: {
    village: { label: '${words}.role.village', of: 'village', held: ['village-clerk'], standIns: ['town'] },
    town: { label: '${words}.role.town', of: 'town', held: ['dispatcher-town'] },
  },
  fields: {
    result: { kind: 'long-text', maxLength: 2000, label: '${words}.field.result', audience: 'staff' },
  },
  opening: { asks: [], by: ['village', 'town'], fromPortal: false },
  confidentiality: 'open',
  readers: ['village-clerk', 'dispatcher-town', 'supervisor', 'leader'],
  states: {
    begun: {
      kind: 'open',
      label: '${words}.state.begun',
      public: 'in-hand',
      owner: 'village',
      due: [
        {
          key: 'finish',
          within: { workingDays: 5 },
          warnAtPercent: 75,
          again: 'continue',
          then: [
            { after: { workingHours: 4 }, do: { kind: 'warn', message: '${words}.warn.finish' } },
            { after: { workingDays: 1 }, do: { kind: 'supervise' } },
          ],
        },
      ],
    },
    finished: { kind: 'closed', label: '${words}.state.finished', public: 'done', outcome: 'done' },
    withdrawn: { kind: 'closed', label: '${words}.state.withdrawn', public: 'not-done', outcome: 'withdrawn' },
  },
  start: 'begun',
  transitions: {
    finish: {
      from: ['begun'],
      to: 'finished',
      by: ['village'],
      label: '${words}.do.finish',
      primary: true,
      asks: ['result'],
      needs: [{ need: 'filled', fields: ['result'] }],
    },
    withdraw: {
      from: ['begun'],
      to: 'withdrawn',
      by: ['village', 'town'],
      label: '${words}.do.withdraw',
      needs: [{ need: 'reason' }],
    },
  },
  allows: { comment: ['village', 'town'] },
  takenUpBy: 'practices',
  categories: [
    { code: '${key}', name: { zh: '${zh}', en: '${en}' }, icon: 'service', offeredTo: 'staff' },
  ],
})
`
}

const sentences = ({ key, zh, en }) => {
  const said = {
    title: [zh, en],
    note: [`${zh}：办理、办结。`, `${en}: in hand, finished.`],
    'role.village': ['村（社区）', 'Village'],
    'role.town': ['镇街', 'Town'],
    'field.result': ['办理结果', 'Result'],
    'state.begun': ['办理中', 'In hand'],
    'state.finished': ['已办结', 'Finished'],
    'state.withdrawn': ['已撤回', 'Withdrawn'],
    'do.finish': ['办结', 'Finish'],
    'do.withdraw': ['撤回', 'Withdraw'],
    'warn.finish': ['超过办理时限，请尽快办结。', 'The time is over: please finish it.'],
  }
  return Object.fromEntries(Object.entries(said).map(([name, one]) => [`text.practices.${camel(key)}.${name}`, one]))
}

const withProcess =
  ({ key }) =>
  (text) => {
    const imports = text.lastIndexOf('import ')
    const next = text.indexOf('\n', imports) + 1
    const listed = `${text.slice(0, next)}import { ${camel(key)} } from './${key}/index.ts'\n${text.slice(next)}`
    const list = listed.indexOf('export const processes')
    const end = listed.indexOf('\n]', list)
    return `${listed.slice(0, end)}\n  ${camel(key)},${listed.slice(end)}`
  }

const story = ({ key, practice, en }) => `import { actOnCase, getCase, openCase } from '@xiangzhi/contract'
import { v7 as uuidv7 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { makeWorld } from './testing-world.ts'

// proves: ${practice}

describe('${en.toLowerCase()}', () => {
  it('is begun and finished by the village, and says what came of it', async () => {
    const world = await makeWorld()
    const clerk = world.staff('village-clerk')
    const { id } = await world.run(openCase, clerk, {
      requestId: uuidv7(),
      source: 'counter',
      process: '${key}',
      category: '${key}',
      placeId: world.places.village,
      description: '……',
    })
    const finish = async (fields: Record<string, string>) => {
      const { version } = await world.run(getCase, clerk, { caseId: id })
      const act = { caseId: id, requestId: uuidv7(), version, transition: 'finish', fields }
      return world.run(actOnCase, clerk, act)
    }
    await expect(finish({})).rejects.toMatchObject({ code: 'need-field' })
    expect(await finish({ result: '……' })).toMatchObject({ state: 'finished' })
  })
})
`

/** @returns {import('./index.mjs').Plan} */
export const planProcess = ([key, practice, zh, en]) => {
  const process = { key, practice, zh, en }
  return {
    writes: {
      [`packages/practices/src/${key}/index.ts`]: declaration(process),
      [`apps/server/src/api/${key}.test.ts`]: story(process),
    },
    changes: {
      'packages/practices/src/index.ts': withProcess(process),
      ...changesOfSentences('practices', sentences(process)),
    },
    next: [
      'Say in the declaration who, what and by when; the test tells its story.',
      'Name it in county.yaml under practices. 在 county.yaml 的 practices 中列出。',
      'docs/how-to/add-a-practice.md',
    ],
  }
}
