import { defineDisclosureCatalogue } from '@xiangzhi/language'
import { affairsClasses } from './huangsheng-affairs.ts'
import { assetsClasses } from './huangsheng-assets.ts'

/** “三务三资”阳光报告会: six classes and 24 items, shown every quarter (P053). */
export const huangshengDisclosure = defineDisclosureCatalogue({
  key: 'huangsheng',
  name: { zh: '黄升镇“三务三资”公开目录', en: 'Huangsheng’s catalogue of three affairs and three kinds of assets' },
  note: {
    zh: '公开报道只给出“6 大类 24 项、一季一晒”，没有给出条目。这里的条目是依据法律法规编写的范本，启用前请由镇党委政府核定。',
    en: 'Published accounts give the number, six classes and 24 items every quarter, and not the items. These are a template written from the laws; the town should approve it before use.',
  },
  classes: [...affairsClasses, ...assetsClasses],
})
