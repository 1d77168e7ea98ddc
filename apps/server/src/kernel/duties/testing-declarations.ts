import type { DutyDeclaration } from '@xiangzhi/language'

/** The same words in both languages. */
export const both = (text: string): { zh: string; en: string } => ({ zh: text, en: text })

/** What is configured in a county of tests and measurements: as little as a county can have. */
export const bareCounty = {
  county: {
    code: '980000',
    name: both('测试县'),
    city: both('市'),
    province: both('省'),
    languages: ['zh-CN', 'en'],
    timeZone: 'Asia/Shanghai',
    hotline: { name: both('热线'), phone: '12345' },
    emergencyPhones: [],
    schematic: { origin: { lng: 109.2, lat: 34.6 }, areaKm2: 10, note: both('示意图') },
    workingHours: [{ from: '09:00', to: '17:00' }],
    practices: {},
  },
  categories: [],
  routing: {
    version: 1,
    rows: [],
    default: { key: 'default', note: both('默认'), to: { unit: { level: 'village' } } },
  },
  replies: [],
  formalities: [],
  demo: { demo: false },
} as const

/** A duty of every village in every quarter, due within ten natural days, or what a test makes of it. */
export function dutyForTest(change: Partial<DutyDeclaration> = {}): DutyDeclaration {
  return {
    key: 'test:quarterly',
    version: 1,
    kind: 'disclosure',
    title: both('季度公开'),
    places: { level: 'village' },
    who: { role: 'village-clerk' },
    rhythm: { every: 'quarter' },
    due: { from: 'period-end', direction: 'after', count: { days: 10 }, onDayOff: 'next-workday' },
    keptBy: { evidence: 'publication', times: 1, byHand: false },
    remindDaysBefore: [7, 1],
    graveAfter: { workingDays: 5 },
    escalate: [
      { when: 'late', to: 'dispatcher-town' },
      { when: 'grave', to: 'supervisor' },
    ],
    exemptedBy: ['dispatcher-town'],
    isPublic: true,
    basis: [],
    ...change,
  }
}
