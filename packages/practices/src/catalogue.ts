import type { Named } from '@xiangzhi/text'

/** Where the practices come from: published accounts of five places. */
export const origins = {
  duji: { zh: '杜集区', en: 'Duji District' },
  huangsheng: { zh: '沾化区黄升镇', en: 'Huangsheng Town, Zhanhua District' },
  yanliang: { zh: '阎良区', en: 'Yanliang District' },
  bagongshan: { zh: '八公山区', en: 'Bagongshan District' },
  lanling: { zh: '兰陵县', en: 'Lanling County' },
} as const satisfies Record<string, Named>
type Origin = keyof typeof origins

/** Names in Chinese and in English, by number. */
type Names = Readonly<Record<`P${number}`, readonly [zh: string, en: string]>>

const names: Readonly<Record<Origin, Names>> = {
  duji: {
    P001: ['五大行动（强基固本、文明兴村、强村共富、幸福家园、网格治理）', 'Five-action rural governance programme'],
    P002: ['区镇村三级治理架构', 'Three-tier (district–town–village) governance structure'],
    P003: [
      '村党组织书记工作交流会（区委书记主持、部署、督办）',
      'Village party-secretary exchange meeting with supervision of decisions',
    ],
    P004: [
      '镇领导班子成员走访与领导干部包保化解信访积案',
      'Leader home visits and leader-sponsored resolution of long-pending petitions',
    ],
    P005: ['选优配强村“两委”班子', 'Selection of village two-committee members'],
    P006: ['镇级编制“专编专用”', 'Town posts kept for town use'],
    P007: ['村干部全员轮训（依托区委党校）', 'Full rotation training of village cadres'],
    P008: [
      '“一抓双促 奋斗最美”村书记大讲堂与“担当作为好支书”',
      'Village-secretary forum and outstanding-secretary selection',
    ],
    P009: ['“兵支书”培育', 'Veteran village-secretary cultivation'],
    P010: [
      '“联帮包”与城乡党组织互帮互助、党员干部下沉',
      'Urban–rural branch pairing and cadre/member dispatch to villages',
    ],
    P011: ['强村弱村结对帮带', 'Strong-village to weak-village pairing'],
    P012: ['党建引领信用村建设（“党建+信用”）', 'Party-led credit village rating'],
    P013: ['文明村镇、文明家庭、星级文明户创建', 'Civilised village/town, family and star-household selection'],
    P014: [
      '新时代文明实践中心（所、站）与农村志愿服务体系',
      'Civilisation-practice centre/station and rural volunteer service',
    ],
    P015: ['村民自治章程与村规民约清理规范', 'Review and standardisation of village charters and covenants'],
    P016: ['移风易俗与群众文化活动（遏制五类陋习）', 'Customs reform through cultural activities'],
    P017: ['村集体经济纳入全区规划与发展目标', 'Collective-economy targets inside the district plan'],
    P018: ['党支部引领合作社示范点', 'Party-branch-led cooperative demonstration sites'],
    P019: [
      '村党组织书记依法担任集体经济组织、合作经济组织负责人',
      'Secretary serving as head of the collective economic organisation by legal procedure',
    ],
    P020: ['村干部发展集体经济激励资金', 'Incentive pay for cadres who grow the collective economy'],
    P021: [
      '“双引双增”行动与信用村—合作社融合措施',
      'Double-lead double-growth action (credit village + cooperative integration)',
    ],
    P022: ['“一村一品”与“两强一增”（特色产业培育）', 'One-village-one-product brand cultivation'],
    P023: ['“多规合一”实用性村庄规划', 'Integrated practical village planning'],
    P024: ['“村”游线路与乡村绿道整合', 'Rural tour routes from existing greenways'],
    P025: [
      '人居环境“赛马比拼”：日通报、周调度、月考核',
      'Living-environment league: daily bulletin, weekly dispatch, monthly appraisal',
    ],
    P026: ['分类整治：房前屋后、公共空间、庭院', 'Sorted clean-up of frontage, public space and yards'],
    P027: ['乡风文明“积分超市”与人居环境积分管理', 'Points supermarket and environment points'],
    P028: ['网格员主动排查与“横到边、纵到底、不留白、无盲区”长效管理', 'Proactive grid inspection with full coverage'],
    P029: [
      '行政村党支部—网格党小组—党员联系户组织体系',
      'Village branch – grid party group – member-contact household chain',
    ],
    P030: ['“网格1+1”治理模式试点', 'Grid 1+1 pilot'],
    P031: ['红色邻里委员会', 'Red neighbourhood committee'],
    P032: ['“一网统管”', 'One-network unified management'],
    P033: ['村级乡村治理服务站（一站式）与服务清单', 'Village one-stop governance service station and service list'],
    P034: ['数字乡村建设（高岳街道省级试点）', 'Digital-village pilot and standards'],
    P035: ['重点部位高清探头与可视大屏', 'High-definition cameras at key places with viewing screens'],
  },
  huangsheng: {
    P036: [
      '“过程党建”与“人、管、制、育”四要素',
      'Whole-process party building with four elements (people, management, systems, cultivation)',
    ],
    P037: [
      '“一村一码、一季一晒、一事一议”村级全景式监督体系',
      'Panoramic village supervision (one code per village, one airing per quarter, one deliberation per matter)',
    ],
    P038: ['党建总网格与子网格', 'Master party grids and sub-grids'],
    P039: [
      '“乡村治理能力提升年”活动（业务大讲堂、淬火工程培训、头雁领航打擂比武）',
      'Governance-capability year: lectures, tempering training, lead-goose contest',
    ],
    P040: ['四级网格先锋工作队', 'Four-level grid pioneer team'],
    P041: [
      '村党支部评星定级、结对提升与分类推进（三年行动）',
      'Branch star rating, paired improvement, classified promotion',
    ],
    P042: ['党员“街长制”：党员包街巷、党员联户', 'Party-member lane-chief system'],
    P043: ['定岗式管理：六类示范岗认领', 'Post claiming by members without office (six classes)'],
    P044: ['网格先锋帮办群众困难', 'Pioneers solving household difficulties'],
    P045: ['村级党群服务中心', 'Village party-mass service centre'],
    P046: ['重点工作攻坚（冬枣双增双提、退林还耕、安保维稳）', 'Key-work taskforces'],
    P047: ['民主“三制”', 'Three democratic systems'],
    P048: [
      '农村财务审核把关制：月公示、季汇总、年报告',
      'Rural finance gate: monthly publicity, quarterly summary, annual report',
    ],
    P049: ['财务“三关”：民主理财、审核记账、财务公开', 'Three finance gates'],
    P050: ['重大事项民主表决制：征求意见、群众评议、民主表决', 'Three-procedure vote on major matters'],
    P051: ['民情恳谈、村民说事、百姓论事', 'Monthly talk sessions (heart-to-heart, villagers speak, people discuss)'],
    P052: ['焦点问题当面对话制与问题台账销号', 'Face-to-face dialogue on hot issues with a strike-off ledger'],
    P053: ['“三务三资”阳光报告会（一季一晒）', 'Quarterly sunshine report meeting on three affairs and three assets'],
    P054: ['村务监督委员会主任聘任为村级纪检监察联络员', 'Supervision-committee head as village discipline liaison'],
    P055: ['“一村一码”与“清廉村居·码上监督”', 'One village, one QR code for clean-village supervision'],
    P056: [
      '“一事一议”：定事、议事、监事三环节与四议两公开闭环',
      'One matter one deliberation: fix, discuss, supervise, with the four-discussion two-publicity method',
    ],
    P057: ['党情、村情、民情收集与“三事分流”', 'Collection of sentiment and three-way sorting of matters'],
    P058: ['复圣助力基金', 'Fusheng support fund'],
    P059: ['帮办代办（村级全覆盖，“党建+”服务模式）', 'Assisted and proxy handling of formalities'],
    P060: ['城乡公益性岗位扩容提质', 'Public-welfare posts'],
    P061: ['“法律六进”、民法典宣传与“我为群众办实事”', 'Law publicity (six entries) and practical-things practice'],
    P062: ['矛盾纠纷法治化化解', 'Disputes resolved on the legal track'],
    P063: ['“孝人物”推荐评选表彰', 'Filial-piety role model selection'],
    P064: ['“孝文化”主题系列活动', 'Filial-culture activities'],
    P065: ['清廉家风（四清目标、红色家风宣讲、“廉内助”教育）', 'Clean-family-style education with four clean goals'],
    P066: ['“归雁工程”', 'Returning-geese talent project'],
  },
  yanliang: {
    P067: ['“两平台三机制”', 'Two platforms and three mechanisms'],
    P068: ['社会治理综合指挥平台', 'Social-governance command platform'],
    P069: ['党务、村务、财务“三公开”平台（乡村大脑）', 'Three-disclosure platform (rural brain)'],
    P070: ['全科网格：科学“定格”', 'All-round grid delimitation'],
    P071: ['“一网尽收、一格服务、一环处置”', 'One-net intake, one-grid service, one-loop handling'],
    P072: ['“3+1+N”信息公开体系', '3+1+N disclosure system'],
    P073: ['公开目录：19大类109项', 'Disclosure catalogue: 19 classes, 109 items'],
    P074: [
      'N项便民板块（脱贫攻坚、政策宣传、警务直通车、合疗报销、户籍办理等）',
      'N service boards (relief, policy, police express, medical reimbursement, household registration…)',
    ],
    P075: ['“1+5+X”民情地图', "1+5+X people's-situation map"],
    P076: ['专职网格员招募（热心肠）与每日巡查', 'Full-time grid workers recruited openly with daily patrol'],
    P077: ['兼职网格员队伍（专兼结合）', 'Part-time grid workers'],
    P078: ['“三单服务”', 'Three-slip service'],
    P079: ['“乡村理事会”', 'Rural council'],
    P080: ['“网格+警格”', 'Grid + police grid'],
    P081: ['新社会阶层人士志愿参与', 'Volunteer participation of new social strata'],
    P082: ['网格事件上报与办结', 'Grid event reporting and closure'],
    P083: ['书记、主任“一肩挑”', 'One-shoulder posts (secretary = committee head)'],
    P084: ['“党组织+”村级民主议事协商（重要事项由村党组织研究讨论）', 'Party-organisation-plus village deliberation'],
    P085: ['村级党组织标准化建设“1+N”体系', '1+N standardised village party organisation'],
    P086: ['党小组建设', 'Party-group building'],
    P087: ['“3510”生活垃圾治理机制', '3510 household-waste mechanism'],
    P088: ['美丽宜居示范村建设', 'Beautiful liveable demonstration villages'],
    P089: ['“党建+电商+合作社+旅游”发展模式', 'Party + e-commerce + cooperative + tourism model'],
    P090: [
      '新型农业经营主体格局与合作社带动（租金保底、盈余分红）',
      'New farm-entity pattern; guaranteed rent + profit share',
    ],
    P091: [
      '村级三张清单：准入事项、依法履职事项、协助政府事项',
      'Three village lists: admission, statutory duties, assistance duties',
    ],
    P092: ['村级小微权力清单', 'Village micro-power list'],
    P093: [
      '五类村级组织：村民议事会、人民调解委员会、道德评议会、红白理事会、禁毒禁赌会',
      'Five village bodies: deliberation, mediation, ethics review, red-white, anti-drug/gambling',
    ],
    P094: [
      '街、村两级书记抓基层党建与乡村治理清单（纳入责任制考核、年终述职评议）',
      'Two-level secretary task list in appraisal and year-end report',
    ],
    P095: ['“5+5”（5个工作联盟+5支志愿服务队伍）', 'Five alliances and five volunteer teams'],
    P096: ['巷道长队伍', 'Alley-chief team'],
    P097: ['村规民约规范提升工程（点赞与说不）', 'Village-covenant upgrading'],
    P098: ['红白理事会与操办标准', 'Red-white councils and ceremony standards'],
    P099: ['家风家训订立悬挂', 'Family-motto activity'],
    P100: ['乡风文明一条街', 'Civility streets'],
    P101: ['“十星级文明户”评选', 'Ten-star civilised household selection'],
    P102: ['农村主要路口、街道监控全覆盖', 'Full camera coverage of main crossings and streets'],
    P103: [
      '“一警一辅警”社区警务室与农村警务站',
      'One officer + one auxiliary: community police rooms and rural stations',
    ],
    P104: ['综治工作站全覆盖', 'Comprehensive-governance stations everywhere'],
    P105: ['三级社会治安形势周研判', 'Weekly three-level security review'],
    P106: ['“三位一体”多元纠纷化解', 'Three-in-one dispute resolution'],
    P107: ['群防群治与公共安全感', 'Mass prevention and sense of safety'],
    P108: ['板凳课堂与党建小院', 'Bench classroom in the party courtyard'],
  },
  bagongshan: {
    P109: [
      '“头雁、示范、凝聚”三效应与“五位一体”党建组织领导体系',
      'Three effects and five-in-one party-building leadership',
    ],
    P110: ['行政村党支部—党小组—党员联系户', 'Village branch – party group – member-contact household'],
    P111: ['“包乡走村入户”常态化机制', 'Leaders take a township, walk villages, enter homes'],
    P112: [
      '镇班子包村联户、村干部包组联户、“两小组长”结对联户',
      'Town leaders by village, village cadres by group, two group heads by household',
    ],
    P113: ['选派年轻干部与优秀干部到镇班子', 'Seconding and placing cadres in town leadership'],
    P114: [
      '村党组织书记区级备案管理与“一肩挑”监督',
      'District filing of village secretaries and supervision of one-shoulder holders',
    ],
    P115: ['“擂台比武”（第一书记、村党组织书记）', 'Ring contest of first secretaries and village secretaries'],
    P116: ['村（社区）干部培训班与外出学习', 'Cadre training and study trips'],
    P117: ['“理思路、转作风、创一流”大讨论', 'Discussion on ideas, style and first class'],
    P118: ['选派干部与驻村工作队争取资源', 'Resources won by dispatched cadres'],
    P119: [
      '文旅产业“党建联盟”与“党支部+合作社（企业）+人才+农户”',
      'Culture-tourism party alliance and branch+cooperative+talent+household models',
    ],
    P120: ['集体经济强村占比目标', 'Share of strong collective-economy villages'],
    P121: ['村级集体经济工作调度会', 'Collective-economy dispatch meeting'],
    P122: ['村级集体经济项目库与奖补', 'Collective-economy project library and rewards'],
    P123: ['推进党建引领乡村治理“五大工程”实施方案', 'Five-project implementation plan'],
    P124: ['“一站式服务”“一门式办理”', 'One-stop, one-door service'],
    P125: ['暖民心行动：农村老年助餐点', 'Elderly meal points'],
    P126: ['村规民约修订', 'Village covenant revision'],
    P127: ['农村人居环境整治（垃圾清运）', 'Environment clean-up: waste removal'],
    P128: ['改厕任务', 'Toilet renovation'],
    P129: ['“五色网格”与党组织建在网格上', 'Five-colour grids with party organisation on the grid'],
    P130: ['“老娘舅”“红色议事会”调解品牌与源头治理', 'Old-uncle mediation and red council brands'],
    P131: ['村级法律顾问全覆盖与普法、法律援助', 'Village legal counsel, law talks and legal aid'],
  },
  lanling: {
    P132: [
      '党组织跨村联建与“连片振兴”（规划、环境、产业、资源四连片）',
      'Cross-village joint building and area-wide revitalisation',
    ],
    P133: ['跨村联合党委（片区联建党组织）', 'Cross-village joint party committee'],
    P134: ['“1村带动11村”', 'One village brings along eleven'],
    P135: ['联合党委书记选任与第一书记任委员', 'Choosing joint-committee secretaries; first secretaries as members'],
    P136: ['专职副书记与党委委员选派', 'Full-time deputy secretaries and members sent by towns'],
    P137: ['后进班子集中攻坚：“一村一套班子”“五个一”', 'Concentrated repair of backward village committees: five ones'],
    P138: ['联席会议制度', 'Joint-meeting system'],
    P139: ['双向联动：强村干部下派、弱村干部跟班', 'Two-way cadre exchange'],
    P140: ['第一书记集中选派、派出单位帮扶与现场办公', 'First secretaries, unit support and on-site work'],
    P141: ['发展规划联绘', 'Joint development plan'],
    P142: ['“宅改+”盘活闲置宅基地', 'Reviving idle homesteads'],
    P143: ['“百企帮百村促振兴”行动', 'Hundred firms help hundred villages'],
    P144: ['党支部领办合作社', 'Branch-run cooperatives'],
    P145: ['县级联合总社与镇级联合社', 'County union and town unions of cooperatives'],
    P146: ['片区资金整合投入', 'Pooled area funds'],
    P147: ['驻村与连片帮扶项目（一事一议、民生、产业）', 'Assistance projects: one-matter, livelihood, industry'],
    P148: ['片区化网格治理', 'Area-wide grid governance'],
    P149: ['党员便民代办员', 'Party members as proxy agents'],
    P150: ['18项民生事项“明白纸”', 'Plain-language sheets for 18 livelihood matters'],
    P151: ['联建村统一村规民约（婚事新办、丧事简办、孝老爱亲）', 'One covenant for joint villages'],
    P152: ['片区党员作用发挥“路径图”与志愿服务', 'Member road map and volunteer service'],
    P153: ['“暖心食堂”农村老年助餐', 'Warm canteens for older people'],
    P154: ['党代表“组团式”服务与“吹哨报到”', 'Delegate groups: whistle and report'],
    P155: ['“隆礼重法”调解室与“老苗调解”品牌', 'Ritual-and-law mediation room and Old Miao brand'],
    P156: ['老干部“银发宣讲”与以老助老', 'Silver-hair talks and old-help-old'],
    P157: ['“民主议事日”与四议两公开决策', 'Democracy deliberation day with four-discussion two-publicity'],
    P158: ['“村情发布会”制度', 'Village-situation press meeting'],
  },
}

/** A practice 做法 that some county really has. */
export interface Practice {
  readonly id: `P${number}`
  readonly origin: Origin
  readonly name: Named
}

const listOf = (origin: Origin): Practice[] =>
  Object.entries(names[origin]).map(([id, [zh, en]]) => ({ id: id as Practice['id'], origin, name: { zh, en } }))

/**
 * The catalogue 做法目录: every practice that the product runs or is to run. Declarations name these numbers in `runs`; a
 * number never changes and is never used again.
 */
export const catalogue: readonly Practice[] = (Object.keys(names) as Origin[]).flatMap(listOf)
