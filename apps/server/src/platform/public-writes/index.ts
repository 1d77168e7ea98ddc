export { PublicLimits } from './limits.ts'
export { holdWrites, publicWrites } from './declared.ts'
