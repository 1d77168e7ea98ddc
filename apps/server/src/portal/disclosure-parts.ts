import type { getVillageDisclosure, listVillageQuestions, PublishedLine, QuestionView } from '@xiangzhi/contract'
import { statusTag } from '@xiangzhi/design'
import { sayPeriod } from '@xiangzhi/language'
import type { z } from 'zod'
import type { Scene } from './desk.ts'
import { html, type Html, type Part, raw } from './html.ts'
import type { Reader } from './reader.ts'
import { dayOf, dayWords, timeTag } from './times.ts'

export type VillageDisclosure = z.output<typeof getVillageDisclosure.output>
export type MissingLine = VillageDisclosure['missing'][number]
export type VillageQuestion = z.output<typeof listVillageQuestions.output>['rows'][number]

/** How many questions there are about each publication, as far as they are shown. */
export type QuestionsOf = ReadonlyMap<string, number>

export function countByPublication(questions: readonly Pick<QuestionView, 'publicationId'>[]): QuestionsOf {
  const counts = new Map<string, number>()
  for (const { publicationId } of questions) counts.set(publicationId, (counts.get(publicationId) ?? 0) + 1)
  return counts
}

/** A period in the reader's words: 2026年10月, 2026年第三季度, 长期公开. */
export const periodWords = ({ language }: Pick<Reader, 'language'>, key: string): string => sayPeriod(language, key)

/** Whole days from one local day to another. */
export function daysFrom(first: string, last: string): number {
  return Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / 86_400_000)
}

/** The tag of an edition: withdrawn, corrected, on display or past its time. */
export function stateTag(scene: Scene, line: Pick<PublishedLine, 'state' | 'standsUntil'>): Html {
  const { say } = scene.reader
  if (line.state === 'withdrawn') return raw(statusTag('danger', say('text.open.state.withdrawn')))
  if (line.state === 'superseded') return raw(statusTag('warn', say('text.open.state.superseded')))
  return line.standsUntil < dayOf(scene.now)
    ? raw(statusTag('neutral', say('text.open.state.past')))
    : raw(statusTag('good', say('text.open.state.live')))
}

/** A published edition as a line of a list. */
export function publishedItem(
  scene: Scene,
  line: Pick<PublishedLine, 'editionId' | 'publicationId' | 'no' | 'title' | 'state' | 'standsUntil' | 'publishedAt'>,
  questions: QuestionsOf,
  at = '/e',
): Html {
  const { reader, now } = scene
  const { say } = reader
  const asked = questions.get(line.publicationId) ?? 0
  const marks: Part[] = [
    line.state === 'withdrawn' && stateTag(scene, line),
    line.no > 1 && raw(statusTag('info', say('text.open.state.corrected', { no: line.no }))),
    asked > 0 && raw(statusTag('received', say('text.open.questions', { count: asked }))),
  ]
  return html`<li><a href="${at}/${line.editionId}"><b lang="zh-CN">${line.title}</b><small>${marks}${timeTag(reader.language, new Date(line.publishedAt), now)}</small></a></li>`
}

/** How long something is overdue; on its last day it is due, and nothing is over yet. */
const lateWords = ({ say }: Pick<Reader, 'say'>, facts: { readonly day: string; readonly days: number }): string =>
  say(facts.days > 0 ? 'text.open.missing.line' : 'text.open.missing.today', facts)

/** What was due and is not there, said like everything else: for how long, or why it need not be. */
export function missingItem(scene: Scene, line: MissingLine, base: string): Html {
  const { reader, now } = scene
  const { say, language } = reader
  const today = dayOf(now)
  const period = line.period === 'standing' ? '' : ` ${periodWords(reader, line.period)}`
  const words = ((): Part => {
    if (line.status === 'exempt')
      return html`${raw(statusTag('neutral', say('text.open.exempt.tag')))}${say('text.open.exempt.line', { reason: line.exemptReason ?? '' })}`
    if (line.status === 'missing' && line.dueOn !== null)
      return html`${raw(statusTag('late', say('text.open.missing.tag')))}${lateWords(reader, { day: dayWords(language, line.dueOn, now), days: daysFrom(line.dueOn, today) })}`
    return html`${raw(statusTag('on-time', say('text.open.due.tag')))}${line.dueOn !== null && say('text.open.due.line', { day: dayWords(language, line.dueOn, now) })}`
  })()
  return html`<li><a href="${base}/open/${line.itemCode}"><b>${reader.name(line.itemName)}${period}</b><small>${words}</small></a></li>`
}

/** More than these are a second list, opened by hand. */
const MISSING_SHOWN = 8

/** What is missing, the newest first; a long list does not bury what comes after it. */
export function missingList(scene: Scene, base: string, missing: readonly MissingLine[]): Html {
  const newestFirst = missing.toSorted((left, right) => ((left.dueOn ?? '') < (right.dueOn ?? '') ? 1 : -1))
  const list = (lines: readonly MissingLine[]) =>
    html`<ul class="list">${lines.map((line) => missingItem(scene, line, base))}</ul>`
  const rest = newestFirst.slice(MISSING_SHOWN)
  return html`${list(newestFirst.slice(0, MISSING_SHOWN))}${rest.length > 0 && html`<details><summary>${scene.reader.say('text.open.missing.rest', { count: rest.length })}</summary><div>${list(rest)}</div></details>`}`
}

/** Until when a question waits for its answer, or for how long it waits too long. */
function waitingWords(scene: Scene, question: QuestionView): Part {
  const { reader, now } = scene
  const { say, language } = reader
  if (question.status === 'dismissed') return say('text.open.ask.dismissed')
  if (question.dueAt === null) return say('text.open.ask.waitingNoDay')
  const due = new Date(question.dueAt)
  if (due >= now) return say('text.open.ask.waiting', { day: dayWords(language, dayOf(due), now) })
  const days = Math.max(1, daysFrom(dayOf(due), dayOf(now)))
  return raw(statusTag('late', say('text.open.ask.overdue', { days })))
}

/** A question with its answer, in the moderated wording. `about` names what it is about where that is not plain. */
export function questionItem(scene: Scene, question: QuestionView, about?: Html): Html {
  const { reader, now } = scene
  const { say, language } = reader
  const said = (label: string, words: string, by: Part) =>
    html`<p><b>${label}</b> <span lang="zh-CN">${words}</span> <span class="soft small">${by}</span></p>`
  const waiting = question.answer === null || question.status === 'asked'
  const asked = said(say('text.open.ask.asked'), question.question, timeTag(language, new Date(question.askedAt), now))
  const followed = question.followUp !== null && said(say('text.open.ask.followUp'), question.followUp, undefined)
  const answered =
    question.answer !== null &&
    said(
      say('text.open.ask.answered'),
      question.answer,
      html`${question.answeredBy} ${question.answeredAt !== null && timeTag(language, new Date(question.answeredAt), now)}`,
    )
  const stands = { disputed: 'text.open.ask.disputed', settled: 'text.open.ask.settled' } as const
  const key = question.status === 'disputed' || question.status === 'settled' ? stands[question.status] : undefined
  // Whoever asks further has the first answer before it, until the second one takes its place.
  return html`<div class="card" id="q-${question.id}">${about}${asked}${waiting ? [answered, followed] : [followed, answered]}${waiting && html`<p class="soft">${waitingWords(scene, question)}</p>`}${key && html`<p class="soft small">${say(key)}</p>`}</div>`
}
