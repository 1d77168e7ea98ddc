export { Buckets } from './buckets.ts'
export { isLoopback, sourceOf } from './source.ts'
