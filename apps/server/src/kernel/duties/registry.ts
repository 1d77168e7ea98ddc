import { checkDuties, type DutyDeclaration } from '@xiangzhi/language'
import type { CountyConfig } from '#platform/county-config'

/** The declared duties; the kernel knows none by name. */
export interface Duties {
  /** Those that a county has, by its configuration. */
  listOf(config: CountyConfig): readonly DutyDeclaration[]
  find(config: CountyConfig, key: string): DutyDeclaration | undefined
}

/** Duties that follow from what a county configured, such as its catalogue of disclosure. */
export type DutySource = (config: CountyConfig) => readonly DutyDeclaration[]

/**
 * Makes declarations ready for look-up: those of `declarations` that the county's pack lists, and all that the sources bring. Unsound ones are a bug and found at the start; those that a county's configuration
 * brings are found when it is first read.
 */
export function dutyRegistry(declarations: readonly DutyDeclaration[], sources: readonly DutySource[] = []): Duties {
  const problems = checkDuties(declarations)
  if (problems.length > 0) throw new Error(`duties are not sound:\n${problems.join('\n')}`)
  const known = new Map<number, { readonly version: string; readonly byKey: ReadonlyMap<string, DutyDeclaration> }>()

  function byKey(config: CountyConfig): ReadonlyMap<string, DutyDeclaration> {
    const kept = known.get(config.county)
    if (kept?.version === config.version) return kept.byKey
    const listed = new Set(config.settings.duties)
    const all = [...declarations.filter(({ key }) => listed.has(key)), ...sources.flatMap((source) => source(config))]
    const unsound = checkDuties(all)
    if (unsound.length > 0) throw new Error(`duties of ${config.county} are not sound:\n${unsound.join('\n')}`)
    const found = new Map(all.map((one) => [one.key, one]))
    known.set(config.county, { version: config.version, byKey: found })
    return found
  }

  return {
    listOf: (config) => [...byKey(config).values()],
    find: (config, key) => byKey(config).get(key),
  }
}
