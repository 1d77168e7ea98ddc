/** Cases that make every state of every process, and everything a screen can show, be there to look at. */

import type { CountyPack } from '@xiangzhi/language'
import type { Wishes } from './story.ts'

/** A case that is there to be looked at. */
export interface Shown {
  readonly key: string
  readonly process: 'grid-event' | 'mediation' | 'formality'
  readonly category?: string
  readonly atGrid?: string
  readonly via?: 'portal' | 'patrol' | 'hotline'
  /** Opened so many working minutes before now … */
  readonly minutesBefore?: number
  /** … or so many days before now. */
  readonly daysBefore?: number
  readonly wishes: Wishes
}

const quick = { pace: 20, quick: true } as const
/** Long ago enough that quick hands reach any state, short enough that no limit of days is over. */
const LATELY = 330

type Rest = Omit<Shown, 'key' | 'process' | 'atGrid'>

/** Grid events in every state, in the grid whose worker can sign in. */
const events: Readonly<Record<string, Rest>> = {
  'reported-now': { category: 'R0302', minutesBefore: 12, wishes: { ...quick, stopAt: 'reported' } },
  'reported-patrol': { category: 'R0307', via: 'patrol', minutesBefore: 25, wishes: { ...quick, stopAt: 'reported' } },
  'reported-village': { category: 'R0501', minutesBefore: 40, wishes: { ...quick, stopAt: 'reported' } },
  'reported-town': { category: 'R0604', minutesBefore: 50, wishes: { ...quick, stopAt: 'reported' } },
  'reported-late': { category: 'R0502', minutesBefore: 320, wishes: { ...quick, stopAt: 'reported' } },
  'reported-forgotten': { category: 'R0703', minutesBefore: 1100, wishes: { ...quick, stopAt: 'reported' } },
  'reported-county': { category: 'R1204', minutesBefore: 30, wishes: { ...quick, stopAt: 'reported' } },
  'accepted-grid': { category: 'R0301', minutesBefore: 70, wishes: { ...quick, stopAt: 'accepted', solve: true } },
  'accepted-village': { category: 'R0401', minutesBefore: 90, wishes: { ...quick, stopAt: 'accepted', solve: true } },
  'accepted-asked': { category: 'R0403', minutesBefore: 200, wishes: { ...quick, ask: 'open', stopAt: 'accepted' } },
  'accepted-town': { category: 'R0505', minutesBefore: 110, wishes: { ...quick, stopAt: 'accepted' } },
  'filed-town': { category: 'R0503', minutesBefore: 130, wishes: { ...quick, stopAt: 'filed' } },
  'filed-road': { category: 'R0501', minutesBefore: 190, wishes: { ...quick, stopAt: 'filed' } },
  'filed-county': { category: 'R0605', minutesBefore: 150, wishes: { ...quick, stopAt: 'filed' } },
  'dispatched-water': { category: 'R0402', minutesBefore: LATELY, wishes: { ...quick, stopAt: 'dispatched' } },
  'dispatched-well': {
    category: 'R0402',
    minutesBefore: 900,
    wishes: { ...quick, stopAt: 'dispatched', assign: true },
  },
  'dispatched-ads': { category: 'E0203', minutesBefore: LATELY, wishes: { ...quick, stopAt: 'dispatched' } },
  'dispatched-sign': {
    category: 'E0203',
    minutesBefore: 700,
    wishes: { ...quick, stopAt: 'dispatched', comment: true },
  },
  'dispatched-late': { category: 'E0203', minutesBefore: 2100, wishes: { ...quick, stopAt: 'dispatched' } },
  'dispatched-supervised': {
    category: 'R0402',
    minutesBefore: 1500,
    wishes: { ...quick, supervise: true, stopAt: 'dispatched' },
  },
  'dispatched-extend': {
    category: 'R0402',
    minutesBefore: 800,
    wishes: { ...quick, time: { kind: 'extend', then: 'leave' }, stopAt: 'dispatched' },
  },
  'dispatched-extended': {
    category: 'E0203',
    minutesBefore: 1000,
    wishes: { ...quick, time: { kind: 'extend', then: 'grant' }, stopAt: 'dispatched' },
  },
  'dispatched-pause': {
    category: 'R0702',
    minutesBefore: 1400,
    wishes: { ...quick, time: { kind: 'pause', then: 'leave' }, stopAt: 'dispatched' },
  },
  'dispatched-paused': {
    category: 'R0702',
    minutesBefore: 1500,
    wishes: { ...quick, time: { kind: 'pause', then: 'grant' }, stopAt: 'dispatched' },
  },
  'whistled-called': {
    category: 'R0501',
    minutesBefore: LATELY,
    wishes: { ...quick, whistle: 'called', stopAt: 'dispatched' },
  },
  'whistled-arrived': {
    category: 'R0501',
    minutesBefore: 400,
    wishes: { ...quick, whistle: 'arrived', stopAt: 'dispatched' },
  },
  'whistled-refused': {
    category: 'R0504',
    minutesBefore: 260,
    wishes: { ...quick, whistle: 'refused', stopAt: 'dispatched' },
  },
  'whistled-withdrawn': { category: 'R0501', minutesBefore: 1500, wishes: { ...quick, whistle: 'withdrawn' } },
  'whistled-done': { category: 'R0403', minutesBefore: 1600, wishes: { ...quick, whistle: 'done', ending: 'confirm' } },
  'handled-grid': { category: 'R0402', minutesBefore: 420, wishes: { ...quick, stopAt: 'handled' } },
  'handled-again': { category: 'E0203', minutesBefore: 600, wishes: { ...quick, rework: true, stopAt: 'handled' } },
  'verified-town': { category: 'R0505', minutesBefore: 400, wishes: { ...quick, stopAt: 'verified' } },
  'verified-county': { category: 'R0605', minutesBefore: 400, wishes: { ...quick, stopAt: 'verified' } },
  'contested-town': {
    category: 'R0501',
    minutesBefore: 480,
    wishes: { ...quick, ending: 'contest', stopAt: 'contested' },
  },
  'contested-village': {
    category: 'R0502',
    minutesBefore: 260,
    wishes: { ...quick, solve: true, ending: 'contest', stopAt: 'contested' },
  },
  'contested-upheld': {
    category: 'R0505',
    minutesBefore: 2400,
    wishes: { ...quick, ending: 'contest', contested: 'uphold' },
  },
  'reopened-by-clock': {
    category: 'R0502',
    minutesBefore: 3000,
    wishes: { ...quick, ending: 'contest', contested: 'system' },
  },
  'closed-satisfied': {
    category: 'R0301',
    minutesBefore: 1400,
    wishes: { ...quick, solve: true, ending: 'confirm', followers: 3 },
  },
  'rejected-not-ours': { category: 'R0205', minutesBefore: 700, wishes: { ...quick, reject: 'not-ours' } },
  'rejected-no-means': { category: 'R1201', minutesBefore: 1200, wishes: { ...quick, reject: 'no-means' } },
  'rejected-contested': {
    category: 'R0307',
    minutesBefore: 380,
    wishes: { ...quick, reject: 'not-found', ending: 'contest', stopAt: 'contested' },
  },
  'merge-original': { category: 'R0303', minutesBefore: 500, wishes: { ...quick, stopAt: 'accepted', followers: 2 } },
  'merge-duplicate': { category: 'R0303', minutesBefore: 420, wishes: { ...quick, mergeInto: 'merge-original' } },
  'merge-second': { category: 'R0303', minutesBefore: 300, wishes: { ...quick, mergeInto: 'merge-original' } },
  'near-double': { category: 'R0303', minutesBefore: 20, wishes: { ...quick, stopAt: 'reported' } },
  'sealed-reported': { category: 'R1202', minutesBefore: 60, wishes: { ...quick, stopAt: 'reported' } },
  'sealed-accepted': { category: 'R1202', minutesBefore: 500, wishes: { ...quick, stopAt: 'accepted' } },
  'sealed-closed': { category: 'R1202', minutesBefore: 3500, wishes: quick },
  'sealed-later': { category: 'R1203', minutesBefore: 600, wishes: { ...quick, seal: true, stopAt: 'filed' } },
  'reveal-asked': { category: 'R0602', minutesBefore: 300, wishes: { ...quick, reveal: 'asked', stopAt: 'accepted' } },
  'reveal-granted': {
    category: 'R0702',
    minutesBefore: 500,
    wishes: { ...quick, reveal: 'granted', stopAt: 'accepted' },
  },
  'reveal-used': { category: 'R0702', minutesBefore: 900, wishes: { ...quick, reveal: 'used', stopAt: 'filed' } },
}

