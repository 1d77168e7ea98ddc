import type { Basis } from './process.ts'

/**
 * Every law, rule and standard that declarations rest on, with the day from which the text they cite is in force: after an amendment,
 * the day of the amendment, since the articles are counted anew. A declaration names a source only through `law`, so that no two
 * disagree about one date.
 */
const inForceSince = {
  中华人民共和国村民委员会组织法: '2026-01-01',
  中华人民共和国城市居民委员会组织法: '2018-12-29',
  中华人民共和国农村集体经济组织法: '2025-05-01',
  中华人民共和国人民调解法: '2011-01-01',
  人民调解工作若干规定: '2002-11-01',
  中华人民共和国社会救助法: '2026-07-01',
  中华人民共和国农村土地承包法: '2019-01-01',
  中华人民共和国土地管理法: '2020-01-01',
  中华人民共和国城乡规划法: '2019-04-23',
  中华人民共和国招标投标法: '2017-12-28',
  中华人民共和国消防法: '2021-04-29',
  中华人民共和国突发事件应对法: '2024-11-01',
  中华人民共和国慈善法: '2024-09-05',
  中华人民共和国政府信息公开条例: '2019-05-15',
  志愿服务条例: '2017-12-01',
  信访工作条例: '2022-05-01',
  '农村集体经济组织财务公开规定（农经发〔2011〕13号）': '2012-01-01',
  '农村集体经济组织财务制度（财农〔2021〕121号）': '2022-01-01',
  '最低生活保障审核确认办法（民发〔2021〕57号）': '2021-07-01',
  '村民一事一议筹资筹劳管理办法（国办发〔2007〕4号）': '2007-01-16',
  '关于在乡村治理中推广运用清单制有关工作的通知（农经发〔2021〕4号）': '2021-11-15',
  关于建立健全村务监督委员会的指导意见: '2017-12-04',
  '中国共产党党务公开条例（试行）': '2017-12-20',
  中国共产党农村基层组织工作条例: '2018-12-28',
  中国共产党发展党员工作细则: '2014-05-28',
  农村基层干部廉洁履行职责规定: '2011-05-23',
  '中央办公厅 国务院办公厅《关于加强基层治理体系和治理能力现代化建设的意见》': '2021-04-28',
  '国务院办公厅《关于加快推进政务服务标准化规范化便利化的指导意见》': '2022-03-01',
  'GB/T 34300-2017': '2018-05-01',
  'GB/T 30428.8-2020': '2021-06-01',
} as const

export type LawName = keyof typeof inForceSince

/** An article of a law as the basis of a declaration; the date is that of the text in force. */
export function law(source: LawName, article: string): Basis {
  return { source, article, since: inForceSince[source] }
}

/** What is wrong with a basis: it names no source that is known here, or another date than that source has. */
export function basisProblem({ source, since }: Basis): 'unknown-source' | 'other-date' | undefined {
  const known = (inForceSince as Readonly<Record<string, string>>)[source]
  if (known === undefined) return 'unknown-source'
  return known === since ? undefined : 'other-date'
}

/** The articles that a basis names: `28, 35` names two. */
export const articlesOf = ({ article }: Basis): string[] => article.split(/[,，、]\s*/)
