/** Words that begin the row in which a sheet adds others up, alone or after a few others: 合计, 本页小计, 全村总计（元）. */
const totals =
  /^[\s（(【]*(?:\p{Script=Han}|[\d０-９]){0,6}?(?:合|小|总|累|共)\s*计\s*(?:[（(【][^）)】]{0,8}[）)】]?)?[\s）)】:：]*$/u
const english = /^\s*(?:sub|grand)?[\s-]*totals?\s*:?\s*$/i

/** Whether the first words of a row say that it adds other rows up and is no entry of its own. */
export function isTotalLabel(words: string): boolean {
  return totals.test(words) || english.test(words)
}
