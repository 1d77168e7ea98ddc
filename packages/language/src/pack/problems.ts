/** What can be wrong with a pack, as data, and the sentences that say it with what to write instead. */

import type { Language } from '@xiangzhi/text'

/** Where a problem sits: a file and the way down to the value (or to its key, when the key itself is wrong). */
export interface PackSpot {
  readonly file: string
  readonly path: readonly (string | number)[]
  readonly at?: 'key' | 'value'
}

const zh = {
  'file-missing': '缺少文件 {file}，请补上',
  'folder-empty': '文件夹 {folder} 里至少要有一个 .yaml 文件',
  'file-unknown': '不认识文件 {file}，请改名或移走；这里可以有：{allowed}',
  'unknown-base': '找不到基础配置包 {name}，请写配置包旁边的文件夹名',
  'word-needed': '基础配置包里用到 {name}，请在 words 里写上本地的叫法',
  'yaml-broken': '这里不是合法的 YAML（{code}），请检查缩进、引号和冒号',
  'yaml-duplicate-key': '同一个键写了两次，请删去一个',
  'yaml-tab': '缩进要用空格，不能用制表符',
  'not-utf8': '这一行不是 UTF-8 编码，请用 UTF-8 另存这个文件（记事本：另存为，编码选 UTF-8）',
  missing: '缺少 {key}，请写：{expected}',
  'unknown-key': '不认识 {key}，{nearest}这里可以写：{allowed}',
  wrong: '写法不对，应写：{expected}',
  'number-not-text': "这里要写文字，请给数字加上引号：'{value}'",
  'too-few': '太少，应写：{expected}',
  'not-translated': '英文里不能有汉字，请写英文',
  'one-unit': '时限要写且只写一个单位，如 { workingDays: 5 }',
  'options-for-choice': '种类为 choice 时要写 options，别的种类不要写',
  'range-backwards': 'from 不能大于 to，请对调',
  duplicate: '{value} 重复，{first} 已经用过，请改成别的',
  'not-below': '代码 {code} 应以上级代码 {parent} 开头',
  'code-kind': '代码 {code} 与种类 {kind} 不符，应为 {expected}',
  'hours-order': '工作时间要从早到晚、互不重叠',
  'unknown-village': '没有代码为 {code} 的村或社区，请用 places.yaml 里的代码',
  'unknown-place': '没有代码为 {code} 的地域，请用 places.yaml 里的代码',
  'unknown-line': '没有条线 {key}，请写：{allowed}',
  'unknown-organisation': '没有单位 {key}，{nearest}请用 organisations.yaml 里的键',
  'placeholder-needed': '名称里要有 {placeholder}，否则各处同名',
  'reach-wrong': '角色 {role} 的范围只能是 {expected}',
  'role-not-used': 'roles.yaml 里没有角色 {role}，请先加上',
  'class-code': '小类代码 {code} 应以大类代码 {parent} 开头',
  'unknown-category': '没有以 {code} 开头的分类，请用 categories/ 里的代码',
  'row-never-reached': '这一行没有任何条件，后面的行都轮不到；请写上条件，或改成 default',
  'row-shadowed': '前面的 {row} 已经收下了这一行的所有分类，这一行轮不到；请移到它前面',
  'unknown-question': '所列分类里没有补充问题 {key}，请写：{allowed}',
  'unknown-answer': '{key} 的回答不能是 {value}，请写：{allowed}',
  'sealed-needed': '分类 {code} 是密封办理的，去向要写 sealed: true，并写明 role',
  'sealed-too-near': '密封件不能交给网格或村，请交给 town、county 或指定单位',
  'sealed-exposed': '密封办理的分类 {code} 没有专门的一行，会走到 {row}；请在前面加一行 sealed: true',
  'role-reach-differs': '角色 {role} 管的是 {reach}，不能接交给 {unit} 的件',
  'unknown-practice': '没有做法 {key}，请写：{allowed}',
  'practice-not-run': 'county.yaml 里没有开展 {key}，请写：{allowed}',
  'placeholders-differ': '中英文的占位符不一致：中文有 {zhPlaces}，英文有 {enPlaces}',
  'unknown-placeholder': '不认识占位符 {name}，请写：{allowed}',
  'unknown-event': '流程 {process} 里没有 {on}，{nearest}请写：{allowed}',
  'channel-not-reaching': '用 {channel} 找不到 {audience}，请写：{allowed}',
  'day-in-other-year': '{day} 不在 {year} 年',
  'day-twice': '{day} 既是假日又是上班日，请删去一个',
  'makeup-on-weekday': '{day} 本来就是工作日，不用写进 workdays',
  'year-file-name': '{year} 年的日历应放在 calendars/{year}.yaml',
  'disclosure-unknown-catalogue': '没有公开目录 {value}，请写：{allowed}',
  'disclosure-unknown-item': '所用目录里没有事项 {value}',
  'disclosure-code-twice': '事项代码 {value} 在所用目录里出现两次，请去掉一个目录',
  'disclosure-loosened': '对事项 {value} 的要求比目录宽，只能更严',
  'disclosure-overridden-twice': '对事项 {value} 写了两次，请合并',
  'reports-in-circle': '{key} 绕了一圈又报告给自己：{circle}；请让其中一个向别的单位报告',
  'unknown-duty': '没有应办事项 {key}，{nearest}请写：{allowed}',
  'longer-than-law': '不能比法律规定的 {limit} 更长：{basis}',
  'place-for-role': '角色 {role} 要写 {expected} 的代码',
} as const

/** Code of a problem. */
export type PackProblemCode = keyof typeof zh

export const packProblemCodes = Object.keys(zh) as PackProblemCode[]

