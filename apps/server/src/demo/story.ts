/** How a case of the demo world goes: what is meant to happen to it, and from that the next step in each state. Pure. */

import type { Level } from '@xiangzhi/language'
import type { CaseRecord } from '#kernel/cases'
import { demoNotes, wordsFor } from './notes.ts'
import type { SeededRandom } from '#packs'

/** Values of fields as an operation takes them. */
export type Given = Record<string, string | number | boolean | string[]>

/** What shall happen to a case. What is absent does not happen. */
export interface Wishes {
  /** The share of each limit that is used, in percent. */
  readonly pace: number
  /** Everything within minutes, for a case that shall be in a certain state now. */
  readonly quick?: boolean
  /** The state in which nobody does anything any more. */
  readonly stopAt?: string
  /** The state whose deadline is missed. */
  readonly lateIn?: string
  /** Settled by the grid or the village itself. */
  readonly solve?: boolean
  readonly reject?: keyof typeof demoNotes.rejections
  readonly sendBack?: boolean
  readonly rework?: boolean
  readonly whistle?: 'done' | 'refused' | 'withdrawn' | 'called' | 'arrived'
  readonly time?: { readonly kind: 'extend' | 'pause'; readonly then: 'grant' | 'refuse' | 'leave' }
  readonly ask?: 'answered' | 'open'
  readonly comment?: boolean
  readonly assign?: boolean
  readonly supervise?: boolean
  readonly followers?: number
  /** The key of the case into which this one, a duplicate, is merged. */
  readonly mergeInto?: string
  readonly reveal?: 'asked' | 'granted' | 'used'
  readonly seal?: boolean
  /** What the reporter says in the end. */
  readonly ending?: 'confirm' | 'contest'
  readonly contested?: 'reopen' | 'uphold' | 'system'
  /** How a process other than a grid event ends. */
  readonly end?: string
  readonly sessions?: number
  readonly wanting?: boolean
  readonly giveBack?: boolean
}

/** Something that somebody does. `once` marks what is not done a second time. */
export type Step = { readonly once?: string } & (
  | {
      readonly kind: 'act'
      readonly transition: string
      readonly fields?: Given
      readonly note?: string
      readonly reason?: string
      readonly publicNote?: string
      /** The key of the unit it goes to. */
      readonly unit?: string
    }
  | { readonly kind: 'reporter'; readonly transition: string; readonly fields?: Given }
  | { readonly kind: 'level'; readonly level: Level; readonly reason: string }
  | { readonly kind: 'whistle'; readonly units: readonly string[]; readonly wanted: string }
  | { readonly kind: 'ask-time'; readonly what: 'extend' | 'pause'; readonly reason: string }
  | { readonly kind: 'decide-time'; readonly grant: boolean; readonly note: string }
  | { readonly kind: 'ask'; readonly question: string }
  | { readonly kind: 'answer'; readonly answer: string }
  | { readonly kind: 'comment'; readonly note: string }
  | { readonly kind: 'assign' }
  | { readonly kind: 'supervise'; readonly note: string }
  | { readonly kind: 'follow' }
  | { readonly kind: 'merge'; readonly into: string; readonly reason: string }
  | { readonly kind: 'reveal'; readonly part: 'ask' | 'grant' | 'use'; readonly reason: string }
  | { readonly kind: 'seal'; readonly reason: string }
)

/** What a story may look at. */
export interface StoryFacts {
  readonly wishes: Wishes
  readonly record: CaseRecord
  /** What was done already, by the marks of steps. */
  readonly done: ReadonlySet<string>
  /** Whether there is somebody who reported and can answer. */
  readonly reporter: boolean
  readonly random: SeededRandom
  /** The code of the town, for the key of its own office. */
  readonly townCode: string
}

