import { familyName } from './mask-names.ts'
import type { StaffRole } from './roles.ts'

/** Everything but letters and digits: blanks, marks, signs and points put between the letters of a name change nothing of it. */
export const lettersOf = (text: string): string => text.normalize('NFKC').replaceAll(/[^\p{L}\p{N}]/gu, '')

/** A name of one sign is a word of the language, and would be found in whatever uses it. */
const LETTERS_MIN = 2

/** How villagers address who holds a role, behind the family name (韩主任). Who holds none of these is known by an office or the name alone. */
const roleTitles: Partial<Record<StaffRole, readonly string[]>> = {
  'village-leader': ['书记', '支书', '主任', '村长'],
  'village-clerk': ['干部', '主任', '书记', '会计', '文书'],
  'oversight-member': ['委员', '监委'],
  'grid-worker': ['网格员', '网格长'],
  'grid-helper': ['网格员'],
  mediator: ['调解员'],
  'mediation-lead': ['主任', '所长'],
  'helper-agent': ['帮办员', '代办员'],
  'dispatcher-town': ['主任'],
  'department-handler': ['科长', '股长', '主任', '所长', '站长'],
}

/** Words in the title of an office (支部书记, 副镇长) by which people address its holder, each with what else they say for it. */
const officeTitles: Readonly<Record<string, readonly string[]>> = {
  书记: ['书记', '支书'],
  主任: ['主任', '村长'],
  会计: ['会计'],
  报账员: ['会计', '报账员'],
  出纳: ['出纳'],
  文书: ['文书'],
  委员: ['委员'],
  组长: ['组长'],
  队长: ['队长'],
  网格员: ['网格员'],
  网格长: ['网格长'],
  调解员: ['调解员'],
  理事长: ['理事长'],
  监事长: ['监事长'],
  主席: ['主席'],
  村长: ['村长'],
  镇长: ['镇长'],
  乡长: ['乡长'],
  县长: ['县长'],
  区长: ['区长'],
  部长: ['部长'],
  局长: ['局长'],
  科长: ['科长'],
  股长: ['股长'],
  所长: ['所长'],
  站长: ['站长'],
  院长: ['院长'],
  校长: ['校长'],
}

/** What somebody holds where a report may reach them. */
export interface HeldOffices {
  readonly name: string
  readonly roles: readonly StaffRole[]
  /** Titles of offices, as they are written there. */
  readonly titles: readonly string[]
  /** Of these, what they hold in the village or the grid itself, where everybody knows who 村主任 is. */
  readonly local: { readonly roles: readonly StaffRole[]; readonly titles: readonly string[] }
}

const addressesOf = ({ roles, titles }: Pick<HeldOffices, 'roles' | 'titles'>): Set<string> =>
  new Set([
    ...roles.flatMap((role) => roleTitles[role] ?? []),
    ...titles.flatMap((title) =>
      Object.entries(officeTitles).flatMap(([word, said]) => (title.includes(word) ? said : [])),
    ),
  ])

/** Titles that mean somebody of the village also where nothing stands before them; 主任 and 书记 are also those of a school or a shop. */
const meantAlone = new Set(['支书', '村长', '会计', '出纳', '文书', '网格员', '网格长', '报账员'])
const ofVillage = '(?:村委会?|村支部|村党支部|党支部|支部|社区|居委会?|村里?的?|村组)'

/** Family names that are also small words of every sentence (向主任反映, 由于书记不在): a title behind them alone says nobody's name. */
const smallWords = new Set('向和于任时连从由经那过来要有自'.split(''))

const anyOf = (words: Iterable<string>): string => `(?:${[...words].toSorted((a, b) => b.length - a.length).join('|')})`

