import * as contract from '@xiangzhi/contract'
import type { Plugin } from 'vite'

const name = '\0browser-contract'

/** What a screen needs of the contract: which operation it is and where to ask. Shapes are checked by the server. */
function plainOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(plainOf)
  if ('_zod' in value) return undefined
  if (!('input' in value && 'output' in value))
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plainOf(part)]))
  const {
    input: _input,
    output: _output,
    summary: _summary,
    refusals: _refusals,
    ...plain
  } = value as Record<string, unknown>
  return plain
}

/**
 * Gives browsers the contract as plain data, made from the contract itself at every build: names and addresses of operations
 * and lists of words, without the shapes and the library that checks by them. A screen that imports a shape as a value does not
 * build.
 */
export function browserContract(): Plugin {
  const lines = Object.entries(contract).flatMap(([key, value]) => {
    const plain = typeof value === 'object' ? plainOf(value) : undefined
    return plain === undefined ? [] : [`export const ${key} = ${JSON.stringify(plain)}`]
  })
  return {
    name: 'browser-contract',
    enforce: 'pre',
    resolveId: (source) => (source === '@xiangzhi/contract' ? name : undefined),
    load: (id) => (id === name ? `${lines.join('\n')}\n` : undefined),
  }
}
