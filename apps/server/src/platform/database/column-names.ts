/** A column as the code calls it: `place_id` is `placeId`. A name that was given with `as` is left as it is. */
export const nameInCode = (column: string): string =>
  column.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
