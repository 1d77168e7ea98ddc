import type { ProcessDeclaration } from '@xiangzhi/language'
import { isTextKey, type TextKey } from '@xiangzhi/text'

type Path = readonly (string | number)[]

/** What the fields of the county's own part are called on its screen. */
const ofCounty: Readonly<Record<string, TextKey>> = {
  name: 'text.admin.parameters.name',
  hotline: 'text.admin.parameters.hotline',
  schematic: 'text.admin.parameters.schematic',
  workingHours: 'text.admin.parameters.hours',
}

/**
 * Where something is wrong in a configuration, in the words that stand on its screen: the practice and the label of its parameter, a
 * field of the county. Undefined for what has no label of its own.
 */
export function labelsOf(
  path: Path,
  processes: readonly Pick<ProcessDeclaration, 'key' | 'title' | 'parameters'>[],
): readonly TextKey[] | undefined {
  const [first, key, name] = path
  if (first !== 'practices') {
    const label = ofCounty[String(first)]
    return label === undefined ? undefined : [label]
  }
  const process = processes.find((one) => one.key === key)
  if (!process) return undefined
  const label = name === undefined ? undefined : process.parameters?.[String(name)]?.label
  return [process.title, ...(label === undefined ? [] : [label])].filter(isTextKey)
}
