const grouped = (digits: string): string => digits.replaceAll(/\B(?=(\d{3})+$)/g, ',')

/** An amount in fen as yuan with jiao and fen, `1,234.50`; always two digits after the point, so that columns align. */
export function yuanOf(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0')
  return `${fen < 0 ? '-' : ''}${grouped(digits.slice(0, -2))}.${digits.slice(-2)}`
}

/** A count or a measure as it stands in a column. */
export function numberOf(value: number): string {
  const [whole = '', part] = String(Math.abs(value)).split('.')
  return `${value < 0 ? '-' : ''}${grouped(whole)}${part === undefined ? '' : `.${part}`}`
}
