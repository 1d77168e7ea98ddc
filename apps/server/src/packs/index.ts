import type { CountyPack } from '@xiangzhi/language'
import type { Database } from '#platform/database'
import { explainChanges } from './explain-changes.ts'
import { comparePackWith } from './load-pack.ts'

export { addAdministrator } from './first-administrators.ts'
export { loadPack } from './load-pack.ts'
export { beginPack, type ListedPlace, UnfitList } from './new-pack.ts'
export { cutToVillage } from './one-village.ts'
export { checkPackFolder, readPack } from './read-pack.ts'
export { seededRandom, type SeededRandom } from './seeded-random.ts'
export { demoPassword, type DemoSignIn, demoSignIns } from './sign-ins.ts'

/** What loading the pack would change now, one line a thing. An installation that is a demo stays one. */
export async function explainPack(database: Pick<Database, 'read'>, pack: CountyPack): Promise<string[]> {
  return explainChanges(await comparePackWith(database, pack))
}
