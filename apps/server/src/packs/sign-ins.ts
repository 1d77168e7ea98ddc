/** The accounts of a demo world: who can sign in, with a password that the start page shows. Only a demo has them. */

import type { CountyPack, StaffRole } from '@xiangzhi/language'
import { listPackOrganisations, listPackPlaces } from '@xiangzhi/language'
import type { Named } from '@xiangzhi/text'
import { findConfigPart } from '#platform/county-config'
import type { Tx } from '#platform/database'
import { seededRandom } from './seeded-random.ts'

/** A sign-in of the demo, as the start page lists it. */
export interface DemoSignIn {
  readonly userName: string
  readonly password: string
  readonly name: string
  readonly nameEn: string
  /** What the county calls the first role held; `roles` has the keys of all of them. */
  readonly role: string
  readonly roleEn: string
  readonly roles: readonly StaffRole[]
  /** The place or organisation that the role reaches. */
  readonly where: Named
  readonly tells: Named
}

const WORDS = [
  'chunfeng',
  'xiaomai',
  'qinghe',
  'huanghe',
  'liushu',
  'lihua',
  'taohua',
  'yumi',
  'shiliu',
  'baiyang',
  'fengche',
  'dengta',
  'shanlu',
  'caihong',
  'yuanye',
  'xingguang',
]

/** A password that can be read out and typed: a word and four digits. It follows from the seed, so nothing stores it. */
export function demoPassword(seed: number, userName: string): string {
  const random = seededRandom(seed, `password ${userName}`)
  return `${random.pick(WORDS.filter((word) => word.length >= 6))}-${random.whole(2000, 9899)}`
}

/** All sign-ins that a pack's demo world has. */
export function listPackSignIns(pack: CountyPack): DemoSignIn[] {
  if (!pack.demo) return []
  const { seed, signIns } = pack.demo
  const names = new Map<string, Named>([
    ...listPackPlaces(pack).map(({ code, name }) => [code, name] as const),
    ...listPackOrganisations(pack).map(({ key, shortName }) => [key, shortName] as const),
  ])
  return signIns.flatMap(({ account, name, roles, tells }) => {
    const [first] = roles
    const where = first && names.get(first.at)
    if (!where) return []
    const title = pack.roles.find(({ key }) => key === first.role)?.title ?? { zh: first.role, en: first.role }
    const held = { role: title.zh, roleEn: title.en, roles: roles.map(({ role }) => role) }
    return [
      {
        userName: account,
        password: demoPassword(seed, account),
        name: name.zh,
        nameEn: name.en,
        ...held,
        where,
        tells,
      },
    ]
  })
}

/** The sign-ins of the demo world that is loaded here; none in an installation without a demo. */
export async function demoSignIns(tx: Tx): Promise<DemoSignIn[]> {
  const content = (await findConfigPart(tx, 'demo'))?.content as { demo: boolean; signIns?: DemoSignIn[] } | undefined
  return content?.demo ? (content.signIns ?? []) : []
}
