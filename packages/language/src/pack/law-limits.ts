/** The longest that a law lets a county take: what a pack sets may be shorter, never longer. */

import { sayBasis } from '@xiangzhi/text'
import { law } from '../law.ts'
import type { Basis } from '../process.ts'
import type { PackSources } from './files.ts'
import type { PackProblem } from './problems.ts'
import type { TimeLimit } from './words.ts'

/** A ceiling, the article that sets it, and where in a pack it holds. */
export interface LawCeiling {
  readonly file: 'disclosure.yaml' | `formalities/${string}`
  /** The way down to the limit in its file. */
  readonly path: readonly string[]
  readonly longest: TimeLimit
  readonly basis: Basis
}

/**
 * Every ceiling of the parts of a pack that are no process's. Of a sheet the file is named by its key. A process declares the
 * ceilings of its own parameters. A limit that no law sets is the county's own, and stands nowhere.
 */
export const lawCeilings: readonly LawCeiling[] = [
  {
    file: 'disclosure.yaml',
    path: ['limits', 'answerWithin'],
    longest: { days: 10 },
    basis: law('农村集体经济组织财务公开规定（农经发〔2011〕13号）', '11, 12'),
  },
  {
    file: 'formalities/minimum-living-allowance',
    path: ['limit'],
    longest: { workingDays: 45 },
    basis: law('最低生活保障审核确认办法（民发〔2021〕57号）', '审核确认期限'),
  },
]

/** Working days in a natural one are at most one, and at least five in a week of seven with the longest holidays off. */
function naturalDays(limit: TimeLimit, daysInWorkday: number): number {
  if ('days' in limit) return limit.days
  if ('hours' in limit) return limit.hours / 24
  if ('workingDays' in limit) return limit.workingDays * daysInWorkday
  return (limit.workingHours / 8) * daysInWorkday
}

/**
 * Whether a limit surely is no longer than another. Of one kind they are compared as they are; days at work may lie as far apart as
 * two natural ones, holidays included, and no closer than one.
 */
export function isNoLonger(limit: TimeLimit, than: TimeLimit): boolean {
  const isWorking = (one: TimeLimit): boolean => 'workingDays' in one || 'workingHours' in one
  if (isWorking(limit) === isWorking(than)) return naturalDays(limit, 1) <= naturalDays(than, 1)
  return naturalDays(limit, 2) <= naturalDays(than, 1)
}

function limitWords(limit: TimeLimit, language: 'zh' | 'en'): string {
  const [unit = 'days', amount = 0] = Object.entries(limit)[0] ?? []
  const words = {
    workingHours: ['个工作小时', 'working hours'],
    workingDays: ['个工作日', 'working days'],
    hours: ['小时', 'hours'],
    days: ['天', 'days'],
  } as const
  const [zh, en] = words[unit as keyof typeof words]
  return language === 'zh' ? `${amount} ${zh}` : `${amount} ${en}`
}

/** What is said of a limit that is longer than its law allows. */
export function longerThanLaw(longest: TimeLimit, basis: Basis): Pick<PackProblem, 'code' | 'facts'> {
  return {
    code: 'longer-than-law',
    facts: {
      limit: { zh: limitWords(longest, 'zh'), en: limitWords(longest, 'en') },
      basis: { zh: sayBasis('zh-CN', basis), en: sayBasis('en', basis) },
    },
  }
}

function valueAt(content: unknown, path: readonly string[]): TimeLimit | undefined {
  let here = content
  for (const step of path)
    here = typeof here === 'object' && here !== null ? (here as Record<string, unknown>)[step] : undefined
  return here as TimeLimit | undefined
}

/** Every limit of a pack that is longer than its law allows. */
export function checkLawLimits(sources: PackSources): PackProblem[] {
  const files = new Map<string, { readonly file: string; readonly content: unknown }>()
  if (sources.disclosure) files.set('disclosure.yaml', sources.disclosure)
  for (const one of sources.formalities) files.set(`formalities/${one.content.key}`, one)
  return lawCeilings.flatMap(({ file, path, longest, basis }) => {
    const found = files.get(file)
    const limit = found && valueAt(found.content, path)
    if (!found || limit === undefined || isNoLonger(limit, longest)) return []
    return [{ file: found.file, path, ...longerThanLaw(longest, basis) }]
  })
}
