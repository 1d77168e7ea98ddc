import { defineDisclosureCatalogue } from '@xiangzhi/language'
import { buildingClasses } from './yanliang-building.ts'
import { financeClasses } from './yanliang-finance.ts'
import { livingClasses } from './yanliang-living.ts'
import { organisationClasses } from './yanliang-organisation.ts'
import { partyClasses } from './yanliang-party.ts'
import { serviceClasses } from './yanliang-service.ts'

/** Party, village and financial affairs with the boards of service: 19 classes and 109 items (P073). */
export const yanliangDisclosure = defineDisclosureCatalogue({
  key: 'yanliang',
  name: { zh: '阎良区党务村务财务公开目录', en: 'Yanliang’s catalogue of party, village and financial affairs' },
  note: {
    zh: '公开报道只给出“19 大类 109 项”这个数目，没有给出条目。这里的条目是依据法律法规编写的范本，启用前请由区县主管部门核定。',
    en: 'Published accounts give the number, 19 classes and 109 items, and not the items. These are a template written from the laws; the county’s departments should approve it before use.',
  },
  classes: [
    ...partyClasses,
    ...organisationClasses,
    ...buildingClasses,
    ...livingClasses,
    ...financeClasses,
    ...serviceClasses,
  ],
})
