/** Surnames of two characters (百家姓 and the ones common today); a longer list would mask no better. */
const COMPOUND_SURNAMES = new Set(
  '欧阳 上官 司马 诸葛 夏侯 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 司空 端木 独孤 南宫 东方 西门 呼延 澹台 公冶 濮阳 淳于 单于 太叔 申屠 轩辕 钟离 闻人 赫连 万俟 拓跋 百里 东郭 南门'.split(
    ' ',
  ),
)

/** 张三 → 张＊＊, 欧阳娜 → 欧阳＊＊: how long the name is must not be seen, so there are always two signs. */
export function maskName(name: string): string {
  const plain = name.trim()
  const surname = COMPOUND_SURNAMES.has(plain.slice(0, 2)) && plain.length > 2 ? plain.slice(0, 2) : [...plain][0]
  return surname === undefined ? '' : `${surname}＊＊`
}

/** 13912345678 → ＊＊＊＊5678. Anything too short to hide is hidden whole. */
export function maskPhone(phone: string): string {
  const digits = phone.replaceAll(/\D/g, '')
  return digits.length < 8 ? '＊＊＊＊' : `＊＊＊＊${digits.slice(-4)}`
}

/**
 * A telephone number as it is stored and compared: digits only, no +86, full-width digits turned into plain ones.
 * Undefined when it is neither a mobile number of the mainland (11 digits from 13 to 19) nor a fixed line with area code.
 */
export function normalisePhone(typed: string): string | undefined {
  const digits = typed
    .normalize('NFKC')
    .replaceAll(/[\s()-]/g, '')
    .replace(/^(?:\+|00)86/, '')
  return /^1[3-9]\d{9}$/.test(digits) || /^0\d{9,11}$/.test(digits) ? digits : undefined
}
