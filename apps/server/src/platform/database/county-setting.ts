/** The county setting is read by the row-level security policies; only a whole number may ever be put there. */
export const countySetting = (county: number): string => {
  if (!Number.isSafeInteger(county) || county < 0 || county > 999_999) throw new RangeError(`no county ${county}`)
  return String(county)
}
