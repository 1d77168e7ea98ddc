/** Parameters of practices in county.yaml, held to what each process declares of its own. */

import { say } from '@xiangzhi/text'
import type { Parameter, ProcessDeclaration } from '../process.ts'
import type { County } from './county.ts'
import { isNoLonger, longerThanLaw } from './law-limits.ts'
import { nearestHint, type PackFact, type PackProblem } from './problems.ts'
import type { TimeLimit } from './words.ts'

/** What the checks of a pack have to know of a process. */
export type PracticeDeclaration = Pick<ProcessDeclaration, 'key' | 'takenUpBy' | 'parameters'>

/** Processes that a county takes up by naming them under `practices`. */
export function practicesOf<Declared extends Pick<ProcessDeclaration, 'takenUpBy'>>(
  processes: readonly Declared[],
): Declared[] {
  return processes.filter(({ takenUpBy }) => takenUpBy === 'practices')
}

const anyLimit = {
  zh: '时限：workingHours、workingDays、hours、days 选一个，如 { workingDays: 5 }',
  en: 'one of workingHours, workingDays, hours, days, such as { workingDays: 5 }',
} as const

/** What should stand at a parameter, in both languages. */
function expected(parameter: Parameter): PackFact {
  const [zh, en] = [say('zh-CN', parameter.label), say('en', parameter.label)]
  if (parameter.kind === 'limit') return { zh: `${zh}，${anyLimit.zh}`, en: `${en}: ${anyLimit.en}` }
  const { min, max } = parameter
  return { zh: `${zh}，${min} 到 ${max} 的整数`, en: `${en}: a whole number from ${min} to ${max}` }
}

function checkParameter(
  file: string,
  path: (string | number)[],
  parameter: Parameter,
  value: TimeLimit | number,
): PackProblem[] {
  const wrong = { file, path, code: 'wrong', facts: { expected: expected(parameter) } } as const
  if (parameter.kind === 'number') {
    if (typeof value !== 'number' || value < parameter.min || value > parameter.max) return [wrong]
    return []
  }
  if (typeof value === 'number') return [wrong]
  const { longest } = parameter
  if (!longest || isNoLonger(value, longest.limit)) return []
  return [{ file, path, ...longerThanLaw(longest.limit, longest.basis) }]
}

/** Everything wrong with the practices that a county takes up: unknown ones, and parameters that are missing, unknown or out of range. */
export function checkParameters(
  file: string,
  practices: County['practices'],
  processes: readonly PracticeDeclaration[],
): PackProblem[] {
  const known = new Map(practicesOf(processes).map(({ key, parameters = {} }) => [key, parameters]))
  return Object.entries(practices).flatMap(([key, values]): PackProblem[] => {
    const at = ['practices', key]
    const parameters = known.get(key)
    if (!parameters) {
      const facts = { key, allowed: [...known.keys()].join(', ') }
      return [{ file, path: at, at: 'key', code: 'unknown-practice', facts }]
    }
    const names = Object.keys(parameters)
    return [
      ...Object.entries(parameters).flatMap(([name, parameter]): PackProblem[] => {
        const value = values[name]
        const path = [...at, name]
        if (value !== undefined) return checkParameter(file, path, parameter, value)
        return [{ file, path, code: 'missing', facts: { key: name, expected: expected(parameter) } }]
      }),
      ...Object.keys(values)
        .filter((name) => parameters[name] === undefined)
        .map((name): PackProblem => {
          const facts = { key: name, nearest: nearestHint(name, names), allowed: names.join(', ') }
          return { file, path: [...at, name], at: 'key', code: 'unknown-key', facts }
        }),
    ]
  })
}
