import type { CountyPack } from '@xiangzhi/language'
import type { Database } from '#platform/database'
import { explainChanges } from './explain-changes.ts'
import { comparePackWith } from './load-pack.ts'

export { type DemoActors, readDemoActors } from './demo-actors.ts'
export { type DisclosureWorld, simulateDisclosures } from './demo-disclosure.ts'
export { pastDisclosures } from './demo-disclosure-order.ts'
export { demoRandom, type DemoRandom } from './demo-random.ts'
export { demoReports } from './demo-reports.ts'
export { nextOfGridEvent, type Step, unitFor, type Wishes } from './demo-story.ts'
export { demoSignIns } from './demo-sign-ins.ts'
export { loadDemoWorld } from './demo-world.ts'
export { addAdministrator } from './first-administrators.ts'
export { loadPack } from './load-pack.ts'
export { checkPackFolder, readPack } from './read-pack.ts'

/** What loading the pack would change now, one line a thing. An installation that is a demo stays one. */
export async function explainPack(database: Pick<Database, 'read'>, pack: CountyPack): Promise<string[]> {
  return explainChanges(await comparePackWith(database, pack))
}
