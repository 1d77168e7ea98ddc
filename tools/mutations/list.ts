/**
 * Safeguards and rules of law, each broken in one place of the code on purpose. `npm test` holds that every text still stands where it is
 * searched for; `MUTATIONS=1 npm test -- mutations` breaks a copy of the tree, one after another, and expects a test to notice.
 * How to add one: docs/how-to/add-a-mutation.md.
 */

import { caseMutations } from './cases.ts'
import { concernedMutations } from './concerned.ts'
import { houseMutations } from './house.ts'
import type { Mutation } from './mutation.ts'
import { shownMutations } from './shown.ts'

const api = 'apps/server/src/api/'
const cases = 'apps/server/src/kernel/cases/'
const practices = 'packages/practices/src/'
const guards = `${api}safeguards.test.ts`
const sweep = `${practices}safeguards.test.ts`

export const mutations: readonly Mutation[] = [
  {
    breaks: 'one person asks to see a reporter and grants it',
    rule: 'Safeguard 10: unmasking needs role, reason, a second person and a log',
    edits: [
      {
        file: `${cases}time.ts`,
        search: `  const person = personOf(base.by)
  if (request.askedBy === person) throw new Refusal('second-person')
  tx.send(sql\`update case_request`,
        replace: `  const person = personOf(base.by)
  tx.send(sql\`update case_request`,
      },
    ],
    tests: [`${guards} > is not opened by one person alone`],
  },
  {
    breaks: 'a grant in the name of whoever asked opens the reporter',
    rule: 'Safeguard 10: unmasking needs role, reason, a second person and a log',
    edits: [
      {
        file: `${cases}reporter.ts`,
        search: `  if (request.decidedBy === personId || !request.decidedBy || !request.decidedAt) throw new Refusal('second-person')\n`,
        replace: `  if (!request.decidedBy || !request.decidedAt) throw new Refusal('second-person')\n`,
      },
    ],
    tests: [`${cases}reporter.test.ts`],
  },
  {
    breaks: 'both checks of a second person on revealing a reporter are gone',
    rule: 'Safeguard 10: unmasking needs role, reason, a second person and a log',
    edits: [
      {
        file: `${cases}time.ts`,
        search: `  const person = personOf(base.by)
  if (request.askedBy === person) throw new Refusal('second-person')
  tx.send(sql\`update case_request`,
        replace: `  const person = personOf(base.by)
  tx.send(sql\`update case_request`,
      },
      {
        file: `${cases}reporter.ts`,
        search: `  if (request.decidedBy === personId || !request.decidedBy || !request.decidedAt) throw new Refusal('second-person')\n`,
        replace: `  if (!request.decidedBy || !request.decidedAt) throw new Refusal('second-person')\n`,
      },
    ],
    tests: [`${guards} > is not opened by one person alone`],
  },
  {
    breaks: 'a look at who reported is not recorded',
    rule: 'Safeguard 10; 个人信息保护法 art. 44, 45',
    edits: [
      { file: `${cases}reporter.ts`, search: `  await recordLook(tx, {`, replace: `  void (() => recordLook)({` },
    ],
    tests: [`${guards} > learns of every look`],
  },
  {
    breaks: 'a question that nobody objects to counts as satisfied',
    rule: 'Safeguard 36: satisfied needs the reporter, silence counts as no answer',
    edits: [
      {
        file: `${practices}disclosure-question/index.ts`,
        search: `      by: ['system'],
      label: 'text.disclosure.question.do.settle',
      effects: [`,
        replace: `      by: ['system'],
      label: 'text.disclosure.question.do.settle',
      effects: [{ do: 'satisfied', answer: true }, `,
      },
    ],
    tests: [sweep],
  },
  {
    breaks: 'closing a case makes its reporter satisfied',
    rule: 'Safeguard 36: satisfied needs the reporter, silence counts as no answer',
    edits: [
      {
        file: `${cases}act.ts`,
        search: `    case 'publish-note':\n`,
        replace: `    case 'publish-note':\n      change.satisfied = true\n`,
      },
    ],
    tests: [`${guards} > is nobody’s while the reporter is silent`],
  },
  {
    breaks: 'a withdrawn contact keeps its sealed name and number',
    rule: '个人信息保护法 art. 15, 47; Safeguard 8: deletion really deletes',
    edits: [
      {
        file: `${cases}reporter.ts`,
        search: `set name_sealed = null, phone_sealed = null, phone_hash = null, person_id = null, wants_answer = false`,
        replace: `set phone_hash = null, person_id = null, wants_answer = false`,
      },
    ],
    tests: [`${guards} > leaves nothing behind`],
  },
  {
    breaks: 'a mediation goes on after one refusal once both agreed',
    rule: '人民调解法 art. 17, 23; Safeguard 43: mediation stops on one refusal',
    edits: [
      {
        file: `${practices}mediation/index.ts`,
        search: `    refuse: {
      from: ['applied', 'consented', 'agreed'],`,
        replace: `    refuse: {
      from: ['applied', 'consented'],`,
      },
    ],
    tests: [sweep],
  },
  {
    breaks: 'a party cannot withdraw from a mediation once both agreed',
    rule: '人民调解法 art. 17, 23; Safeguard 43: mediation stops on one refusal',
    edits: [
      {
        file: `${practices}mediation/index.ts`,
        search: `    withdraw: {
      from: ['applied', 'consented', 'agreed'],`,
        replace: `    withdraw: {
      from: ['applied', 'consented'],`,
      },
    ],
    tests: [sweep],
  },
  {
    breaks: 'a minor is whoever is under 14',
    rule: '民法典 art. 17; Safeguard 6: minors never',
    edits: [
      {
        file: 'packages/language/src/mask-ages.ts',
        search: `export const adultAge = 18\n`,
        replace: `export const adultAge = 14\n`,
      },
    ],
    tests: ['packages/language/src/minors.test.ts'],
  },
  {
    breaks: 'the number for complaints leaves the foot of the page',
    rule: '国办函〔2026〕12号; Safeguard 1: record number and complaint entry on every page',
    edits: [
      {
        file: 'apps/server/src/portal/layout.ts',
        search: ` \${callLink(around.hotline)}</p><p>`,
        replace: `</p><p>`,
      },
    ],
    tests: ['apps/server/src/portal.test.ts > says at its foot whom'],
  },
  {
    breaks: 'the sentence of the watermark leaves the purpose out',
    rule: 'Safeguard 8: purpose, approval, watermark, log',
    edits: [
      {
        file: 'packages/text/src/zh-CN/common.ts',
        search: `'{name} 于 {at} 导出，用途：{purpose}。仅限工作使用。'`,
        replace: `'{name} 于 {at} 导出。仅限工作使用。'`,
      },
    ],
    tests: [`${guards} > says in itself who took it out`],
  },
  {
    breaks: 'a sheet passes the gate without the purpose that was typed',
    rule: 'Safeguard 8: purpose, approval, watermark, log',
    edits: [
      {
        file: 'apps/server/src/api/large-exports.ts',
        search: `if (purpose !== null && (purpose === '' || purpose !== input.purpose))`,
        replace: `if (purpose === '')`,
      },
    ],
    tests: ['apps/server/src/api/large-exports.test.ts > every export of staff is refused'],
  },
  {
    breaks: 'a list that shows sealed cases is no look at them',
    rule: 'Safeguard 33: the audit log says who looked at sealed matters',
    edits: [
      {
        file: 'apps/server/src/api/subject.ts',
        search: `row.confidentiality === 'sealed'`,
        replace: `row.confidentiality === 'never'`,
      },
    ],
    tests: ['apps/server/src/api/recorded-reads.test.ts > lists, the map and the worklist'],
  },
  {
    breaks: 'whoever answered a question decides on the objection to it',
    rule: 'Avoidance (信访工作条例 art. 28); four eyes',
    edits: [
      {
        file: `${practices}disclosure-question/index.ts`,
        search: `needs: [{ need: 'public-note' }, { need: 'other-person-than', action: 'reply' }],`,
        replace: `needs: [{ need: 'public-note' }],`,
      },
    ],
    tests: [sweep],
  },
  ...(['religion', 'disability', 'illness'] as const).map((column): Mutation => ({
    breaks: `persons have a column ${column}`,
    rule: 'Safeguard 3: no religion, health, biometrics, tracks or special group flags; 个人信息保护法 art. 28',
    edits: [
      {
        file: 'apps/server/schema/0003-people.sql',
        search: `create table person (\n`,
        replace: `create table person (\n  ${column} text,\n`,
      },
    ],
    tests: ['apps/server/src/platform/database/schema.test.ts'],
  })),
  {
    breaks: 'the amended law of villagers’ committees is cited as in force from the day it was passed',
    rule: '村民委员会组织法 (2025 amendment), in force from 2026-01-01',
    edits: [
      {
        file: 'packages/language/src/law.ts',
        search: `  中华人民共和国村民委员会组织法: '2026-01-01',`,
        replace: `  中华人民共和国村民委员会组织法: '2025-10-28',`,
      },
    ],
    tests: [`${practices}basis.test.ts`],
  },
  {
    breaks: 'the voter list is due after the vote instead of twenty days before',
    rule: '村民委员会组织法 art. 17',
    edits: [
      {
        file: 'apps/server/src/disclosure/duties.ts',
        search: `    return { from: 'event', direction: 'before', count: { days: rhythm.daysBefore }, onDayOff: 'stays' }`,
        replace: `    return { from: 'event', direction: 'after', count: { days: rhythm.daysBefore }, onDayOff: 'stays' }`,
      },
    ],
    tests: ['apps/server/src/disclosure/events.test.ts > an announced election makes the voter list due'],
  },
  {
    breaks: 'urban communities owe the items of villages',
    rule: '城市居民委员会组织法: they are under another law',
    edits: [
      {
        file: 'apps/server/src/kernel/duties/items.ts',
        search: `    (settled === undefined || place.settled === settled) &&\n`,
        replace: ``,
      },
    ],
    tests: ['apps/server/src/kernel/duties/lawful.test.ts > urban communities owe nothing'],
  },
  {
    breaks: 'what is late when it becomes known is never escalated',
    rule: 'What is missing is shown and brought before somebody',
    edits: [
      {
        file: 'packages/language/src/duty.ts',
        search: `.filter(({ step, on }) => step !== 'remind' || on >= today)`,
        replace: `.filter(({ on }) => on >= today)`,
      },
    ],
    tests: ['apps/server/src/kernel/duties/lawful.test.ts > what is known too late'],
  },
  {
    breaks: 'a county may set a limit longer than the law’s',
    rule: '人民调解工作若干规定 art. 33 and others: national values are ceilings',
    edits: [
      { file: 'packages/language/src/pack/check-pack.ts', search: `    ...checkLawLimits(sources),\n`, replace: `` },
    ],
    tests: ['apps/server/src/packs/refused-packs.test.ts > limits longer than'],
  },
  {
    breaks: 'departments may report in a circle',
    rule: 'A case that is raised comes to an end',
    edits: [
      {
        file: 'packages/language/src/pack/check-places.ts',
        search: `    ...(['departments', ...parts] as const).flatMap((part) => checkCircles(file, part, content[part])),\n`,
        replace: ``,
      },
    ],
    tests: ['apps/server/src/packs/refused-packs.test.ts > departments that report in a circle'],
  },
  {
    breaks: 'an item of article 35 may come once a year',
    rule: '村民委员会组织法 art. 35: at least once a quarter',
    edits: [
      {
        file: 'packages/language/src/disclosure.ts',
        search: `  if (isSeldom(item)) problems.push('less-than-quarterly')\n`,
        replace: `  if (isSeldom(item) && item.code === '') problems.push('less-than-quarterly')\n`,
      },
    ],
    tests: ['packages/practices/src/disclosure/disclosure.test.ts'],
  },
  {
    breaks: 'the quorum counts representatives instead of the members of the meeting',
    rule: '村民委员会组织法 art. 30: two thirds of the members',
    edits: [
      {
        file: 'packages/practices/src/disclosure/model-documents.ts',
        search: `三分之二以上组成人员到会，到会人员过半数同意`,
        replace: `三分之二以上代表到会，到会代表过半数同意`,
      },
    ],
    tests: ['packages/practices/src/disclosure/disclosure.test.ts'],
  },
  {
    breaks: 'a meeting that was held calls for nothing',
    rule: '村民委员会组织法 art. 35: decided matters are shown',
    edits: [
      {
        file: 'apps/server/src/kernel/duties/keep.ts',
        search: `  if (declaration.calls !== undefined)\n`,
        replace: `  if (declaration.calls === '')\n`,
      },
    ],
    tests: ['apps/server/src/kernel/duties/lawful.test.ts > a meeting that was held calls'],
  },
  ...caseMutations,
  ...concernedMutations,
  ...shownMutations,
  ...houseMutations,
]