const unitsByClass: Readonly<Record<string, readonly string[]>> = {
  R01: ['justice'],
  R02: ['emergency', 'housing'],
  R03: ['sanitation', 'ecology'],
  R04: ['agriculture', 'water-affairs'],
  R05: ['transport', 'municipal-works'],
  R06: ['water-supply', 'power-supply'],
  R07: ['natural-resources', 'city-management'],
  R08: ['ecology', 'agriculture'],
  R09: ['human-resources', 'civil-affairs'],
  R10: ['civil-affairs'],
  E: ['city-management'],
  C: ['municipal-works'],
}

/** The unit that takes a case for which the routing table suggests none: often the town's own office. */
export function unitFor(category: string, townCode: string, random: SeededRandom): string {
  const units = unitsByClass[category.slice(0, 3)] ?? unitsByClass[category.slice(0, 1)] ?? []
  const office = `${townCode}-governance-office`
  return units.length === 0 || random.happens(0.35) ? office : random.pick(units)
}

/** Steps that may come in any open state of a grid event before it goes on. */
function asides({ wishes, record, done, reporter, random }: StoryFacts): Step | undefined {
  const { state } = record
  const { questions, answers, comments, extensions, pauses, grants, refusals, supervisions, reveal } = demoNotes
  if (wishes.seal && !done.has('seal') && state === 'accepted')
    return { kind: 'seal', reason: random.pick(demoNotes.seals), once: 'seal' }
  if (wishes.ask && reporter && state !== 'reported') {
    if (!done.has('ask')) return { kind: 'ask', question: random.pick(questions), once: 'ask' }
    if (wishes.ask === 'answered' && !done.has('answer'))
      return { kind: 'answer', answer: random.pick(answers), once: 'answer' }
  }
  if (wishes.reveal && reporter && state !== 'reported') {
    const [reason] = reveal
    if (!done.has('reveal-ask')) return { kind: 'reveal', part: 'ask', reason, once: 'reveal-ask' }
    if (wishes.reveal !== 'asked' && !done.has('reveal-grant'))
      return { kind: 'reveal', part: 'grant', reason, once: 'reveal-grant' }
    if (wishes.reveal === 'used' && !done.has('reveal-use'))
      return { kind: 'reveal', part: 'use', reason, once: 'reveal-use' }
  }
  if (wishes.supervise && !done.has('supervise') && (state === 'dispatched' || state === 'filed'))
    return { kind: 'supervise', note: random.pick(supervisions), once: 'supervise' }
  if (state !== 'dispatched') return undefined
  if (wishes.assign && !done.has('assign')) return { kind: 'assign', once: 'assign' }
  if (wishes.comment && !done.has('comment')) return { kind: 'comment', note: random.pick(comments), once: 'comment' }
  if (wishes.time) {
    const { kind, then } = wishes.time
    if (!done.has('ask-time'))
      return {
        kind: 'ask-time',
        what: kind,
        reason: random.pick(kind === 'pause' ? pauses : extensions),
        once: 'ask-time',
      }
    if (then !== 'leave' && !done.has('decide-time'))
      return {
        kind: 'decide-time',
        grant: then === 'grant',
        note: random.pick(then === 'grant' ? grants : refusals),
        once: 'decide-time',
      }
  }
  return undefined
}

function fromHandled({ wishes, record, done, random }: StoryFacts): Step {
  const words = wordsFor(record.category)
  if (record.state === 'handled') {
    return wishes.rework && !done.has('fail')
      ? { kind: 'act', transition: 'fail', reason: random.pick(demoNotes.reworks), once: 'fail' }
      : { kind: 'act', transition: 'pass' }
  }
  return { kind: 'act', transition: 'close', publicNote: random.pick(words.notes) }
}

function fromClosed({ wishes, record, done, reporter, random }: StoryFacts): Step | undefined {
  if (!reporter || !wishes.ending || done.has('ending')) return undefined
  if (wishes.ending === 'contest')
    return {
      kind: 'reporter',
      transition: 'contest',
      fields: { stillWrong: random.pick(demoNotes.stillWrong) },
      once: 'ending',
    }
  return record.state === 'closed' ? { kind: 'reporter', transition: 'confirm', once: 'ending' } : undefined
}