const mediations: Readonly<Record<string, Rest>> = {
  'mediation-applied': { minutesBefore: 150, wishes: { ...quick, stopAt: 'applied' } },
  'mediation-applied-late': { minutesBefore: 2300, wishes: { ...quick, stopAt: 'applied' } },
  'mediation-consented': { minutesBefore: 700, wishes: { ...quick, stopAt: 'consented' } },
  'mediation-agreed': { minutesBefore: 900, wishes: { ...quick, sessions: 2, stopAt: 'agreed' } },
  'mediation-signed': { minutesBefore: 1300, wishes: { ...quick, stopAt: 'signed' } },
  'mediation-concluded': { minutesBefore: 4000, wishes: { ...quick, end: 'conclude' } },
  'mediation-by-clock': { daysBefore: 45, wishes: { ...quick, end: 'system' } },
  'mediation-confirmed': { minutesBefore: 5000, wishes: { ...quick, sessions: 2, end: 'confirm' } },
  'mediation-refused': { minutesBefore: 2500, wishes: { ...quick, end: 'refuse' } },
  'mediation-withdrawn': { minutesBefore: 2600, wishes: { ...quick, end: 'withdraw' } },
  'mediation-failed': { minutesBefore: 5500, wishes: { ...quick, sessions: 2, end: 'giveUp' } },
}

