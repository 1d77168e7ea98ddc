export { Buckets } from './buckets.ts'
export { pathOf } from './path.ts'
export { isLoopback, sourceOf } from './source.ts'
