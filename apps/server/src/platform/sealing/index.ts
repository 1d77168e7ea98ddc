export { openSealing, sealingFromKeys, type HashPurpose, type Sealing } from './sealing.ts'
export { maskName, maskPhone, normalisePhone } from './mask.ts'