/** What nobody says of an official without accusing them. */
const deeds = [
  '贪污|贪了|贪占|受贿|索贿|腐败|以权谋私|滥用职权|优亲厚友|人情保|关系户|贿选|拉票',
  '收礼|收钱|收红包|收好处|收烟|收了.{0,6}(?:钱|礼|烟|酒|红包|好处)|回扣|好处费|吃拿|卡要|乱收费',
  '拿走了?.{0,6}(?:钱|款|补助|补贴)|私吞|私分|占为己有|侵占(?:集体|公款|资金|村里|补助)|挪用|截留|克扣|冒领|套取|骗取|虚报|假账|账目不清',
  '不作为|乱作为|推诿|刁难|包庇|报复|欺压|欺负(?:群众|村民|百姓|老百姓)|恐吓|威胁(?:我|群众|村民)|打人|打了?(?:我|人)|骂人|骂了?我',
].join('|')

/** Whoever is asked for help, thanked or told is not accused: what stands right before a title. */
const asked = `(?<!(?:请|让|叫|找|向|跟|求|麻烦|拜托|希望|盼|望|建议|联系|告诉|通知|感谢|谢谢|经|由)(?:我们?|咱们?|本)?${ofVillage}?的?副?)`
const told = '举报|投诉|控告|检举|揭发|状告'

/** The parts of sentences, without the signs between letters: what is said of one thing ends at a comma. */
const partsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .split(/[，,。;！!？?\n]+/u)
    .map(lettersOf)

/** Whether words accuse whoever holds one of the titles, which stand alone: 村主任收了我两条烟, 举报网格员. */
function accusesTitle(texts: readonly string[], titles: ReadonlySet<string>): boolean {
  if (titles.size === 0) return false
  const named = [...titles]
  const alone = named.filter((title) => meantAlone.has(title))
  const title = `(?:${ofVillage}的?副?${anyOf(named)}${alone.length > 0 ? `|${anyOf(alone)}` : ''})`
  const accuses = new RegExp(`${asked}${title}.*?(?:${deeds})|(?:${told})(?:我们|咱们?|本)?${title}`, 'u')
  return texts.some((text) => partsOf(text).some((part) => accuses.test(part)))
}

/**
 * Whether words accuse whoever is called so, where the call alone could be a small word with a title: 于书记收了我两条烟, 举报任主任.
 * What is told to somebody of others accuses them of nothing (向主任反映有人收钱).
 */
function accusesCalled(texts: readonly string[], called: string): boolean {
  const accuses = new RegExp(
    `${called}(?:(?!${told}|反映|报告|汇报|求助|告诉|说|讲|问).)*?(?:${deeds})|(?:${told}|反映)(?:了|过|一下)?(?:我们|咱们?|本)?${ofVillage}?的?${called}`,
    'u',
  )
  return texts.some((text) => partsOf(text).some((part) => accuses.test(part)))
}

/**
 * Whether words of a villager mean one of these holders of an office:
 * - by the whole name, whatever stands between its letters, and whatever is said of them;
 * - by the family name with how they are addressed for what they hold (韩主任, 韩副主任, 姓韩的书记): in a village that is the name;
 * - by what somebody holds in the village or the grid, without any name (村支书, 网格员), only where the same part of a sentence accuses them
 *   of something, or says that they are reported. Such words stand in half of all innocent reports (请村主任帮忙修路灯), which must
 *   reach the village.
 * A by-name (老韩), a first name and a title of the town alone are nobody. A family name that is also a small word (向主任) is somebody's
 * only where the same part of a sentence accuses whoever is called so.
 */
export function meansOfficial(texts: readonly string[], holders: readonly HeldOffices[]): boolean {
  const letters = texts.map(lettersOf)
  const named = (holder: HeldOffices): boolean => {
    const name = lettersOf(holder.name)
    if (name.length >= LETTERS_MIN && letters.some((text) => text.includes(name))) return true
    const family = familyName(holder.name)
    const addressed = addressesOf(holder)
    if (family === undefined || addressed.size === 0) return false
    const title = anyOf(addressed)
    const called = `${family}的?(?:副|村|镇|老)?${title}`
    const bySurname = new RegExp(
      smallWords.has(family) ? `${title}是?姓${family}` : `${called}|${title}是?姓${family}`,
      'u',
    )
    if (letters.some((text) => bySurname.test(text))) return true
    return smallWords.has(family) && accusesCalled(texts, called)
  }
  return holders.some(named) || accusesTitle(texts, new Set(holders.flatMap(({ local }) => [...addressesOf(local)])))
}
