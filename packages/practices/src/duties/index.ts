import { defineDuty, type DutyDeclaration, law } from '@xiangzhi/language'

/** Duties that a county takes up by naming them in its pack; those of disclosure follow from its catalogue. */

/** 村民代表会议: at least once a quarter. */
const representativesMeeting = defineDuty({
  key: 'representatives-meeting',
  version: 1,
  kind: 'meeting',
  title: 'text.duties.representativesMeeting',
  places: { level: 'village', settled: false },
  who: { role: 'village-clerk' },
  rhythm: { every: 'quarter' },
  due: { from: 'period-end', direction: 'after', count: { days: 0 }, onDayOff: 'stays' },
  keptBy: { evidence: 'meeting', times: 1, byHand: true },
  calls: 'representatives-meeting',
  remindDaysBefore: [30, 7],
  graveAfter: { workingDays: 10 },
  escalate: [
    { when: 'late', to: 'dispatcher-town' },
    { when: 'grave', to: 'supervisor' },
  ],
  exemptedBy: ['dispatcher-town', 'supervisor'],
  isPublic: true,
  basis: [law('中华人民共和国村民委员会组织法', '30')],
})

/** 成员大会: once a year at least; its report and accounts are open ten days before (农村集体经济组织法 art. 46). */
const membersAssembly = defineDuty({
  key: 'members-assembly',
  version: 1,
  kind: 'meeting',
  title: 'text.duties.membersAssembly',
  places: { level: 'village', settled: false },
  who: { role: 'village-clerk' },
  rhythm: { every: 'year' },
  due: { from: 'period-end', direction: 'after', count: { days: 0 }, onDayOff: 'stays' },
  keptBy: { evidence: 'meeting', times: 1, byHand: true },
  calls: 'members-assembly-held',
  remindDaysBefore: [60, 30],
  graveAfter: { workingDays: 10 },
  escalate: [
    { when: 'late', to: 'dispatcher-town' },
    { when: 'grave', to: 'supervisor' },
  ],
  exemptedBy: ['dispatcher-town', 'supervisor'],
  isPublic: true,
  basis: [law('中华人民共和国农村集体经济组织法', '27')],
})

/** 民情恳谈、村民说事、百姓论事: one session a month. */
const talkSession = defineDuty({
  key: 'talk-session',
  version: 1,
  kind: 'meeting',
  title: 'text.duties.talkSession',
  places: { level: 'village' },
  who: { role: 'village-clerk' },
  rhythm: { every: 'month' },
  due: { from: 'period-end', direction: 'after', count: { days: 0 }, onDayOff: 'next-workday' },
  keptBy: { evidence: 'meeting', times: 1, byHand: true },
  remindDaysBefore: [7],
  graveAfter: { workingDays: 5 },
  escalate: [{ when: 'late', to: 'dispatcher-town' }],
  exemptedBy: ['dispatcher-town'],
  isPublic: true,
  basis: [],
})

/** A grid worker goes through the grid once a month. A line about what was found keeps it; nobody's position is taken. */
const gridVisit = defineDuty({
  key: 'grid-visit',
  version: 1,
  kind: 'visit',
  title: 'text.duties.gridVisit',
  places: { level: 'grid' },
  who: { role: 'grid-worker' },
  rhythm: { every: 'month' },
  due: { from: 'period-end', direction: 'after', count: { days: 0 }, onDayOff: 'next-workday' },
  keptBy: { evidence: 'visit', times: 1, byHand: true },
  remindDaysBefore: [5],
  graveAfter: { workingDays: 5 },
  escalate: [{ when: 'late', to: 'village-clerk' }],
  exemptedBy: ['village-clerk', 'dispatcher-town'],
  isPublic: false,
  basis: [],
})

/** 社会治安形势周研判 at the towns: by the first workday of the following week. */
const securityReview = defineDuty({
  key: 'security-review',
  version: 1,
  kind: 'report',
  title: 'text.duties.securityReview',
  places: { level: 'town' },
  who: { role: 'dispatcher-town' },
  rhythm: { every: 'week' },
  due: { from: 'period-end', direction: 'after', count: { workingDays: 1 }, onDayOff: 'stays' },
  keptBy: { evidence: 'report', times: 1, byHand: true },
  remindDaysBefore: [],
  graveAfter: { workingDays: 2 },
  escalate: [{ when: 'late', to: 'dispatcher-county' }],
  exemptedBy: ['dispatcher-county'],
  isPublic: false,
  basis: [],
})

export const duties: readonly DutyDeclaration[] = [
  representativesMeeting,
  membersAssembly,
  talkSession,
  gridVisit,
  securityReview,
]
