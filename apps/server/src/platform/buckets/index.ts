export { Buckets } from './buckets.ts'
export { sourceOf } from './source.ts'