const formalities: Readonly<Record<string, Rest>> = {
  'formality-applied': { minutesBefore: 60, wishes: { ...quick, stopAt: 'applied' } },
  'formality-preparing': { minutesBefore: 200, wishes: { ...quick, stopAt: 'preparing' } },
  'formality-wanting': { minutesBefore: 600, wishes: { ...quick, wanting: true, stopAt: 'wanting' } },
  'formality-at-window': { minutesBefore: 800, wishes: { ...quick, stopAt: 'atWindow' } },
  'formality-decided': { minutesBefore: 400, wishes: { ...quick, stopAt: 'decided' } },
  'formality-delivered': { minutesBefore: 3000, wishes: { ...quick, end: 'deliver' } },
  'formality-refused': { minutesBefore: 2500, wishes: { ...quick, end: 'refuse' } },
  'formality-withdrawn': { minutesBefore: 1500, wishes: { ...quick, end: 'withdraw' } },
  'formality-lapsed': { daysBefore: 42, wishes: { ...quick, end: 'lapse' } },
}

/** All cases to look at, most of them in the grid whose worker can sign in. */
export function showcase(demo: NonNullable<CountyPack['demo']>): Shown[] {
  const atGrid = demo.signIns
    .flatMap(({ roles }) => roles.filter(({ role }) => role === 'grid-worker'))
    .map(({ at }) => at)[0]
  const list = (process: Shown['process'], entries: Readonly<Record<string, Rest>>): Shown[] =>
    Object.entries(entries).map(([key, rest]) => ({
      key,
      process,
      ...(atGrid === undefined ? {} : { atGrid }),
      ...rest,
    }))
  return [...list('grid-event', events), ...list('mediation', mediations), ...list('formality', formalities)]
}
