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
