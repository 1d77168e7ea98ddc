/** Words that begin the row in which a sheet adds others up, alone or after a few others: 合计, 本页小计, 全村总计（元）. */
const totals =
  /^[\s（(【]*(?:\p{Script=Han}|[\d０-９]){0,6}?(?:合|小|总|累|共)\s*计\s*(?:[（(【][^）)】]{0,8}[）)】]?)?[\s）)】:：]*$/u
const english = /^\s*(?:sub|grand)?[\s-]*totals?\s*:?\s*$/i

/** Whether the first words of a row say that it adds other rows up and is no entry of its own. */
export function isTotalLabel(words: string): boolean {
  return totals.test(words) || english.test(words)
}

/** Words that begin the row in which a sheet is signed: 制表人：…, 审核人（签字）, 填报单位（盖章）. */
const signatures =
  /^[\s（(]*(?:制表|填表|填报|审核|复核|审批|审定|经办|报账|负责|主管|单位负责|村主任|村书记|支部书记|监委会主任|会计|出纳|领导)(?:单位|部门|日期|时间|负责人|人|员)*\s*(?:[（(]?\s*(?:签字|签名|签章|盖章|公章|章)\s*[)）]?)?\s*(?:[:：]|$|\s(?=.*[:：]))/u

/** Whether the first words of a row say that a sheet is signed there, and that it is no entry. */
export function isSignatureLabel(words: string): boolean {
  return signatures.test(words.normalize('NFKC'))
}
