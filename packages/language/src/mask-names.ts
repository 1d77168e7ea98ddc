import { spellName } from './person-name.ts'

/** Family names of two characters that are still common; everybody else has one of one character. */
const doubleSurname =
  /^(?:欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|司空|夏侯|端木|南宫|宇文|长孙|轩辕|闻人|独孤|西门|呼延|澹台|公冶|濮阳|淳于|单于|太叔|申屠|钟离|赫连|万俟|拓跋|百里|东郭|南门)/u

/** Signs that stand between the names of a list. A blank is none: 张 三 is one person, whose name was padded to three characters. */
const listSigns = /(\s*[、，,；;／/|｜\n]+\s*)/u

/** The family name of a person whose name is written in Chinese characters, as others address them; undefined for other names. */
export function familyName(typed: string): string | undefined {
  const name = spellName(typed)
  return /^[\p{Script=Han}]{2,4}$/u.test(name) ? surnameOf(name) : undefined
}

/** What a spelled name begins with: two characters where they are a family name and something follows. */
function surnameOf(name: string): string {
  const double = doubleSurname.exec(name)?.[0]
  return double && [...name].length > 2 ? double : ([...name][0] ?? '')
}

function maskOne(typed: string): string {
  const name = spellName(typed)
  if (name === '' || isOrganisation(name)) return typed
  return `${surnameOf(name)}＊＊`
}

/** A name as it is published: the family name and two stars, however long it is (张＊＊). Several names keep their signs between. */
export function maskName(name: string): string {
  return name
    .split(listSigns)
    .map((part, at) => (at % 2 === 1 ? part : maskOne(part)))
    .join('')
}

/** What an organisation is called at its end. Words that also end the name of a small shop, which holds its owner's, are not here. */
const organisationEnd =
  /(?:公司|合作社|合作联社|联合社|集团|银行|信用社|保险|委员会|村委会|居委会|党支部|人民政府|街道办事处|村民小组|小学|中学|学校|幼儿园|大学|学院|医院|卫生院|卫生室|敬老院|养老院|协会|学会|基金会|联合会|管理局|供电局|供电所|水务局|财政所|派出所|司法所|法院|检察院|水厂|事务所|服务中心|服务站|工作站|研究院|设计院)$/u

/** Signs that a person stands beside the organisation; then the cell is masked like a name. */
const personBeside = /[\s、，,；;：:／/·]|代表|法人|挂靠|经办|联系|负责|[和与及跟替托]/u

/** Whether a name is that of an organisation, which has none of a person's rights to be masked: a company may stand as a creditor. */
export function isOrganisation(name: string): boolean {
  const bare = name.trim().replaceAll(/[(（][\p{Script=Han}]{1,8}[)）](?=.)/gu, '')
  return [...bare].length >= 4 && organisationEnd.test(bare) && !personBeside.test(bare)
}

/** The hundred and some family names that nearly all Chinese bear. */
const surnames = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦傅白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查苑迟邝闻'.split(
    '',
  ),
)

/** Words of village papers that begin like a name and are none. */
const noNames =
  /^(?:高粱|花生|黄豆|马铃薯|石灰|石子|水泥|方案|金额|金属|白菜|牛奶|麦子|米面|车辆|路灯|路面|石料|沙子|沙石|成立|成员|全体|全村|全年|应收|应付|明细|明年|常年|常务|党员|党费|温室|安全|安装|向阳|关于|管理|时间|文化|文件|高温|高龄|高中|简介|项目|车费|包装|任务|左右|关键|武装|司法|农业|农田|农资|农户|农膜|游客|连片|古树|边沟|查处|查询|万元|钱款|易地|易耗|单位|单价|季度|成本|成品|商品|商业|席位|房屋|房租|卫生|应急|宣传|解决|伍保|时令|于今|何时|陈列|许可|施工|施肥|毛利|常规|符合|康复|方式|费用|宁可|梁柱|柴油|柴火|林地|林木|田地|田间|田管|农民|农技|农机|农药|农忙|司机|管水|管护|管道|安保|时工|路工|石匠|包工|安排|安置|方便|任期|任命|任职|党委|党组|党支|常委|高度|高标|全部|全县|全镇|全区|全程|全民|石板|边坡|边界|池塘|游园|景观|明确|金融|时限|时段|连续|解放|成效|别墅|支部|余额|余款|余下|党课|党章|党日|全文|全额|关心|关闭|张数|张贴|成交|成果|成绩|申请|申报|范围|范本|范例|荣誉|常见|常态|程序|程度|段落|方向|方法|方面|房产|甘蔗|高峰|高速|高压|葛根|谷子|顾问|管网|何人|贺电|黄瓜|黄土|季节|江河|焦点|解释|景区|康乐|孔洞|兰花|蓝天|雷雨|李子|连接|林业|凌晨|柳树|龙头|路段|路基|路口|路线|马路|马上|毛巾|米粉|苗木|牛羊|钱物|乔木|沙发|商店|商户|石头|石材|石渠|史料|舒适|孙子|田亩|童年|夏季|夏收|谢谢|辛苦|许多|严格|严禁|严重|颜色|杨树|杨梅|叶片|尤其|曾经|章程|郑重|钟点|周边|周期|周一|周转|祝贺|庄稼|庄户|左边|房把|党建|党报|党刊|党务|党群|万亩)/u

const looksLike = /^[\p{Script=Han}]{2,3}$/u

/** Whether a text by itself looks like the name of a Chinese person. */
export function looksLikeName(text: string): boolean {
  const name = spellName(text)
  if (doubleSurname.test(name)) return /^[\p{Script=Han}]{3,4}$/u.test(name)
  if (/^[\p{Script=Han}]{2,}(?:·[\p{Script=Han}]{2,})+$/u.test(name)) return !noNames.test(name)
  return looksLike.test(name) && surnames.has([...name][0] ?? '') && !noNames.test(name)
}

