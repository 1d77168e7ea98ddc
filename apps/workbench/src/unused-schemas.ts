// Stands in the place of zod in the built screens (`vite.config.ts`): shapes are declared in the contract and checked by the
// server, so that no browser has to fetch a checker it never runs.

const declared: unknown = new Proxy(() => undefined, {
  get: (_target, name) => {
    if (name === 'parse' || name === 'safeParse') throw new Error('shapes are checked by the server, not by a screen')
    return name === Symbol.toPrimitive ? () => '' : declared
  },
  apply: () => declared,
})

export { declared as z }
