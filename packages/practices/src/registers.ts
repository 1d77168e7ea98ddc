import type { Named } from '@xiangzhi/text'

/** The part of the product that runs a practice without a process of its own. */
export interface RegisteredRun {
  readonly practice: `P${number}`
  readonly by: 'places' | 'people' | 'packs' | 'portal' | 'publications'
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
  {
    practice: 'P037',
    by: 'publications',
    note: {
      zh: '目录、公开页和公开栏三者同源：一村一码进公开页，按季公开的事项到期未公开就显示缺项。',
      en: 'Catalogue, page and board are one: the code of the village opens its page, and what is due each quarter and was not published shows as missing.',
    },
  },
  {
    practice: 'P048',
    by: 'publications',
    note: {
      zh: '月度收支、季度汇总、年度决算各是目录中的一项，收支必须平衡才能送审。',
      en: 'Accounts of the month, the quarter and the year are items of the catalogue; they must balance before they are handed in.',
    },
  },
  {
    practice: 'P053',
    by: 'publications',
    note: {
      zh: '黄升镇目录 6 大类 24 项，按季公开；公开前由村务监督委员会核对。',
      en: 'Huangsheng’s catalogue of six classes and 24 items every quarter, checked by the oversight committee before it is public.',
    },
  },
  {
    practice: 'P054',
    by: 'publications',
    note: {
      zh: '村务监督委员会成员是一种角色，公开前必经其核对；监督工作按季公开。',
      en: 'Membership of the oversight committee is a role without whose check nothing is published; its own work is disclosed every quarter.',
    },
  },
  {
    practice: 'P055',
    by: 'publications',
    note: {
      zh: '每项公开都能扫码查看、提问、反映；涉及村干部的不经过本村。',
      en: 'Every item can be read, asked about and complained about by its code; what concerns a cadre does not pass through the village.',
    },
  },
  {
    practice: 'P069',
    by: 'publications',
    note: {
      zh: '党务、村务、财务、服务四类事项在同一个目录和同一套流程里。',
      en: 'Party, village and financial affairs and services stand in one catalogue and go one way.',
    },
  },
  {
    practice: 'P072',
    by: 'publications',
    note: {
      zh: '同一内容供各渠道使用；纸质公开栏由系统排版，带二维码和公示期。',
      en: 'One content for every channel; the paper board is typeset with codes and publicity period.',
    },
  },
  {
    practice: 'P073',
    by: 'publications',
    note: {
      zh: '阎良区目录 19 大类 109 项：周期、时限、依据、模板、脱敏和公示天数逐项写明。',
      en: 'Yanliang’s catalogue of 19 classes and 109 items, each with rhythm, deadline, basis, template, masking and days of display.',
    },
  },
  {
    practice: 'P074',
    by: 'publications',
    note: {
      zh: '便民服务栏由县域包配置：公开事项和办事事项放在一起。',
      en: 'Boards of service are set up in the county pack: items of disclosure together with formalities.',
    },
  },
  {
    practice: 'P091',
    by: 'publications',
    note: {
      zh: '三张清单是目录中长期公开的事项，每年复核。',
      en: 'The three lists are standing items of the catalogue, looked through every year.',
    },
  },
  {
    practice: 'P092',
    by: 'publications',
    note: {
      zh: '小微权力清单带流程图长期公开，权力运行情况按季公开。',
      en: 'The list of small powers stands with its flow charts; their use is disclosed every quarter.',
    },
  },
  {
    practice: 'P097',
    by: 'publications',
    note: {
      zh: '村规民约作为长期公开的文件，修改留有版本和说明。',
      en: 'The covenant is a standing document; changes keep their versions and notes.',
    },
  },
  {
    practice: 'P126',
    by: 'publications',
    note: {
      zh: '村规民约作为长期公开的文件，修改留有版本和说明。',
      en: 'The covenant is a standing document; changes keep their versions and notes.',
    },
  },
  {
    practice: 'P151',
    by: 'publications',
    note: {
      zh: '红白事标准和村规民约作为长期公开的文件。',
      en: 'Standards for weddings and funerals and the covenant are standing documents.',
    },
  },
  {
    practice: 'P158',
    by: 'publications',
    note: {
      zh: '村情发布会和恳谈会的记录按季公开，问题台账逐条列出。',
      en: 'Minutes of village briefings and talks are disclosed every quarter with every question raised.',
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
  {
    practice: 'P048',
    lacks: {
      zh: '账目还由文件填报，没有与账簿相连。',
      en: 'Accounts are typed from documents; the books are not connected yet.',
    },
  },
  {
    practice: 'P053',
    lacks: { zh: '报告会的提问、评议和整改台账。', en: 'Questions, appraisal and follow-up of the meeting itself.' },
  },
  {
    practice: 'P091',
    lacks: { zh: '进村事项的准入申请和审批。', en: 'Asking for and deciding on new tasks for villages.' },
  },
  { practice: 'P092', lacks: { zh: '每次用权的办理档案。', en: 'A file for every use of a power.' } },
  {
    practice: 'P097',
    lacks: { zh: '逐村表决和镇里备案的过程。', en: 'Voting village by village, and filing with the town.' },
  },
  {
    practice: 'P126',
    lacks: { zh: '逐村表决和镇里备案的过程。', en: 'Voting village by village, and filing with the town.' },
  },
  { practice: 'P151', lacks: { zh: '联建村共同文本的逐村表决。', en: 'Voting in each village on the shared text.' } },
  { practice: 'P158', lacks: { zh: '发布会的议程、签到和现场答复。', en: 'Agenda, sign-in and answers on the spot.' } },
]
