import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './terminal.mjs'

/** Programs that write committed files; each knows --check, which only compares and exits with 1 when out of date. */
const GENERATORS = [
  'apps/server/src/platform/database/generate.ts',
  'tools/generate-practices.mjs',
  'tools/generate-pack-keys.mjs',
  'tools/generate-costs.mjs',
]

export const listGenerators = () => GENERATORS.map((path) => join(ROOT, path)).filter((path) => existsSync(path))