/** The next step of a grid event; undefined when nothing more happens. */
export function nextOfGridEvent(facts: StoryFacts): Step | undefined {
  const { wishes, record, done, random, townCode } = facts
  const { state, level, category } = record
  const words = wordsFor(category)
  if (record.isOpen && wishes.mergeInto && !done.has('not-merged'))
    return { kind: 'merge', into: wishes.mergeInto, reason: random.pick(demoNotes.merges) }
  if (record.isOpen && record.isPublic && (wishes.followers ?? 0) > 0 && !done.has(`follow-${wishes.followers}`)) {
    for (let serial = 1; serial <= (wishes.followers ?? 0); serial += 1)
      if (!done.has(`follow-${serial}`)) return { kind: 'follow', once: `follow-${serial}` }
  }
  const aside = record.isOpen ? asides(facts) : undefined
  if (aside) return aside
  const solves = wishes.solve === true && (level === 'grid' || level === 'village')
  const solve: Step = {
    kind: 'act',
    transition: 'solve',
    fields: { measure: random.pick(words.measures) },
    publicNote: random.pick(words.notes),
  }
  switch (state) {
    case 'reported':
      if (wishes.reject && wishes.reject !== 'no-means')
        return {
          kind: 'act',
          transition: 'reject',
          fields: { rejectBecause: wishes.reject },
          publicNote: demoNotes.rejections[wishes.reject],
        }
      if (solves && random.happens(0.3)) return solve
      return {
        kind: 'act',
        transition: 'accept',
        ...(random.happens(0.6)
          ? { fields: { sorting: level === 'grid' ? 'own' : level === 'village' ? 'village' : 'government' } }
          : {}),
      }
    case 'accepted':
      if (wishes.reject)
        return {
          kind: 'act',
          transition: 'reject',
          fields: { rejectBecause: wishes.reject },
          publicNote: demoNotes.rejections[wishes.reject],
        }
      if (solves) return solve
      if (level === 'grid' || level === 'village')
        return { kind: 'level', level: 'town', reason: random.pick(demoNotes.raises) }
      return { kind: 'act', transition: 'file' }
    case 'filed':
      if (record.confidentiality === 'sealed')
        return { kind: 'act', transition: 'dispatch', unit: 'discipline-commission' }
      return {
        kind: 'act',
        transition: 'dispatch',
        ...(record.suggestedOrganisationKey && !done.has('send-back')
          ? {}
          : { unit: unitFor(category, townCode, random) }),
      }
    case 'dispatched':
      if (wishes.sendBack && !done.has('send-back'))
        return { kind: 'act', transition: 'sendBack', reason: random.pick(demoNotes.sendBacks), once: 'send-back' }
      if (wishes.whistle && record.confidentiality === 'open' && !done.has('whistle'))
        return {
          kind: 'whistle',
          units: [unitFor(category, townCode, random)],
          wanted: random.pick(demoNotes.whistles),
          once: 'whistle',
        }
      return {
        kind: 'act',
        transition: 'handle',
        fields: { measure: random.pick(words.measures) },
        ...(random.happens(0.3) ? { note: random.pick(demoNotes.comments) } : {}),
      }
    case 'handled':
    case 'verified':
      return fromHandled(facts)
    case 'contested':
      if (wishes.contested === 'system') return undefined
      // Nobody upholds what they did or refused themselves: it is looked at above.
      if (wishes.contested === 'uphold' && (solves || wishes.reject) && level !== 'county' && !done.has('heard-above'))
        return {
          kind: 'level',
          level: level === 'town' ? 'county' : 'town',
          reason: demoNotes.heardAbove,
          once: 'heard-above',
        }
      return wishes.contested === 'uphold'
        ? {
            kind: 'act',
            transition: 'uphold',
            reason: random.pick(demoNotes.uphold),
            publicNote: random.pick(demoNotes.uphold),
          }
        : { kind: 'act', transition: 'reopen' }
    case 'closed':
    case 'rejected':
      return fromClosed(facts)
    default:
      return undefined
  }
}