/** What is said of a person who is paid, helped or named: before the name, and after it. */
const beforeName = /(?:[付给发补借还欠由代为向找替收]|支付|发放|预支|慰问|补助|^|[\s\p{P}])$/u
const afterName = new RegExp(
  String.raw`^(?:误工|工资|工钱|劳务|补助|补贴|补偿|报酬|垫付|代付|代领|借款|欠款|租金|租赁|承包|慰问|抚恤|医药|药费|运费|车费|奖励|奖金|伙食|饭钱|饭费|救助|赔偿|地款|青苗|占地|零工|临时工|打扫|清扫|保洁|看护|值班|经手|领取|签收|报销|同志|本人|一家|家属|家(?![具电畜禽政乡园校务底])|等(?:人|[\p{Nd}一二两三四五六七八九十]+[人户名])|之[子女妻夫父母孙]|请假|外出|在外|打工|住院|去世|病故|死亡|出生|结婚|离婚|因[病家事故]|和[他她其]|[他她](?:丈夫|妻子|儿子|女儿|家)|(?:[、，,和与及]\p{Script=Han}{2,4})*(?:每人)?各(?:[\p{Nd}一二两三四五六七八九十]|发|得|补|领))`,
  'u',
)

/** Who somebody is, before the name: nothing needs to follow then. A number of persons or a body does not read like a name. */
const roleBefore =
  /(?:户主|五保户?|低保户?|贫困户|脱贫户|监测户|特困户|困难户|残疾人|军属|烈属|村民|党员|负责人|联系人|经手人?|经办人?|承包人|承租人|租户|借款人|欠款人|收款人|领款人|受益人|申请人|当事人|丈夫|妻子|儿子|女儿|父亲|母亲|爱人|孙子|孙女|哥哥|弟弟|姐姐|妹妹)[\s：:为是叫]{0,2}$/u

/** What stands at somebody's home, so that whoever comes before is a person whatever is said of them: 修李某家门前水渠. */
const atHome = /^家(?:$|[\s\p{P}的里中屋门房院宅地田墙旁前后东西南北老旧危猪羊牛鸡树果坟祖口附])/u

/** A name with dots between its parts: 阿依古丽·买买提. */
const dotted = /^\p{Script=Han}{2,8}(?:·\p{Script=Han}{2,8})+/u

/** What places and bodies end with, and names hardly ever. */
const placeEnd = /[村组镇乡县区市省路街巷桥渠沟河塘库坝站所局院校厂场店社部室费款物品工程]$/u

/** How long the name is that reads like one at a place of a text, said by what stands around it; undefined where none does. */
function nameAt(text: string, at: number): number | undefined {
  const before = text.slice(Math.max(0, at - 6), at)
  const whole = dotted.exec(text.slice(at, at + 30))?.[0]
  const lengths = whole === undefined ? [2, 3, 4] : [whole.length]
  if (whole === undefined && !surnames.has(text[at] ?? '') && !doubleSurname.test(text.slice(at, at + 3)))
    return undefined
  const reads = lengths.filter((one) => looksLikeName(text.slice(at, at + one)))
  // A name that is all there is says nothing else.
  if (at === 0 && reads.includes(text.length) && !placeEnd.test(text)) return text.length
  if (roleBefore.test(before))
    return doubleSurname.test(text.slice(at, at + 3)) ? reads.at(-1) : reads.findLast((one) => one <= 3)
  const after = beforeName.test(before) ? afterName : atHome
  return reads.find((one) => after.test(text.slice(at + one, at + one + 16)))
}

/**
 * Words of a sentence that read like the name of a person: a common family name where somebody is paid, spoken of or called by what
 * they are (付张三误工费, 户主张三), and a name that stands alone. They are shown to the writer and not starred: a sentence does not say
 * where a name ends, and many words begin like one.
 */
export function possibleNames(text: string): string[] {
  const found = new Set<string>()
  for (let at = 0; at < text.length; at += 1) {
    const length = nameAt(text, at)
    if (length === undefined) continue
    found.add(text.slice(at, at + length))
    at += length - 1
  }
  return [...found]
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** Names of persons that a document states, to be found again wherever else it says them. */
export class KnownNames {
  private readonly shownAs = new Map<string, string>()
  private pattern: RegExp | undefined

  /** Notes the names of a cell with how they are shown; what is shorter than two characters would be found everywhere. */
  add(cell: string, shown: (name: string) => string): void {
    for (const [at, part] of cell.split(listSigns).entries()) {
      const name = spellName(part.replaceAll(/[(（].*$/gu, ''))
      if (at % 2 === 1 || [...name].length < 2 || isOrganisation(name) || !/^[\p{L}\p{M}· ]+$/u.test(name)) continue
      this.shownAs.set(name, shown(name))
      this.pattern = undefined
    }
  }

  /** The text with every known name masked, however it is padded, and whether there was one. */
  mask(text: string): { readonly text: string; readonly found: boolean } {
    if (this.shownAs.size === 0 || text === '') return { text, found: false }
    this.pattern ??= new RegExp(
      [...this.shownAs.keys()]
        .toSorted((one, other) => other.length - one.length)
        .map((name) =>
          [...name]
            .map((char) => (char === '·' ? String.raw`[\p{P}\p{S}\s]` : escaped(char)))
            .join(String.raw`[\s\p{Cf}]*`),
        )
        .join('|'),
      'gu',
    )
    let found = false
    const masked = text.replaceAll(this.pattern, (typed) => {
      found = true
      return this.shownAs.get(spellName(typed)) ?? maskOne(typed)
    })
    return { text: masked, found }
  }
}
