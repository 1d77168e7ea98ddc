import type { SelectStmt } from 'libpg-query'

/** A query and the parts that a union joins. */
export const partsOf = (select: SelectStmt): SelectStmt[] => [
  select,
  ...(select.larg ? partsOf(select.larg) : []),
  ...(select.rarg ? partsOf(select.rarg) : []),
]
