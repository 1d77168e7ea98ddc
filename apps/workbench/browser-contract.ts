import * as contract from '@xiangzhi/contract'
import type { Plugin } from 'vite'

const name = '\0browser-contract'

/** What a screen needs of an operation: which one it is and where to ask. Its shapes are checked by the server. */
function plainOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if ('input' in value && 'output' in value) {
    const {
      input: _input,
      output: _output,
      summary: _summary,
      refusals: _refusals,
      ...plain
    } = value as Record<string, unknown>
    return plain
  }
  return '_zod' in value ? undefined : value
}

/**
 * Gives browsers the contract as plain data, made from the contract itself at every build: names and addresses of operations
 * and lists of words, without the shapes and the library that checks by them. A screen that imports a shape as a value does not
 * build.
 */
export function browserContract(): Plugin {
  const lines = Object.entries(contract).flatMap(([key, value]) => {
    const plain = plainOf(value)
    return plain === undefined ? [] : [`export const ${key} = ${JSON.stringify(plain)}`]
  })
  return {
    name: 'browser-contract',
    enforce: 'pre',
    resolveId: (source) => (source === '@xiangzhi/contract' ? name : undefined),
    load: (id) => (id === name ? `${lines.join('\n')}\n` : undefined),
  }
}