const en: Record<PackProblemCode, string> = {
  'file-missing': 'file {file} is missing; add it',
  'folder-empty': 'folder {folder} must hold at least one .yaml file',
  'file-unknown': 'unknown file {file}; rename or remove it; there may be: {allowed}',
  'unknown-base': 'there is no base pack {name}; write the name of a folder beside this pack',
  'word-needed': 'the base pack uses {name}; write what it is called here under words',
  'yaml-broken': 'this is not sound YAML ({code}); check indentation, quotes and colons',
  'yaml-duplicate-key': 'the same key stands here twice; remove one',
  'yaml-tab': 'indent with spaces, not with tabs',
  'not-utf8': 'this line is not UTF-8; save the file as UTF-8',
  missing: '{key} is missing; write: {expected}',
  'unknown-key': 'unknown key {key}; {nearest}here you may write: {allowed}',
  wrong: 'not as expected; write: {expected}',
  'number-not-text': "text is needed here; put the number in quotes: '{value}'",
  'too-few': 'too few; write: {expected}',
  'not-translated': 'the English text holds Chinese characters; write English',
  'one-unit': 'a time limit has exactly one unit, such as { workingDays: 5 }',
  'options-for-choice': 'write options for kind choice, and for no other kind',
  'range-backwards': 'from must not exceed to; swap them',
  duplicate: '{value} is used twice, first at {first}; choose another',
  'not-below': 'code {code} should begin with the code above it, {parent}',
  'code-kind': 'code {code} does not fit kind {kind}; expected {expected}',
  'hours-order': 'working hours must run from early to late without overlap',
  'unknown-village': 'no village or community has code {code}; use a code from places.yaml',
  'unknown-place': 'no place has code {code}; use a code from places.yaml',
  'unknown-line': 'no line {key}; write: {allowed}',
  'unknown-organisation': 'no organisation {key}; {nearest}use a key from organisations.yaml',
  'placeholder-needed': 'the name must hold {placeholder}, otherwise all are called the same',
  'reach-wrong': 'role {role} can only have reach {expected}',
  'role-not-used': 'role {role} is not in roles.yaml; add it first',
  'class-code': 'sub-class code {code} should begin with its class code {parent}',
  'unknown-category': 'no category begins with {code}; use a code from categories/',
  'row-never-reached': 'this row has no condition, so later rows are never reached; add one, or make it the default',
  'row-shadowed': 'row {row} before takes all categories of this row, so it is never reached; move it before that row',
  'unknown-question': 'the categories of this row have no question {key}; write: {allowed}',
  'unknown-answer': '{key} cannot be answered with {value}; write: {allowed}',
  'sealed-needed': 'category {code} is sealed; its destination needs sealed: true and a role',
  'sealed-too-near': 'a sealed case may not go to a grid or village; send it to town, county or an organisation',
  'sealed-exposed':
    'sealed category {code} has no row of its own and would fall to {row}; add a row with sealed: true before',
  'role-reach-differs': 'role {role} reaches {reach} and cannot take a case that goes to {unit}',
  'unknown-practice': 'no practice {key}; write: {allowed}',
  'practice-not-run': 'county.yaml does not run {key}; write: {allowed}',
  'placeholders-differ': 'placeholders differ: Chinese has {zhPlaces}, English has {enPlaces}',
  'unknown-placeholder': 'unknown placeholder {name}; write: {allowed}',
  'unknown-event': 'process {process} has no {on}; {nearest}write: {allowed}',
  'channel-not-reaching': '{audience} cannot be reached by {channel}; write: {allowed}',
  'day-in-other-year': '{day} is not in {year}',
  'day-twice': '{day} is both a holiday and a workday; remove one',
  'makeup-on-weekday': '{day} is a workday anyway; leave it out of workdays',
  'year-file-name': 'the calendar of {year} belongs in calendars/{year}.yaml',
  'disclosure-unknown-catalogue': 'there is no catalogue {value}; write: {allowed}',
  'disclosure-unknown-item': 'the chosen catalogues have no item {value}',
  'disclosure-code-twice': 'item {value} occurs twice in the chosen catalogues; drop one of them',
  'disclosure-loosened': 'what is asked of item {value} is looser than the catalogue; it can only be stricter',
  'disclosure-overridden-twice': 'item {value} is named twice; join the two',
  'reports-in-circle': '{key} reports to itself in a circle: {circle}; let one of them report to another',
  'unknown-duty': 'no duty {key}; {nearest}write: {allowed}',
  'longer-than-law': 'must not be longer than the law allows, {limit}: {basis}',
  'place-for-role': 'role {role} needs the code or key of: {expected}',
}

/** A fact in a problem: plain, or in both languages. */
export type PackFact = string | number | { readonly zh: string; readonly en: string }

/** Something wrong with a pack, at a place in a file. */
export interface PackProblem extends PackSpot {
  /** Another place that the sentence names as `{first}`, such as where a value was used before. */
  readonly first?: PackSpot
  readonly code: PackProblemCode
  readonly facts: Readonly<Record<string, PackFact>>
}

/** The sentence of a problem in a language, with what to write instead. */
export function describePackProblem(problem: PackProblem, language: Language): string {
  return (language === 'en' ? en : zh)[problem.code].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const fact = problem.facts[name]
    if (fact === undefined) return whole
    return typeof fact === 'object' ? (language === 'en' ? fact.en : fact.zh) : String(fact)
  })
}

function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}

/** A hint at the word that was probably meant, or nothing. */
export function nearestHint(word: string, candidates: readonly string[]): PackFact {
  const [best] = candidates
    .map((candidate) => ({ candidate, far: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((one, other) => one.far - other.far)
  if (!best || best.far > Math.max(1, Math.floor(word.length / 3))) return ''
  return { zh: `是不是想写 ${best.candidate}？`, en: `did you mean ${best.candidate}? ` }
}
