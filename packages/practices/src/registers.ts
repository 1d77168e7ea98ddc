import type { Named } from '@xiangzhi/text'

/** The part of the product that runs a practice without a process of its own. */
export interface RegisteredRun {
  readonly practice: `P${number}`
  readonly by: 'places' | 'people' | 'packs' | 'portal'
  /** What exactly it does for the practice. */
  readonly note: Named
}

/** Practices that are kept as registers: who and what there is, rather than something that moves through states. */
export const registers: readonly RegisteredRun[] = [
  {
    practice: 'P028',
    by: 'people',
    note: {
      zh: '无盲区检查：列出没有归入网格的户和没有专职网格员负责的网格，两张清单都空才算全覆盖。',
      en: 'The coverage check lists households in no grid and grids without a full-time worker; covered means both lists are empty.',
    },
  },
  {
    practice: 'P038',
    by: 'places',
    note: {
      zh: '地域树有“网格”和“子网格（街巷、院落）”两级，户可以归到子网格。',
      en: 'The tree of places has grids and, below them, sub-grids (lanes, courtyards), in which households can stand.',
    },
  },
  {
    practice: 'P042',
    by: 'people',
    note: {
      zh: '街长是一种责任：谁、管哪个地方、从哪天到哪天；党员联系户同样登记。',
      en: 'Lane chief is a kind of responsibility: who, for which place, from when to when; contact members likewise.',
    },
  },
  {
    practice: 'P068',
    by: 'people',
    note: {
      zh: '机构目录：指挥中心、部门、镇街和村的机构及任职；派遣时只列出有经办人的单位。',
      en: 'The directory of the centre, departments and local bodies with the offices held; only units with a handler are offered for dispatch.',
    },
  },
  {
    practice: 'P070',
    by: 'places',
    note: {
      zh: '每个网格有编码、边界（或示意边界）和户；调整时旧网格到期停用、新网格起用，历史件仍指向当时的网格。',
      en: 'A grid has a code, a boundary or a schematic one, and households; after a change the old one ends on a day, so that old cases keep their grid.',
    },
  },
  {
    practice: 'P076',
    by: 'people',
    note: {
      zh: '专职网格员是角色也是责任：每个网格由谁负责、从哪天起，一查便知。',
      en: 'A full-time grid worker is a role and a responsibility: who answers for which grid, and since when.',
    },
  },
  {
    practice: 'P077',
    by: 'people',
    note: {
      zh: '兼职网格员单列一种责任和一种角色，可以上报，不能派遣。',
      en: 'Part-time grid workers have a responsibility and a role of their own: they report and do not dispatch.',
    },
  },
  {
    practice: 'P096',
    by: 'people',
    note: {
      zh: '巷道长与街长用同一种责任登记。',
      en: 'Alley chiefs are kept by the same responsibility as lane chiefs.',
    },
  },
  {
    practice: 'P150',
    by: 'packs',
    note: {
      zh: '县域包里一事一张明白纸：谁能办、带什么、怎么办、多久、找谁、向谁投诉，带版本和复核日期。',
      en: 'A county pack holds one sheet a matter: who, what to bring, the steps, how long, where, whom to complain to, with version and review date.',
    },
  },
]

/** What a practice in the table still lacks. A practice without an entry here is run in full. */
export interface Gap {
  readonly practice: `P${number}`
  readonly lacks: Named
}

/** Kept honest by hand: whoever closes a gap deletes its line. */
export const gaps: readonly Gap[] = [
  { practice: 'P028', lacks: { zh: '巡查任务还不能排班、计数。', en: 'Patrols are not yet scheduled and counted.' } },
  {
    practice: 'P032',
    lacks: { zh: '热线和其他系统的自动接入。', en: 'Automatic intake from the hotline and other systems.' },
  },
  { practice: 'P042', lacks: { zh: '党员联户的走访记录。', en: 'Records of visits to contact households.' } },
  { practice: 'P057', lacks: { zh: '三类事项各自的统计。', en: 'Figures by the three sorts of matters.' } },
  {
    practice: 'P067',
    lacks: { zh: '“三公开”平台和三项机制。', en: 'The disclosure platform and the three mechanisms.' },
  },
  { practice: 'P068', lacks: { zh: '视频登记册、区级大屏。', en: 'The register of cameras and the wall screen.' } },
  {
    practice: 'P070',
    lacks: { zh: '“六化四有”的逐条对照。', en: 'The check against the standards for a grid, one by one.' },
  },
  {
    practice: 'P076',
    lacks: { zh: '招募过程、每日巡查的任务和统计。', en: 'Recruiting, and daily patrols as tasks with figures.' },
  },
  { practice: 'P082', lacks: { zh: '按月的办结率、按期率报表。', en: 'Reports of closure and punctuality by month.' } },
  { practice: 'P096', lacks: { zh: '巷道长自己的工作清单。', en: 'A queue of their own for alley chiefs.' } },
  {
    practice: 'P106',
    lacks: { zh: '与法院、司法所系统的衔接。', en: 'Links to the systems of courts and judicial offices.' },
  },
  {
    practice: 'P149',
    lacks: { zh: '党员代办的次数、满意率统计。', en: 'Figures on help given and how it was rated.' },
  },
]
