export { PublicLimits } from './limits.ts'
export { limitForms, publicForms } from './forms.ts'
