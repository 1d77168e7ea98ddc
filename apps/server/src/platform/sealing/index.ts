export { hasSealingKey, openSealing, sealingFromKeys, type HashPurpose, type Sealing } from './sealing.ts'
export { maskPhone, normalisePhone } from './mask.ts'
