/**
 * Whether what was typed may mean a name: its signs stand in it one after the other, as offices shorten names. 住建 is
 * 住房和城乡建设局, 城管 is 城市管理局; a part of the name is one too.
 */
export function meansName(typed: string, name: string): boolean {
  const signs = [...typed.toLowerCase().replaceAll(/\s/g, '')]
  let at = 0
  for (const sign of name.toLowerCase()) if (sign === signs[at]) at += 1
  return at === signs.length
}

/** How a choice among units is searched, in the fields of its options that hold their names. */
export const byShortName = <Name extends string>(...fields: readonly Name[]) => ({
  filterOption: (typed: string, option?: Partial<Record<Name, unknown>>): boolean =>
    fields.some((field) => {
      const name = option?.[field]
      return typeof name === 'string' && meansName(typed, name)
    }),
})
