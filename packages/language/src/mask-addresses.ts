const unseen = '＊＊＊'

const numeral = String.raw`[\d一二三四五六七八九十百〇零]`
/** A house, a flat or a door: from here on an address says where somebody lives. */
const house = new RegExp(
  String.raw`(?:门牌)?第?${numeral}+[-–—之]?${numeral}*\s*(?:号|栋|幢|单元|室|户|楼|弄|巷|院|排|#)(?!村|庄|镇|乡|屯|社区)|门牌`,
  'u',
)

/** An address down to its group (村民小组), never past the number of a house; what cannot be cut there is not shown at all. */
export function maskAddress(address: string): string {
  const plain = address.normalize('NFKC').trim()
  const from = house.exec(plain)?.index
  const head = from === undefined ? plain : plain.slice(0, from)
  const kept =
    /^.*?(?:第?[\d一二三四五六七八九十]{1,3}\s*[组队]|[村民小]组)/u.exec(head)?.[0] ??
    /^.*(?:村|社区|镇|街道|乡|区|县)/u.exec(head)?.[0]
  if (kept === undefined) return unseen
  return kept === plain ? address : `${kept}＊＊`
}

/** Whether a text by itself says where somebody lives: a place with a house in it. */
export function speaksOfHome(text: string): boolean {
  const plain = text.normalize('NFKC')
  const from = house.exec(plain)?.index
  return from !== undefined && /(?:村|社区|镇|街道|乡|组|队|小区|路|街|庄|屯|寨|营|湾)\s*$/u.test(plain.slice(0, from))
}
